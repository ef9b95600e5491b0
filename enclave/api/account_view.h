/* SPDX-License-Identifier: Apache-2.0 */
/*
 * account_view.h - what was earned on an account's capital, under the names of docs/openapi.json.
 *
 * Where flows and balances are not known all of it is null, and so is what needs the whole capital
 * while something that is held has no price; the reason is m->account_reason.
 *
 * Room:      enclave/api.
 */
#ifndef API_ACCOUNT_VIEW_H
#define API_ACCOUNT_VIEW_H

#include "enclave/api/metrics_view.h"
#include "lib/metrics/account.h"

/* The members of "summary" that need capital. */
void account_view_summary(struct json_writer *w, const struct metrics *m);

/* Those of them that are null, each with its reason: members of "unavailable". */
void account_view_unavailable(struct json_writer *w, const struct metrics *m);

/* "account": equity, flows and return of each day; or null. */
void account_view_days(struct json_writer *w, const struct metrics *m);

/* What was earned on the capital, in points of a hundred. */
struct known account_view_twr_pct(const struct metrics *m);

/* Counters of "quality", what had no price, what was there unexplained. */
void account_view_quality(struct json_writer *w, const struct metrics *m);

#endif
