/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_write.h"

#include "lib/base/text.h"
#include "lib/json/json_write.h"

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

struct closing {
	struct json_writer *w;
	const struct compute_ids *ids;
};

static enum err
write_closing(void *self, const struct ledger_fill *f)
{
	const struct closing *c = self;

	if (decimal_sign(f->closed_quantity) == 0)
		return OK;
	json_write_array(c->w, NULL);
	json_write_span(c->w, NULL, c->ids->text[f->fill.id]);
	write_money(c->w, NULL, f->closed_quantity);
	write_money(c->w, NULL, f->gross);
	json_write_close_array(c->w);
	return OK;
}

static enum err
write_book(
    struct json_writer *w, struct ledger *l, const char *symbol, const struct compute_ids *ids)
{
	struct closing closing = { w, ids };
	const struct ledger_book *b;

	TRY(ledger_book(l, symbol, &b));
	json_write_object(w, symbol);
	write_sums(w, b);
	TRY(write_lots(w, l, b));
	TRY(write_unrealised(w, l, b));
	json_write_array(w, "closing_fills");
	TRY(ledger_each_fill(l, symbol, 0, SIZE_MAX, write_closing, &closing));
	json_write_close_array(w);
	write_days(w, b);
	json_write_close_object(w);
	return OK;
}

enum err
compute_write(struct ledger *l, const struct compute_ids *ids, struct buf *out, struct why *why)
{
	const struct ledger_counters counters = ledger_counters(l);
	struct json_writer w = json_writer_on(out);

	json_write_object(&w, NULL);
	json_write_object(&w, "fifo");
	json_write_object(&w, "symbols");
	for (size_t i = 0; i < ledger_symbol_count(l); i++) {
		const char *symbol = ledger_symbol_at(l, i)->symbol;
		const enum err e = write_book(&w, l, symbol, ids);

		if (e == ERR_LIMIT)
			return why_set(why, e, "%s: a sum is larger than 1.7e20", symbol);
		TRY(e);
	}
	json_write_close_object(&w);
	json_write_i64(&w, "duplicates_dropped", (int64_t)counters.duplicates);
	json_write_i64(&w, "conflicts", (int64_t)counters.conflicts);
	json_write_i64(&w, "rejected", (int64_t)counters.rejected);
	json_write_close_object(&w);
	json_write_close_object(&w);
	return json_write_end(&w) == OK ? OK : why_set(why, w.error, "the result is too long");
}
