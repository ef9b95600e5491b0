/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compute_number.h - a number of a file, with or without an exponent ("3.8E-7").
 *
 * lib/decimal reads what exchanges write; spreadsheets and scripts write exponents too.
 *
 * Room:      host/cli.
 */
#ifndef CLI_COMPUTE_NUMBER_H
#define CLI_COMPUTE_NUMBER_H

#include "lib/base/why.h"
#include "lib/decimal/decimal.h"

/*
 * Read the number of member `name`; a span with p NULL (an absent member) leaves `out` alone.
 * ERR_INPUT not a number, or more than 18 decimals; ERR_LIMIT out of range or over 64 characters;
 * `why` names the member.
 */
enum err compute_number_read(
    struct span text, const char *name, struct decimal *out, struct why *why);

#endif
