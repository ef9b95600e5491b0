/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics_view.h - metrics under the names of docs/openapi.json.
 *
 * Room:      enclave/api.
 */
#ifndef API_METRICS_VIEW_H
#define API_METRICS_VIEW_H

#include "lib/json/json_write.h"
#include "lib/metrics/profit.h"

/* An exact amount as text. */
void metrics_view_amount(struct json_writer *w, const char *name, struct decimal d);

/* A ratio to nine significant digits, half to even, or null; a day as a date. */
void metrics_view_known(struct json_writer *w, const char *name, struct known k);
void metrics_view_date(struct json_writer *w, const char *name, int32_t day);

/* "summary": the headline total, or nulls. */
void metrics_view_summary(struct json_writer *w, const struct metrics *m);

/* "metrics" and "totals": each symbol; each pair of currencies with its days. */
void metrics_view_symbols(struct json_writer *w, const struct metrics *m);
void metrics_view_totals(struct json_writer *w, const struct metrics *m);

/* "equity": for each pair of currencies, day by day, what is known; and "account". */
void metrics_view_equity(struct json_writer *w, const struct metrics *m);

struct account;

/* Those of daily returns when the capital is known, else of daily profits; NULL: of neither. */
const struct ratios *metrics_view_ratios(const struct profit *p, const struct account *a);

/* Is every day's profit known? */
bool metrics_view_has_profit(const struct profit *p);

/* "periodStart" and "periodEnd". */
void metrics_view_period(
    struct json_writer *w, int64_t first_ms, int64_t last_ms, uint64_t fill_count);

#endif
