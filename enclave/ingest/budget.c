/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/budget.h"

enum { MINUTE_MS = 60000 };

struct budget
budget_of(unsigned published_per_minute)
{
	return (struct budget){ .per_minute = published_per_minute / 100 * BUDGET_SHARE_PERCENT };
}

static void
turn_minute(struct budget *b, int64_t server_ms)
{
	if (server_ms / MINUTE_MS == b->minute)
		return;
	b->minute = server_ms / MINUTE_MS;
	b->used = 0;
}

bool
budget_take(struct budget *b, int64_t server_ms, unsigned weight)
{
	turn_minute(b, server_ms);
	if (server_ms < b->blocked_until_ms || b->used + weight > b->per_minute)
		return false;
	b->used += weight;
	return true;
}

int64_t
budget_wait_ms(const struct budget *b, int64_t server_ms, unsigned weight)
{
	const int64_t next_minute_ms = (server_ms / MINUTE_MS + 1) * MINUTE_MS - server_ms;
	const int64_t blocked_ms = b->blocked_until_ms - server_ms;
	const bool is_full = server_ms / MINUTE_MS == b->minute && b->used + weight > b->per_minute;
	int64_t wait_ms = is_full ? next_minute_ms : 1;

	if (blocked_ms > wait_ms)
		wait_ms = blocked_ms;
	return wait_ms;
}

void
budget_correct(struct budget *b, int64_t server_ms, unsigned used)
{
	turn_minute(b, server_ms);
	if (used > b->used)
		b->used = used;
}

void
budget_block(struct budget *b, int64_t server_ms, int64_t wait_ms)
{
	/* Binance often says "Retry-After: 0"; that means the rest of the minute, and a moment. */
	const int64_t rest_ms = (server_ms / MINUTE_MS + 1) * MINUTE_MS + 250 - server_ms;
	const int64_t until_ms = server_ms + (wait_ms > 0 ? wait_ms : rest_ms);

	if (until_ms > b->blocked_until_ms)
		b->blocked_until_ms = until_ms;
}
