/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a page into ledger, flows and residues: each counts once. */
#include "enclave/ingest/collection_inside.h"

/* What every function here works on. */
struct intake {
	struct collection *c;
	const struct exchange_feed *feed;
	size_t walk; /* its number: rows may make more walks, which may move all of them */
	size_t new_count;
};

static enum err
number_of(struct collection *c, const char *asset, uint32_t *out)
{
	TRY(assets_number(&c->bourse->assets, asset, out));
	return discovery_see(&c->seen, *out);
}

static enum err
move(struct collection *c, const char *asset, struct decimal amount, bool is_out, int64_t ts_ms)
{
	uint32_t number;

	if (decimal_sign(amount) == 0 || asset[0] == '\0')
		return OK;
	if (is_out)
		TRY(decimal_negate(amount, &amount));
	TRY(number_of(c, asset, &number));
	return residues_move(&c->residues, number, amount, ts_ms);
}

static void
touch(struct collection *c, enum exchange_wallet w)
{
	c->touched |= UINT32_C(1) << w;
}

static void
note_time(struct collection *c, int64_t ts_ms)
{
	if (c->first_ms == 0 || ts_ms < c->first_ms)
		c->first_ms = ts_ms;
	if (ts_ms < c->synced_ms - SCHEDULE_CHEAP_MS)
		c->has_found_old = true;
}

/* ---- fills ---- */

/* What a fill did to a balance beyond its row in the ledger. */
static enum err
gain(struct collection *c, const char *asset, struct decimal amount, int64_t ts_ms)
{
	struct capital_gain *row;

	if (decimal_sign(amount) == 0)
		return OK;
	if (c->gain_count == c->gain_room) {
		const uint32_t room = c->gain_room + c->gain_room / 2 + 4;

		row = realloc(c->gains, room * sizeof(*row));
		ENSURE(row != NULL, ERR_NOMEM);
		c->gains = row;
		c->gain_room = room;
	}
	row = &c->gains[c->gain_count];
	*row = (struct capital_gain){ .ts_ms = ts_ms, .amount = amount };
	TRY(number_of(c, asset, &row->asset));
	c->gain_count++;
	return OK;
}

static bool
is_derivative(const struct instrument *i)
{
	return i->kind == INSTRUMENT_LINEAR || i->kind == INSTRUMENT_INVERSE;
}

/*
 * The book a fill belongs to.  Of the main market it has the exchange's own symbol; other wallets
 * trade the same symbols, and in hedge mode both ways at once, so theirs say so.  What a
 * derivative trades is the contract, which has a price of its own: that is its base.
 */
static enum err
book_of(struct collection *c, const struct exchange_fill *f, const struct exchange_feed *feed,
    struct instrument *out)
{
	static const char *const sides[] = { [EXCHANGE_SIDE_BOTH] = "",
		[EXCHANGE_SIDE_LONG] = ":long",
		[EXCHANGE_SIDE_SHORT] = ":short" };
	const bool is_main = f->wallet == bourse_main_market(exchange_of(c));
	const struct listed *row;
	int size;

	*out = (struct instrument){ .kind = INSTRUMENT_SPOT, .contract_size = decimal_of(1) };
	if (f->base[0] != '\0') {
		memcpy(out->symbol, f->symbol, sizeof(out->symbol));
		memcpy(out->base, f->base, sizeof(out->base));
		memcpy(out->quote, f->quote, sizeof(out->quote));
		memcpy(out->settle, f->quote, sizeof(out->settle));
		return OK;
	}
	row = catalogue_by_symbol(bourse_market(c->bourse, feed, f->wallet), f->symbol);
	ENSURE(row != NULL, ERR_ABSENT);
	*out = row->instrument;
	if (f->wallet == EXCHANGE_WALLET_MARGIN || f->wallet == EXCHANGE_WALLET_ISOLATED)
		out->kind = INSTRUMENT_MARGIN;
	if (is_derivative(out) && strlen(f->symbol) < sizeof(out->base))
		memcpy(out->base, f->symbol, strlen(f->symbol) + 1);
	if (is_main)
		return OK;
	size = snprintf(out->symbol, sizeof(out->symbol), "%s:%s%s",
	    exchange_wallet_name(f->wallet), f->symbol, sides[f->position]);
	ENSURE(size > 0 && (size_t)size < sizeof(out->symbol), ERR_LIMIT);
	return OK;
}

/* What the fill did to balances. */
static enum err
fill_moves(struct collection *c, const struct exchange_fill *f, const struct instrument *i)
{
	const bool is_buy = f->fill.side == FILL_BUY;
	const int64_t ts_ms = f->fill.ts_ms;
	struct decimal paid = f->quote_quantity, valued, rest;
	uint32_t settle;

	TRY(move(c, f->fill.fee_asset, f->fill.fee, true, ts_ms));
	if (is_derivative(i)) {
		TRY(number_of(c, i->settle, &settle));
		TRY(moved_add(&c->sums, MOVED_REALIZED, settle, f->realized));
		TRY(gain(c, i->settle, f->realized, ts_ms));
		return move(c, i->settle, f->realized, false, ts_ms);
	}
	TRY(decimal_mul(f->fill.price, f->fill.quantity, &valued));
	if (decimal_sign(paid) == 0)
		paid = valued;
	TRY(decimal_sub(valued, paid, &rest)); /* of a rounded price */
	if (!is_buy)
		TRY(decimal_negate(rest, &rest));
	TRY(gain(c, i->quote, rest, ts_ms));
	TRY(move(c, i->base, f->fill.quantity, !is_buy, ts_ms));
	return move(c, i->quote, paid, is_buy, ts_ms);
}

/*
 * Feeds of one id space may both tell of a fill: margin's trades among spot's.  It belongs to the
 * narrower wallet, whichever told it first.  `*is_elsewhere`: it has counted already.
 */
static enum err
settle_wallet(struct intake *in, const struct exchange_fill *f, const struct instrument *book,
    bool *is_elsewhere)
{
	static const enum exchange_wallet narrow[] = { EXCHANGE_WALLET_MARGIN,
		EXCHANGE_WALLET_ISOLATED };
	const struct ledger_key key = { LEDGER_FILL, f->fill.id, f->fill.side };
	struct exchange_fill other = *f;
	struct instrument there;
	enum err e;

	*is_elsewhere = false;
	if (f->base[0] != '\0' || is_derivative(book))
		return OK;
	for (size_t i = 0; i < 2; i++) {
		other.wallet = f->wallet == narrow[i] ? EXCHANGE_WALLET_SPOT : narrow[i];
		if (!has_wallet(in->c->wallets, other.wallet))
			continue;
		TRY(book_of(in->c, &other, in->feed, &there));
		e = ledger_retract(in->c->ledger, there.symbol, &key);
		if (e == ERR_ABSENT)
			continue;
		TRY(e);
		*is_elsewhere = true;
		if (other.wallet == EXCHANGE_WALLET_SPOT)
			return OK; /* it goes on into this book */
		TRY(ledger_add_fill(in->c->ledger, there.symbol, &f->fill, NULL));
		return OK;
	}
	return OK;
}

static enum err
take_fill(struct intake *in, const struct exchange_fill *f)
{
	struct collection *c = in->c;
	struct instrument book;
	enum ledger_added added;
	bool is_elsewhere;
	const enum err e = book_of(c, f, in->feed, &book);

	if (e == ERR_ABSENT) {
		c->unknown_count++;
		return OK;
	}
	TRY(e);
	TRY(settle_wallet(in, f, &book, &is_elsewhere));
	if (is_elsewhere && f->wallet == EXCHANGE_WALLET_SPOT)
		return OK;
	TRY(ledger_add_instrument(c->ledger, &book));
	TRY(ledger_add_fill(c->ledger, book.symbol, &f->fill, &added));
	if (added != LEDGER_ADDED || is_elsewhere)
		return OK;
	in->new_count++;
	if (c->walks[in->walk].fill_count++ == 0)
		TRY(plan_symbol_seen(c, f->wallet, f->symbol));
	c->fill_count++;
	c->version++;
	touch(c, f->wallet);
	note_time(c, f->fill.ts_ms);
	TRY(fill_moves(c, f, &book));
	return mark_needs_fill(&c->marks, &c->bourse->assets, &book, &f->fill);
}

/* ---- flows ---- */

/* The sum it belongs to: a transfer's, when only one of its ends is counted here. */
static enum err
flow_sum(struct collection *c, const struct flow *f, bool is_undone)
{
	const bool is_in = has_wallet(c->counted, f->to), is_out = has_wallet(c->counted, f->from);
	const bool is_transfer = f->kind == EXCHANGE_FLOW_TRANSFER;
	struct decimal amount = f->amount;

	if (is_transfer && is_in == is_out)
		return OK;
	if (is_undone != (is_transfer && is_out))
		TRY(decimal_negate(amount, &amount));
	return moved_add(
	    &c->sums, moved_kind_of((enum exchange_flow_kind)f->kind), f->asset, amount);
}

/* `is_undone`: what it did is taken back. */
static enum err
flow_moves(struct collection *c, const struct flow *f, bool is_undone)
{
	const char *asset = assets_name(&c->bourse->assets, f->asset);

	TRY(flow_sum(c, f, is_undone));
	switch ((enum exchange_flow_kind)f->kind) {
	case EXCHANGE_FLOW_TRANSFER:
		if (has_wallet(c->counted, f->from))
			TRY(move(c, asset, f->amount, !is_undone, f->ts_ms));
		if (has_wallet(c->counted, f->to))
			TRY(move(c, asset, f->amount, is_undone, f->ts_ms));
		return OK;
	case EXCHANGE_FLOW_DEPOSIT:
	case EXCHANGE_FLOW_WITHDRAWAL:
	case EXCHANGE_FLOW_FUNDING:
	case EXCHANGE_FLOW_INTEREST:
	case EXCHANGE_FLOW_INCOME:
	case EXCHANGE_FLOW_FEE:
		return move(c, asset, f->amount, is_undone, f->ts_ms);
	case EXCHANGE_FLOW_LOAN: /* balance and debt move together: no net holding */
	case EXCHANGE_FLOW_ECHO:
	case EXCHANGE_FLOW_OTHER:
	case EXCHANGE_FLOW_KIND_COUNT:
		break;
	}
	return OK;
}

/* Funding belongs to the book of what was held. */
static enum err
funding_to_ledger(struct intake *in, const struct exchange_flow *row, uint64_t key)
{
	const struct exchange_fill like = { .wallet = row->from };
	struct exchange_fill f = like;
	struct funding funding = { .id = key, .ts_ms = row->ts_ms, .amount = row->amount };
	struct instrument book;
	enum err e;

	if (row->kind != EXCHANGE_FLOW_FUNDING || row->symbol[0] == '\0')
		return OK;
	memcpy(f.symbol, row->symbol, sizeof(f.symbol));
	memcpy(funding.asset, row->asset, sizeof(funding.asset));
	e = book_of(in->c, &f, in->feed, &book);
	if (e == ERR_ABSENT) {
		in->c->unknown_count++;
		return OK;
	}
	TRY(e);
	TRY(ledger_add_instrument(in->c->ledger, &book));
	TRY(ledger_add_funding(in->c->ledger, book.symbol, &funding, NULL));
	in->c->flows.rows[in->c->flows.count - 1].is_booked = true; /* it came a moment ago */
	return OK;
}

static enum err
take_flow(struct intake *in, const struct exchange_flow *row)
{
	struct collection *c = in->c;
	struct flow f = { .ts_ms = row->ts_ms,
		.amount = row->amount,
		.fee = row->fee,
		.kind = (uint8_t)row->kind,
		.from = (uint8_t)row->from,
		.to = (uint8_t)row->to };
	struct flows_added added;
	struct decimal fee;

	TRY(number_of(c, row->asset, &f.asset));
	TRY(flows_key(in->feed, row, &f.key));
	TRY(flows_add(&c->flows, &f, &added));
	if (!added.is_new)
		return OK;
	in->new_count++;
	c->version++;
	note_time(c, row->ts_ms);
	touch(c, row->from);
	touch(c, row->to);
	TRY(plan_symbol_seen(c, row->from, row->symbol));
	if (added.ended != NULL)
		TRY(flow_moves(c, added.ended, true));
	if (!added.is_counted)
		return OK;
	TRY(flow_moves(c, &f, false));
	TRY(move(c, row->asset, row->fee, true, row->ts_ms));
	TRY(decimal_negate(row->fee, &fee));
	TRY(moved_add(&c->sums, MOVED_FEES, f.asset, fee));
	return funding_to_ledger(in, row, f.key);
}

/* The order says again what its fills did: an echo, kept once and counted. */
static enum err
take_liquidation(struct intake *in, const struct exchange_liquidation *l)
{
	struct catalogue *all = bourse_market(in->c->bourse, in->feed, l->wallet);
	const struct listed *row = catalogue_by_symbol(all, l->symbol);
	struct exchange_flow f = { .what = "liquidation",
		.kind = EXCHANGE_FLOW_ECHO,
		.ts_ms = l->ts_ms,
		.amount = l->quantity,
		.from = l->wallet,
		.to = l->wallet };
	const size_t before = in->new_count;

	if (row == NULL) {
		in->c->unknown_count++;
		return OK;
	}
	(void)snprintf(f.id, sizeof(f.id), "%llu", (unsigned long long)l->order_id);
	memcpy(f.symbol, l->symbol, sizeof(f.symbol));
	memcpy(f.asset, row->instrument.base, sizeof(f.asset));
	TRY(take_flow(in, &f));
	in->c->liquidation_count += in->new_count - before;
	return OK;
}

/* ---- balances, positions, instruments ---- */

/* What is held, what is owed taken off.  ERR_INPUT: more than a number can hold. */
static enum err
net_of(const struct exchange_balance *b, struct decimal *out)
{
	ENSURE(decimal_add(b->free, b->locked, out) == OK, ERR_INPUT);
	ENSURE(decimal_sub(*out, b->debt, out) == OK, ERR_INPUT);
	return OK;
}

/* The coin it stands for, or itself: "LDUSDT" is USDT, but what is traded is a coin ("LDO"). */
static const char *
coin_of(const struct intake *in, const char *asset, char coin[ASSET_SIZE])
{
	const struct exchange *x = exchange_of(in->c);
	const struct catalogue *all = &in->c->bourse->catalogues[bourse_main_market(x)];

	return x->stands_for != NULL && x->stands_for(asset, coin) &&
		!catalogue_has_asset(all, asset) && catalogue_has_asset(all, coin)
	    ? coin
	    : asset;
}

static enum err
take_balances(struct intake *in, const struct batch *p)
{
	struct collection *c = in->c;
	size_t count;
	const struct exchange_balance *rows = batch_balances(p, &count);
	bool has_changed;
	uint32_t asset;

	residues_report_begin(&c->residues);
	for (size_t i = 0; i < count; i++) {
		struct decimal net;
		char coin[ASSET_SIZE];

		TRY(net_of(&rows[i], &net));
		if (decimal_sign(net) == 0 && decimal_sign(rows[i].debt) == 0)
			continue;
		TRY(number_of(c, coin_of(in, rows[i].asset, coin), &asset));
		TRY(residues_report(&c->residues, in->feed->wallet, asset, net));
		touch(c, in->feed->wallet);
		TRY(plan_symbol_seen(c, in->feed->wallet, rows[i].symbol));
	}
	TRY(residues_report_end(&c->residues, in->feed->wallet, &has_changed));
	if (has_changed) {
		c->moved |= UINT32_C(1) << in->feed->wallet;
		c->version++;
	}
	return OK;
}

static enum err
take_positions(struct intake *in, const struct batch *p)
{
	size_t count;
	const struct exchange_position *rows = batch_positions(p, &count);

	positions_begin(&in->c->positions, in->feed->wallet);
	for (size_t i = 0; i < count; i++) {
		struct exchange_fill like = { .wallet = rows[i].wallet, .position = rows[i].side };
		struct equity_position one = { .quantity = rows[i].quantity };
		struct instrument book;
		enum err e;

		touch(in->c, rows[i].wallet);
		TRY(plan_symbol_seen(in->c, rows[i].wallet, rows[i].symbol));
		memcpy(like.symbol, rows[i].symbol, sizeof(like.symbol));
		e = book_of(in->c, &like, in->feed, &book);
		if (e == ERR_ABSENT)
			continue;
		TRY(e);
		memcpy(one.symbol, book.symbol, sizeof(one.symbol));
		TRY(positions_put(&in->c->positions, in->feed->wallet, &one));
	}
	return OK;
}

static enum err
take_instruments(struct intake *in, const struct batch *p)
{
	struct catalogue *all = &in->c->bourse->catalogues[in->feed->wallet];
	size_t count;
	const struct exchange_instrument *rows = batch_instruments(p, &count);

	for (size_t i = 0; i < count; i++)
		TRY(catalogue_put(all, &rows[i].instrument));
	all->read_ms = clock_wall_ms(loop_clock(in->c->bourse->config.loop));
	return OK;
}

static enum err
take_history(struct intake *in, struct walk_visit *v, const struct batch *p)
{
	size_t count;
	const struct exchange_fill *fills = batch_fills(p, &count);

	for (size_t i = 0; i < count; i++) {
		walk_row(v, fills[i].fill.id, fills[i].fill.ts_ms);
		TRY(take_fill(in, &fills[i]));
	}
	in->c->bourse->fill_count += in->new_count;
	const struct exchange_flow *flows = batch_flows(p, &count);

	for (size_t i = 0; i < count; i++)
		TRY(take_flow(in, &flows[i]));
	const struct exchange_liquidation *forced = batch_liquidations(p, &count);

	for (size_t i = 0; i < count; i++)
		TRY(take_liquidation(in, &forced[i]));
	in->c->page_count++;
	in->c->row_count += in->new_count;
	return OK;
}

enum err
rows_in_take(struct collection *c, struct walk *w, struct walk_visit *v, size_t *new_count)
{
	const struct batch *p = &c->bourse->batch;
	struct intake in = { .c = c, .feed = feed_of(c, w), .walk = (size_t)(w - c->walks) };
	enum err e = OK;

	if (in.feed->kind == EXCHANGE_INSTRUMENTS)
		e = take_instruments(&in, p);
	else if (in.feed->kind == EXCHANGE_BALANCES)
		e = take_balances(&in, p);
	else if (in.feed->kind == EXCHANGE_POSITIONS)
		e = take_positions(&in, p);
	else
		e = take_history(&in, v, p);
	*new_count = in.new_count;
	return e;
}
