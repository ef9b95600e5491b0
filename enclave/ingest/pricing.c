/* SPDX-License-Identifier: Apache-2.0 */
/* Closing prices of what is held: which are needed, asked page by page, put into the ledger. */
#include "enclave/ingest/capital.h"
#include "enclave/ingest/collection_inside.h"
#include "lib/ledger/marks.h"

/* The feed of a wallet's prices, or NULL. */
static const struct exchange_feed *
marks_feed(const struct collection *c, enum exchange_wallet wallet)
{
	const struct exchange *x = exchange_of(c);

	for (size_t i = 0; i < x->feed_count; i++)
		if (x->feeds[i].kind == EXCHANGE_MARKS && x->feeds[i].wallet == wallet)
			return &x->feeds[i];
	return NULL;
}

static struct catalogue *
catalogue_of(const struct collection *c, enum exchange_wallet wallet)
{
	return &c->bourse->catalogues[wallet];
}

/* ---- what is held ---- */

/*
 * By which pair an asset becomes money: one with the currency, or with BTC, either way round.  What
 * stands for a dollar is taken at 1 rather than across BTC.
 */
static int32_t
route_of(const struct collection *c, const char *asset)
{
	static const char *const by[] = { CAPITAL_CURRENCY, "BTC" };
	struct catalogue *all = catalogue_of(c, bourse_main_market(exchange_of(c)));

	for (size_t i = 0; i < (marks_is_dollar(asset) ? 1 : 2); i++) {
		const struct listed *row = catalogue_by_pair(all, asset, by[i]);

		if (row == NULL)
			row = catalogue_by_pair(all, by[i], asset);
		if (row != NULL)
			return (int32_t)(row - all->rows);
	}
	return CLOSES_NO_SYMBOL;
}

/* Is the pair one with BTC, so that BTC's own price is needed, too? */
static bool
is_across(const struct collection *c, const struct close *row)
{
	const struct instrument *i;

	if (row->symbol == CLOSES_NO_SYMBOL)
		return false;
	i = &catalogue_of(c, (enum exchange_wallet)row->wallet)->rows[row->symbol].instrument;
	return strcmp(i->base, CAPITAL_CURRENCY) != 0 && strcmp(i->quote, CAPITAL_CURRENCY) != 0;
}

static enum err
hold_asset(struct collection *c, const char *asset, int32_t first, int32_t last)
{
	struct close key = { .first = first,
		.last = last,
		.wallet = (uint8_t)bourse_main_market(exchange_of(c)),
		.is_asset = true };
	const struct close *row;

	if (strcmp(asset, CAPITAL_CURRENCY) == 0)
		return OK;
	TRY(assets_number(&c->bourse->assets, asset, &key.asset));
	row = closes_find(&c->closes, &key);
	if (row != NULL && row->symbol != CLOSES_NO_SYMBOL)
		key.symbol = row->symbol;
	else
		key.symbol = route_of(c, asset);
	TRY(closes_hold(&c->closes, &key));
	if (!is_across(c, &key))
		return OK;
	TRY(assets_number(&c->bourse->assets, "BTC", &key.asset));
	key.symbol = route_of(c, "BTC");
	return closes_hold(&c->closes, &key);
}

/* From its first row, or from the account's when there was some before; until now or its last. */
static enum err
hold_residue(struct collection *c, const struct residue *r, int64_t now_ms)
{
	struct decimal reported, residual;
	int32_t first = r->first, last = r->last;

	if (residues_residual(&c->residues, r, &reported, &residual) != OK)
		return OK; /* beyond what can be counted */
	if (decimal_sign(residual) != 0)
		first = closes_hour(c->first_ms != 0 ? c->first_ms : now_ms);
	if (first == 0)
		return OK; /* nothing was there, nothing is */
	if (decimal_sign(reported) != 0 || last == 0)
		last = closes_hour(now_ms);
	return hold_asset(c, collection_asset(c, r->asset), first, last);
}

/* A derivative is priced by its own candles, under its own name: see rows_in.c. */
static enum err
hold_book(struct collection *c, const struct instrument *i, int64_t now_ms)
{
	const enum exchange_wallet wallet =
	    i->kind == INSTRUMENT_LINEAR ? EXCHANGE_WALLET_LINEAR : EXCHANGE_WALLET_INVERSE;
	const struct listed *row = catalogue_by_symbol(catalogue_of(c, wallet), i->base);
	const struct ledger_book *b;
	struct close key = { .wallet = (uint8_t)wallet };
	const enum err e = ledger_book(c->ledger, i->symbol, &b);

	if (e == ERR_LIMIT)
		return OK; /* beyond what can be counted */
	TRY(e);
	if (row == NULL || b->row_count == 0)
		return OK;
	key.symbol = (int32_t)(row - catalogue_of(c, wallet)->rows);
	key.first = closes_hour(b->first_ms);
	key.last = closes_hour(decimal_sign(b->position) != 0 ? now_ms : b->last_ms);
	return closes_hold(&c->closes, &key); /* hedge mode has two books of one instrument */
}

static enum err
hold_all(struct collection *c, int64_t now_ms)
{
	closes_begin(&c->closes);
	for (size_t i = 0; i < c->residues.count; i++)
		TRY(hold_residue(c, &c->residues.rows[i], now_ms));
	for (size_t i = 0; i < ledger_symbol_count(c->ledger); i++) {
		const struct instrument *one = ledger_symbol_at(c->ledger, i);

		if (one->kind == INSTRUMENT_LINEAR || one->kind == INSTRUMENT_INVERSE)
			TRY(hold_book(c, one, now_ms));
	}
	return OK;
}

static enum err
flows_time(struct collection *c)
{
	int64_t *times = calloc(c->flows.count + 1, sizeof(*times));
	size_t count = 0;
	enum err e;

	ENSURE(times != NULL, ERR_NOMEM);
	for (size_t i = 0; i < c->flows.count; i++)
		if (capital_is_flow(c, &c->flows.rows[i]))
			times[count++] = c->flows.rows[i].ts_ms;
	e = closes_flows(&c->closes, times, count);
	free(times);
	return e;
}

enum err
pricing_aim(struct collection *c)
{
	const struct exchange_feed *feed = marks_feed(c, bourse_main_market(exchange_of(c)));
	int64_t now_ms;

	if (feed == NULL)
		return OK;
	now_ms = host_server_ms(host_of(c), feed);
	for (size_t i = 0; i < c->closes.count; i++)
		c->closes.rows[i].is_resting = false;
	if (c->version == c->priced_version && now_ms / CLOSES_DAY_MS == c->priced_day)
		return OK;
	c->priced_version = c->version;
	c->priced_day = (int32_t)(now_ms / CLOSES_DAY_MS);
	TRY(hold_all(c, now_ms));
	return flows_time(c);
}

/* ---- asking ---- */

static bool
is_being_asked(const struct collection *c, size_t close)
{
	for (size_t i = 0; i < LANE_SIDE; i++)
		if (c->lanes[i] != NULL && c->lanes[i]->close == (int32_t)close)
			return true;
	return false;
}

/* Its candles' two sides in the ledger: a derivative's base is the contract itself. */
static enum err
mark_add(struct collection *c, const struct close *row, const struct exchange_mark *mark)
{
	const struct instrument *i =
	    &catalogue_of(c, (enum exchange_wallet)row->wallet)->rows[row->symbol].instrument;

	return ledger_add_mark(
	    c->ledger, row->is_asset ? i->base : i->symbol, i->quote, mark->ts_ms, mark->price);
}

static void
answer(void *self, enum err e, const struct exchange_result *r, const char *why)
{
	struct lane *l = self;
	struct collection *c = l->c;
	struct close *row = &c->closes.rows[l->close];
	const struct close_question q = { l->visit.from_ms, l->visit.to_ms, l->step_ms };
	size_t count = 0;
	const struct exchange_mark *marks = batch_marks(&c->bourse->batch, &count);
	struct close_answer a = { 0 };

	l->job = NULL;
	for (size_t i = 0; e == OK && i < count && !a.has_later; i++) {
		a.has_later = !closes_expects(row, &q, a.last_ms, marks[i].ts_ms);
		if (a.has_later)
			continue;
		a.last_ms = marks[i].ts_ms;
		if (closes_takes(&c->closes, &q, a.last_ms))
			e = mark_add(c, row, &marks[i]);
	}
	if (e == OK || e == ERR_ABSENT || (e == ERR_INPUT && r->refusal.code != 0)) {
		closes_answered(row, &q, &a);
	} else {
		row->is_resting = true; /* in the next turn */
		collection_note_error(c, r, why);
	}
	lanes_end(l);
	collection_pump(c);
}

bool
pricing_start(struct collection *c, size_t lane)
{
	for (size_t i = 0; i < c->closes.count; i++) {
		const struct close *row = &c->closes.rows[i];
		const struct exchange_feed *feed = marks_feed(c, (enum exchange_wallet)row->wallet);
		struct close_question q;
		struct lane *l;

		if (feed == NULL || is_being_asked(c, i) ||
		    !closes_next(
			&c->closes, row, host_server_ms(host_of(c), feed), feed->page_rows, &q))
			continue;
		l = lanes_take(c, lane);
		if (l == NULL)
			return false;
		l->close = (int32_t)i;
		l->step_ms = q.step_ms;
		l->visit.from_ms = q.from_ms;
		l->visit.to_ms = q.to_ms;
		lanes_put(l,
		    &(struct host_question){ .feed = feed,
			.symbol = catalogue_of(c, (enum exchange_wallet)row->wallet)
				      ->rows[row->symbol]
				      .instrument.symbol,
			.from_ms = q.from_ms,
			.to_ms = q.to_ms,
			.step_ms = q.step_ms },
		    answer);
		return true;
	}
	return false;
}
