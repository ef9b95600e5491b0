/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/figures.h"

void
figures_wipe(struct figures *f)
{
	for (size_t i = 0; i < LEDGER_METHOD_COUNT; i++)
		metrics_free(f->by_method[i]);
	*f = (struct figures){ 0 };
}

/* May people see the metrics of before?  Not while the exchange is out of reach and nothing comes.
 */
static bool
is_good_enough(const struct metrics *m, const struct ledger *l, const struct figures_ask *ask)
{
	if (m == NULL || (ask->is_quiet && !m->has_profit))
		return false;
	return metrics_is_current(m, l) ||
	    (ask->are_marks_coming && m->counters.rows == ledger_counters(l).rows);
}

enum err
figures_take(
    struct figures *f, struct ledger *l, const struct figures_ask *ask, const struct metrics **out)
{
	struct metrics **m = &f->by_method[ask->method];
	enum err e = OK;

	if (!is_good_enough(*m, l, ask)) {
		metrics_free(*m);
		*m = NULL;
		ledger_set_method(l, ask->method);
		e = metrics_new(l, ask->is_quiet, m);
		ledger_set_method(l, LEDGER_FIFO); /* by which the trades are shown */
	}
	*out = *m;
	return e;
}
