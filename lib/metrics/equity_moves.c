/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/equity_moves.h"

void
equity_moves_wipe(struct equity_moves *m)
{
	free(m->slots);
	free(m->all);
	free(m->flows);
	*m = (struct equity_moves){ 0 };
}

/* Room for `more` elements of `size` bytes behind `count`. */
static enum err
grow(void **all, size_t count, size_t *room, size_t more, size_t size)
{
	const size_t wanted = *room * 2 > count + more ? *room * 2 : count + more + 8;
	void *grown;

	if (count + more <= *room)
		return OK;
	grown = realloc(*all, wanted * size);
	ENSURE(grown != NULL, ERR_NOMEM);
	*all = grown;
	*room = wanted;
	return OK;
}

static enum err
slots_add(struct equity_moves *m, const struct equity_slot *slot, uint32_t *out)
{
	void *all = m->slots;

	TRY(grow(&all, m->slot_count, &m->slot_room, 1, sizeof(*slot)));
	m->slots = all;
	*out = (uint32_t)m->slot_count;
	m->slots[m->slot_count++] = *slot;
	return OK;
}

enum err
equity_moves_asset(struct equity_moves *m, const char *asset, uint32_t *out)
{
	struct equity_slot slot = { 0 };

	for (*out = 0; *out < m->slot_count; (*out)++)
		if (m->slots[*out].asset[0] != '\0' && strcmp(m->slots[*out].asset, asset) == 0)
			return OK;
	(void)snprintf(slot.asset, sizeof(slot.asset), "%s", asset);
	return slots_add(m, &slot, out);
}

static enum err
move_add(struct equity_moves *m, int64_t ts_ms, uint32_t slot, struct decimal amount)
{
	void *all = m->all;

	if (decimal_sign(amount) == 0)
		return OK;
	TRY(grow(&all, m->count, &m->room, 1, sizeof(*m->all)));
	m->all = all;
	m->all[m->count++] = (struct equity_move){ ts_ms, slot, amount };
	return OK;
}

static enum err
flow_add(struct equity_moves *m, const struct equity_flow *flow)
{
	void *all = m->flows;

	TRY(grow(&all, m->flow_count, &m->flow_room, 1, sizeof(*flow)));
	m->flows = all;
	m->flows[m->flow_count] = *flow;
	m->flows[m->flow_count].order = m->flow_count;
	m->flow_count++;
	return OK;
}

/* One book on its way into moves. */
struct taking {
	struct equity_moves *m;
	const struct instrument *instrument;
	uint32_t base, quote, settle, position; /* slots; the basis is position + 1 */
	struct decimal basis;                   /* so far */
	bool is_derivative, is_realised_told;
};

/* The change of one balance by an amount that is taken away. */
static enum err
pay(struct equity_moves *m, int64_t ts_ms, const char *asset, struct decimal amount)
{
	uint32_t slot;

	if (decimal_sign(amount) == 0)
		return OK;
	TRY(decimal_negate(amount, &amount));
	TRY(equity_moves_asset(m, asset, &slot));
	return move_add(m, ts_ms, slot, amount);
}

static enum err
derivative_take(struct taking *t, const struct ledger_booking *b)
{
	const bool is_long = decimal_sign(b->position) > 0;
	struct decimal basis = b->open_value, change;

	if (is_long != (t->instrument->kind == INSTRUMENT_INVERSE))
		TRY(decimal_negate(basis, &basis));
	TRY(decimal_sub(basis, t->basis, &change));
	t->basis = basis;
	if (!t->is_realised_told)
		TRY(move_add(t->m, b->ts_ms, t->settle, b->gross));
	TRY(move_add(t->m, b->ts_ms, t->position, b->quantity));
	return move_add(t->m, b->ts_ms, t->position + 1, change);
}

static enum err
fill_take(struct taking *t, const struct ledger_booking *b)
{
	struct decimal cash = b->value;

	TRY(pay(t->m, b->ts_ms, b->charge_asset, b->charge));
	if (t->is_derivative)
		return derivative_take(t, b);
	if (decimal_sign(b->quantity) > 0)
		TRY(decimal_negate(cash, &cash));
	TRY(move_add(t->m, b->ts_ms, t->base, b->quantity));
	return move_add(t->m, b->ts_ms, t->quote, cash);
}

static enum err
booking_take(void *self, const struct ledger_booking *b)
{
	struct taking *t = self;
	struct equity_flow flow = { .ts_ms = b->ts_ms, .amount = b->quantity };
	uint32_t slot;

	switch (b->kind) {
	case LEDGER_FILL:
		return fill_take(t, b);
	case LEDGER_FUNDING:
		if (decimal_sign(b->charge) == 0)
			return OK;
		TRY(equity_moves_asset(t->m, b->charge_asset, &slot));
		return move_add(t->m, b->ts_ms, slot, b->charge);
	case LEDGER_TRANSFER_IN:
	case LEDGER_TRANSFER_OUT:
		memcpy(flow.asset, t->instrument->base, sizeof(flow.asset));
		return flow_add(t->m, &flow);
	}
	return ERR_BUG;
}

static enum err
book_take(
    struct equity_moves *m, struct ledger *l, const struct instrument *i, bool is_realised_told)
{
	struct taking t = { .m = m,
		.instrument = i,
		.is_realised_told = is_realised_told,
		.is_derivative = i->kind == INSTRUMENT_LINEAR || i->kind == INSTRUMENT_INVERSE };
	uint32_t basis;

	TRY(equity_moves_asset(m, i->settle, &t.settle));
	if (t.is_derivative) {
		TRY(slots_add(m, &(struct equity_slot){ .instrument = i }, &t.position));
		TRY(slots_add(m, &(struct equity_slot){ 0 }, &basis));
	} else {
		TRY(equity_moves_asset(m, i->base, &t.base));
		TRY(equity_moves_asset(m, i->quote, &t.quote));
	}
	return ledger_each_booking(l, i->symbol, booking_take, &t);
}

static int
move_compare(const void *a, const void *b)
{
	const struct equity_move *x = a, *y = b;

	return (x->ts_ms > y->ts_ms) - (x->ts_ms < y->ts_ms);
}

static int
flow_compare(const void *a, const void *b)
{
	const struct equity_flow *x = a, *y = b;

	if (x->ts_ms != y->ts_ms)
		return x->ts_ms < y->ts_ms ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

enum err
equity_moves_take(struct equity_moves *m, struct ledger *l, const struct equity_ask *ask)
{
	for (size_t i = 0; i < ask->flow_count; i++)
		TRY(flow_add(m, &ask->flows[i]));
	for (size_t i = 0; i < ask->gain_count; i++) {
		uint32_t slot;

		TRY(equity_moves_asset(m, ask->gains[i].asset, &slot));
		TRY(move_add(m, ask->gains[i].ts_ms, slot, ask->gains[i].amount));
	}
	for (size_t i = 0; i < ledger_symbol_count(l); i++)
		TRY(book_take(m, l, ledger_symbol_at(l, i), ask->is_realised_told));
	if (m->count > 0)
		qsort(m->all, m->count, sizeof(*m->all), move_compare);
	if (m->flow_count > 0)
		qsort(m->flows, m->flow_count, sizeof(*m->flows), flow_compare);
	return OK;
}
