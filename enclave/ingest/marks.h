/* SPDX-License-Identifier: Apache-2.0 */
/*
 * marks.h - which prices are needed to value fees paid in a third asset.
 *
 * A fee in BNB on BTCUSDT needs BNB/USDT at the fill's time: the closing prices of the hours
 * around the fills, read once and extended as new fills come.
 *
 * Room:      enclave/ingest.  Calls: lib/ledger (rows), lib/base.
 * Promises:  40 bytes for each pair of a fee's asset and a quote.
 */
#ifndef INGEST_MARKS_H
#define INGEST_MARKS_H

#include "enclave/ingest/catalogue.h"

enum { MARK_NEEDS_MAX = 256, MARK_STEP_MS = 3600000, MARK_NO_SYMBOL = -1 };

struct mark_need {
	int64_t first_ms, last_ms; /* fills that need it */
	int64_t next_ms;           /* where the next candle wanted begins; 0: not begun */
	uint32_t base, quote;      /* numbers of assets */
	int32_t symbol;            /* in the catalogue; MARK_NO_SYMBOL: it has no such pair yet */
	bool is_behind;            /* a fill came that is older than the first candle asked for */
	bool is_doubted;           /* the candle at next_ms did not come: it is asked once more */
	bool is_open;              /* this turn has something to ask */
};

struct mark_needs {
	struct mark_need *rows;
	uint32_t count, room;
};
void mark_needs_wipe(struct mark_needs *m);

/*
 * A fill was added: remember what its fee needs, if anything.  `assets` are those of the catalogue
 * that is told to mark_needs_aim().  ERR_NOMEM, ERR_LIMIT.
 */
enum err mark_needs_fill(
    struct mark_needs *m, struct assets *assets, const struct instrument *i, const struct fill *f);

/* Turn what fills need into what is to be asked in this turn. */
void mark_needs_aim(struct mark_needs *m, const struct catalogue *all);

/*
 * May this candle be taken?  When those before it did not come, they are asked for once more, and
 * only then is it believed that there are none.
 */
bool mark_need_accepts(struct mark_need *n, int64_t closed_ms);

/* A closed candle's price came. */
void mark_need_taken(struct mark_need *n, int64_t closed_ms);

/* A page of it came; `asked_ms` is where it was to begin. */
void mark_need_answered(struct mark_need *n, int64_t asked_ms, bool is_last);

#endif
