/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics_sums.h - adding up books and days, for metrics.c only.
 *
 * Room:      lib/metrics.  Calls: lib/ledger, lib/decimal, lib/base.
 */
#ifndef METRICS_METRICS_SUMS_H
#define METRICS_METRICS_SUMS_H

#include "lib/metrics/metrics.h"

/* A book's sums, without its ratios. */
void sums_of_book(const struct ledger_book *b, struct metrics_sums *out);

/* Add without ratios.  ERR_LIMIT. */
enum err sums_add(struct metrics_sums *to, const struct metrics_sums *more);

/* Work out the ratios. */
void sums_close(struct metrics_sums *s);

/* Put a book's days behind the total's; days_close() orders and joins them.  ERR_NOMEM. */
enum err days_append(struct metrics_total *t, const struct ledger_book *b);

/* One row for each day, with the running sum.  ERR_LIMIT. */
enum err days_close(struct metrics_total *t);

#endif
