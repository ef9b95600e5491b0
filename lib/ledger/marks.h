/* SPDX-License-Identifier: Apache-2.0 */
/*
 * marks.h - prices over time, and what an amount is worth at a time (docs/metrics.md, "Rates").
 *
 * Assets are numbers here; the first nine are fixed because rates go through them.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  a value depends on the set of marks only, not on their arrival; it is rounded once.
 */
#ifndef LEDGER_MARKS_H
#define LEDGER_MARKS_H

#include "lib/ledger/fill.h"

/* Known to every ledger, under these numbers.  BNFCR: what Binance credits instead of dollars. */
enum {
	ASSET_USDT,
	ASSET_USD,
	ASSET_USDC,
	ASSET_BUSD,
	ASSET_FDUSD,
	ASSET_TUSD,
	ASSET_DAI,
	ASSET_BNFCR,
	ASSET_BTC,
	ASSET_KNOWN_COUNT,
	ASSET_DOLLAR_COUNT = ASSET_BTC, /* those before BTC are taken at 1 for one another */
};
extern const char *const marks_known_assets[ASSET_KNOWN_COUNT];

/* Is it a dollar, or a coin that is taken for one? */
bool marks_is_dollar(const char *asset);

struct mark_point {
	int64_t ts_ms;
	struct decimal price;
};

struct mark_pair {
	uint32_t key;
	size_t count, room, hint;
	struct mark_point *points; /* oldest first, no time twice */
};

struct marks {
	struct mark_pair *pairs; /* by key */
	size_t pair_count, pair_room, count, max;
};

void marks_wipe(struct marks *m);

/*
 * Add a price; `*is_conflict`: another price was there for that time, and stays.
 * ERR_LIMIT past `max`; ERR_NOMEM.
 */
enum err marks_add(
    struct marks *m, uint16_t base, uint16_t quote, struct mark_point point, bool *is_conflict);

/* When the latest of all prices is; INT64_MIN: there is none. */
int64_t marks_last_ms(const struct marks *m);

struct marks_ask {
	uint16_t from, to;
	int64_t ts_ms;
	int64_t since_ms; /* marks before it do not count */
	bool is_back;     /* `amount` is of `to`: divide by that rate instead */
};

/*
 * What `amount` of `ask->from` is in `ask->to` at `ask->ts_ms`: by the last mark of from/to at or
 * before it, else of to/from, else across USDT, USD or BTC, else 1 between dollar coins; rounded
 * half to even, once: the rate itself is not.  VALUED_NOT leaves `out` alone.  ERR_LIMIT out of
 * range.
 */
enum err marks_value(struct marks *m, const struct marks_ask *ask, struct decimal amount,
    enum valued *found, struct decimal *out);

#endif
