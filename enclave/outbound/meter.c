/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/outbound/meter.h"

#include "lib/base/text.h"

enum { NEARLY_PERCENT = 90 };

void
meter_account_wipe(struct meter_account *a)
{
	free(a->own);
	*a = (struct meter_account){ 0 };
}

struct meter
meter_of(const struct exchange_family *family)
{
	struct meter m = { .family = family };

	for (size_t i = 0; i < EXCHANGE_LIMITS_MAX; i++)
		m.shared[i] = budget_of(&family->limits[i], BUDGET_SHARE_PERCENT);
	m.sweep = budget_of(&family->limits[0], METER_SWEEP_PERCENT);
	return m;
}

static bool
is_own(const struct exchange_limit *l)
{
	return l->is_per_key || l->is_per_feed;
}

static struct meter_own *
own_of(
    const struct meter_account *a, const struct exchange_limit *l, const struct exchange_feed *feed)
{
	for (size_t i = 0; i < a->count; i++)
		if (a->own[i].budget.limit == l && (!l->is_per_feed || a->own[i].feed == feed))
			return &a->own[i];
	return NULL;
}

static enum err
own_add(struct meter_account *a, const struct exchange_limit *l, const struct exchange_feed *feed)
{
	struct meter_own *moved;

	ENSURE(a->count < METER_OWN_MAX, ERR_LIMIT);
	moved = realloc(a->own, (a->count + 1) * sizeof(*moved));
	ENSURE(moved != NULL, ERR_NOMEM);
	a->own = moved;
	a->own[a->count++] =
	    (struct meter_own){ l->is_per_feed ? feed : NULL, budget_of(l, BUDGET_SHARE_PERCENT) };
	return OK;
}

static bool
is_of(const struct exchange_family *family, const struct exchange_limit *l)
{
	for (size_t i = 0; i < EXCHANGE_LIMITS_MAX; i++)
		if (l == &family->limits[i])
			return true;
	return false;
}

void
meter_rest(const struct meter *m, struct meter_account *a, int64_t server_ms)
{
	size_t kept = 0;
	void *moved;

	for (size_t i = 0; i < a->count; i++)
		if (!is_of(m->family, a->own[i].budget.limit) ||
		    !budget_is_unused(&a->own[i].budget, server_ms))
			a->own[kept++] = a->own[i];
	if (kept == a->count)
		return;
	a->count = kept;
	moved = kept == 0 ? NULL : realloc(a->own, kept * sizeof(*a->own));
	if (moved != NULL)
		a->own = moved;
	else if (kept == 0)
		meter_account_wipe(a);
}

/* The budget that limit `i` of the family is for this request; NULL: it takes nothing of it. */
static struct budget *
budget_at(struct meter *m, const struct meter_ask *ask, size_t i)
{
	const struct exchange_limit *l = &m->family->limits[i];
	struct meter_own *own;

	if (l->amount == 0 || ask->feed->weights[i] == 0)
		return NULL;
	if (!is_own(l))
		return &m->shared[i];
	own = ask->account == NULL ? NULL : own_of(ask->account, l, ask->feed);
	return own == NULL ? NULL : &own->budget;
}

int64_t
meter_wait_ms(struct meter *m, const struct meter_ask *ask, bool *is_shared)
{
	int64_t wait_ms = 0;

	*is_shared = false;
	for (size_t i = 0; i < EXCHANGE_LIMITS_MAX; i++) {
		const struct budget *b = budget_at(m, ask, i);
		const int64_t ms =
		    b == NULL ? 0 : budget_wait_ms(b, ask->server_ms, ask->feed->weights[i]);

		*is_shared = *is_shared || (ms > 0 && !is_own(&m->family->limits[i]));
		wait_ms = ms > wait_ms ? ms : wait_ms;
	}
	if (ask->is_sweep && m->family->limits[0].amount > 0) {
		const int64_t ms = budget_wait_ms(&m->sweep, ask->server_ms, ask->feed->weights[0]);

		wait_ms = ms > wait_ms ? ms : wait_ms;
	}
	return wait_ms;
}

enum err
meter_take(struct meter *m, const struct meter_ask *ask)
{
	for (size_t i = 0; i < EXCHANGE_LIMITS_MAX; i++) {
		const struct exchange_limit *l = &m->family->limits[i];

		if (ask->account != NULL && ask->feed->weights[i] > 0 && is_own(l) &&
		    own_of(ask->account, l, ask->feed) == NULL)
			TRY(own_add(ask->account, l, ask->feed));
	}
	for (size_t i = 0; i < EXCHANGE_LIMITS_MAX; i++) {
		struct budget *b = budget_at(m, ask, i);

		if (b != NULL)
			budget_take(b, ask->server_ms, ask->feed->weights[i]);
	}
	if (ask->is_sweep && m->family->limits[0].amount > 0)
		budget_take(&m->sweep, ask->server_ms, ask->feed->weights[0]);
	return OK;
}

static bool
number_of(const struct http_response *response, const char *name, uint64_t *out)
{
	const struct span *field = name == NULL ? NULL : http_response_field(response, name);

	return field != NULL && text_u64_parse(*field, INT64_MAX, out) == OK;
}

/* What this limit's field says is used. */
static bool
used_of(const struct exchange_limit *l, const struct http_response *response, uint64_t *out)
{
	uint64_t left;

	if (number_of(response, l->used_field, out))
		return true;
	if (!number_of(response, l->left_field, &left))
		return false;
	*out = left < l->amount ? l->amount - left : 0;
	return true;
}

void
meter_correct(struct meter *m, const struct meter_ask *ask, int64_t sent_ms,
    const struct http_response *response)
{
	for (size_t i = 0; i < EXCHANGE_LIMITS_MAX; i++) {
		struct budget *b = budget_at(m, ask, i);
		uint64_t used;

		if (b != NULL && used_of(&m->family->limits[i], response, &used))
			budget_correct(b, sent_ms, ask->server_ms, used);
	}
}

/* Does the answer show that no limit per address is near its end, and is there another one? */
static bool
is_of_account(const struct meter *m, const struct meter_ask *ask, const struct http_response *r)
{
	bool has_own = false, has_room = false;

	for (size_t i = 0; i < EXCHANGE_LIMITS_MAX; i++) {
		const struct exchange_limit *l = &m->family->limits[i];
		uint64_t used;

		if (is_own(l)) {
			has_own = has_own || ask->feed->weights[i] > 0;
		} else if (l->amount > 0 && used_of(l, r, &used)) {
			has_room = used * 100 < (uint64_t)l->amount * NEARLY_PERCENT;
			if (!has_room)
				return false;
		}
	}
	return has_own && has_room && ask->account != NULL;
}

void
meter_block(struct meter *m, const struct meter_ask *ask, const struct meter_refusal *refusal)
{
	const bool is_account = is_of_account(m, ask, refusal->response);

	for (size_t i = 0; i < EXCHANGE_LIMITS_MAX; i++) {
		struct budget *b = budget_at(m, ask, i);

		if (b != NULL && is_own(&m->family->limits[i]) == is_account)
			budget_block(b, ask->server_ms, refusal->wait_ms, refusal->jitter_ms);
	}
	if (!is_account && m->shared[0].limit->amount > 0)
		budget_block(&m->shared[0], ask->server_ms, refusal->wait_ms, refusal->jitter_ms);
}

uint64_t
meter_cost(const struct exchange_family *family, const struct exchange_feed *feed)
{
	uint64_t cost = 1;

	for (size_t i = 0; i < EXCHANGE_LIMITS_MAX; i++) {
		const struct exchange_limit *l = &family->limits[i];
		const uint64_t share =
		    l->amount == 0 ? 0 : (uint64_t)feed->weights[i] * METER_COST_OF_ALL / l->amount;

		if (!is_own(l) && share > cost)
			cost = share;
	}
	return cost;
}
