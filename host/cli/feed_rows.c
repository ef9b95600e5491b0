/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/feed_rows.h"

#include "lib/json/json_write.h"

static void
amount_put(struct json_writer *w, const char *name, struct decimal d)
{
	char text[DECIMAL_TEXT_SIZE];

	decimal_write(d, text);
	json_write_text(w, name, text);
}

/* Nothing for an empty text. */
static void
text_put(struct json_writer *w, const char *name, const char *text)
{
	if (text[0] != '\0')
		json_write_text(w, name, text);
}

static void
id_put(struct json_writer *w, const char *name, uint64_t id)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%llu", (unsigned long long)id);
	json_write_text(w, name, text);
}

/* ---- one row each ---- */

static enum err
right_write(void *self, const struct exchange_right *row)
{
	struct json_writer *w = self;

	json_write_object(w, NULL);
	json_write_text(w, "right", row->name);
	json_write_bool(w, "on", row->is_on);
	json_write_bool(w, "harmless", row->is_harmless);
	json_write_bool(w, "known", row->is_known);
	json_write_close_object(w);
	return w->error;
}

static enum err
instrument_write(void *self, const struct exchange_instrument *row)
{
	static const char *const kinds[] = { [INSTRUMENT_SPOT] = "spot",
		[INSTRUMENT_MARGIN] = "margin",
		[INSTRUMENT_LINEAR] = "linear",
		[INSTRUMENT_INVERSE] = "inverse" };
	const struct instrument *i = &row->instrument;
	struct json_writer *w = self;

	json_write_object(w, NULL);
	json_write_text(w, "symbol", i->symbol);
	json_write_text(w, "kind", kinds[i->kind]);
	json_write_text(w, "base", i->base);
	json_write_text(w, "quote", i->quote);
	json_write_text(w, "settle", i->settle);
	amount_put(w, "contractSize", i->contract_size);
	amount_put(w, "quantityStep", i->quantity_step);
	json_write_bool(w, "trading", row->is_trading);
	json_write_close_object(w);
	return w->error;
}

static enum err
balance_write(void *self, const struct exchange_balance *row)
{
	struct json_writer *w = self;

	json_write_object(w, NULL);
	json_write_text(w, "wallet", exchange_wallet_name(row->wallet));
	text_put(w, "symbol", row->symbol);
	json_write_text(w, "asset", row->asset);
	amount_put(w, "free", row->free);
	amount_put(w, "locked", row->locked);
	amount_put(w, "debt", row->debt);
	json_write_close_object(w);
	return w->error;
}

static const char *
side_name(enum exchange_side side)
{
	static const char *const names[] = { "both", "long", "short" };

	return names[side];
}

static enum err
position_write(void *self, const struct exchange_position *row)
{
	struct json_writer *w = self;

	json_write_object(w, NULL);
	json_write_text(w, "wallet", exchange_wallet_name(row->wallet));
	json_write_text(w, "symbol", row->symbol);
	json_write_text(w, "side", side_name(row->side));
	amount_put(w, "quantity", row->quantity);
	amount_put(w, "entryPrice", row->entry_price);
	amount_put(w, "markPrice", row->mark_price);
	amount_put(w, "unrealized", row->unrealized);
	json_write_close_object(w);
	return w->error;
}

static enum err
fill_write(void *self, const struct exchange_fill *row)
{
	const struct fill *f = &row->fill;
	struct json_writer *w = self;

	json_write_object(w, NULL);
	json_write_text(w, "wallet", exchange_wallet_name(row->wallet));
	json_write_text(w, "symbol", row->symbol);
	text_put(w, "base", row->base);
	text_put(w, "quote", row->quote);
	id_put(w, "id", f->id);
	id_put(w, "order", f->order_id);
	json_write_i64(w, "timestamp", f->ts_ms);
	json_write_text(w, "side", f->side == FILL_BUY ? "buy" : "sell");
	json_write_text(w, "position", side_name(row->position));
	json_write_bool(w, "maker", f->is_maker);
	amount_put(w, "price", f->price);
	amount_put(w, "quantity", f->quantity);
	amount_put(w, "quoteQuantity", row->quote_quantity);
	amount_put(w, "fee", f->fee);
	text_put(w, "feeAsset", f->fee_asset);
	amount_put(w, "realized", row->realized);
	json_write_close_object(w);
	return w->error;
}

static enum err
flow_write(void *self, const struct exchange_flow *row)
{
	struct json_writer *w = self;

	json_write_object(w, NULL);
	json_write_text(w, "kind", exchange_flow_kind_name(row->kind));
	json_write_text(w, "what", row->what);
	json_write_text(w, "id", row->id);
	json_write_i64(w, "timestamp", row->ts_ms);
	json_write_text(w, "asset", row->asset);
	text_put(w, "symbol", row->symbol);
	amount_put(w, "amount", row->amount);
	amount_put(w, "fee", row->fee);
	json_write_text(w, "from", exchange_wallet_name(row->from));
	json_write_text(w, "to", exchange_wallet_name(row->to));
	text_put(w, "reference", row->reference);
	json_write_close_object(w);
	return w->error;
}

static enum err
liquidation_write(void *self, const struct exchange_liquidation *row)
{
	struct json_writer *w = self;

	json_write_object(w, NULL);
	json_write_text(w, "wallet", exchange_wallet_name(row->wallet));
	json_write_text(w, "symbol", row->symbol);
	id_put(w, "order", row->order_id);
	json_write_i64(w, "timestamp", row->ts_ms);
	json_write_text(w, "side", row->side == FILL_BUY ? "buy" : "sell");
	amount_put(w, "price", row->price);
	amount_put(w, "quantity", row->quantity);
	json_write_close_object(w);
	return w->error;
}

static enum err
mark_write(void *self, const struct exchange_mark *row)
{
	struct json_writer *w = self;

	json_write_object(w, NULL);
	json_write_i64(w, "timestamp", row->ts_ms);
	amount_put(w, "price", row->price);
	json_write_close_object(w);
	return w->error;
}

/* ---- the answer ---- */

/* A question about this feed, if what it needs was given. */
static enum err
ask_make(const struct feed_question *q, struct exchange_ask *out, struct why *why)
{
	*out = (struct exchange_ask){ .feed = q->feed, .symbol = q->symbol, .variant = q->variant };
	if (q->feed->needs_symbol && q->symbol == NULL)
		return why_set(why, ERR_ABSENT,
		    "%s: say which symbol was asked for, as the exchange writes it: --symbol "
		    "BTCUSDT",
		    q->feed->name);
	if (q->feed->variants == NULL)
		return OK;
	for (size_t i = 0; q->variant != NULL && q->feed->variants[i] != NULL; i++)
		if (strcmp(q->feed->variants[i], q->variant) == 0)
			return OK;
	return why_set(why, ERR_ABSENT, "%s: say which was asked for: --variant %s, for example",
	    q->feed->name, q->feed->variants[0]);
}

static void
result_put(const struct exchange_result *r, enum exchange_kind kind, struct json_writer *w)
{
	json_write_i64(w, "rowCount", (int64_t)r->row_count);
	json_write_i64(w, "openCount", (int64_t)r->open_count);
	if (kind == EXCHANGE_TIME)
		json_write_i64(w, "serverTime", r->server_ms);
	text_put(w, "account", r->account_id);
	if (r->last_id > 0)
		id_put(w, "lastId", r->last_id);
	text_put(w, "cursor", r->cursor);
	json_write_bool(w, "cut", r->is_cut);
}

enum err
feed_rows_write(const struct feed_question *q, struct span answer, struct buf *out, struct why *why)
{
	const struct exchange_answer raw = { 200, answer };
	struct json_writer w = json_writer_on(out);
	const struct exchange_sink sink = { &w, right_write, instrument_write, balance_write,
		position_write, fill_write, flow_write, liquidation_write, mark_write };
	struct exchange_result result;
	struct exchange_ask ask;

	TRY(ask_make(q, &ask, why));
	json_write_object(&w, NULL);
	json_write_text(&w, "feed", q->feed->name);
	json_write_array(&w, "rows");
	TRY(q->exchange->parse(&ask, &raw, &sink, &result, why));
	json_write_close_array(&w);
	result_put(&result, q->feed->kind, &w);
	json_write_close_object(&w);
	return json_write_end(&w);
}
