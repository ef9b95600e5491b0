/* SPDX-License-Identifier: Apache-2.0 */
/*
 * amount.h - the sandbox's own money: whole counts of 1e-8 (`_e8`), and of 1e-16 for products.
 *
 * The truth file must not be computed by the code it is there to check, so nothing here uses
 * lib/decimal or lib/ledger.  Products of two e8 numbers are e16 and exact.
 *
 * Room:      host/sandbox.
 * Never:     floating point.
 */
#ifndef SANDBOX_AMOUNT_H
#define SANDBOX_AMOUNT_H

#include <stdint.h>

enum { AMOUNT_ONE = 100000000, AMOUNT_TEXT_SIZE = 64 };

/* a*b; both e8, the result e16. */
__int128 amount_product(int64_t a_e8, int64_t b_e8);

/* As Binance writes it, always eight decimals: "0.00100000".  The whole part fits 64 bits. */
void amount_write(__int128 e8, char out[AMOUNT_TEXT_SIZE]);

/* Shortest text of an e16 number: "-12.5", "0".  The whole part fits 64 bits. */
void amount_short_write(__int128 e16, char out[AMOUNT_TEXT_SIZE]);

#endif
