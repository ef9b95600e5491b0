/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compute_table.h - a ledger's books as tables for people.
 *
 * Room:      host/cli.
 */
#ifndef CLI_COMPUTE_TABLE_H
#define CLI_COMPUTE_TABLE_H

#include "host/cli/compute_file.h"

/*
 * Append two tables, of money and of round trips, by the ledger's method, under its name.
 * ERR_LIMIT a sum or the text is over its limit, with the symbol in `why`; ERR_NOMEM.
 */
enum err compute_table_write(
    struct compute_file *t, const char *name, struct buf *out, struct why *why);

/*
 * Append what of the file is in none of them, if anything: rows, sales without holdings, amounts
 * without a rate.  Errors as above.
 */
enum err compute_table_left_out(struct compute_file *t, struct buf *out, struct why *why);

#endif
