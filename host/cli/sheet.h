/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sheet.h - a result in JSON as tables for people.
 *
 * An object is a table of its members that are one value; a list of objects is a table with a row
 * for each and a column for each member that is one value in any of them, or in an object that one
 * of them has.  What is in an object follows it, under its names with dots between.  Of a number
 * eight decimals are shown, half to even, or as many as give six digits that say something: the
 * JSON has all.
 *
 * Room:      host/cli.  Calls: lib/json, lib/base.
 */
#ifndef CLI_SHEET_H
#define CLI_SHEET_H

#include "lib/base/bytes.h"

enum { SHEET_NAME_SIZE = 128, SHEET_TABLES_MAX = 1 << 16 };

/*
 * Append the tables of an object.
 * ERR_INPUT it is none; ERR_LIMIT over SHEET_TABLES_MAX, a name over SHEET_NAME_SIZE with those
 * around it, or as table_write; ERR_NOMEM.
 */
enum err sheet_write(struct span json, struct buf *out);

#endif
