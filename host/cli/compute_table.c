/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_table.h"

#include "host/cli/table.h"
#include "lib/base/secret.h"
#include "lib/metrics/metrics_cycles.h"

/* Money for people: enough for any coin, without the eighteen digits of thirds. */
enum { PLACES = 8, COLUMNS = 9 };

/* A row being made. */
struct line {
	const char *cells[COLUMNS];
	char texts[COLUMNS][DECIMAL_TEXT_SIZE];
	size_t count;
};

static void
put_text(struct line *l, const char *text)
{
	l->cells[l->count++] = text;
}

static void
put_count(struct line *l, uint64_t count)
{
	char *text = l->texts[l->count];

	(void)snprintf(text, DECIMAL_TEXT_SIZE, "%llu", (unsigned long long)count);
	put_text(l, text);
}

static void
put_money(struct line *l, struct decimal d)
{
	char *text = l->texts[l->count];
	struct decimal rounded;

	decimal_write_places(d, PLACES, text);
	if (decimal_parse(span_text(text), &rounded) == OK)
		decimal_write(rounded, text); /* without the zeros at its end */
	put_text(l, text);
}

static void
put_ratio(struct line *l, struct metrics_ratio r)
{
	if (r.reason == METRICS_KNOWN)
		put_money(l, r.value);
	else
		put_text(l, NULL);
}

static enum err
money_row(struct compute_file *t, const char *symbol, struct table *table)
{
	struct line line = { .count = 0 };
	const struct ledger_book *b;
	struct decimal mark, unrealised = { 0 }, total;
	bool has_mark;

	TRY(ledger_unrealised(t->ledger, symbol, INT64_MAX, &has_mark, &mark, &unrealised));
	TRY(ledger_book(t->ledger, symbol, &b));
	TRY(decimal_add(b->net, unrealised, &total));
	put_text(&line, symbol);
	put_count(&line, b->fill_count);
	put_money(&line, b->position);
	put_money(&line, b->gross);
	put_money(&line, b->fees);
	put_money(&line, b->funding);
	put_money(&line, b->net);
	if (has_mark || decimal_sign(b->position) == 0) {
		put_money(&line, unrealised);
		put_money(&line, total);
	} else {
		put_text(&line, NULL);
		put_text(&line, NULL);
	}
	return table_row(table, line.cells, line.count);
}

static enum err
cycles_row(struct compute_file *t, const char *symbol, struct table *table)
{
	struct line line = { .count = 0 };
	struct metrics_cycles m;
	const struct ledger_book *b;

	TRY(ledger_book(t->ledger, symbol, &b));
	m = metrics_cycles_of(&b->cycles);
	put_text(&line, symbol);
	put_count(&line, b->cycles.count);
	put_count(&line, b->cycles.wins);
	put_count(&line, b->cycles.losses);
	put_ratio(&line, m.win_rate);
	put_ratio(&line, m.profit_factor);
	put_ratio(&line, m.payoff);
	put_ratio(&line, m.expectancy);
	return table_row(table, line.cells, line.count);
}

/* Nothing, when the book says it all. */
static enum err
left_out_row(struct compute_file *t, const char *symbol, struct table *table)
{
	struct line line = { .count = 0 };
	const struct ledger_book *b;

	TRY(ledger_book(t->ledger, symbol, &b));
	if (decimal_sign(b->unmatched_quantity) == 0 && b->fee_rate_missing == 0 &&
	    b->funding_rate_missing == 0)
		return OK;
	put_text(&line, symbol);
	put_money(&line, b->unmatched_quantity);
	put_count(&line, b->fee_rate_missing);
	put_count(&line, b->funding_rate_missing);
	return table_row(table, line.cells, line.count);
}

/* One table: its heads, and a row for each book. */
static enum err
table_fill(struct compute_file *t, struct table *table, const char *const *heads,
    enum err (*row)(struct compute_file *t, const char *symbol, struct table *table),
    struct why *why)
{
	TRY(table_row(table, heads, table->column_count));
	for (size_t i = 0; i < ledger_symbol_count(t->ledger); i++) {
		const char *symbol = ledger_symbol_at(t->ledger, i)->symbol;
		const enum err e = row(t, symbol, table);

		if (e == ERR_LIMIT)
			return why_set(why, e, "%s: a sum is larger than 1.7e20", symbol);
		TRY(e);
	}
	return OK;
}

enum err
compute_table_write(struct compute_file *t, const char *name, struct buf *out, struct why *why)
{
	static const char *const money[] = { "symbol", "trades", "position", "gross", "fees",
		"funding", "net", "unrealised", "total" };
	static const char *const cycles[] = { "symbol", "round trips", "wins", "losses", "win rate",
		"profit factor", "payoff", "expectancy" };
	AUTO(table) of_money = table_new(sizeof(money) / sizeof(money[0]));
	AUTO(table) of_cycles = table_new(sizeof(cycles) / sizeof(cycles[0]));

	TRY(buf_print(out, "%s\n", name));
	TRY(table_fill(t, &of_money, money, money_row, why));
	TRY(table_write(&of_money, out));
	TRY(buf_print(out, "\n"));
	TRY(table_fill(t, &of_cycles, cycles, cycles_row, why));
	return table_write(&of_cycles, out);
}

enum err
compute_table_left_out(struct compute_file *t, struct buf *out, struct why *why)
{
	static const char *const heads[] = { "symbol", "unmatched quantity", "fees without rate",
		"funding without rate" };
	const struct ledger_counters c = ledger_counters(t->ledger);
	const uint64_t rejected = c.rejected + t->marks_rejected;
	AUTO(table) table = table_new(sizeof(heads) / sizeof(heads[0]));

	if (rejected + c.duplicates > 0)
		TRY(buf_print(out,
		    "\nrows left out: %llu rejected, %llu duplicates (%llu in conflict)\n",
		    (unsigned long long)rejected, (unsigned long long)c.duplicates,
		    (unsigned long long)c.conflicts));
	TRY(table_fill(t, &table, heads, left_out_row, why));
	if (table.row_count == 1)
		return OK;
	TRY(buf_print(out, "\nleft out of the sums\n"));
	return table_write(&table, out);
}
