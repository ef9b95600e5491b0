/* SPDX-License-Identifier: Apache-2.0 */
/* What an account came to, as text: simulation_state_write(). */
#include "lib/metrics/account.h"
#include "test/simulation/simulation.h"

enum { LINE_SIZE = 512 };

/* Lines that come in any order, until they are sorted. */
struct lines {
	char (*all)[LINE_SIZE];
	size_t count, room;
};

static void lines_add(struct lines *l, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
lines_add(struct lines *l, const char *format, ...)
{
	va_list values;
	int size;

	if (l->count == l->room) {
		l->room = l->room == 0 ? 64 : l->room * 2;
		l->all = realloc(l->all, l->room * sizeof(*l->all));
		assert_non_null(l->all);
	}
	va_start(values, format);
	size = vsnprintf(l->all[l->count++], LINE_SIZE, format, values);
	va_end(values);
	assert_in_range(size, 1, LINE_SIZE - 1);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Append them in order, and begin anew. */
static void
lines_write(struct lines *l, struct buf *out)
{
	if (l->count > 0)
		qsort(l->all, l->count, sizeof(*l->all), by_text);
	for (size_t i = 0; i < l->count; i++)
		CHECK_OK(buf_print(out, "%s\n", l->all[i]));
	l->count = 0;
}

/* One text of several in a line. */
struct text {
	char t[DECIMAL_TEXT_SIZE];
};

static struct text
text_of(struct decimal d)
{
	struct text out;

	decimal_write(d, out.t);
	return out;
}

static void
progress_write(const struct simulation *s, struct buf *out)
{
	const struct collection_progress p = simulation_progress(s);
	struct collection_completeness all;

	collection_completeness(s->c, &all);
	CHECK_OK(
	    buf_print(out, "stage %s%s fills %llu symbols %zu/%zu found %zu gone %zu\n", p.name,
		p.stage == COLLECTION_LIVE ? "" : " (in a turn)", (unsigned long long)p.fill_count,
		p.symbols_asked, p.symbols_total, p.symbols_found, p.symbols_unreachable));
	CHECK_OK(buf_print(out, "error \"%s\" %lld\n", p.last_error, (long long)p.last_error_code));
	CHECK_OK(
	    buf_print(out, "first %lld sweep left %zu slow left %zu unknown %zu gaps lost %zu\n",
		(long long)all.history_start_ms, all.sweep_left, all.slow_left, all.unknown_count,
		all.gap_lost_count));
}

static void
completeness_write(const struct simulation *s, struct lines *l, struct buf *out)
{
	struct collection_symbol symbol;
	struct collection_gap gap;
	struct collection_limit limit;
	struct collection_unread unread;
	struct collection_balance b;

	for (size_t i = 0; collection_balance_at(s->c, i, &b); i++)
		lines_add(l, "balance %s reported %s computed %s residual %s%s", b.asset,
		    text_of(b.reported).t, text_of(b.computed).t, text_of(b.residual).t,
		    b.is_known ? "" : " (not known)");
	for (size_t i = 0; collection_symbol_at(s->c, i, &symbol); i++)
		lines_add(l, "symbol %s %s fills %llu%s%s", symbol.feed, symbol.symbol,
		    (unsigned long long)symbol.fill_count, symbol.is_asked ? "" : " unasked",
		    symbol.is_unreachable ? " gone" : "");
	for (size_t i = 0; collection_gap_at(s->c, i, &gap); i++)
		lines_add(l, "gap %s %s %lld..%lld", gap.feed, gap.symbol, (long long)gap.from_ms,
		    (long long)gap.to_ms);
	for (size_t i = 0; collection_limit_at(s->c, i, &limit); i++)
		lines_add(
		    l, "kept %s only so long", limit.feed); /* from when: by its first question */
	for (size_t i = 0; collection_unread_at(s->c, i, &unread); i++)
		lines_add(l, "unread %s %lld %s", unread.feed, (long long)unread.code,
		    unread.words != NULL ? unread.words : "");
	lines_write(l, out);
}

/*
 * A loan moves a holding and a debt alike, and what is told twice counts once: when such a row does
 * not come, no balance says so, and no figure changes.
 */
static bool
moves_a_balance(const struct flow *f)
{
	return f->kind != EXCHANGE_FLOW_LOAN && f->kind != EXCHANGE_FLOW_ECHO &&
	    f->kind != EXCHANGE_FLOW_OTHER;
}

static void
flows_write(const struct simulation *s, struct lines *l, struct buf *out)
{
	const struct flows *all = collection_flows(s->c);

	for (size_t i = 0; i < all->count; i++) {
		const struct flow *f = &all->rows[i];

		if (!moves_a_balance(f))
			continue;
		lines_add(l, "flow %lld %016llx kind %u %u>%u %s %s%s%s", (long long)f->ts_ms,
		    (unsigned long long)f->key, f->kind, f->from, f->to, text_of(f->amount).t,
		    collection_asset(s->c, f->asset), f->is_paired ? " paired" : "",
		    f->is_void ? " void" : "");
	}
	lines_write(l, out);
}

/* The book under way, and where its lines go. */
struct book_text {
	const char *symbol;
	struct buf *out;
};

static enum err
fill_write(void *self, const struct ledger_fill *f)
{
	const struct book_text *b = self;

	return buf_print(b->out, "%s fill %llu of %llu at %lld %s %s x %s fee %s %s gross %s\n",
	    b->symbol, (unsigned long long)f->fill.id, (unsigned long long)f->fill.order_id,
	    (long long)f->fill.ts_ms, f->fill.side == FILL_BUY ? "buy" : "sell",
	    text_of(f->fill.price).t, text_of(f->fill.quantity).t, text_of(f->fill.fee).t,
	    f->fill.fee_asset, text_of(f->gross).t);
}

static enum err
booking_write(void *self, const struct ledger_booking *b)
{
	const struct book_text *t = self;

	if (b->kind != LEDGER_FUNDING)
		return OK;
	return buf_print(t->out, "%s funding %lld %s %s = %s\n", t->symbol, (long long)b->ts_ms,
	    text_of(b->charge).t, b->charge_asset, text_of(b->charge_settled).t);
}

static void
books_write(struct simulation *s, struct lines *l, struct buf *out)
{
	const struct ledger_window everything = { 0, SIZE_MAX, INT64_MIN, INT64_MAX };
	struct ledger *ledger = collection_ledger(s->c);
	const struct ledger_counters counted = ledger_counters(ledger);

	CHECK_OK(buf_print(out, "rows %llu conflicts %llu rejected %llu (%llu of marks)\n",
	    (unsigned long long)counted.rows, (unsigned long long)counted.conflicts,
	    (unsigned long long)counted.rejected, (unsigned long long)counted.mark_conflicts));
	for (size_t i = 0; i < ledger_symbol_count(ledger); i++)
		lines_add(l, "%s", ledger_symbol_at(ledger, i)->symbol);
	if (l->count > 0)
		qsort(l->all, l->count, sizeof(*l->all), by_text);
	for (size_t i = 0; i < l->count; i++) {
		struct book_text b = { l->all[i], out };

		CHECK_OK(ledger_each_fill(ledger, b.symbol, &everything, fill_write, &b));
		CHECK_OK(ledger_each_booking(ledger, b.symbol, booking_write, &b));
	}
	l->count = 0;
}

static void
sums_write(const char *name, const struct metrics_sums *m, struct buf *out)
{
	CHECK_OK(buf_print(out,
	    "%s fills %llu volume %s gross %s fees %s funding %s net %s open %s matched %s "
	    "cycles %llu missing %llu %llu\n",
	    name, (unsigned long long)m->fill_count, text_of(m->volume).t, text_of(m->gross).t,
	    text_of(m->fees).t, text_of(m->funding).t, text_of(m->net).t, text_of(m->open_value).t,
	    text_of(m->matched_entry).t, (unsigned long long)m->cycles.count,
	    (unsigned long long)m->fee_rate_missing, (unsigned long long)m->funding_rate_missing));
}

/* What it was worth at each day's end, where that is known. */
static void
equity_write(const struct account *a, struct buf *out)
{
	if (a == NULL || !account_is_known(a)) {
		CHECK_OK(buf_print(out, "equity is not known\n"));
		return;
	}
	for (size_t i = 0; i <= a->day_count; i++)
		CHECK_OK(buf_print(out, "equity %zu %s\n", i, text_of(a->equity->at[i].value).t));
}

static void
figures_write(struct simulation *s, struct buf *out)
{
	const struct metrics *m;

	CHECK_OK(collection_metrics(s->c, LEDGER_FIFO, &m));
	for (size_t i = 0; i < m->symbol_count; i++)
		sums_write(m->symbols[i].book.instrument->symbol, &m->symbols[i].sums, out);
	for (size_t i = 0; i < m->total_count; i++) {
		const struct metrics_total *t = &m->totals[i];

		sums_write(t->quote, &t->sums, out);
		for (size_t k = 0; k < t->day_count; k++)
			CHECK_OK(
			    buf_print(out, "%s day %d net %s so far %s\n", t->quote, t->days[k].day,
				text_of(t->days[k].net).t, text_of(t->days[k].net_so_far).t));
	}
	equity_write(m->account, out);
}

void
simulation_state_write(struct simulation *s, struct buf *out)
{
	struct lines l = { 0 };

	progress_write(s, out);
	completeness_write(s, &l, out);
	flows_write(s, &l, out);
	books_write(s, &l, out);
	figures_write(s, out);
	free(l.all);
}
