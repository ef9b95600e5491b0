/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schedule.h - when something is asked again though nothing says that it moved.
 *
 * Balances say what moved, and residuals whether rows are missing; but who buys and sells for the
 * same between two looks, and pays no fee, leaves no trace there.  So everything is asked again by
 * its age: what costs next to nothing once an hour, the rest once a day.  Each account and each
 * question has a moment of its own within its hour or day, drawn from what it is, so a thousand
 * accounts do not come at once and nothing has to be remembered.
 *
 * Room:      enclave/ingest.  Calls: enclave/outbound (what a request costs), lib/exchange.
 */
#ifndef INGEST_SCHEDULE_H
#define INGEST_SCHEDULE_H

#include "lib/exchange/exchange.h"

enum {
	SCHEDULE_CHEAP_MS = 3600000,
	SCHEDULE_DEAR_MS = 86400000,
	/* Cheap is what a thousand accounts may ask of an address in one of its windows. */
	SCHEDULE_CHEAP_ACCOUNTS = 1000,
};

/* Every `period_ms`, `after_ms` before its multiples. */
struct schedule {
	int64_t period_ms, after_ms;
};

/*
 * How often a feed is asked, all variants of it together: what is asked symbol by symbol is dear,
 * however little it costs.
 */
int64_t schedule_period_ms(const struct exchange *x, const struct exchange_feed *feed);

/* The schedule of this period for who has that number. */
struct schedule schedule_of(int64_t period_ms, uint64_t number);

/* A number for two. */
uint64_t schedule_mix(uint64_t a, uint64_t b);

/* The last moment of it that is not after `now_ms`. */
int64_t schedule_last_ms(const struct schedule *s, int64_t now_ms);

#endif
