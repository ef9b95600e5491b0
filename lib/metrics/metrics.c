/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/metrics.h"

#include "lib/metrics/account.h"
#include "lib/metrics/metrics_sums.h"
#include "lib/metrics/profit.h"

const char *
metrics_reason_name(enum metrics_reason r)
{
	static const char *const names[] = {
#define X(reason, name) [reason] = (name),
		METRICS_REASON_TABLE(X)
#undef X
	};

	return r < METRICS_REASON_COUNT ? names[r] : "unknown";
}

void
metrics_free(struct metrics *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->total_count; i++) {
		free(m->totals[i].days);
		profit_free(m->totals[i].profit);
	}
	for (size_t i = 0; i < m->symbol_count; i++)
		free(m->symbols[i].fees);
	account_free(m->account);
	free(m->symbols);
	free(m->totals);
	free(m->fees);
	free(m);
}

static int
symbol_compare(const void *a, const void *b)
{
	const struct metrics_symbol *x = a, *y = b;

	return strcmp(x->book.instrument->symbol, y->book.instrument->symbol);
}

static int
total_compare(const void *a, const void *b)
{
	const struct metrics_total *x = a, *y = b;
	const int order = strcmp(x->quote, y->quote);

	return order != 0 ? order : strcmp(x->settle, y->settle);
}

static int
fee_compare(const void *a, const void *b)
{
	return strcmp(
	    ((const struct metrics_fee *)a)->asset, ((const struct metrics_fee *)b)->asset);
}

static struct metrics_total *
total_open(struct metrics *m, const struct instrument *i)
{
	struct metrics_total *t;

	for (t = m->totals; t < m->totals + m->total_count; t++)
		if (strcmp(t->quote, i->quote) == 0 && strcmp(t->settle, i->settle) == 0)
			return t;
	*t = (struct metrics_total){ 0 }; /* there is one place for each symbol */
	memcpy(t->quote, i->quote, sizeof(t->quote));
	memcpy(t->settle, i->settle, sizeof(t->settle));
	m->total_count++;
	return t;
}

static enum err
fee_add(struct metrics *m, const struct ledger_fee *fee)
{
	for (size_t i = 0; i < m->fee_count; i++)
		if (strcmp(m->fees[i].asset, fee->asset) == 0)
			return decimal_add(m->fees[i].amount, fee->amount, &m->fees[i].amount);
	if (m->fee_count == m->fee_room) {
		const size_t room = m->fee_room == 0 ? 8 : m->fee_room * 2;
		struct metrics_fee *fees = realloc(m->fees, room * sizeof(*fees));

		ENSURE(fees != NULL, ERR_NOMEM);
		m->fees = fees;
		m->fee_room = room;
	}
	m->fees[m->fee_count] = (struct metrics_fee){ .amount = fee->amount };
	memcpy(m->fees[m->fee_count++].asset, fee->asset, sizeof(fee->asset));
	return OK;
}

/* A book's numbers, which outlive its next folding. */
static enum err
symbol_take(struct metrics *m, const struct ledger_book *b, struct metrics_symbol **out)
{
	struct metrics_symbol *s = &m->symbols[m->symbol_count];

	*s = (struct metrics_symbol){ .book = *b };
	s->fees = calloc(b->fee_asset_count + 1, sizeof(*s->fees));
	ENSURE(s->fees != NULL, ERR_NOMEM);
	m->symbol_count++;
	if (b->fee_asset_count > 0)
		memcpy(s->fees, b->fees_by_asset, b->fee_asset_count * sizeof(*s->fees));
	s->book.fees_by_asset = s->fees;
	s->book.days = NULL;
	s->book.day_count = 0;
	*out = s;
	return OK;
}

/* One book: its own row, its part of a total, its fees. */
static enum err
book_add(struct metrics *m, const struct ledger_book *b)
{
	const bool is_first = m->symbol_count == 0;
	struct metrics_symbol *s;
	struct metrics_total *t;

	TRY(symbol_take(m, b, &s));
	sums_of_book(b, &s->sums);
	t = total_open(m, b->instrument);
	t->symbol_count++;
	TRY(sums_add(&t->sums, &s->sums));
	TRY(days_append(t, b));
	for (size_t i = 0; i < b->fee_asset_count; i++)
		TRY(fee_add(m, &b->fees_by_asset[i]));
	sums_close(&s->sums);
	if (is_first || b->first_ms < m->first_ms)
		m->first_ms = b->first_ms;
	if (b->last_ms > m->last_ms)
		m->last_ms = b->last_ms;
	m->fill_count += b->fill_count;
	return OK;
}

static enum err
books_add(struct metrics *m, struct ledger *l, bool wants_profit)
{
	const size_t count = ledger_symbol_count(l);
	const struct ledger_book *b;

	m->symbols = calloc(count + 1, sizeof(*m->symbols));
	m->totals = calloc(count + 1, sizeof(*m->totals));
	ENSURE(m->symbols != NULL && m->totals != NULL, ERR_NOMEM);
	for (size_t i = 0; i < count; i++) {
		TRY(ledger_book_at(l, i, &b));
		if (b->row_count > 0)
			TRY(book_add(m, b));
	}
	for (size_t i = 0; i < m->total_count; i++) {
		sums_close(&m->totals[i].sums);
		TRY(days_close(&m->totals[i]));
		if (wants_profit)
			TRY(profit_new(l, &m->totals[i], &m->totals[i].profit));
	}
	qsort(m->symbols, m->symbol_count, sizeof(*m->symbols), symbol_compare);
	qsort(m->totals, m->total_count, sizeof(*m->totals), total_compare);
	if (m->fee_count > 0)
		qsort(m->fees, m->fee_count, sizeof(*m->fees), fee_compare);
	return OK;
}

enum err
metrics_new(struct ledger *l, bool wants_profit, struct metrics **out)
{
	struct metrics *m = calloc(1, sizeof(*m));
	enum err e;

	ENSURE(m != NULL, ERR_NOMEM);
	e = books_add(m, l, wants_profit);
	if (e != OK) {
		metrics_free(m);
		return e;
	}
	m->counters = ledger_counters(l);
	m->has_profit = wants_profit;
	m->account_reason = METRICS_NO_CAPITAL;
	if (m->total_count != 1)
		m->headline = m->total_count == 0 ? METRICS_NO_TRADES : METRICS_SEVERAL_QUOTES;
	*out = m;
	return OK;
}

enum err
metrics_take_account(struct metrics *m, struct ledger *l, const struct equity_ask *ask)
{
	struct account *a;

	TRY(account_new(l, ask, &a));
	account_free(m->account);
	m->account = a;
	m->account_reason = a->equity->unexplained_count > 0 ? METRICS_POSITIONS_UNEXPLAINED
	    : !account_is_known(a)                           ? METRICS_NO_MARK
							     : METRICS_KNOWN;
	return OK;
}

const struct account *
metrics_capital(const struct metrics *m)
{
	return m->account_reason == METRICS_KNOWN ? m->account : NULL;
}

/* Whatever changes a book counts in one of them. */
bool
metrics_is_current(const struct metrics *m, const struct ledger *l)
{
	const struct ledger_counters then = m->counters, now = ledger_counters(l);

	return then.rows == now.rows && then.duplicates == now.duplicates &&
	    then.conflicts == now.conflicts && then.rejected == now.rejected &&
	    then.retracted == now.retracted && then.marks == now.marks &&
	    then.mark_conflicts == now.mark_conflicts;
}

const struct metrics_total *
metrics_headline(const struct metrics *m)
{
	return m->headline == METRICS_KNOWN ? &m->totals[0] : NULL;
}

const struct metrics_symbol *
metrics_by_symbol(const struct metrics *m, const char *symbol)
{
	for (size_t i = 0; i < m->symbol_count; i++)
		if (strcmp(m->symbols[i].book.instrument->symbol, symbol) == 0)
			return &m->symbols[i];
	return NULL;
}
