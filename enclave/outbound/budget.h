/* SPDX-License-Identifier: Apache-2.0 */
/*
 * budget.h - one limit of an exchange's, kept from our side.
 *
 * Weight is counted here before a request leaves, and corrected upward by what the server says it
 * has counted: others may ask from the same address.  Windows are those of the server's clock.
 * Within one three quarters may go at once and the rest as it passes, so that somebody who comes
 * late in it is served too.  We stop short of the limit, because two clocks
 * never agree to the millisecond and requests are under way when a window turns.
 *
 * Room:      enclave/outbound.  Calls: lib/exchange (the limits).
 * Promises:  between two corrections no window sees more than `allowed` from us.
 */
#ifndef INGEST_BUDGET_H
#define INGEST_BUDGET_H

#include "lib/exchange/exchange.h"

enum {
	BUDGET_SHARE_PERCENT = 97, /* of the published limit */
	BUDGET_AT_ONCE_PERCENT = 75,
	/* Just after a window began here the server may still be in the one before. */
	BUDGET_EDGE_MS = 1000,
};

struct budget {
	const struct exchange_limit *limit;
	int64_t allowed_milli, used_milli; /* thousandths of weight */
	int64_t window;                    /* its number; with `drains`: when it was last drained */
	int64_t blocked_until_ms;          /* server time */
};

/* So much of this limit. */
struct budget budget_of(const struct exchange_limit *limit, unsigned percent);

/* How long until `weight` may be taken: 0 is now. */
int64_t budget_wait_ms(const struct budget *b, int64_t server_ms, unsigned weight);

/* Is nothing of it used, nor is it blocked: is it as one that was made a moment ago? */
bool budget_is_unused(const struct budget *b, int64_t server_ms);

/* Take it, whether it may be or not. */
void budget_take(struct budget *b, int64_t server_ms, unsigned weight);

/* The answer to what was sent at `sent_ms` says that so much weight is used in its window. */
void budget_correct(struct budget *b, int64_t sent_ms, int64_t server_ms, uint64_t used);

/*
 * The server refused.  `wait_ms` 0: it did not say for how long, which means the rest of the
 * window; then `jitter_ms` more, so that not everybody comes back in one moment.
 */
void budget_block(struct budget *b, int64_t server_ms, int64_t wait_ms, int64_t jitter_ms);

#endif
