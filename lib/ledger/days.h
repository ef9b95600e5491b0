/* SPDX-License-Identifier: Apache-2.0 */
/*
 * days.h - one book's days, oldest first: where both tiers put what falls on a day.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  112 bytes a day; the next row's day is found without a search when rows come in order.
 */
#ifndef LEDGER_DAYS_H
#define LEDGER_DAYS_H

#include "lib/ledger/ledger.h"

struct days {
	struct ledger_day *rows;
	uint32_t count, room;
	uint32_t at; /* the day found last */
	int offset_min;
	int64_t from_ms, before_ms; /* its bounds; equal: there is none */
};

/* Back to no days; what was allocated stays. */
void days_reset(struct days *d, int offset_min);
void days_wipe(struct days *d);

/* The day of a moment, which is made when it is not there.  Lives until the next.  ERR_NOMEM. */
enum err days_open(struct days *d, int64_t ts_ms, struct ledger_day **out);

/* Fills of one day, their volume and fees, on the day of `ts_ms`.  ERR_NOMEM. */
enum err days_fills(
    struct days *d, int64_t ts_ms, uint32_t count, struct decimal volume, struct decimal fees);

/* The number of the day of a moment, and its first moment. */
int32_t days_number(const struct days *d, int64_t ts_ms);
int64_t days_from(const struct days *d, int32_t day);

/* When the day of a moment ends, whether it is there or not. */
int64_t days_before(const struct days *d, int64_t ts_ms);

/*
 * Take back the gains of days after `day`, and set that of `day` itself to `gain`.  Those of them
 * on which nothing falls any more are forgotten.
 */
void days_rewind(struct days *d, int32_t day, struct decimal gain);

/* ERR_LIMIT a day's net is out of range. */
enum err days_check(const struct days *d);

/* sum + v modulo 2^128: while a day changes, the order of its changes must not matter. */
static inline struct decimal
days_sum(struct decimal sum, struct decimal v)
{
	return (
	    struct decimal){ (__int128)((unsigned __int128)sum.e18 + (unsigned __int128)v.e18) };
}

/* So many fills on their day. */
static inline void
days_add_fills(struct ledger_day *day, uint32_t count, struct decimal volume, struct decimal fees)
{
	day->row_count += count;
	day->fill_count += count;
	day->volume.e18 += volume.e18;
	day->fees.e18 += fees.e18;
	day->net = days_sum(day->net, (struct decimal){ -fees.e18 });
}

/* A gain on its day; days_check() says whether the last state is in range. */
static inline void
days_gain(struct ledger_day *day, struct decimal gain)
{
	day->gross = days_sum(day->gross, gain);
	day->net = days_sum(day->net, gain);
}

#endif
