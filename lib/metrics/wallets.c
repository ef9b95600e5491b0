/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/wallets.h"

#include "lib/base/secret.h"

void
wallets_wipe(struct wallets *w)
{
	free(w->flows);
	free(w->costs);
	*w = (struct wallets){ 0 };
}

/* All flows by asset and time, and which of them are in a pair: by place in `given`. */
struct sorting {
	const struct wallet_flow *given, **all;
	bool *is_paired;
	size_t count;
};

static void
sorting_wipe(struct sorting *s)
{
	free(s->all);
	free(s->is_paired);
}

static bool *
is_paired(const struct sorting *s, size_t i)
{
	return &s->is_paired[s->all[i] - s->given];
}

static int
span_compare(struct span a, struct span b)
{
	const size_t size = a.size < b.size ? a.size : b.size;
	const int order = size == 0 ? 0 : memcmp(a.p, b.p, size);

	return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/* Nothing is left to the order of arrival but what is the same in all members. */
static int
flow_compare(const void *a, const void *b)
{
	const struct wallet_flow *x = *(const struct wallet_flow *const *)a;
	const struct wallet_flow *y = *(const struct wallet_flow *const *)b;
	int order = strcmp(x->flow.asset, y->flow.asset);

	if (order == 0)
		order = (x->flow.ts_ms > y->flow.ts_ms) - (x->flow.ts_ms < y->flow.ts_ms);
	if (order == 0)
		order = decimal_compare(x->flow.amount, y->flow.amount);
	if (order == 0)
		order = span_compare(x->wallet, y->wallet);
	return order != 0 ? order : span_compare(x->transaction, y->transaction);
}

/* What the network kept of a transfer, >= 0; false: too much, or more came than left. */
static bool
cost_of(const struct wallet_flow *out, const struct wallet_flow *in, bool is_named,
    struct decimal *cost)
{
	struct decimal left, most;

	if (decimal_negate(out->flow.amount, &left) != OK ||
	    decimal_sub(left, in->flow.amount, cost) != OK || decimal_sign(*cost) < 0)
		return false;
	most.e18 = left.e18 / (100 / WALLETS_COST_MAX_PCT);
	return is_named || decimal_compare(*cost, most) <= 0;
}

/* Could `in` be where `out` arrived?  How well it fits goes to `cost`: less is better. */
static bool
is_pair(const struct wallet_flow *out, const struct wallet_flow *in, bool is_named,
    struct decimal *cost)
{
	const bool are_named = out->transaction.size > 0 && in->transaction.size > 0;

	if (decimal_sign(in->flow.amount) <= 0 || span_compare(out->wallet, in->wallet) == 0)
		return false;
	if (is_named != are_named ||
	    (is_named && span_compare(out->transaction, in->transaction) != 0))
		return false;
	return cost_of(out, in, is_named, cost);
}

static bool
is_near(const struct wallet_flow *a, const struct wallet_flow *b)
{
	const int64_t apart_ms = a->flow.ts_ms - b->flow.ts_ms;

	return strcmp(a->flow.asset, b->flow.asset) == 0 && apart_ms <= WALLETS_APART_MAX_MS &&
	    apart_ms >= -WALLETS_APART_MAX_MS;
}

/* The one that fits best, the earlier one of two; `count` when there is none. */
static size_t
partner_of(const struct sorting *s, size_t out, bool is_named)
{
	size_t first = out, best = s->count;
	struct decimal cost, least = { 0 };

	while (first > 0 && is_near(s->all[first - 1], s->all[out]))
		first--;
	for (size_t i = first; i < s->count && is_near(s->all[i], s->all[out]); i++) {
		if (*is_paired(s, i) || !is_pair(s->all[out], s->all[i], is_named, &cost) ||
		    (best != s->count && decimal_compare(cost, least) >= 0))
			continue;
		best = i;
		least = cost;
	}
	return best;
}

static enum err
pair_up(struct sorting *s, bool is_named, struct wallets *w)
{
	for (size_t i = 0; i < s->count; i++) {
		struct equity_flow cost = s->all[i]->flow;
		size_t partner;

		if (*is_paired(s, i) || decimal_sign(cost.amount) >= 0)
			continue;
		partner = partner_of(s, i, is_named);
		if (partner == s->count)
			continue;
		*is_paired(s, i) = *is_paired(s, partner) = true;
		w->pair_count++;
		TRY(decimal_add(cost.amount, s->all[partner]->flow.amount, &cost.amount));
		if (decimal_sign(cost.amount) != 0)
			w->costs[w->cost_count++] = cost;
	}
	return OK;
}

static enum err
sorting_open(struct sorting *s, const struct wallet_flow *flows, size_t count)
{
	s->all = calloc(count + 1, sizeof(struct wallet_flow *));
	s->is_paired = calloc(count + 1, sizeof(*s->is_paired));
	ENSURE(s->all != NULL && s->is_paired != NULL, ERR_NOMEM);
	s->given = flows;
	s->count = count;
	for (size_t i = 0; i < count; i++)
		s->all[i] = &flows[i];
	qsort(s->all, count, sizeof(struct wallet_flow *), flow_compare);
	return OK;
}

static enum err
take(const struct wallet_flow *flows, size_t count, struct wallets *w)
{
	AUTO(sorting) s = { 0 };

	w->flows = calloc(count + 1, sizeof(*w->flows));
	w->costs = calloc(count + 1, sizeof(*w->costs));
	ENSURE(w->flows != NULL && w->costs != NULL, ERR_NOMEM);
	TRY(sorting_open(&s, flows, count));
	TRY(pair_up(&s, true, w));
	TRY(pair_up(&s, false, w));
	for (size_t i = 0; i < count; i++)
		if (!s.is_paired[i])
			w->flows[w->flow_count++] = flows[i].flow;
	return OK;
}

enum err
wallets_take(const struct wallet_flow *flows, size_t count, struct wallets *out)
{
	enum err e;

	*out = (struct wallets){ 0 };
	e = take(flows, count, out);
	if (e != OK)
		wallets_wipe(out);
	return e;
}
