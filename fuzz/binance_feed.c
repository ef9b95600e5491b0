/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz/binance_feed.h"

#include "lib/exchange/exchange.h"

struct seen {
	const struct exchange_ask *ask;
	size_t count;
	uint64_t greatest_id;
	int64_t last_ms;
};

static bool
is_text(const char *text, size_t room)
{
	return memchr(text, '\0', room) != NULL;
}
#define IS_TEXT(array) is_text((array), sizeof(array))

static enum err
right_check(void *self, const struct exchange_right *row)
{
	struct seen *seen = self;

	assert(IS_TEXT(row->name) && row->name[0] != '\0');
	assert(!row->is_harmless || row->is_known);
	seen->count++;
	return OK;
}

static enum err
instrument_check(void *self, const struct exchange_instrument *row)
{
	const struct instrument *i = &row->instrument;
	struct seen *seen = self;

	assert(i->symbol[0] != '\0' && i->base[0] != '\0' && i->quote[0] != '\0');
	assert(i->settle[0] != '\0' && decimal_sign(i->contract_size) > 0);
	seen->count++;
	return OK;
}

static enum err
balance_check(void *self, const struct exchange_balance *row)
{
	struct seen *seen = self;

	assert(IS_TEXT(row->asset) && IS_TEXT(row->symbol));
	assert(decimal_sign(row->debt) >= 0 && row->wallet < EXCHANGE_WALLET_COUNT);
	seen->count++;
	return OK;
}

static enum err
position_check(void *self, const struct exchange_position *row)
{
	struct seen *seen = self;

	assert(IS_TEXT(row->symbol) && row->side <= EXCHANGE_SIDE_SHORT);
	assert(decimal_sign(row->entry_price) >= 0 && decimal_sign(row->mark_price) >= 0);
	seen->count++;
	return OK;
}

static enum err
fill_check(void *self, const struct exchange_fill *row)
{
	struct seen *seen = self;
	const struct fill *f = &row->fill;

	assert(decimal_sign(f->price) > 0 && decimal_sign(f->quantity) > 0);
	assert(IS_TEXT(f->fee_asset) && IS_TEXT(row->symbol) && f->ts_ms >= 0);
	assert(f->id <= INT64_MAX && f->id >= seen->ask->from_id);
	if (seen->ask->feed->needs_symbol)
		assert(strcmp(row->symbol, seen->ask->symbol) == 0);
	else
		assert(IS_TEXT(row->base) && IS_TEXT(row->quote) && row->symbol[0] != '\0');
	if (f->id > seen->greatest_id)
		seen->greatest_id = f->id;
	seen->count++;
	return OK;
}

static enum err
flow_check(void *self, const struct exchange_flow *row)
{
	struct seen *seen = self;

	assert(IS_TEXT(row->id) && row->id[0] != '\0');
	assert(IS_TEXT(row->what) && row->what[0] != '\0');
	assert(IS_TEXT(row->asset) && IS_TEXT(row->symbol) && IS_TEXT(row->reference));
	assert(row->kind < EXCHANGE_FLOW_KIND_COUNT && row->ts_ms >= 0);
	assert(decimal_sign(row->fee) >= 0);
	if (row->kind == EXCHANGE_FLOW_DEPOSIT || row->kind == EXCHANGE_FLOW_TRANSFER)
		assert(decimal_sign(row->amount) >= 0);
	if (row->kind == EXCHANGE_FLOW_WITHDRAWAL || row->kind == EXCHANGE_FLOW_INTEREST)
		assert(decimal_sign(row->amount) <= 0);
	seen->count++;
	return OK;
}

static enum err
liquidation_check(void *self, const struct exchange_liquidation *row)
{
	struct seen *seen = self;

	assert(IS_TEXT(row->symbol) && row->ts_ms >= 0);
	assert(decimal_sign(row->price) >= 0 && decimal_sign(row->quantity) >= 0);
	seen->count++;
	return OK;
}

static enum err
mark_check(void *self, const struct exchange_mark *row)
{
	struct seen *seen = self;

	assert(decimal_sign(row->price) > 0);
	assert(row->ts_ms > seen->last_ms);
	seen->last_ms = row->ts_ms;
	seen->count++;
	return OK;
}

void
binance_feed_fuzz(const char *feed, const uint8_t *data, size_t size)
{
	struct exchange_ask ask = { .feed = exchange_feed_by_name(&exchange_binance, feed) };
	const struct exchange_answer answer = { 200, { data, size } };
	struct seen seen = { .ask = &ask };
	const struct exchange_sink sink = { &seen, right_check, instrument_check, balance_check,
		position_check, fill_check, flow_check, liquidation_check, mark_check };
	struct exchange_result out;
	struct why why = { 0 };
	enum err e;

	assert(ask.feed != NULL);
	if (ask.feed->needs_symbol)
		ask.symbol = "BTCUSDT";
	if (ask.feed->paging == EXCHANGE_PAGING_ID)
		ask.from_id = 5;
	if (ask.feed->variants != NULL)
		ask.variant = ask.feed->variants[0];
	e = exchange_binance.parse(&ask, &answer, &sink, &out, &why);
	assert(out.row_count == seen.count && IS_TEXT(out.cursor));
	assert((e == OK) == (why.text[0] == '\0'));
	if (ask.feed->paging == EXCHANGE_PAGING_ID)
		assert(out.last_id == seen.greatest_id);
	assert(out.last_ms == seen.last_ms);
	assert(e == OK || (out.cursor[0] == '\0' && !out.is_cut));
}
