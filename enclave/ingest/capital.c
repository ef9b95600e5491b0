/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/capital.h"

#include "enclave/ingest/collection_inside.h"

#define MARK_AGE_MAX_MS INT64_C(86400000)

void
capital_wipe(struct capital *k)
{
	free(k->flows);
	free(k->gains);
	free(k->balances);
	*k = (struct capital){ 0 };
}

/* Is it known what this wallet holds? */
static bool
is_counted(const struct collection *c, uint8_t wallet)
{
	const struct exchange *x = exchange_of(c);

	if (!has_wallet(c->counted, (enum exchange_wallet)wallet))
		return false;
	for (size_t i = 0; i < x->feed_count; i++)
		if (x->feeds[i].kind == EXCHANGE_BALANCES && x->feeds[i].wallet == wallet)
			return !notes_is_off(c, i);
	return false;
}

bool
capital_is_flow(const struct collection *c, const struct flow *f)
{
	if (f->is_void)
		return false;
	return f->kind == EXCHANGE_FLOW_DEPOSIT || f->kind == EXCHANGE_FLOW_WITHDRAWAL ||
	    (f->kind == EXCHANGE_FLOW_TRANSFER && is_counted(c, f->from) != is_counted(c, f->to));
}

static bool
is_gain(const struct flow *f)
{
	return f->kind == EXCHANGE_FLOW_INTEREST || f->kind == EXCHANGE_FLOW_INCOME ||
	    f->kind == EXCHANGE_FLOW_FEE || (f->kind == EXCHANGE_FLOW_FUNDING && !f->is_booked);
}

static void
put(const struct collection *c, uint32_t asset, struct equity_flow *out)
{
	(void)snprintf(out->asset, sizeof(out->asset), "%s", collection_asset(c, asset));
}

static enum err
flow_take(const struct collection *c, const struct flow *f, struct capital *k)
{
	struct equity_flow row = { .ts_ms = f->ts_ms, .amount = f->amount };

	if (f->is_void)
		return OK;
	put(c, f->asset, &row);
	if (f->kind == EXCHANGE_FLOW_TRANSFER && !is_counted(c, f->to))
		TRY(decimal_negate(row.amount, &row.amount));
	if (capital_is_flow(c, f))
		k->flows[k->ask.flow_count++] = row;
	else if (is_gain(f))
		k->gains[k->ask.gain_count++] = row;
	if (decimal_sign(f->fee) == 0)
		return OK;
	TRY(decimal_negate(f->fee, &row.amount));
	k->gains[k->ask.gain_count++] = row;
	return OK;
}

static enum err
flows_take(const struct collection *c, struct capital *k)
{
	k->flows = calloc(c->flows.count + 1, sizeof(*k->flows));
	k->gains = calloc(2 * c->flows.count + c->gain_count + 1, sizeof(*k->gains));
	ENSURE(k->flows != NULL && k->gains != NULL, ERR_NOMEM);
	for (size_t i = 0; i < c->flows.count; i++)
		TRY(flow_take(c, &c->flows.rows[i], k));
	for (size_t i = 0; i < c->gain_count; i++) {
		struct equity_flow *row = &k->gains[k->ask.gain_count++];

		*row = (struct equity_flow){ .ts_ms = c->gains[i].ts_ms,
			.amount = c->gains[i].amount };
		put(c, c->gains[i].asset, row);
	}
	return OK;
}

static enum err
held_take(const struct collection *c, struct capital *k)
{
	static const struct equity_position none[1];
	const struct residues *r = &c->residues;

	k->balances = calloc(r->report_count + 1, sizeof(*k->balances));
	ENSURE(k->balances != NULL, ERR_NOMEM);
	for (size_t i = 0; i < r->report_count; i++) {
		(void)snprintf(k->balances[i].asset, sizeof(k->balances[i].asset), "%s",
		    collection_asset(c, r->reports[i].asset));
		k->balances[i].amount = r->reports[i].amount;
	}
	k->held = (struct equity_held){ .ts_ms = c->counted_ms,
		.balances = k->balances,
		.count = r->report_count,
		.positions = c->positions.count > 0 ? c->positions.rows : none,
		.position_count = c->positions.count };
	return OK;
}

enum err
capital_take(struct collection *c, struct capital *out)
{
	TRY(flows_take(c, out));
	TRY(held_take(c, out));
	out->ask.currency = CAPITAL_CURRENCY;
	out->ask.mark_age_max_ms = MARK_AGE_MAX_MS;
	out->ask.flows = out->flows;
	out->ask.gains = out->gains;
	out->ask.is_realised_told = true;
	out->ask.held = &out->held;
	return account_period(c->ledger, c->counted_ms, &out->ask);
}
