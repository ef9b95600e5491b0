/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_write.h"

#include "lib/base/text.h"
#include "lib/metrics/metrics_cycles.h"

static void
write_money(struct json_writer *w, const char *name, struct decimal d)
{
	char text[DECIMAL_TEXT_SIZE];

	decimal_write(d, text);
	json_write_text(w, name, text);
}

static void
write_sums(struct json_writer *w, const struct ledger_book *b)
{
	json_write_i64(w, "trades", (int64_t)b->fill_count);
	json_write_i64(w, "buys", (int64_t)b->buy_count);
	json_write_i64(w, "sells", (int64_t)b->sell_count);
	write_money(w, "volume_quote", b->volume_quote);
	write_money(w, "volume_base", b->volume_base);
	write_money(w, "gross_realised", b->gross);
	json_write_object(w, "fees_by_ccy");
	for (size_t i = 0; i < b->fee_asset_count; i++)
		write_money(w, b->fees_by_asset[i].asset, b->fees_by_asset[i].amount);
	json_write_close_object(w);
	write_money(w, "fees_settle", b->fees);
	write_money(w, "funding", b->funding);
	write_money(w, "net_realised", b->net);
	write_money(w, "position", b->position);
	write_money(w, "open_value", b->open_value);
	if (decimal_sign(b->position) != 0)
		write_money(w, "avg_entry_18dp", b->average_entry);
	write_money(w, "unmatched_qty", b->unmatched_quantity);
	write_money(w, "unmatched_notional", b->unmatched_notional);
	write_money(w, "closed_value", b->closed_value);
	write_money(w, "peak_capital", b->peak_capital);
	write_money(w, "uncycled_net", b->uncycled_net);
	if (b->wash_count > 0) {
		json_write_i64(w, "wash_trades", (int64_t)b->wash_count);
		write_money(w, "wash_volume", b->wash_volume);
	}
	if (b->fee_rate_missing > 0)
		json_write_i64(w, "fee_rate_missing", (int64_t)b->fee_rate_missing);
	if (b->funding_rate_missing > 0)
		json_write_i64(w, "funding_rate_missing", (int64_t)b->funding_rate_missing);
	if (b->peg_assumed > 0)
		json_write_i64(w, "peg_assumed", (int64_t)b->peg_assumed);
}

static enum err
write_lots(struct json_writer *w, struct ledger *l, const struct ledger_book *b)
{
	json_write_array(w, "lots");
	for (size_t i = 0; i < b->lot_count; i++) {
		struct ledger_lot lot;

		TRY(ledger_lot_at(l, b->instrument->symbol, i, &lot));
		json_write_array(w, NULL);
		write_money(w, NULL, lot.quantity);
		write_money(w, NULL, lot.value);
		json_write_i64(w, NULL, lot.opened_ms);
		json_write_close_array(w);
	}
	json_write_close_array(w);
	return OK;
}

/* At the last mark of all; without one an open position's worth is not known. */
static enum err
write_unrealised(struct json_writer *w, struct ledger *l, const struct ledger_book *b)
{
	struct decimal mark = { 0 }, unrealised = { 0 }, total;
	bool has_mark;

	TRY(ledger_unrealised(l, b->instrument->symbol, INT64_MAX, &has_mark, &mark, &unrealised));
	TRY(decimal_add(b->net, unrealised, &total));
	if (has_mark)
		write_money(w, "mark", mark);
	else
		json_write_null(w, "mark");
	if (has_mark || decimal_sign(b->position) == 0) {
		write_money(w, "unrealised", unrealised);
		write_money(w, "total_pnl", total);
	} else {
		json_write_null(w, "unrealised");
		json_write_null(w, "total_pnl");
	}
	return OK;
}

static void
write_days(struct json_writer *w, const struct ledger_book *b)
{
	json_write_array(w, "daily");
	for (size_t i = 0; i < b->day_count; i++) {
		const struct ledger_day *d = &b->days[i];
		char day[TEXT_TIME_SIZE];

		text_time_write((int64_t)d->day * 86400000, day);
		json_write_object(w, NULL);
		json_write_span(w, "day", span_first(span_text(day), strlen("2024-01-01")));
		write_money(w, "gross", d->gross);
		write_money(w, "fees", d->fees);
		write_money(w, "funding", d->funding);
		write_money(w, "net", d->net);
		write_money(w, "volume", d->volume);
		json_write_i64(w, "trades", d->fill_count);
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

/* What the callbacks below write with. */
struct lines {
	struct json_writer *w;
	const struct compute_ids *ids;
};

static enum err
write_closing(void *self, const struct ledger_fill *f)
{
	const struct lines *to = self;

	if (decimal_sign(f->closed_quantity) == 0)
		return OK;
	json_write_array(to->w, NULL);
	json_write_span(to->w, NULL, to->ids->text[f->fill.id]);
	write_money(to->w, NULL, f->closed_quantity);
	write_money(to->w, NULL, f->gross);
	json_write_close_array(to->w);
	return OK;
}

static void
write_opening(struct json_writer *w, const struct ledger_cycle *c)
{
	json_write_text(w, "side", c->is_long ? "long" : "short");
	json_write_i64(w, "open_ts", c->open_ms);
}

static void
write_cycle_money(struct json_writer *w, const struct ledger_cycle *c)
{
	write_money(w, "gross", c->gross);
	write_money(w, "fees", c->fees);
	write_money(w, "funding", c->funding);
}

static enum err
write_cycle(void *self, const struct ledger_cycle *c)
{
	struct json_writer *w = ((const struct lines *)self)->w;

	json_write_object(w, NULL);
	write_opening(w, c);
	json_write_i64(w, "close_ts", c->close_ms);
	write_money(w, "max_qty", c->max_quantity);
	write_cycle_money(w, c);
	write_money(w, "net", c->net);
	json_write_close_object(w);
	return OK;
}

static void
write_open_cycle(struct json_writer *w, const struct ledger_book *b)
{
	if (!b->is_cycle_open) {
		json_write_null(w, "open_cycle");
		return;
	}
	json_write_object(w, "open_cycle");
	write_opening(w, &b->open_cycle);
	write_cycle_money(w, &b->open_cycle);
	json_write_close_object(w);
}

static void
write_ratio(struct json_writer *w, const char *name, struct metrics_ratio r)
{
	if (r.reason == METRICS_KNOWN)
		write_money(w, name, r.value);
	else
		json_write_null(w, name);
}

static void
write_cycle_stats(struct json_writer *w, const struct ledger_cycles *c)
{
	const struct metrics_cycles m = metrics_cycles_of(c);

	json_write_object(w, "cycle_stats");
	json_write_i64(w, "n", (int64_t)c->count);
	json_write_i64(w, "wins", (int64_t)c->wins);
	json_write_i64(w, "losses", (int64_t)c->losses);
	json_write_i64(w, "breakeven", (int64_t)c->breakevens);
	write_money(w, "gross_profit", c->profit);
	write_money(w, "gross_loss", c->loss);
	write_ratio(w, "win_rate", m.win_rate);
	write_ratio(w, "profit_factor", m.profit_factor);
	write_ratio(w, "payoff", m.payoff);
	write_ratio(w, "expectancy", m.expectancy);
	write_ratio(w, "expectancy_r", m.expectancy_r);
	json_write_i64(w, "max_win_streak", (int64_t)c->win_streak_max);
	json_write_i64(w, "max_loss_streak", (int64_t)c->loss_streak_max);
	json_write_i64(w, "current_streak", c->streak);
	json_write_close_object(w);
}

static enum err
write_book(struct compute_file *t, const char *symbol, struct json_writer *w)
{
	struct lines lines = { w, &t->ids };
	const struct ledger_book *b;

	TRY(ledger_book(t->ledger, symbol, &b));
	json_write_object(w, symbol);
	write_sums(w, b);
	if (ledger_method(t->ledger) != LEDGER_AVERAGE)
		TRY(write_lots(w, t->ledger, b));
	TRY(write_unrealised(w, t->ledger, b));
	json_write_array(w, "closing_fills");
	TRY(ledger_each_fill(t->ledger, symbol,
	    &(struct ledger_window){ 0, SIZE_MAX, 0, INT64_MAX }, write_closing, &lines));
	json_write_close_array(w);
	json_write_array(w, "cycles");
	TRY(ledger_each_cycle(t->ledger, symbol, write_cycle, &lines));
	json_write_close_array(w);
	write_open_cycle(w, b);
	write_days(w, b);
	write_cycle_stats(w, &b->cycles);
	json_write_close_object(w);
	return OK;
}

enum err
compute_write(struct compute_file *t, const char *name, struct json_writer *w, struct why *why)
{
	const struct ledger_counters counters = ledger_counters(t->ledger);

	json_write_object(w, name);
	json_write_object(w, "symbols");
	for (size_t i = 0; i < ledger_symbol_count(t->ledger); i++) {
		const char *symbol = ledger_symbol_at(t->ledger, i)->symbol;
		const enum err e = write_book(t, symbol, w);

		if (e == ERR_LIMIT)
			return why_set(why, e, "%s: a sum is larger than 1.7e20", symbol);
		TRY(e);
	}
	json_write_close_object(w);
	json_write_i64(w, "duplicates_dropped", (int64_t)counters.duplicates);
	json_write_i64(w, "conflicts", (int64_t)counters.conflicts);
	json_write_i64(w, "rejected", (int64_t)(counters.rejected + t->marks_rejected));
	json_write_close_object(w);
	return OK;
}
