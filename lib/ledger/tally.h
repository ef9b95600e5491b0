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

struct tally {
	uint64_t row_count, fill_count, buy_count;
	struct decimal volume_base, volume_quote, fees, funding;
	struct decimal settled, charged; /* magnitudes of all charges, valued and as they are */
	uint64_t fee_rate_missing, funding_rate_missing, peg_assumed;
	struct ledger_fee *fees_by_asset; /* by name */
	size_t fee_asset_count, fee_room;
	int64_t rated_last_ms; /* the last row that asked the marks; -1: none did */
	struct days days;
};

/* What a row was charged: its fee, or its funding, in the settle currency. */
struct charge {
	struct decimal settled;
	enum valued how;
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

/* Add all of these, but for their days: days_fills() of each.  Errors as tally_add. */
enum err tally_add_sums(struct tally *t, const struct terms *terms, const struct tally_sums *s);

/* Take out a row that was added, charged the same.  Then nothing can fail. */
enum err tally_remove(
    struct tally *t, const struct terms *terms, const struct entry *e, const struct charge *c);

#endif
