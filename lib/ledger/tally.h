/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally.h - the first tier: what a book's rows come to whatever their order.
 *
 * Every sum here is commutative: a row is added once, whenever it comes, and taken out again as a
 * negated row.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  the same rows give the same sums, or the same ERR_LIMIT, in any order.
 */
#ifndef LEDGER_TALLY_H
#define LEDGER_TALLY_H

#include "lib/ledger/days.h"
#include "lib/ledger/value.h"

/* What a usual row changes comes last (reading.h). */
struct tally {
	struct decimal funding;
	uint32_t fee_rate_missing, funding_rate_missing, peg_assumed;
	uint32_t fee_room;
	int64_t rated_last_ms;            /* the last row that asked the marks; -1: none did */
	struct days days;                 /* from here on */
	struct ledger_fee *fees_by_asset; /* by name */
	uint32_t fee_asset_count;
	uint32_t row_count, fill_count, buy_count;
	struct decimal volume_base, volume_quote, fees;
	struct decimal settled, charged; /* magnitudes of all charges, valued and as they are */
	struct {
		struct decimal amount;
		uint64_t count;
	} pending; /* fees in the settle currency that tally_fees() adds to the others */
};

/* What a row was charged: its fee, or its funding, in the settle currency. */
struct charge {
	struct decimal settled;
	enum valued how;
};

/* A fill charged in the settle currency, or in base. */
struct tally_fill {
	uint16_t asset; /* of the fee */
	bool is_buy;
	struct decimal quantity, volume;
	struct decimal charge, settled; /* the fee as charged, and in the settle currency */
};

/* What many fills come to, all charged in the settle currency or in base. */
struct tally_sums {
	uint32_t fill_count, buy_count;
	struct decimal volume_base, volume_quote;
	struct decimal fees, settled; /* in the settle currency; their magnitudes */
	struct tally_charges {
		uint32_t count;
		struct decimal amount, magnitude; /* as charged */
	} of_settle, of_base;
};

/* Back to no rows; what was allocated stays. */
void tally_reset(struct tally *t, int day_offset_min);
void tally_wipe(struct tally *t);

/* ERR_LIMIT a sum is out of range, ERR_NOMEM: then tally_reset() it. */
enum err tally_add(
    struct tally *t, const struct terms *terms, const struct entry *e, const struct charge *c);

/* Let fees_by_asset be complete.  ERR_NOMEM. */
enum err tally_fees(struct tally *t, const struct terms *terms);

/* Add all of these, but for their days: days_fills() of each.  Errors as tally_add. */
enum err tally_add_sums(struct tally *t, const struct terms *terms, const struct tally_sums *s);

/* Take out a row that was added, charged the same.  ERR_NOMEM: then tally_reset() it. */
enum err tally_remove(
    struct tally *t, const struct terms *terms, const struct entry *e, const struct charge *c);

/* One more fee of an asset, which is not 0.  ERR_NOMEM. */
enum err tally_fee(
    struct tally *t, const struct terms *terms, uint16_t asset, struct decimal charge);

static inline struct decimal
tally_magnitude(struct decimal d)
{
	return (struct decimal){ d.e18 < 0 ? -d.e18 : d.e18 };
}

/* Add such a fill, but for its day: days_add_fills().  Errors as tally_add. */
static inline enum err
tally_add_fill(struct tally *t, const struct terms *terms, const struct tally_fill *f)
{
	TRY(sum_add(&t->charged, tally_magnitude(f->charge)));
	TRY(sum_add(&t->settled, tally_magnitude(f->settled)));
	TRY(sum_add(&t->volume_quote, f->volume));
	TRY(sum_add(&t->volume_base, f->quantity));
	t->fees.e18 += f->settled.e18;
	if (f->asset == terms->settle) {
		t->pending.amount.e18 += f->charge.e18;
		t->pending.count += f->charge.e18 != 0;
	} else if (f->charge.e18 != 0) {
		TRY(tally_fee(t, terms, f->asset, f->charge));
	}
	t->row_count++;
	t->fill_count++;
	t->buy_count += f->is_buy;
	return OK;
}

#endif
