/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/marks.h"

const char *const marks_known_assets[ASSET_KNOWN_COUNT] = {
	[ASSET_USDT] = "USDT",
	[ASSET_USD] = "USD",
	[ASSET_USDC] = "USDC",
	[ASSET_BUSD] = "BUSD",
	[ASSET_FDUSD] = "FDUSD",
	[ASSET_TUSD] = "TUSD",
	[ASSET_DAI] = "DAI",
	[ASSET_BNFCR] = "BNFCR",
	[ASSET_BTC] = "BTC",
};

bool
marks_is_dollar(const char *asset)
{
	for (size_t i = 0; i < ASSET_DOLLAR_COUNT; i++)
		if (strcmp(asset, marks_known_assets[i]) == 0)
			return true;
	return false;
}

void
marks_wipe(struct marks *m)
{
	for (size_t i = 0; i < m->pair_count; i++)
		free(m->pairs[i].points);
	free(m->pairs);
	*m = (struct marks){ 0 };
}

/* The first pair whose key is not below `key`. */
static size_t
pair_at(const struct marks *m, uint32_t key)
{
	size_t low = 0, high = m->pair_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (m->pairs[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How many points are at or before `ts_ms`.  Rows come in order: look near the last answer. */
static size_t
points_until(struct mark_pair *p, int64_t ts_ms)
{
	size_t low = 0, high = p->count;

	if (p->hint <= p->count && (p->hint == 0 || p->points[p->hint - 1].ts_ms <= ts_ms))
		low = p->hint;
	if (low < high && p->points[low].ts_ms > ts_ms)
		high = low;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (p->points[middle].ts_ms <= ts_ms)
			low = middle + 1;
		else
			high = middle;
	}
	p->hint = low;
	return low;
}

static enum err
pair_open(struct marks *m, uint32_t key, struct mark_pair **out)
{
	const size_t at = pair_at(m, key);

	if (at < m->pair_count && m->pairs[at].key == key) {
		*out = &m->pairs[at];
		return OK;
	}
	if (m->pair_count == m->pair_room) {
		const size_t room = m->pair_room == 0 ? 8 : m->pair_room * 2;
		struct mark_pair *pairs = realloc(m->pairs, room * sizeof(*pairs));

		ENSURE(pairs != NULL, ERR_NOMEM);
		m->pairs = pairs;
		m->pair_room = room;
	}
	memmove(m->pairs + at + 1, m->pairs + at, (m->pair_count - at) * sizeof(*m->pairs));
	m->pairs[at] = (struct mark_pair){ .key = key };
	m->pair_count++;
	*out = &m->pairs[at];
	return OK;
}

static uint32_t
key_of(uint16_t base, uint16_t quote)
{
	return (uint32_t)base << 16 | quote;
}

enum err
marks_add(
    struct marks *m, uint16_t base, uint16_t quote, struct mark_point point, bool *is_conflict)
{
	struct mark_pair *p;
	size_t at;

	*is_conflict = false;
	ENSURE(m->count < m->max, ERR_LIMIT);
	TRY(pair_open(m, key_of(base, quote), &p));
	at = points_until(p, point.ts_ms);
	if (at > 0 && p->points[at - 1].ts_ms == point.ts_ms) {
		*is_conflict = decimal_compare(p->points[at - 1].price, point.price) != 0;
		return OK;
	}
	if (p->count == p->room) {
		const size_t room = p->room == 0 ? 8 : p->room + p->room / 2;
		struct mark_point *points = realloc(p->points, room * sizeof(*points));

		ENSURE(points != NULL, ERR_NOMEM);
		p->points = points;
		p->room = room;
	}
	memmove(p->points + at + 1, p->points + at, (p->count - at) * sizeof(*p->points));
	p->points[at] = point;
	p->count++;
	m->count++;
	return OK;
}

int64_t
marks_last_ms(const struct marks *m)
{
	int64_t last_ms = INT64_MIN;

	for (size_t i = 0; i < m->pair_count; i++) {
		const struct mark_pair *p = &m->pairs[i];

		if (p->count > 0 && p->points[p->count - 1].ts_ms > last_ms)
			last_ms = p->points[p->count - 1].ts_ms;
	}
	return last_ms;
}

static bool
price_at(struct marks *m, uint32_t key, const struct marks_ask *ask, struct decimal *out)
{
	const size_t at = pair_at(m, key);
	size_t until;

	if (at == m->pair_count || m->pairs[at].key != key)
		return false;
	until = points_until(&m->pairs[at], ask->ts_ms);
	if (until == 0 || m->pairs[at].points[until - 1].ts_ms < ask->since_ms)
		return false;
	*out = m->pairs[at].points[until - 1].price;
	return true;
}

/* One step between two assets: multiply by the price, or divide when it is the inverse one. */
struct leg {
	struct decimal price;
	bool is_inverse;
};

static bool
leg_find(struct marks *m, uint16_t from, uint16_t to, const struct marks_ask *ask, struct leg *out)
{
	out->is_inverse = false;
	if (price_at(m, key_of(from, to), ask, &out->price))
		return true;
	out->is_inverse = true;
	return price_at(m, key_of(to, from), ask, &out->price);
}

static enum err
leg_walk(const struct leg *leg, struct decimal amount, struct decimal *out)
{
	return leg->is_inverse ? decimal_div(amount, leg->price, out)
			       : decimal_mul(amount, leg->price, out);
}

/* Two legs with one rounding as long as the product of two prices is exact. */
static enum err
legs_walk(const struct leg *a, const struct leg *b, struct decimal amount, struct decimal *out)
{
	struct decimal both;

	if (a->is_inverse != b->is_inverse)
		return decimal_muldiv(amount, a->is_inverse ? b->price : a->price,
		    a->is_inverse ? a->price : b->price, out);
	TRY(decimal_mul(a->price, b->price, &both));
	return leg_walk(&(struct leg){ both, a->is_inverse }, amount, out);
}

enum err
marks_value(struct marks *m, const struct marks_ask *ask, struct decimal amount, enum valued *found,
    struct decimal *out)
{
	static const uint16_t via[] = { ASSET_USDT, ASSET_USD, ASSET_BTC };
	struct leg a, b;

	*found = VALUED_SAME;
	if (ask->from == ask->to) {
		*out = amount;
		return OK;
	}
	if (leg_find(m, ask->from, ask->to, ask, &a)) {
		*found = a.is_inverse ? VALUED_INVERSE : VALUED_DIRECT;
		return leg_walk(&a, amount, out);
	}
	*found = VALUED_CROSS;
	for (size_t i = 0; i < sizeof(via) / sizeof(via[0]); i++)
		if (leg_find(m, ask->from, via[i], ask, &a) &&
		    leg_find(m, via[i], ask->to, ask, &b))
			return legs_walk(&a, &b, amount, out);
	if (ask->from < ASSET_DOLLAR_COUNT && ask->to < ASSET_DOLLAR_COUNT) {
		*found = VALUED_PEGGED;
		*out = amount;
		return OK;
	}
	*found = VALUED_NOT;
	return OK;
}
