/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/outbound/budget.h"

struct budget
budget_of(const struct exchange_limit *limit, unsigned percent)
{
	return (struct budget){ .limit = limit,
		.allowed_milli = (int64_t)limit->amount * 10 * percent };
}

/* What counts as used now, without changing anything. */
static int64_t
used_milli(const struct budget *b, int64_t server_ms)
{
	const struct exchange_limit *l = b->limit;

	if (!l->drains)
		return server_ms / l->window_ms == b->window ? b->used_milli : 0;
	const int64_t drained = (server_ms - b->window) * l->amount * 1000 / l->window_ms;

	return drained < b->used_milli ? b->used_milli - drained : 0;
}

/* Bring it to this moment. */
static void
turn(struct budget *b, int64_t server_ms)
{
	b->used_milli = used_milli(b, server_ms);
	b->window = b->limit->drains ? server_ms : server_ms / b->limit->window_ms;
}

/* A request that takes more than there can be has to go all the same, alone. */
static int64_t
least_milli(const struct budget *b, unsigned weight)
{
	const int64_t want = (int64_t)weight * 1000;

	return want < b->allowed_milli ? want : b->allowed_milli;
}

/* When in a window does what may be used reach so much? */
static int64_t
reached_after_ms(const struct budget *b, int64_t total_milli)
{
	const int64_t late = total_milli - b->allowed_milli * BUDGET_AT_ONCE_PERCENT / 100;

	if (late <= 0)
		return 0;
	return (late * b->limit->window_ms + b->allowed_milli - 1) / b->allowed_milli;
}

static int64_t
pace_wait_ms(const struct budget *b, int64_t server_ms, unsigned weight)
{
	const struct exchange_limit *l = b->limit;
	const int64_t total = used_milli(b, server_ms) + least_milli(b, weight);
	const int64_t in_window_ms = server_ms % l->window_ms;

	if (l->drains) {
		const int64_t over = total - b->allowed_milli;
		const int64_t per_window = (int64_t)l->amount * 1000;

		return over <= 0 ? 0 : (over * l->window_ms + per_window - 1) / per_window;
	}
	if (total > b->allowed_milli)
		return l->window_ms - in_window_ms;
	const int64_t wait_ms = reached_after_ms(b, total) - in_window_ms;

	return wait_ms > 0 ? wait_ms : 0;
}

int64_t
budget_wait_ms(const struct budget *b, int64_t server_ms, unsigned weight)
{
	const int64_t blocked_ms = b->blocked_until_ms - server_ms;
	const int64_t pace_ms = pace_wait_ms(b, server_ms, weight);

	return blocked_ms > pace_ms ? blocked_ms : pace_ms;
}

bool
budget_is_unused(const struct budget *b, int64_t server_ms)
{
	return used_milli(b, server_ms) == 0 && b->blocked_until_ms <= server_ms;
}

void
budget_take(struct budget *b, int64_t server_ms, unsigned weight)
{
	turn(b, server_ms);
	b->used_milli += (int64_t)weight * 1000;
}

void
budget_correct(struct budget *b, int64_t sent_ms, int64_t server_ms, uint64_t used)
{
	const int64_t window_ms = b->limit->window_ms;
	const int64_t most = (int64_t)b->limit->amount * 2;
	const int64_t said = used < (uint64_t)most ? (int64_t)used : most;

	/* An answer that may speak of the window before would have us wait for nothing. */
	if (!b->limit->drains &&
	    (sent_ms / window_ms != server_ms / window_ms || sent_ms % window_ms < BUDGET_EDGE_MS))
		return;
	turn(b, server_ms);
	if (said * 1000 > b->used_milli)
		b->used_milli = said * 1000;
}

void
budget_block(struct budget *b, int64_t server_ms, int64_t wait_ms, int64_t jitter_ms)
{
	const int64_t window_ms = b->limit->window_ms;
	const int64_t rest_ms = window_ms - server_ms % window_ms + jitter_ms;
	const int64_t until_ms = server_ms + (wait_ms > 0 ? wait_ms : rest_ms);

	if (until_ms > b->blocked_until_ms)
		b->blocked_until_ms = until_ms;
}
