/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_deposits.h"

#include "host/cli/compute_number.h"

#define TS_MS_MIN INT64_C(86400000)        /* 1970-01-02 */
#define TS_MS_MAX INT64_C(253402214399999) /* 9999-12-30 */

void
compute_deposits_wipe(struct compute_deposits *d)
{
	free(d->all);
	wallets_wipe(&d->wallets);
	*d = (struct compute_deposits){ 0 };
}

static enum err
reserve(struct compute_deposits *d)
{
	const size_t room = d->room == 0 ? 16 : d->room * 2;
	struct compute_deposit *all;

	if (d->count < d->room)
		return OK;
	all = realloc(d->all, room * sizeof(*all));
	ENSURE(all != NULL, ERR_NOMEM);
	d->all = all;
	d->room = room;
	return OK;
}

enum err
compute_deposits_add(
    struct compute_deposits *d, const struct compute_row *row, uint32_t id, struct why *why)
{
	struct compute_deposit one = {
		.of = { .wallet = row->venue, .transaction = row->txid },
		.id = id,
	};
	struct equity_flow *flow = &one.of.flow;

	flow->ts_ms = row->ts;
	TRY(compute_number_read(row->amount, "amount", &flow->amount, why));
	if (row->ccy.size == 0 || span_to_text(row->ccy, flow->asset, sizeof(flow->asset)) != OK)
		return why_set(why, ERR_INPUT, "ccy: expected 1 to %d bytes", ASSET_SIZE - 1);
	if (decimal_sign(flow->amount) <= 0 || row->ts < TS_MS_MIN || row->ts > TS_MS_MAX) {
		d->rejected++;
		return OK;
	}
	if (row->type == COMPUTE_WITHDRAWAL)
		TRY(decimal_negate(flow->amount, &flow->amount));
	TRY(reserve(d));
	flow->order = d->count;
	d->all[d->count++] = one;
	return OK;
}

/* By key, the first to arrive first. */
static int
deposit_compare(const void *a, const void *b)
{
	const struct compute_deposit *x = a, *y = b;
	const int sign = decimal_sign(y->of.flow.amount) - decimal_sign(x->of.flow.amount);

	if (sign != 0)
		return sign;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return (x->of.flow.order > y->of.flow.order) - (x->of.flow.order < y->of.flow.order);
}

static bool
is_same_content(const struct equity_flow *a, const struct equity_flow *b)
{
	return a->ts_ms == b->ts_ms && decimal_compare(a->amount, b->amount) == 0 &&
	    strcmp(a->asset, b->asset) == 0;
}

/* In place: the first of each key. */
static void
seconds_drop(struct compute_deposits *d)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->count; i++) {
		const struct compute_deposit *one = &d->all[i];
		const struct compute_deposit *last = kept == 0 ? NULL : &d->all[kept - 1];

		if (last != NULL && last->id == one->id &&
		    decimal_sign(last->of.flow.amount) == decimal_sign(one->of.flow.amount)) {
			d->duplicates++;
			d->conflicts += !is_same_content(&last->of.flow, &one->of.flow);
			continue;
		}
		d->all[kept++] = *one;
	}
	d->count = kept;
}

enum err
compute_deposits_close(struct compute_deposits *d)
{
	struct wallet_flow *flows = calloc(d->count + 1, sizeof(*flows));
	enum err e;

	ENSURE(flows != NULL, ERR_NOMEM);
	if (d->count > 0)
		qsort(d->all, d->count, sizeof(*d->all), deposit_compare);
	seconds_drop(d);
	for (size_t i = 0; i < d->count; i++)
		flows[i] = d->all[i].of;
	e = wallets_take(flows, d->count, &d->wallets);
	free(flows);
	return e;
}
