/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/limiter.h"

#include <arpa/inet.h>

struct bucket {
	uint64_t peer; /* 0: free */
	int64_t seen_ms;
	int64_t spent_ms; /* how much of the window's time is used up */
};

struct limiter {
	uint32_t count_max;
	int64_t window_ms;
	struct bucket buckets[LIMITER_PEERS];
};

enum err
limiter_new(uint32_t count_max, int64_t window_ms, struct limiter **out)
{
	struct limiter *l = calloc(1, sizeof(*l));

	ENSURE(l != NULL, ERR_NOMEM);
	l->count_max = count_max;
	l->window_ms = window_ms;
	*out = l;
	return OK;
}

void
limiter_free(struct limiter *l)
{
	free(l);
}

/* The network a peer belongs to, mixed into 64 bits; never 0. */
static uint64_t
network_of(const char *peer)
{
	uint8_t bytes[16] = { 0 };
	uint64_t h = 0xcbf29ce484222325; /* FNV-1a: spreads, promises nothing else */
	size_t size = 4;

	if (inet_pton(AF_INET, peer, bytes) != 1) {
		(void)inet_pton(AF_INET6, peer, bytes);
		size = 8;
	}
	for (size_t i = 0; i < size; i++)
		h = (h ^ bytes[i]) * 0x100000001b3;
	return h | 1;
}

bool
limiter_is_loopback(const char *peer)
{
	return strncmp(peer, "127.", 4) == 0 || strcmp(peer, "::1") == 0 ||
	    strncmp(peer, "::ffff:127.", 11) == 0;
}

static struct bucket *
bucket_of(struct limiter *l, uint64_t peer)
{
	struct bucket *set =
	    &l->buckets[(peer >> 8) % (LIMITER_PEERS / LIMITER_WAYS) * LIMITER_WAYS];
	struct bucket *oldest = set;

	for (size_t i = 0; i < LIMITER_WAYS; i++) {
		if (set[i].peer == peer)
			return &set[i];
		if (set[i].seen_ms < oldest->seen_ms)
			oldest = &set[i];
	}
	*oldest = (struct bucket){ .peer = peer };
	return oldest;
}

struct limiter_answer
limiter_take(struct limiter *l, const char *peer, int64_t now_ms)
{
	struct limiter_answer a = { .is_allowed = true, .limit = l->count_max };
	struct bucket *b;
	int64_t cost_ms;

	if (l->count_max == 0 || limiter_is_loopback(peer))
		return a;
	cost_ms = l->window_ms / l->count_max;
	b = bucket_of(l, network_of(peer));
	b->spent_ms -= b->seen_ms == 0 ? 0 : now_ms - b->seen_ms;
	b->spent_ms = b->spent_ms < 0 ? 0 : b->spent_ms;
	b->seen_ms = now_ms;
	a.is_allowed = b->spent_ms + cost_ms <= l->window_ms;
	if (a.is_allowed)
		b->spent_ms += cost_ms;
	else
		a.wait_ms = b->spent_ms + cost_ms - l->window_ms;
	if (cost_ms > 0)
		a.remaining = (uint32_t)((l->window_ms - b->spent_ms) / cost_ms);
	return a;
}
