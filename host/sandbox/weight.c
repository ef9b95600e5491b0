/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/weight.h"

static const int64_t minute_ms = 60 * 1000;
static const int64_t ban_first_ms = 2 * 60 * 1000;
static const int64_t ban_last_ms = 3LL * 24 * 3600 * 1000;

static struct weight_peer *
peer_of(struct weight_book *b, const char *address)
{
	struct weight_peer *quietest = &b->peers[0];

	for (size_t i = 0; i < WEIGHT_PEERS_MAX; i++) {
		struct weight_peer *p = &b->peers[i];

		if (strcmp(p->address, address) == 0)
			return p;
		if (p->minute < quietest->minute)
			quietest = p;
	}
	*quietest = (struct weight_peer){ 0 };
	(void)snprintf(quietest->address, sizeof(quietest->address), "%s", address);
	return quietest;
}

static void
windows_move(struct weight_peer *p, int64_t now_ms)
{
	if (p->minute != now_ms / minute_ms) {
		p->minute = now_ms / minute_ms;
		memset(p->used, 0, sizeof(p->used));
		p->refusal_count = 0;
	}
	if (p->five_minutes != now_ms / (5 * minute_ms)) {
		p->five_minutes = now_ms / (5 * minute_ms);
		p->raw_count = 0;
	}
}

static struct weight_answer
banned(const struct weight_peer *p, int64_t now_ms)
{
	return (struct weight_answer){ .verdict = WEIGHT_BANNED,
		.retry_after_s = (p->banned_until_ms - now_ms + 999) / 1000,
		.banned_until_ms = p->banned_until_ms };
}

static struct weight_answer
refuse(struct weight_peer *p, int64_t used, int64_t window_ms, int64_t now_ms)
{
	int64_t ban_ms = ban_first_ms;

	if (++p->refusal_count <= WEIGHT_PATIENCE)
		return (struct weight_answer){ .verdict = WEIGHT_TOO_MUCH,
			.used = used,
			.retry_after_s = (window_ms - now_ms % window_ms + 999) / 1000 };
	for (unsigned i = 0; i < p->ban_count && ban_ms < ban_last_ms; i++)
		ban_ms *= 2;
	p->ban_count++;
	p->banned_until_ms = now_ms + (ban_ms < ban_last_ms ? ban_ms : ban_last_ms);
	return banned(p, now_ms);
}

int64_t
weight_limit(enum weight_budget b)
{
	static const int64_t limits[WEIGHT_FREE] = { WEIGHT_API_MAX, WEIGHT_SAPI_MAX,
		WEIGHT_FUTURES_MAX, WEIGHT_FUTURES_MAX, WEIGHT_UID_MAX };

	return limits[b];
}

struct weight_answer
weight_take(struct weight_book *b, const char *address, enum weight_budget budget, int64_t weight,
    int64_t now_ms)
{
	struct weight_peer *p = peer_of(b, address);

	windows_move(p, now_ms);
	if (now_ms < p->banned_until_ms)
		return banned(p, now_ms);
	if (budget == WEIGHT_FREE)
		return (struct weight_answer){ .verdict = WEIGHT_OK };
	if (budget == WEIGHT_API && p->raw_count >= WEIGHT_RAW_MAX)
		return refuse(p, p->used[budget], 5 * minute_ms, now_ms);
	if (p->used[budget] + weight > weight_limit(budget))
		return refuse(p, p->used[budget], minute_ms, now_ms);
	p->used[budget] += weight;
	p->raw_count += budget == WEIGHT_API;
	return (struct weight_answer){ .verdict = WEIGHT_OK, .used = p->used[budget] };
}
