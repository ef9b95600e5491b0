/* SPDX-License-Identifier: Apache-2.0 */
/*
 * binance.h - what the files of the Binance spot connector share; nobody else includes this.
 *
 * Source: Binance spot API documentation (rest-api.md, errors.md) and the wallet API's "Get API
 * Key Permission".
 *
 * Room:      lib/exchange.
 */
#ifndef EXCHANGE_BINANCE_H
#define EXCHANGE_BINANCE_H

#include "lib/exchange/exchange.h"
#include "lib/json/json_shape.h"

/* What every reader of an answer needs; all borrowed. */
struct binance_reading {
	const struct exchange_ask *ask;
	const struct exchange_sink *sink;
	struct exchange_result *out;
	struct why *why;
};

/*
 * Append the lower-case hex HMAC-SHA256 of `payload` (the query exactly as sent, without
 * &signature=).  Errors as buf_append.
 */
enum err binance_sign(const char *secret, struct span payload, struct buf *out);

/*
 * Is this answer a no?  OK: it is not, read on.  Otherwise the error of exchange.h, with `out`
 * filled and `why` in the exchange's words.
 */
enum err binance_refusal_read(
    const struct exchange_answer *answer, struct exchange_refusal *out, struct why *why);

/* Read one body each into rows or `out`.  Errors as exchange.parse, those of refusals apart. */
enum err binance_time_read(struct span body, const struct binance_reading *r);
enum err binance_permissions_read(struct span body, const struct binance_reading *r);
enum err binance_balances_read(struct span body, const struct binance_reading *r);
enum err binance_instruments_read(struct span body, const struct binance_reading *r);
enum err binance_fills_read(struct span body, const struct binance_reading *r);
enum err binance_marks_read(struct span body, const struct binance_reading *r);

/* One element of an array; must take exactly one value. */
typedef enum err binance_row_fn(struct json *j, const struct binance_reading *r);

/*
 * Call `row` for each element of the array that comes next.  ERR_LIMIT past `max` elements; a
 * failing row's `why` gets "name[index]" in front.
 */
enum err binance_rows_read(struct json *j, const char *name, size_t max, binance_row_fn *row,
    const struct binance_reading *r);

/* "name: expected ..." unless something better was said; returns `e`. */
enum err binance_expected(
    const struct binance_reading *r, enum err e, const char *name, const char *what);

/* Numbers as Binance writes them.  The error names `name`. */
enum err binance_decimal_read(
    struct span text, const char *name, struct decimal *out, const struct binance_reading *r);
/* The same, and above zero. */
enum err binance_positive_read(
    struct span text, const char *name, struct decimal *out, const struct binance_reading *r);
/* Whole, 0..2^63-1. */
enum err binance_id_read(
    struct span text, const char *name, uint64_t *out, const struct binance_reading *r);
/* Unix milliseconds between 1970 and 9999. */
enum err binance_ms_read(
    struct span text, const char *name, int64_t *out, const struct binance_reading *r);

#endif
