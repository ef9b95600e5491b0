/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/figures.h"

void
figures_wipe(struct figures *f)
{
	for (size_t i = 0; i < LEDGER_METHOD_COUNT; i++)
		metrics_free(f->by_method[i]);
	*f = (struct figures){ 0 };
}

void
figures_free(struct figures *f)
{
	if (f == NULL)
		return;
	figures_wipe(f);
	free(f);
}

/* May people see the metrics of before?  Not while the exchange is out of reach and nothing comes.
 */
static bool
is_good_enough(const struct figures *f, const struct ledger *l, const struct figures_ask *ask)
{
	const struct metrics *m = f->by_method[ask->method];

	if (m == NULL || (ask->is_quiet && !m->has_profit))
		return false;
	return metrics_is_current(m, l) ||
	    (ask->are_marks_coming && m->counters.rows == ledger_counters(l).rows);
}

static enum err
capital_add(struct metrics *m, const struct figures_ask *ask)
{
	enum err e = ERR_LIMIT;

	if (!ask->is_quiet) {
		m->account_reason = METRICS_COLLECTING;
	} else if (ask->take_account != NULL) {
		e = ask->take_account(ask->self, m);
		if (e == ERR_LIMIT)
			m->account_reason = METRICS_OUT_OF_RANGE;
	}
	return e == ERR_LIMIT ? OK : e;
}

static enum err
figures_make(struct ledger *l, const struct figures_ask *ask, struct metrics **out)
{
	struct metrics *m;
	enum err e;

	TRY(metrics_new(l, ask->is_quiet, &m));
	e = capital_add(m, ask);
	if (e != OK) {
		metrics_free(m);
		return e;
	}
	*out = m;
	return OK;
}

enum err
figures_take(
    struct figures *f, struct ledger *l, const struct figures_ask *ask, const struct metrics **out)
{
	struct metrics **m = &f->by_method[ask->method];
	enum err e = OK;

	if (ask->is_quiet && f->version != ask->version) {
		figures_wipe(f);
		f->version = ask->version;
	}

	if (!is_good_enough(f, l, ask)) {
		metrics_free(*m);
		*m = NULL;
		ledger_set_method(l, ask->method);
		e = figures_make(l, ask, m);
		ledger_set_method(l, LEDGER_FIFO); /* by which the trades are shown */
	}
	*out = *m;
	return e;
}
