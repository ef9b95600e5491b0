/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics_original.h - the names of the original contract, with ?names=original.
 *
 * Its realizedPnL differs from our realizedPnl only in case, and PowerShell's own reader refuses an
 * object that has both: a caller has the one set of names or the other.  Amounts are texts here
 * too; what cannot be said is null.
 *
 * Room:      enclave/api.
 */
#ifndef API_METRICS_ORIGINAL_H
#define API_METRICS_ORIGINAL_H

#include "lib/json/json_write.h"
#include "lib/metrics/metrics.h"

/* "metrics": a row for each symbol. */
void metrics_original_symbols(struct json_writer *w, const struct metrics *m, const char *user_id);

/* "summary". */
void metrics_original_summary(struct json_writer *w, const struct metrics *m);

#endif
