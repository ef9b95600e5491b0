/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/tally.h"

#include "lib/base/secret.h"

void
tally_reset(struct tally *t, int day_offset_min)
{
	struct days days = t->days;

	days_reset(&days, day_offset_min);
	*t = (struct tally){
		.fees_by_asset = t->fees_by_asset,
		.fee_room = t->fee_room,
		.rated_last_ms = -1,
		.days = days,
	};
}

void
tally_wipe(struct tally *t)
{
	days_wipe(&t->days);
	free(t->fees_by_asset);
	bytes_wipe(t, sizeof(*t));
}

/* The sums of one asset's fees, or where they would go. */
static size_t
fee_at(const struct tally *t, const struct terms *terms, uint16_t asset)
{
	size_t at = 0;

	while (at < t->fee_asset_count && t->fees_by_asset[at].number != asset)
		at++;
	if (at < t->fee_asset_count)
		return at;
	for (at = 0; at < t->fee_asset_count; at++)
		if (strcmp(t->fees_by_asset[at].asset, names_text(terms->assets, asset)) > 0)
			break;
	return at;
}

static enum err
fee_open(struct tally *t, const struct terms *terms, uint16_t asset, struct ledger_fee **out)
{
	const size_t at = fee_at(t, terms, asset);

	if (at < t->fee_asset_count && t->fees_by_asset[at].number == asset) {
		*out = &t->fees_by_asset[at];
		return OK;
	}
	if (t->fee_asset_count == t->fee_room) {
		const uint32_t room = t->fee_room == 0 ? 2 : t->fee_room * 2;
		struct ledger_fee *fees = realloc(t->fees_by_asset, room * sizeof(*fees));

		ENSURE(fees != NULL, ERR_NOMEM);
		t->fees_by_asset = fees;
		t->fee_room = room;
	}
	*out = &t->fees_by_asset[at];
	memmove(*out + 1, *out, (t->fee_asset_count++ - at) * sizeof(**out));
	**out = (struct ledger_fee){ .number = asset };
	memcpy((*out)->asset, names_text(terms->assets, asset), ASSET_SIZE);
	return OK;
}

/* Forget an asset that no fee is charged in any more. */
static void
fee_close(struct tally *t, struct ledger_fee *fee)
{
	if (fee->count > 0)
		return;
	t->fee_asset_count--;
	memmove(
	    fee, fee + 1, (t->fee_asset_count - (size_t)(fee - t->fees_by_asset)) * sizeof(*fee));
}

/* A row that comes (sign 1) or goes (-1); what goes was counted when it came. */
struct change {
	const struct terms *terms;
	const struct entry *e;
	const struct charge *c;
	int sign;
};

static struct decimal
signed_of(const struct change *x, struct decimal d)
{
	return (struct decimal){ x->sign < 0 ? -d.e18 : d.e18 };
}

/* Amounts whose magnitudes together are in range can be added and taken out in any order. */
static enum err
charge_count(struct tally *t, const struct change *x)
{
	if (x->c->how != VALUED_SAME && x->e->row.ts_ms > t->rated_last_ms)
		t->rated_last_ms = x->e->row.ts_ms;
	if (x->c->how == VALUED_PEGGED)
		t->peg_assumed += (uint32_t)x->sign;
	TRY(sum_add(&t->charged, signed_of(x, tally_magnitude(entry_fee(x->e)))));
	return sum_add(&t->settled, signed_of(x, tally_magnitude(x->c->settled)));
}

static enum err
fee_count(struct tally *t, const struct change *x)
{
	struct ledger_fee *fee;

	if (entry_fee(x->e).e18 == 0)
		return OK;
	TRY(fee_open(t, x->terms, x->e->row.asset, &fee));
	fee->amount.e18 += signed_of(x, entry_fee(x->e)).e18;
	fee->count += (uint64_t)x->sign;
	t->fees.e18 += signed_of(x, x->c->settled).e18;
	if (x->c->how == VALUED_NOT)
		t->fee_rate_missing += (uint32_t)x->sign;
	fee_close(t, fee);
	return OK;
}

static enum err
volume_of(const struct terms *terms, const struct entry *e, struct decimal *out)
{
	const __int128 unit = value_unit(terms, e), units = value_units(e);

	out->e18 = unit * units;
	if (unit != 0)
		return OK;
	TRY(value_of(terms, e, units, out));
	return value_volume(terms, e, *out, out);
}

static enum err
fill_change(struct tally *t, const struct change *x)
{
	const struct decimal quantity = signed_of(x, entry_amounts(x->e).quantity);
	const struct decimal fee = signed_of(x, x->c->settled);
	struct decimal volume;
	struct ledger_day *day;

	TRY(volume_of(x->terms, x->e, &volume));
	volume = signed_of(x, volume);
	TRY(sum_add(&t->volume_quote, volume));
	TRY(sum_add(&t->volume_base, quantity));
	TRY(fee_count(t, x));
	t->fill_count += (uint32_t)x->sign;
	if (x->e->row.side == FILL_BUY)
		t->buy_count += (uint32_t)x->sign;
	TRY(days_open(&t->days, x->e->row.ts_ms, &day));
	day->row_count += (uint32_t)x->sign;
	day->fill_count += (uint32_t)x->sign;
	day->volume.e18 += volume.e18;
	day->fees.e18 += fee.e18;
	day->net = days_sum(day->net, (struct decimal){ -fee.e18 });
	return OK;
}

static enum err
funding_change(struct tally *t, const struct change *x)
{
	const struct decimal amount = signed_of(x, x->c->settled);
	struct ledger_day *day;

	t->funding.e18 += amount.e18;
	if (x->c->how == VALUED_NOT)
		t->funding_rate_missing += (uint32_t)x->sign;
	TRY(days_open(&t->days, x->e->row.ts_ms, &day));
	day->row_count += (uint32_t)x->sign;
	day->funding.e18 += amount.e18;
	day->net = days_sum(day->net, amount);
	return OK;
}

static enum err
change(struct tally *t, const struct change *x)
{
	t->row_count += (uint32_t)x->sign;
	if (x->e->row.kind != ROW_FILL && x->e->row.kind != ROW_FUNDING)
		return OK;
	TRY(charge_count(t, x));
	return x->e->row.kind == ROW_FILL ? fill_change(t, x) : funding_change(t, x);
}

enum err
tally_add(struct tally *t, const struct terms *terms, const struct entry *e, const struct charge *c)
{
	return change(t, &(struct change){ terms, e, c, 1 });
}

enum err
tally_fee(struct tally *t, const struct terms *terms, uint16_t asset, struct decimal charge)
{
	struct ledger_fee *fee;

	TRY(fee_open(t, terms, asset, &fee));
	fee->amount.e18 += charge.e18;
	fee->count++;
	return OK;
}

enum err
tally_fees(struct tally *t, const struct terms *terms)
{
	struct ledger_fee *fee;

	if (t->pending.count == 0)
		return OK;
	TRY(fee_open(t, terms, terms->settle, &fee));
	fee->amount.e18 += t->pending.amount.e18;
	fee->count += t->pending.count;
	fee_close(t, fee);
	t->pending.amount.e18 = 0;
	t->pending.count = 0;
	return OK;
}

enum err
tally_remove(
    struct tally *t, const struct terms *terms, const struct entry *e, const struct charge *c)
{
	TRY(tally_fees(t, terms));
	return change(t, &(struct change){ terms, e, c, -1 });
}

static enum err
charges_add(
    struct tally *t, const struct terms *terms, const struct tally_charges *c, uint16_t asset)
{
	struct ledger_fee *fee;

	if (c->count == 0)
		return OK;
	TRY(sum_add(&t->charged, c->magnitude));
	TRY(fee_open(t, terms, asset, &fee));
	fee->amount.e18 += c->amount.e18;
	fee->count += c->count;
	return OK;
}

enum err
tally_add_sums(struct tally *t, const struct terms *terms, const struct tally_sums *s)
{
	TRY(charges_add(t, terms, &s->of_settle, terms->settle));
	TRY(charges_add(t, terms, &s->of_base, terms->base));
	TRY(sum_add(&t->settled, s->settled));
	TRY(sum_add(&t->volume_base, s->volume_base));
	TRY(sum_add(&t->volume_quote, s->volume_quote));
	t->row_count += s->fill_count;
	t->fill_count += s->fill_count;
	t->buy_count += s->buy_count;
	t->fees.e18 += s->fees.e18;
	return OK;
}
