/* SPDX-License-Identifier: Apache-2.0 */
/*
 * figures.h - what a ledger comes to, kept until something new came: who asks often costs nothing.
 *
 * Room:      enclave/ingest.  Calls: lib/metrics, lib/ledger, lib/base.
 * Promises:  the ledger is left closing lots first in, first out.
 */
#ifndef INGEST_FIGURES_H
#define INGEST_FIGURES_H

#include "lib/metrics/metrics.h"

struct figures {
	struct metrics *by_method[LEDGER_METHOD_COUNT]; /* or NULL */
	uint64_t version; /* of flows and balances in all of them that have an account */
};
void figures_wipe(struct figures *f);
void figures_free(struct figures *f);

struct figures_ask {
	enum ledger_method method;
	bool is_quiet; /* all rows are there: now a walk over them, for daily profits, pays */
	bool are_marks_coming; /* those of before will do until the next row */
	uint64_t version;      /* another one: other flows, balances or days */
	/*
	 * Add what was earned on the capital, when it is quiet; NULL: it is not known.  ERR_LIMIT:
	 * then it cannot be said; any other error is passed on.
	 */
	enum err (*take_account)(void *self, struct metrics *m);
	void *self;
};

/* The view lives until the next call.  ERR_LIMIT, ERR_NOMEM as metrics_new. */
enum err figures_take(
    struct figures *f, struct ledger *l, const struct figures_ask *ask, const struct metrics **out);

#endif
