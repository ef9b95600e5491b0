/* SPDX-License-Identifier: Apache-2.0 */
/*
 * budget.h - how much an exchange lets one address ask per minute.
 *
 * Weight is counted here before a request leaves and corrected upward by what the server says it
 * has counted.  The minute is the server's.  A refusal blocks everything until the server said, or
 * until the next minute when it did not say.
 *
 * Room:      enclave/ingest.  Calls: lib/base.
 */
#ifndef INGEST_BUDGET_H
#define INGEST_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

struct budget {
	unsigned per_minute; /* what we allow ourselves: a margin below the published limit */
	unsigned used;       /* in `minute` */
	int64_t minute;
	int64_t blocked_until_ms; /* server time */
};

enum { BUDGET_SHARE_PERCENT = 95 };

/* A budget of BUDGET_SHARE_PERCENT of the published limit. */
struct budget budget_of(unsigned published_per_minute);

/* Take `weight` now, or say no. */
bool budget_take(struct budget *b, int64_t server_ms, unsigned weight);

/* How long until budget_take() may say yes: at least 1 ms. */
int64_t budget_wait_ms(const struct budget *b, int64_t server_ms, unsigned weight);

/* The server says this much is used in its current minute. */
void budget_correct(struct budget *b, int64_t server_ms, unsigned used);

/* The server refused; `wait_ms` 0: it did not say for how long. */
void budget_block(struct budget *b, int64_t server_ms, int64_t wait_ms);

#endif
