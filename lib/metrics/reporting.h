/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reporting.h - books of several currencies in one: every booking converted at its own time.
 *
 * A booking is what a closing fill realised, a fee, or a funding; each is converted from its
 * book's settle currency at the rate of its moment and rounded once at 1e-18, so that a sum of n
 * is within n * 0.5e-18.  What is open is valued at the last marks.
 *
 * Room:      lib/metrics.  Calls: lib/ledger, lib/decimal, lib/base.
 * Promises:  a booking without a rate is left out and counted; nothing is guessed.
 * Never:     floating point.
 */
#ifndef METRICS_REPORTING_H
#define METRICS_REPORTING_H

#include "lib/ledger/ledger.h"

struct reporting_symbol {
	const struct instrument *instrument;
	struct decimal net;
	bool is_unrealised_known; /* false: open, and no mark or no rate */
	struct decimal unrealised;
};

struct reporting_day {
	int32_t day; /* since 1970-01-01, in the offset asked for */
	struct decimal net;
};

struct reporting {
	struct decimal gross, fees, funding, net;
	bool is_unrealised_known;         /* of every symbol */
	struct decimal unrealised, total; /* total = net + unrealised */
	struct reporting_symbol *symbols; /* books with a row, in the order they were opened */
	size_t symbol_count;
	struct reporting_day *days; /* oldest first, only days with a booking */
	size_t day_count, day_room;
	uint64_t missing_count;                  /* bookings without a rate */
	uint64_t path_counts[VALUED_PEGGED + 1]; /* bookings by enum valued */
};

/*
 * Convert all books of `l`; the caller frees.  Days begin `day_offset_min` before UTC's.
 * ERR_LIMIT a sum left the range of struct decimal; ERR_NOMEM.
 */
enum err reporting_new(
    struct ledger *l, const char *currency, int day_offset_min, struct reporting **out);

/* NULL is allowed. */
void reporting_free(struct reporting *r);

#endif
