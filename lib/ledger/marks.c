/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/marks.h"

#include "lib/ledger/row.h"

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

/* A rate as it is: `by` / `per`, of which only the quotient means something. */
struct rate {
	struct decimal by, per;
};

static struct rate
rate_of(const struct leg *l)
{
	const struct decimal one = decimal_of(1);

	return l->is_inverse ? (struct rate){ one, l->price } : (struct rate){ l->price, one };
}

/* p without the zeros at its end; how many decimals are left. */
static __int128
significant(struct decimal p, unsigned *dp)
{
	for (*dp = DECIMAL_PLACES; *dp > 0 && p.e18 % 10 == 0; (*dp)--)
		p.e18 /= 10;
	return p.e18;
}

/* Two legs after one another; exact unless two prices one way have more than 38 digits. */
static enum err
rate_of_two(const struct leg *a, const struct leg *b, struct rate *out)
{
	unsigned a_dp, b_dp;
	struct decimal both;
	struct leg one = { .is_inverse = a->is_inverse };

	if (a->is_inverse != b->is_inverse) {
		*out = a->is_inverse ? (struct rate){ b->price, a->price }
				     : (struct rate){ a->price, b->price };
		return OK;
	}
	if (__builtin_mul_overflow(
		significant(a->price, &a_dp), significant(b->price, &b_dp), &both.e18)) {
		TRY(decimal_mul(a->price, b->price, &one.price));
		*out = rate_of(&one);
		return OK;
	}
	*out = (struct rate){ both, { (__int128)row_power[a_dp] * row_power[b_dp] } };
	if (a->is_inverse)
		*out = (struct rate){ out->per, out->by };
	return OK;
}

/* VALUED_NOT leaves `out` alone. */
static enum err
rate_find(struct marks *m, const struct marks_ask *ask, enum valued *found, struct rate *out)
{
	static const uint16_t via[] = { ASSET_USDT, ASSET_USD, ASSET_BTC };
	const struct leg same = { decimal_of(1), false };
	struct leg a, b;

	if (leg_find(m, ask->from, ask->to, ask, &a)) {
		*found = a.is_inverse ? VALUED_INVERSE : VALUED_DIRECT;
		*out = rate_of(&a);
		return OK;
	}
	*found = VALUED_CROSS;
	for (size_t i = 0; i < sizeof(via) / sizeof(via[0]); i++)
		if (leg_find(m, ask->from, via[i], ask, &a) &&
		    leg_find(m, via[i], ask->to, ask, &b))
			return rate_of_two(&a, &b, out);
	*found = VALUED_NOT;
	if (ask->from < ASSET_DOLLAR_COUNT && ask->to < ASSET_DOLLAR_COUNT) {
		*found = VALUED_PEGGED;
		*out = rate_of(&same);
	}
	return OK;
}

enum err
marks_value(struct marks *m, const struct marks_ask *ask, struct decimal amount, enum valued *found,
    struct decimal *out)
{
	struct rate rate;

	*found = VALUED_SAME;
	if (ask->from == ask->to) {
		*out = amount;
		return OK;
	}
	TRY(rate_find(m, ask, found, &rate));
	if (*found == VALUED_NOT)
		return OK;
	return ask->is_back ? decimal_muldiv(amount, rate.per, rate.by, out)
			    : decimal_muldiv(amount, rate.by, rate.per, out);
}
