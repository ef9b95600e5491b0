/* SPDX-License-Identifier: Apache-2.0 */
/*
 * binance.h - what the files of the Binance connector share; nobody else includes this.
 *
 * Source: Binance's API documentation: spot (rest-api.md, errors.md), wallet, margin, convert,
 * fiat, USD-M futures and COIN-M futures.  Each feed's row in binance.c names its path.
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

/* How the next page is named. */
enum binance_page {
	BINANCE_PAGE_NONE,
	BINANCE_PAGE_ID,     /* ask.from_id */
	BINANCE_PAGE_OFFSET, /* rows to leave out */
	BINANCE_PAGE_NUMBER, /* 1, 2, 3 ... */
};

/* A feed's call: its path, how its parameters are named (NULL: it has none), who reads it. */
struct binance_call {
	const char *path;
	const char *fixed;     /* "name=value", always sent */
	const char *variant;   /* ask.variant's name */
	const char *symbol;    /* ask.symbol's: "symbol" */
	const char *second;    /* ask.second's */
	const char *size;      /* feed.page_rows' name */
	const char *from, *to; /* ask.from_ms, to_ms */
	const char *page;
	enum binance_page page_kind;
	bool is_post, has_interval;
	enum err (*read)(struct span body, const struct binance_reading *r);
};

/* ---- binance_sign.c: requests ---- */

/* Append "name=value", percent-encoded, after an '&' unless `query` is empty.  As buf_append. */
enum err binance_query_text(struct buf *query, const char *name, const char *value);
enum err binance_query_number(struct buf *query, const char *name, int64_t value);

/* Where a request goes and what it carries. */
struct binance_target {
	const char *path;
	struct span own; /* the call's own parameters, encoded */
	bool is_signed, is_post;
};

/*
 * Write the whole request.  A signed one gets timestamp in front of `own`, recvWindow behind it
 * and the signature of exactly these bytes; in a POST they are the body.  ERR_INPUT for a
 * credential that is none, ERR_LIMIT, ERR_NOMEM.
 */
enum err binance_request_write(
    const struct binance_target *t, const struct exchange_ask *ask, struct exchange_request *out);

/*
 * Append the signature as it goes into the query: lower-case hex HMAC-SHA256 where the secret is a
 * text; percent-encoded base64 of an Ed25519 or RSA signature where it is a private key in PEM.
 * ERR_INPUT when the private key cannot be read; else as buf_append.
 */
enum err binance_sign(const char *secret, struct span payload, struct buf *out);

/* Letters, digits, -._ and whatever is not ASCII: Binance lists symbols in other scripts too. */
bool binance_is_symbol(const char *symbol);

/* ---- binance_refusal.c ---- */

/*
 * Is this answer a no?  OK: it is not, read on.  Otherwise the error of exchange.h, with `out`
 * filled and `why` in the exchange's words.
 */
enum err binance_refusal_read(
    const struct exchange_answer *answer, struct exchange_refusal *out, struct why *why);

/* See exchange.advise. */
const char *binance_advise(const struct exchange_feed *feed, const struct exchange_refusal *said,
    enum err asked, const struct key_permissions *permissions);

/* ---- readers ---- */

/* Read one body each into rows or `out`.  Errors as exchange.parse, those of refusals apart. */
enum err binance_time_read(struct span body, const struct binance_reading *r);
enum err binance_permissions_read(struct span body, const struct binance_reading *r);
enum err binance_spot_instruments_read(struct span body, const struct binance_reading *r);
enum err binance_spot_balances_read(struct span body, const struct binance_reading *r);
enum err binance_spot_fills_read(struct span body, const struct binance_reading *r);
enum err binance_funding_balances_read(struct span body, const struct binance_reading *r);
enum err binance_marks_read(struct span body, const struct binance_reading *r);
enum err binance_margin_balances_read(struct span body, const struct binance_reading *r);
enum err binance_isolated_balances_read(struct span body, const struct binance_reading *r);
enum err binance_interest_read(struct span body, const struct binance_reading *r);
enum err binance_loans_read(struct span body, const struct binance_reading *r);
enum err binance_margin_liquidations_read(struct span body, const struct binance_reading *r);
enum err binance_capital_flow_read(struct span body, const struct binance_reading *r);
enum err binance_futures_instruments_read(struct span body, const struct binance_reading *r);
enum err binance_futures_balances_read(struct span body, const struct binance_reading *r);
enum err binance_positions_read(struct span body, const struct binance_reading *r);
enum err binance_futures_fills_read(struct span body, const struct binance_reading *r);
enum err binance_income_read(struct span body, const struct binance_reading *r);
enum err binance_force_orders_read(struct span body, const struct binance_reading *r);
enum err binance_deposits_read(struct span body, const struct binance_reading *r);
enum err binance_withdrawals_read(struct span body, const struct binance_reading *r);
enum err binance_fiat_orders_read(struct span body, const struct binance_reading *r);
enum err binance_fiat_payments_read(struct span body, const struct binance_reading *r);
enum err binance_transfers_read(struct span body, const struct binance_reading *r);
enum err binance_dividends_read(struct span body, const struct binance_reading *r);
enum err binance_dust_read(struct span body, const struct binance_reading *r);
enum err binance_convert_read(struct span body, const struct binance_reading *r);
enum err binance_busd_read(struct span body, const struct binance_reading *r);

/* The two wallets of a transfer's type, "MAIN_UMFUTURE".  ERR_INPUT when it is no such name. */
enum err binance_wallets_of(struct span type, enum exchange_wallet *from, enum exchange_wallet *to);

/* ---- binance_read.c: how rows, texts and numbers are read ---- */

/* One element of an array; must take exactly one value. */
typedef enum err binance_row_fn(struct json *j, const struct binance_reading *r);

struct binance_list {
	const char *name;    /* in errors; the member it is in */
	size_t max;          /* ERR_LIMIT past it */
	binance_row_fn *row; /* a failing row's `why` gets "name[index]" in front */
};

/* Call list->row for each element of the array that comes next; *count is how many. */
enum err binance_rows_read(struct json *j, const struct binance_list *list, size_t *count,
    const struct binance_reading *r);

/* A body that is one array, and all there is. */
enum err binance_array_read(
    struct span body, const struct binance_list *list, const struct binance_reading *r);

/* Any other member of the object around an array: read or skip it. */
typedef enum err binance_member_fn(
    struct json *j, struct span name, const struct binance_reading *r);

/*
 * A body that is one object, whose member list->name has the rows and is all there is; `other` may
 * be NULL.  ERR_INPUT when the member is missing.
 */
enum err binance_member_rows_read(struct span body, const struct binance_list *list,
    binance_member_fn *other, const struct binance_reading *r);

/* A body that is one array, a page of a feed: says in r->out what page comes next. */
enum err binance_page_read(
    struct span body, const char *name, binance_row_fn *row, const struct binance_reading *r);

/*
 * The same where the array is the member `name` of an object.  Binance leaves it out when there is
 * nothing and says "total":0; missing otherwise is ERR_INPUT.  "moreData":true is a cut.
 */
enum err binance_wrapped_page_read(
    struct span body, const char *name, binance_row_fn *row, const struct binance_reading *r);

/* "name: expected ..." unless something better was said; returns `e`. */
enum err binance_expected(
    const struct binance_reading *r, enum err e, const char *name, const char *what);

/* Numbers as Binance writes them.  The error names `name`. */
enum err binance_decimal_read(
    struct span text, const char *name, struct decimal *out, const struct binance_reading *r);
/* The same, and above zero; and not below. */
enum err binance_positive_read(
    struct span text, const char *name, struct decimal *out, const struct binance_reading *r);
enum err binance_unsigned_read(
    struct span text, const char *name, struct decimal *out, const struct binance_reading *r);
/* Whole, 0..2^63-1. */
enum err binance_id_read(
    struct span text, const char *name, uint64_t *out, const struct binance_reading *r);
/* Unix milliseconds between 1970 and 9999. */
enum err binance_ms_read(
    struct span text, const char *name, int64_t *out, const struct binance_reading *r);
/* "2021-04-15 12:09:16", UTC. */
enum err binance_clock_read(
    struct span text, const char *name, int64_t *out, const struct binance_reading *r);

/* The inside of a raw text, or a raw number's digits: ids and statuses come as both. */
struct span binance_bare(struct span raw);

/* binance_bare() into a field, not empty, printable.  ERR_INPUT, ERR_LIMIT. */
enum err binance_name_read(
    struct span raw, const char *name, char *out, size_t room, const struct binance_reading *r);

/* The quantity step in an instrument's "filters" (LOT_SIZE); 0 when there is none. */
enum err binance_step_read(
    struct span filters, struct decimal *step, const struct binance_reading *r);

/* Deliver, and count. */
enum err binance_flow_put(const struct exchange_flow *f, const struct binance_reading *r);
enum err binance_fill_put(const struct exchange_fill *f, const struct binance_reading *r);
/*
 * A fill of a PAGING_ID page: its symbol must be the one asked for and its id not below the one
 * asked from; also keeps result.last_id.
 */
enum err binance_trade_put(const struct exchange_fill *f, const struct binance_reading *r);
enum err binance_balance_put(const struct exchange_balance *b, const struct binance_reading *r);

/* A liquidation order as its row spells it. */
struct binance_liquidation {
	enum exchange_wallet wallet;
	const char *symbol;
	struct span order_id, side, price, quantity, time;
};

/* Read its numbers, deliver it and count. */
enum err binance_liquidation_put(
    const struct binance_liquidation *l, const struct binance_reading *r);

/* "kind:BASE/QUOTE", the made symbol of a conversion.  ERR_LIMIT when it does not fit. */
enum err binance_conversion_name(const char *kind, struct exchange_fill *f);

#endif
