/* SPDX-License-Identifier: Apache-2.0 */
#include "test/host/sandbox/reading.h"

#include <inttypes.h>

#include "test/check.h"

struct visit {
	struct reading *reading;
	struct exchange_ask ask;
	struct exchange_result result;
	const char *api_key;
};

static int
asset_of(const char *name)
{
	const int i = catalog_asset_by_name(ask_whole()->catalog, name);

	CHECK(i >= 0);
	return i;
}

static __int128
product(struct decimal a, struct decimal b)
{
	struct decimal out;

	CHECK_OK(decimal_mul(a, b, &out));
	return out.e18;
}

/* Spot and margin: the pair's two assets; futures: what was realised. */
static void
trade_move(struct visit *v, const struct exchange_fill *f)
{
	const enum product products[] = { [EXCHANGE_WALLET_LINEAR] = PRODUCT_LINEAR,
		[EXCHANGE_WALLET_INVERSE] = PRODUCT_INVERSE };
	const enum product product_of =
	    f->wallet == EXCHANGE_WALLET_LINEAR || f->wallet == EXCHANGE_WALLET_INVERSE
	    ? products[f->wallet]
	    : PRODUCT_SPOT;
	const struct catalog *c = ask_whole()->catalog;
	const int at = catalog_listing_by_name(c, product_of, f->symbol);
	__int128 *moved = v->reading->moved[f->wallet];
	const int sign = f->fill.side == FILL_BUY ? 1 : -1;

	CHECK(at >= 0);
	if (product_of != PRODUCT_SPOT) {
		moved[c->listings[at].settle] += f->realized.e18;
		v->reading->realized += f->realized.e18;
		return;
	}
	moved[c->listings[at].base] += sign * f->fill.quantity.e18;
	moved[c->listings[at].quote] -= sign * product(f->fill.price, f->fill.quantity);
}

static enum err
fill_seen(void *self, const struct exchange_fill *f)
{
	struct visit *v = self;
	__int128 *moved = v->reading->moved[f->wallet];
	const int sign = f->fill.side == FILL_BUY ? 1 : -1;

	moved[asset_of(f->fill.fee_asset)] -= f->fill.fee.e18;
	if (f->base[0] == '\0') {
		trade_move(v, f);
		return OK;
	}
	moved[asset_of(f->base)] += sign * f->fill.quantity.e18;
	moved[asset_of(f->quote)] -= sign * f->quote_quantity.e18;
	return OK;
}

static enum err
flow_seen(void *self, const struct exchange_flow *f)
{
	struct visit *v = self;
	struct reading *r = v->reading;
	const int asset = asset_of(f->asset);
	const bool is_own_transfer = f->kind == EXCHANGE_FLOW_TRANSFER &&
	    f->from != EXCHANGE_WALLET_OTHER && f->to != EXCHANGE_WALLET_OTHER;

	r->last_flow = *f;
	if (f->kind == EXCHANGE_FLOW_ECHO ||
	    (f->kind == EXCHANGE_FLOW_TRANSFER && !is_own_transfer)) {
		r->echo_count++;
	} else if (f->kind == EXCHANGE_FLOW_TRANSFER) {
		r->moved[f->from][asset] -= f->amount.e18;
		r->moved[f->to][asset] += f->amount.e18;
	} else if (f->kind == EXCHANGE_FLOW_INTEREST) {
		r->debt[f->to][asset] -= f->amount.e18;
	} else {
		CHECK(f->kind != EXCHANGE_FLOW_OTHER);
		r->moved[f->to][asset] += f->amount.e18 - f->fee.e18;
		r->debt[f->to][asset] += f->kind == EXCHANGE_FLOW_LOAN ? f->amount.e18 : 0;
	}
	return OK;
}

static enum err
balance_seen(void *self, const struct exchange_balance *b)
{
	struct visit *v = self;

	v->reading->held[b->wallet][asset_of(b->asset)] += b->free.e18 + b->locked.e18;
	v->reading->owed[b->wallet][asset_of(b->asset)] += b->debt.e18;
	return OK;
}

static enum err
position_seen(void *self, const struct exchange_position *p)
{
	struct visit *v = self;

	CHECK(v->reading->position_count < 16);
	v->reading->positions[v->reading->position_count++] = *p;
	return OK;
}

static enum err
liquidation_seen(void *self, const struct exchange_liquidation *l)
{
	struct visit *v = self;

	CHECK(l->order_id > 0);
	v->reading->liquidation_count++;
	return OK;
}

static enum err
instrument_seen(void *self, const struct exchange_instrument *i)
{
	struct visit *v = self;

	CHECK(i->instrument.symbol[0] != '\0');
	v->reading->instrument_count++;
	return OK;
}

static enum err
mark_seen(void *self, const struct exchange_mark *m)
{
	struct visit *v = self;

	CHECK(decimal_sign(m->price) > 0);
	v->reading->mark_count++;
	return OK;
}

/* One question, one answer. */
static void
ask_once(struct visit *v)
{
	const struct exchange_sink sink = { .self = v,
		.fill = fill_seen,
		.flow = flow_seen,
		.balance = balance_seen,
		.position = position_seen,
		.liquidation = liquidation_seen,
		.instrument = instrument_seen,
		.mark = mark_seen };
	struct exchange_request request = { 0 };
	struct exchange_answer answer;
	struct why why = { "" };

	ask_calm();
	v->ask.server_ms = ask_clock()->wall_ms;
	CHECK_OK(exchange_binance.build(&v->ask, &request));
	answer.status = ask_request(&request, v->api_key);
	answer.body = span_text(ask_body());
	exchange_request_wipe(&request);
	if (answer.status != 200 ||
	    exchange_binance.parse(&v->ask, &answer, &sink, &v->result, &why) != OK)
		fail_msg(
		    "%s: %u %.300s %s", v->ask.feed->name, answer.status, ask_body(), why.text);
	v->reading->row_count += v->result.row_count;
	v->reading->open_count += v->result.open_count;
	v->reading->request_count++;
}

/* All pages of one window. */
static void
window_take(struct visit *v)
{
	char cursor[EXCHANGE_CURSOR_SIZE] = "";

	do {
		v->ask.cursor = cursor;
		ask_once(v);
		CHECK(!v->result.is_cut);
		memcpy(cursor, v->result.cursor, sizeof(cursor));
	} while (cursor[0] != '\0');
}

static void
ids_take(struct visit *v)
{
	v->ask.from_id = v->reading->from_id;
	do {
		ask_once(v);
		if (v->result.row_count > 0)
			v->reading->last_id = v->result.last_id;
		v->ask.from_id = v->result.last_id + 1;
	} while (!v->result.is_last);
}

static void
windows_take(struct visit *v, int64_t from_ms)
{
	const int64_t now_ms = ask_clock()->wall_ms;
	const struct exchange_feed *f = v->ask.feed;
	int64_t at = from_ms;

	if (f->retention_ms > 0 && at < now_ms - f->retention_ms)
		at = now_ms - f->retention_ms;
	for (; at <= now_ms; at = v->ask.to_ms + 1) {
		v->ask.from_ms = at;
		v->ask.to_ms = f->window_ms > 0 && now_ms - at > f->window_ms - 1
		    ? at + f->window_ms - 1
		    : now_ms;
		window_take(v);
	}
}

/* One answer is all, or (marks) the first page. */
static void
once_take(struct visit *v, int64_t from_ms)
{
	v->ask.from_ms = from_ms;
	v->ask.to_ms = ask_clock()->wall_ms;
	ask_once(v);
}

void
reading_init(struct reading *r)
{
	memset(r, 0, sizeof(*r));
}

void
reading_take(
    struct reading *r, const char *account, const char *feed, const char *symbol, int64_t from_ms)
{
	const struct world_account *a = ask_account(account);
	static const char *const none[] = { NULL, NULL };
	struct visit v = { .reading = r, .api_key = a->api_key };
	struct credential credential = { 0 };
	const char *const *variants;

	v.ask.feed = exchange_feed_by_name(&exchange_binance, feed);
	assert_non_null(v.ask.feed);
	CHECK_OK(span_to_text(span_text(a->api_key), credential.api_key, EXCHANGE_KEY_SIZE));
	CHECK_OK(span_to_text(span_text(a->secret), credential.secret, EXCHANGE_SECRET_SIZE));
	v.ask.credential = &credential;
	v.ask.symbol = symbol;
	variants = v.ask.feed->variants != NULL ? v.ask.feed->variants : none;
	for (size_t i = 0; i == 0 || variants[i] != NULL; i++) {
		v.ask.variant = variants[i];
		if (v.ask.feed->paging == EXCHANGE_PAGING_ID)
			ids_take(&v);
		else if (v.ask.feed->paging == EXCHANGE_PAGING_WINDOW)
			windows_take(&v, from_ms);
		else
			once_take(&v, from_ms);
	}
}
