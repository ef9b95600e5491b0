/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/journal.h"

void
journal_free(struct journal *j)
{
	free(j->events);
	*j = (struct journal){ 0 };
}

enum err
journal_add(struct journal *j, const struct event *e)
{
	if (j->count == j->room) {
		const size_t room = j->room == 0 ? 64 : 2 * j->room;
		struct event *more = realloc(j->events, room * sizeof(*more));

		ENSURE(more != NULL, ERR_NOMEM);
		j->events = more;
		j->room = room;
	}
	j->events[j->count++] = *e;
	return OK;
}

/* Merge sort from below: stable, and its time does not depend on the input. */
static void
merge(const struct event *from, struct event *to, size_t left, size_t middle, size_t right)
{
	size_t a = left, b = middle;

	for (size_t i = left; i < right; i++) {
		const bool takes_left =
		    a < middle && (b >= right || from[a].ts_ms <= from[b].ts_ms);

		to[i] = takes_left ? from[a++] : from[b++];
	}
}

enum err
journal_close(struct journal *j)
{
	struct event *from = j->events, *to = calloc(j->count + 1, sizeof(*to));

	ENSURE(to != NULL, ERR_NOMEM);
	for (size_t width = 1; width < j->count; width *= 2) {
		struct event *swap = from;

		for (size_t left = 0; left < j->count; left += 2 * width) {
			const size_t middle = left + width < j->count ? left + width : j->count;
			const size_t right = middle + width < j->count ? middle + width : j->count;

			merge(from, to, left, middle, right);
		}
		from = to;
		to = swap;
	}
	free(to);
	j->events = from;
	j->room = j->count;
	return OK;
}

static void
fill_apply(const struct catalog *c, const struct event *e, struct holding *w)
{
	const struct listing *l = &c->listings[e->symbol];
	const int sign = e->is_buyer ? 1 : -1;

	w[e->other].held_e8 -= e->fee_e8;
	if (l->product != PRODUCT_SPOT) {
		w[l->settle].held_e8 += e->amount_e8;
		return;
	}
	w[l->base].held_e8 += sign * e->quantity_e8;
	w[l->quote].held_e8 -= sign * e->quote_e8;
}

void
journal_apply(const struct catalog *c, const struct event *e, struct holdings *h)
{
	struct holding *w = h->all[e->wallet];
	const int sign = e->is_buyer ? 1 : -1;

	if (e->state != EVENT_DONE)
		return;
	switch (e->kind) {
	case EVENT_FILL:
		fill_apply(c, e, w);
		break;
	case EVENT_WITHDRAWAL:
		w[e->asset].held_e8 -= e->amount_e8 + e->fee_e8;
		break;
	case EVENT_TRANSFER:
	case EVENT_EARN:
		w[e->asset].held_e8 -= e->amount_e8;
		h->all[e->to][e->asset].held_e8 += e->amount_e8;
		break;
	case EVENT_DUST:
	case EVENT_CONVERT:
	case EVENT_BUSD:
		w[e->asset].held_e8 -= e->quantity_e8;
		w[e->other].held_e8 += e->quote_e8 - e->fee_e8;
		break;
	case EVENT_FIAT:
		w[e->asset].held_e8 += sign * e->amount_e8 - (e->is_buyer ? 0 : e->fee_e8);
		break;
	case EVENT_PAYMENT:
		w[e->other].held_e8 += sign * e->quantity_e8;
		w[e->asset].held_e8 += e->is_buyer ? 0 : e->quote_e8 - e->fee_e8;
		break;
	case EVENT_DEPOSIT:
	case EVENT_DIVIDEND:
	case EVENT_INCOME:
		w[e->asset].held_e8 += e->amount_e8;
		break;
	case EVENT_INTEREST:
		w[e->asset].debt_e8 += e->amount_e8;
		break;
	case EVENT_BORROW:
	case EVENT_REPAY:
		w[e->asset].held_e8 += e->kind == EVENT_BORROW ? e->amount_e8 : -e->amount_e8;
		w[e->asset].debt_e8 += e->kind == EVENT_BORROW ? e->amount_e8 : -e->amount_e8;
		break;
	case EVENT_FORCED: /* these only tell */
	case EVENT_ECHO:
	case EVENT_MARGIN_ECHO:
	case EVENT_KIND_COUNT:
		break;
	}
}

/* From the wallet of one pair to that of another: what this pair's sees of it. */
static void
across_apply(const struct event *e, int pair, struct holding *w)
{
	if (e->symbol == pair)
		w[e->asset].held_e8 -= e->amount_e8;
	if (e->to_symbol == pair)
		w[e->asset].held_e8 += e->amount_e8;
}

bool
journal_is_across(const struct event *e)
{
	return e->kind == EVENT_TRANSFER && e->wallet == WALLET_ISOLATED &&
	    e->to == WALLET_ISOLATED;
}

void
journal_fold(const struct catalog *c, const struct journal *j, int64_t until_ms, int isolated,
    struct holdings *h)
{
	memset(h, 0, sizeof(*h));
	for (size_t i = 0; i < j->count && j->events[i].ts_ms <= until_ms; i++) {
		const struct event *e = &j->events[i];
		const bool is_isolated = e->wallet == WALLET_ISOLATED || e->to == WALLET_ISOLATED;

		if (isolated >= 0 && journal_is_across(e))
			across_apply(e, isolated, h->all[WALLET_ISOLATED]);
		else if (isolated < 0 || !is_isolated || e->symbol == isolated)
			journal_apply(c, e, h);
	}
}
