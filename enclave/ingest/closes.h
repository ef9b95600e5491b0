/* SPDX-License-Identifier: Apache-2.0 */
/*
 * closes.h - which closing prices are needed to value what an account holds.
 *
 * What is held on a day needs its price at the day's end, and before every flow in between that of
 * the last full hour.  Each day's close is read once; of the hours only those before flows.  This
 * says what to ask next and asks nobody.
 *
 * Room:      enclave/ingest.  Calls: lib/base.
 * Promises:  32 bytes for each thing held; what the exchange answered is not asked for again.  A
 *            candle that did not come is believed not to be after CLOSES_DOUBTS_MAX turns more, or,
 *            where later ones came without it, after fewer.
 */
#ifndef INGEST_CLOSES_H
#define INGEST_CLOSES_H

#include "lib/base/err.h"
#include "lib/exchange/exchange_rows.h"

enum {
	CLOSES_COUNT_MAX = 2048,
	CLOSES_HOURS_MAX = 1 << 20,
	CLOSES_DAY_MS = 86400000,
	CLOSES_HOUR_MS = 3600000,
	CLOSES_NO_SYMBOL = -1,
	CLOSES_DOUBTS_MAX = 8,
	CLOSES_DOUBTS_LATER = 4, /* so much is said by an answer that has later ones */
};

/* An asset, or a derivative's instrument, and when it was held: in hours since 1970. */
struct close {
	int32_t first, last;
	int32_t begun;               /* the opening of the first day that was wanted; 0: none yet */
	int32_t next_day, next_hour; /* what opens before was answered */
	uint32_t asset;              /* of an asset: its number */
	int32_t symbol;              /* in its wallet's catalogue, or CLOSES_NO_SYMBOL */
	uint8_t wallet;              /* whose prices these are */
	bool is_asset;
	bool is_resting; /* it failed in this turn, or had no candle where one should be */
	uint8_t doubts;  /* so often in a row it had none */
};

struct closes {
	struct close *rows;
	int32_t *hours; /* the openings of the last full hours before flows, by time, once each */
	uint32_t count, room, hour_count;
};
void closes_wipe(struct closes *c);

/* It is told anew what is held: what is not told again is not asked for. */
void closes_begin(struct closes *c);

/* The hour of a moment. */
static inline int32_t
closes_hour(int64_t ts_ms)
{
	return (int32_t)(ts_ms / CLOSES_HOUR_MS);
}

/*
 * What `key` names (asset, or wallet and symbol, and is_asset) was held from `first` to `last`;
 * told twice, from the earlier to the later.  Past CLOSES_COUNT_MAX nothing more is priced.
 * ERR_NOMEM.
 */
enum err closes_hold(struct closes *c, const struct close *key);

/* The row of an asset, or of an instrument; NULL: none. */
struct close *closes_find(const struct closes *c, const struct close *key);

/*
 * Flows were at these times; later ones than before may be among them.  At most CLOSES_HOURS_MAX
 * hours.  ERR_NOMEM.
 */
enum err closes_flows(struct closes *c, const int64_t *ts_ms, size_t count);

/* What to ask of a row. */
struct close_question {
	int64_t from_ms, to_ms, step_ms; /* candles that open from `from_ms` on */
};

/* `page_rows`: candles an answer has at most.  False: nothing to ask now. */
bool closes_next(const struct closes *c, const struct close *row, int64_t now_ms,
    unsigned page_rows, struct close_question *out);

/* Does the candle that closed then count for this question? */
bool closes_takes(const struct closes *c, const struct close_question *q, int64_t closed_ms);

/*
 * Is the candle that closed then the next one, or an earlier one?  `last_ms` is when the one before
 * it closed, 0: none.  After a hole nothing is taken until it was doubted often enough.
 */
bool closes_expects(
    const struct close *row, const struct close_question *q, int64_t last_ms, int64_t closed_ms);

/* What came of a question. */
struct close_answer {
	int64_t last_ms; /* when the last candle that was taken closed; 0: none was */
	bool has_later;  /* one came that was not expected: there is a hole before it */
};

/* The question was answered. */
void closes_answered(
    struct close *row, const struct close_question *q, const struct close_answer *a);

#endif
