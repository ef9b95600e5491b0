/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unified.h - a recorded answer of an exchange as rows under ccxt's names, for people who debug.
 *
 * ccxt's method names say what the answer is of: fetchMyTrades for a whole answer, parseTrade for
 * one row of it.  What the text has is mapped, what it has not is left out; amounts are texts that
 * hold exact decimals.  Rows come in order of time, as ccxt gives them.
 *
 * Room:      host/cli.  Calls: lib/exchange, lib/json, lib/decimal, lib/base.
 * Promises:  nothing is rounded but a quotient that must be, once, half to even at 1e-18.
 */
#ifndef CLI_UNIFIED_H
#define CLI_UNIFIED_H

#include "host/cli/recorded.h"

struct unified_options {
	const char
	    *market; /* spot, margin, isolated, linear, inverse, option, funding; NULL: seen */
	const char *symbol; /* "BTC/USDT" for rows that do not name theirs; NULL */
	const char *type;   /* deposit or withdrawal; set by the call */
};

/* Where rows are written, and what about them is known. */
struct unified_row {
	struct recorded from;
	const struct unified_options *options;
	struct json_writer *w;
	struct why *why;
	int64_t ts_ms; /* what rows are ordered by; -1: none */
};

/* "fetchMyTrades, parseTrade, ...": every CALL, for usage texts. */
const char *unified_calls(void);

/*
 * Append the JSON for this answer: an array for fetch..., an object for parse... and balances.
 * ERR_ABSENT no such call; ERR_INPUT, ERR_LIMIT the text is not such an answer, `why` names row and
 * member; ERR_NOMEM.
 */
enum err unified_write(const char *call, struct span answer, const struct unified_options *options,
    struct buf *out, struct why *why);

/* ---- what the files of Binance's mapping share ---- */

/* Write the members of one row, whose object is open.  Errors as recorded_*. */
typedef enum err unified_row_fn(struct unified_row *u);
enum err unified_trade(struct unified_row *u);
enum err unified_dust(struct unified_row *u);
enum err unified_conversion(struct unified_row *u);
enum err unified_liquidation(struct unified_row *u);
enum err unified_transaction(struct unified_row *u);
enum err unified_transfer(struct unified_row *u);
enum err unified_income(struct unified_row *u);
enum err unified_ledger_entry(struct unified_row *u);
enum err unified_interest(struct unified_row *u);
enum err unified_position(struct unified_row *u);

/* Say which row it was, in front of what was wrong in it; returns `e`. */
enum err unified_row_failed(struct why *why, size_t index, enum err e);

/* The whole answer of a balance, as an object. */
enum err unified_balance(struct span answer, const struct unified_options *options,
    struct json_writer *w, struct why *why);

/* One candle: an array, or an option's object. */
enum err unified_candle(struct span candle, const struct unified_options *options,
    struct json_writer *w, int64_t *ts_ms, struct why *why);

/*
 * The row's "symbol" as ccxt has it: BNBBTC is BNB/BTC, and of contracts BTCUSDT is BTC/USDT:USDT,
 * ETHUSD_PERP is ETH/USD:ETH, options have their quote.  The split is read off the name by the
 * quotes Binance has; a name that has none of them stays as it is.  False when the row has none.
 */
enum { UNIFIED_SYMBOL_SIZE = 256 };
bool unified_symbol_of(
    const struct unified_row *u, bool is_contract, char out[UNIFIED_SYMBOL_SIZE]);

/* Write it, or the one that was named. */
void unified_symbol_put(const struct unified_row *u, bool is_contract);

/* Is this the market that was named? */
bool unified_is_market(const struct unified_row *u, const char *market);

#endif
