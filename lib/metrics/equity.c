/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/equity.h"

#include "lib/base/secret.h"
#include "lib/metrics/equity_moves.h"

void
equity_free(struct equity *e)
{
	if (e == NULL)
		return;
	free(e->at);
	free(e->flows);
	free(e->balances);
	free(e->openings);
	free(e->unpriced);
	free(e);
}

/* A walk through time. */
struct walk {
	struct ledger *ledger;
	const struct equity_ask *ask;
	struct equity_moves moves;
	size_t applied, flows_applied; /* moves and flows that are in the slots */
	struct equity *out;
};

static void
walk_wipe(struct walk *w)
{
	equity_moves_wipe(&w->moves);
}

/* What the marks of a moment say: how old they may be, and whether they sufficed. */
struct moment {
	int64_t ts_ms, age_max_ms;
	bool is_known, is_stale;
};

/*
 * By the last marks, whatever their age: an old mark says more than a peg.  Stale, when young marks
 * alone would not have said the same.
 */
static enum err
value_by(struct walk *w, struct moment *m, struct ledger_ask ask, struct decimal amount,
    struct decimal *out)
{
	struct decimal by_young = { 0 };
	enum valued found, found_young;

	*out = (struct decimal){ 0 };
	TRY(ledger_value(w->ledger, &ask, amount, &found, out));
	ask.since_ms = m->ts_ms - m->age_max_ms;
	TRY(ledger_value(w->ledger, &ask, amount, &found_young, &by_young));
	m->is_stale |= found_young != found || decimal_compare(by_young, *out) != 0;
	m->is_known &= found != VALUED_NOT;
	return OK;
}

static enum err
value(struct walk *w, struct moment *m, const char *from, const char *to, struct decimal amount,
    struct decimal *out)
{
	return value_by(w, m, (struct ledger_ask){ from, to, m->ts_ms, 0, false }, amount, out);
}

/* What closing a position would gain, in its settle currency: its worth at the mark, and basis. */
static enum err
unrealised(
    struct walk *w, struct moment *m, const struct equity_slot *position, struct decimal *out)
{
	const struct instrument *i = position->instrument;
	const struct decimal basis = position[1].amount;
	const bool is_inverse = i->kind == INSTRUMENT_INVERSE;
	struct decimal quantity, worth;

	*out = basis;
	if (decimal_sign(position->amount) == 0)
		return OK;
	TRY(decimal_mul(position->amount, i->contract_size, &quantity));
	TRY(value_by(w, m, (struct ledger_ask){ i->base, i->quote, m->ts_ms, 0, is_inverse },
	    quantity, &worth));
	if (!m->is_known)
		return OK;
	return is_inverse ? decimal_sub(basis, worth, out) : decimal_add(basis, worth, out);
}

/* What one slot is worth, 0 without a rate. */
static enum err
slot_worth(struct walk *w, struct moment *m, const struct equity_slot *s, struct decimal *out)
{
	const char *asset = s->asset;
	struct decimal amount = s->amount;

	*out = (struct decimal){ 0 };
	if (s->instrument != NULL) {
		TRY(unrealised(w, m, s, &amount));
		asset = s->instrument->settle;
	}
	if (asset[0] == '\0' || decimal_sign(amount) == 0)
		return OK; /* a basis, or nothing */
	return value(w, m, asset, w->ask->currency, amount, out);
}

/* All slots at this moment's marks. */
static enum err
equity_at(struct walk *w, struct moment *m, struct decimal *out)
{
	bool is_known = true;

	*out = (struct decimal){ 0 };
	for (size_t i = 0; i < w->moves.slot_count; i++) {
		struct equity_slot *s = &w->moves.slots[i];
		struct decimal worth;

		m->is_known = true;
		TRY(slot_worth(w, m, s, &worth));
		TRY(decimal_add(*out, worth, out));
		s->is_unpriced |= !m->is_known;
		is_known &= m->is_known;
	}
	m->is_known = is_known;
	return OK;
}

static enum err
apply_until(struct walk *w, int64_t before_ms)
{
	struct equity_moves *m = &w->moves;

	for (; w->applied < m->count && m->all[w->applied].ts_ms < before_ms; w->applied++) {
		struct decimal *amount = &m->slots[m->all[w->applied].slot].amount;

		TRY(decimal_add(*amount, m->all[w->applied].amount, amount));
	}
	return OK;
}

/* Worth of the next flow and the equity before it; a flow comes before the rows of its moment. */
static enum err
flow_value(struct walk *w, const struct equity_flow *f, bool *is_valued)
{
	struct moment m = { f->ts_ms, w->ask->mark_age_max_ms, true, false };
	struct returns_flow *out = &w->out->flows[w->out->flow_count];

	*out = (struct returns_flow){ .ts_ms = f->ts_ms, .order = f->order };
	TRY(value(w, &m, f->asset, w->ask->currency, f->amount, &out->amount));
	*is_valued = m.is_known;
	if (!m.is_known) {
		uint32_t slot;

		TRY(equity_moves_asset(&w->moves, f->asset, &slot));
		w->moves.slots[slot].is_unpriced = true;
		w->out->flow_unvalued_count++;
		return OK;
	}
	w->out->flow_count++;
	m = (struct moment){ f->ts_ms, w->ask->mark_age_max_ms, true, false };
	TRY(equity_at(w, &m, &out->value));
	w->out->unvalued_count += !m.is_known;
	out->has_value = m.is_known && !m.is_stale;
	return OK;
}

/* Everything before `before_ms`; *is_known is false when a flow of these has no rate. */
static enum err
walk_until(struct walk *w, int64_t before_ms, bool *is_known)
{
	*is_known = true;
	for (; w->flows_applied < w->moves.flow_count; w->flows_applied++) {
		const struct equity_flow *f = &w->moves.flows[w->flows_applied];
		bool is_valued = true;
		uint32_t slot;

		if (f->ts_ms >= before_ms)
			break;
		TRY(apply_until(w, f->ts_ms));
		if (f->ts_ms >= w->ask->start_ms)
			TRY(flow_value(w, f, &is_valued));
		*is_known &= is_valued;
		TRY(equity_moves_asset(&w->moves, f->asset, &slot));
		TRY(decimal_add(
		    w->moves.slots[slot].amount, f->amount, &w->moves.slots[slot].amount));
	}
	return apply_until(w, before_ms);
}

/* Days on which nothing moved and all marks were too old already are as the one before. */
static enum err
walk_days(struct walk *w)
{
	const int64_t last_mark_ms = ledger_last_mark_ms(w->ledger);
	struct moment m = { 0 };

	for (size_t i = 0; i <= w->ask->day_count; i++) {
		const int64_t at_ms = w->ask->start_ms + (int64_t)i * w->ask->day_ms;
		const size_t before = w->applied + w->flows_applied;
		struct returns_equity *at = &w->out->at[i];
		bool is_known;

		TRY(walk_until(w, at_ms, &is_known));
		if (i == 0 || w->applied + w->flows_applied != before ||
		    last_mark_ms >= m.ts_ms - m.age_max_ms) {
			m = (struct moment){ at_ms - 1, w->ask->mark_age_max_ms, true, false };
			TRY(equity_at(w, &m, &at->value));
		} else {
			at->value = at[-1].value;
		}
		w->out->unvalued_count += !m.is_known;
		at->is_known = m.is_known && is_known;
		w->out->stale_count += m.is_stale;
		for (size_t s = 0; s < w->moves.slot_count; s++)
			w->out->was_negative |= w->moves.slots[s].asset[0] != '\0' &&
			    decimal_sign(w->moves.slots[s].amount) < 0;
	}
	return OK;
}

static int
balance_compare(const void *a, const void *b)
{
	return strcmp(
	    ((const struct equity_balance *)a)->asset, ((const struct equity_balance *)b)->asset);
}

/* The balances there are now, by name, none of 0. */
static enum err
balances_take(const struct walk *w, struct equity_balance **out, size_t *count)
{
	struct equity_balance *all = calloc(w->moves.slot_count + 1, sizeof(*all));

	ENSURE(all != NULL, ERR_NOMEM);
	*out = all;
	for (size_t i = 0; i < w->moves.slot_count; i++) {
		const struct equity_slot *s = &w->moves.slots[i];

		if (s->asset[0] == '\0' || decimal_sign(s->amount) == 0)
			continue;
		all[*count].amount = s->amount;
		memcpy(all[(*count)++].asset, s->asset, sizeof(s->asset));
	}
	qsort(all, *count, sizeof(*all), balance_compare);
	return OK;
}

static int
name_compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* What had no rate when it was held, by name. */
static enum err
unpriced_take(struct walk *w)
{
	struct equity *e = w->out;

	e->unpriced = calloc(w->moves.slot_count + 1, sizeof(*e->unpriced));
	ENSURE(e->unpriced != NULL, ERR_NOMEM);
	for (size_t i = 0; i < w->moves.slot_count; i++) {
		const struct equity_slot *s = &w->moves.slots[i];

		if (s->is_unpriced)
			(void)snprintf(e->unpriced[e->unpriced_count++], SYMBOL_SIZE, "%s",
			    s->instrument != NULL ? s->instrument->symbol : s->asset);
	}
	qsort(e->unpriced, e->unpriced_count, sizeof(*e->unpriced), name_compare);
	return OK;
}

static enum err
opening_add(struct walk *w, const char *asset, struct decimal amount)
{
	uint32_t slot;

	TRY(equity_moves_asset(&w->moves, asset, &slot));
	return decimal_add(w->moves.slots[slot].amount, amount, &w->moves.slots[slot].amount);
}

static const struct equity_position *
position_by_symbol(const struct equity_held *held, const char *symbol)
{
	for (size_t i = 0; i < held->position_count; i++)
		if (strcmp(held->positions[i].symbol, symbol) == 0)
			return &held->positions[i];
	return NULL;
}

/* The open positions that the rows do not come to at this moment. */
static enum err
positions_check(struct walk *w, const struct equity_held *held)
{
	const struct equity_moves *m = &w->moves;
	size_t found = 0;

	for (size_t i = 0; i < m->count && m->all[i].ts_ms <= held->ts_ms; i++) {
		struct equity_slot *s = &m->slots[m->all[i].slot];

		if (s->instrument != NULL)
			TRY(decimal_add(s->amount, m->all[i].amount, &s->amount));
	}
	for (size_t i = 0; i < m->slot_count; i++) {
		struct equity_slot *s = &m->slots[i];
		const struct equity_position *p;

		if (s->instrument == NULL)
			continue;
		p = position_by_symbol(held, s->instrument->symbol);
		found += p != NULL;
		w->out->unexplained_count +=
		    decimal_compare(s->amount, p != NULL ? p->quantity : decimal_of(0)) != 0;
		s->amount = decimal_of(0); /* the walk begins without any */
	}
	w->out->unexplained_count += held->position_count - found; /* of books without a row */
	return OK;
}

/* What was there before the first row and flow: what was held, less all that moved until then. */
static enum err
opening_take(struct walk *w, const struct equity_held *held)
{
	const struct equity_moves *m = &w->moves;
	struct decimal back;

	if (held->positions != NULL)
		TRY(positions_check(w, held));

	for (size_t i = 0; i < held->count; i++)
		TRY(opening_add(w, held->balances[i].asset, held->balances[i].amount));
	for (size_t i = 0; i < m->flow_count && m->flows[i].ts_ms <= held->ts_ms; i++) {
		TRY(decimal_negate(m->flows[i].amount, &back));
		TRY(opening_add(w, m->flows[i].asset, back));
	}
	for (size_t i = 0; i < m->count && m->all[i].ts_ms <= held->ts_ms; i++) {
		struct equity_slot *s = &m->slots[m->all[i].slot];

		if (s->asset[0] != '\0') /* derivatives' positions begin at none */
			TRY(decimal_sub(s->amount, m->all[i].amount, &s->amount));
	}
	return balances_take(w, &w->out->openings, &w->out->opening_count);
}

static enum err
walk_all(struct walk *w)
{
	TRY(equity_moves_take(&w->moves, w->ledger, w->ask));
	if (w->ask->held != NULL)
		TRY(opening_take(w, w->ask->held));
	w->out->at = calloc(w->ask->day_count + 1, sizeof(*w->out->at));
	w->out->flows = calloc(w->moves.flow_count + 1, sizeof(*w->out->flows));
	ENSURE(w->out->at != NULL && w->out->flows != NULL, ERR_NOMEM);
	TRY(walk_days(w));
	TRY(unpriced_take(w));
	return balances_take(w, &w->out->balances, &w->out->balance_count);
}

static bool
has_derivatives(const struct ledger *l)
{
	for (size_t i = 0; i < ledger_symbol_count(l); i++)
		if (ledger_symbol_at(l, i)->kind == INSTRUMENT_LINEAR ||
		    ledger_symbol_at(l, i)->kind == INSTRUMENT_INVERSE)
			return true;
	return false;
}

enum err
equity_new(struct ledger *l, const struct equity_ask *ask, struct equity **out)
{
	AUTO(walk) w = { .ledger = l, .ask = ask, .out = calloc(1, sizeof(struct equity)) };
	const enum ledger_method method = ledger_method(l);
	enum err e;

	ENSURE(w.out != NULL, ERR_NOMEM);
	/* Exchanges realise profit against the average cost. */
	if (ask->is_realised_told && has_derivatives(l))
		ledger_set_method(l, LEDGER_AVERAGE);
	e = walk_all(&w);
	ledger_set_method(l, method);
	if (e != OK) {
		equity_free(w.out);
		return e;
	}
	*out = w.out;
	return OK;
}
