/* SPDX-License-Identifier: Apache-2.0 */
/* What there is to ask of an account, and what of it is due: the exchange's table, walked. */
#include "enclave/ingest/collection_inside.h"

enum { DEAR_WEIGHT = 5, SLOW_PERCENT = 25 };

#define DEAR_WINDOW_MS (60 * 86400000LL)

static uint32_t
set_of(enum exchange_wallet w)
{
	return UINT32_C(1) << w;
}

/* The wallets an account type means; on an exchange with one wallet for all, that one. */
static uint32_t
wallets_of(const char *account_type)
{
	static const struct {
		const char *name;
		uint32_t wallets;
	} types[] = {
		{ "spot", 1U << EXCHANGE_WALLET_SPOT | 1U << EXCHANGE_WALLET_FUNDING },
		{ "margin",
		    1U << EXCHANGE_WALLET_SPOT | 1U << EXCHANGE_WALLET_FUNDING |
			1U << EXCHANGE_WALLET_MARGIN | 1U << EXCHANGE_WALLET_ISOLATED },
		{ "futures", 1U << EXCHANGE_WALLET_LINEAR | 1U << EXCHANGE_WALLET_INVERSE },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].name, account_type) == 0)
			return types[i].wallets | set_of(EXCHANGE_WALLET_UNIFIED);
	return UINT32_MAX;
}

/*
 * Dear to read from the beginning of time: nothing is ever too old for it, and its windows are
 * short or a request takes more than the least.
 */
static bool
is_dear(const struct exchange_feed *feed)
{
	bool is_light = true;

	for (size_t i = 0; i < EXCHANGE_LIMITS_MAX; i++)
		is_light = is_light && feed->weights[i] < DEAR_WEIGHT;
	return feed->window_ms > 0 && feed->retention_ms == 0 &&
	    (!is_light || feed->window_ms < DEAR_WINDOW_MS);
}

struct walk_start
plan_start(const struct collection *c, const struct walk *w)
{
	const struct exchange_feed *feed = feed_of(c, w);
	const int64_t now_ms = host_server_ms(host_of(c), feed);
	struct walk_start s = { w->position, now_ms, HISTORY_FIRST_MS };

	/* Not about the time before the account had anything. */
	if (is_dear(feed)) {
		s.first_ms = (c->first_ms != 0 ? c->first_ms : now_ms) - feed->window_ms;
		if (s.first_ms < HISTORY_FIRST_MS)
			s.first_ms = HISTORY_FIRST_MS;
	}
	return s;
}

bool
plan_is_slow(const struct collection *c, const struct walk *w)
{
	const struct exchange_feed *feed = feed_of(c, w);
	const struct exchange_limit *limits = exchange_of(c)->families[feed->family].limits;
	struct walk_start start;
	struct walk_visit v;

	if (!is_dear(feed))
		return false;
	start = plan_start(c, w);
	walk_begin(&v, feed, &start);
	for (size_t i = 0; i < EXCHANGE_LIMITS_MAX; i++)
		if (walk_pages_left(&v) * exchange_variant_count(feed) * feed->weights[i] * 100 >
		    (uint64_t)limits[i].amount * SLOW_PERCENT)
			return true;
	return false;
}

bool
plan_is_aside(const struct collection *c, const struct walk *w)
{
	return w->is_aged || plan_is_slow(c, w);
}

bool
plan_is_essential(const struct collection *c, const struct exchange_feed *feed)
{
	const enum exchange_wallet main = bourse_main_wallet(exchange_of(c));

	if (!has_wallet(c->wallets, main))
		return false;
	if (feed->kind == EXCHANGE_INSTRUMENTS)
		return feed->wallet == bourse_main_market(exchange_of(c));
	return feed->wallet == main &&
	    (feed->kind == EXCHANGE_BALANCES ||
		(feed->kind == EXCHANGE_FILLS && feed->needs_symbol));
}

/* ---- making walks ---- */

enum err
plan_add(struct collection *c, const struct walk *w, size_t *index)
{
	for (size_t i = 0; i < c->walk_count; i++)
		if (c->walks[i].is_free) {
			c->walks[i] = *w;
			*index = i;
			return OK;
		}
	ENSURE(c->walk_count < WALKS_MAX, ERR_LIMIT);
	if (c->walk_count == c->walk_room) {
		const uint32_t room = c->walk_room + c->walk_room / 16 + 2;
		void *moved = realloc(c->walks, room * sizeof(*c->walks));

		ENSURE(moved != NULL, ERR_NOMEM);
		c->walks = moved;
		c->walk_room = room;
	}
	*index = c->walk_count;
	c->walks[c->walk_count++] = *w;
	return OK;
}

/* Is some wallet of ours listed by this feed?  One for everything is listed by all of them. */
static bool
is_our_list(const struct collection *c, const struct exchange_feed *list)
{
	const struct exchange *x = exchange_of(c);

	for (size_t i = 0; i < x->feed_count; i++)
		if (x->feeds[i].kind == EXCHANGE_FILLS &&
		    has_wallet(c->wallets, x->feeds[i].wallet) &&
		    (x->feeds[i].wallet == EXCHANGE_WALLET_UNIFIED ||
			bourse_lister(x, &x->feeds[i]) == list))
			return true;
	return false;
}

static bool
is_ours(const struct collection *c, const struct exchange_feed *feed)
{
	if (!host_has(host_of(c), feed) || feed->needs_symbol)
		return false;
	if (feed->kind == EXCHANGE_INSTRUMENTS)
		return is_our_list(c, feed);
	return has_wallet(c->wallets, feed->wallet) &&
	    (feed->kind == EXCHANGE_BALANCES || feed->kind == EXCHANGE_POSITIONS ||
		feed->kind == EXCHANGE_FILLS || feed->kind == EXCHANGE_FLOWS ||
		feed->kind == EXCHANGE_LIQUIDATIONS);
}

enum err
plan_make(struct collection *c, const char *account_type)
{
	const struct exchange *x = exchange_of(c);
	size_t index, search_count;

	c->wallets = wallets_of(account_type);
	search_count = plan_search_count(c);
	c->searches = calloc(search_count > 0 ? search_count : 1, sizeof(*c->searches));
	ENSURE(c->searches != NULL, ERR_NOMEM);
	c->touched = set_of(bourse_main_wallet(x));
	for (size_t i = 0; i < x->feed_count; i++) {
		const struct exchange_feed *feed = &x->feeds[i];
		struct walk w = { .feed = (uint8_t)i, .symbol = WALK_NO_SYMBOL };

		if (!is_ours(c, feed))
			continue;
		if (feed->kind == EXCHANGE_BALANCES)
			c->counted |= set_of(feed->wallet);
		do {
			TRY(plan_add(c, &w, &index));
			w.variant++;
		} while (feed->variants != NULL && feed->variants[w.variant] != NULL);
	}
	return OK;
}

/* ---- choosing one ---- */

static enum phase
phase_of(const struct exchange_feed *feed)
{
	if (plan_is_searched(feed))
		return PHASE_SYMBOLS;
	if (feed->kind == EXCHANGE_INSTRUMENTS)
		return PHASE_LISTS;
	if (feed->kind == EXCHANGE_BALANCES || feed->kind == EXCHANGE_POSITIONS)
		return PHASE_BALANCES;
	if (is_dear(feed))
		return PHASE_DEAR;
	return feed->needs_symbol ? PHASE_SYMBOLS : PHASE_ROWS;
}

static bool
may_start(const struct collection *c, const struct walk *w)
{
	return w->due_count > 0 && !w->is_free && !w->is_running && !w->is_resting &&
	    !w->is_put_off && !notes_is_off(c, w->feed);
}

/* Another account may have read the list a moment ago: it is shared. */
static bool
is_listed(struct collection *c, const struct exchange_feed *feed)
{
	const struct catalogue *all = &c->bourse->catalogues[feed->wallet];
	const int64_t now_ms = clock_wall_ms(loop_clock(c->bourse->config.loop));

	return feed->kind == EXCHANGE_INSTRUMENTS && all->read_ms != 0 &&
	    now_ms - all->read_ms < LIST_LIFE_MS;
}

bool
plan_is_searched(const struct exchange_feed *feed)
{
	return feed->kind == EXCHANGE_FILLS && feed->needs_symbol;
}

/* Is there a search of this feed in the account?  Of the wallets it has. */
static bool
has_search(const struct collection *c, const struct exchange_feed *feed)
{
	return plan_is_searched(feed) && has_wallet(c->wallets, feed->wallet);
}

size_t
plan_search_count(const struct collection *c)
{
	const struct exchange *x = exchange_of(c);
	size_t count = 0;

	for (size_t i = 0; i < x->feed_count; i++)
		count += has_search(c, &x->feeds[i]);
	return count;
}

struct discovery *
plan_search(const struct collection *c, size_t feed)
{
	size_t index = 0;

	for (size_t i = 0; i < feed; i++)
		index += has_search(c, &exchange_of(c)->feeds[i]);
	return &c->searches[index];
}

bool
plan_may_search(const struct collection *c, size_t feed)
{
	const struct exchange_feed *f = &exchange_of(c)->feeds[feed];

	return has_search(c, f) && has_wallet(c->touched, f->wallet) && host_has(host_of(c), f) &&
	    !notes_is_off(c, feed);
}

/* A symbol nobody has asked for yet: a new walk for it. */
static bool
search(struct collection *c, bool is_sweep, size_t *index)
{
	const struct exchange *x = exchange_of(c);

	for (size_t i = 0; i < x->feed_count; i++) {
		struct discovery *d;
		struct walk w = { .feed = (uint8_t)i, .due_count = 1 };
		struct catalogue *all;
		uint32_t symbol;

		if (!plan_may_search(c, i))
			continue;
		d = plan_search(c, i);
		all = bourse_catalogue(c->bourse, &x->feeds[i]);
		if (!discovery_next(d, all, &c->seen, &symbol) &&
		    (!(is_sweep || all->count - d->taken_count <= SWEEP_AT_ONCE) ||
			!discovery_sweep(d, all, &symbol)))
			continue;
		w.symbol = (uint16_t)symbol;
		if (discovery_take(d, symbol) == OK && plan_add(c, &w, index) == OK)
			return true;
	}
	return false;
}

bool
plan_next(struct collection *c, enum phase phase, size_t *index)
{
	for (size_t i = 0; i < c->walk_count; i++) {
		struct walk *w = &c->walks[i];
		const struct exchange_feed *feed;

		if (!may_start(c, w))
			continue;
		feed = feed_of(c, w);
		if (phase_of(feed) != phase || plan_is_aside(c, w))
			continue;
		if (is_listed(c, feed)) {
			w->due_count = 0;
			w->is_walked = true;
			continue;
		}
		*index = i;
		return true;
	}
	return phase == PHASE_SYMBOLS && search(c, false, index);
}

/* Of walks that no turn waits for. */
static bool
next_aside(const struct collection *c, bool is_aged, size_t *index)
{
	for (size_t i = 0; i < c->walk_count; i++)
		if (may_start(c, &c->walks[i]) && c->walks[i].is_aged == is_aged &&
		    plan_is_aside(c, &c->walks[i])) {
			*index = i;
			return true;
		}
	return false;
}

bool
plan_next_aside(struct collection *c, size_t *index)
{
	return next_aside(c, false, index) || next_aside(c, true, index) || search(c, true, index);
}

/* ---- what is due ---- */

bool
plan_may_settle(const struct walk *w)
{
	return w->open_count > 0 && w->open_count < OPEN_TURNS_MAX;
}

void
plan_want(struct walk *w, unsigned turn_count)
{
	if (w->due_count < turn_count)
		w->due_count = turn_count & 3;
	w->is_aged = w->is_put_off = false;
}

enum err
plan_symbol_seen(struct collection *c, enum exchange_wallet wallet, const char *symbol)
{
	const struct exchange *x = exchange_of(c);

	for (size_t i = 0; symbol[0] != '\0' && i < x->feed_count; i++) {
		struct catalogue *all;
		const struct listed *row;

		if (!has_search(c, &x->feeds[i]) || x->feeds[i].wallet != wallet)
			continue;
		all = bourse_catalogue(c->bourse, &x->feeds[i]);
		row = catalogue_by_symbol(all, symbol);
		if (row != NULL &&
		    !bits_has(&plan_search(c, i)->taken, (uint32_t)(row - all->rows)))
			TRY(discovery_want(plan_search(c, i), (uint32_t)(row - all->rows)));
	}
	return symbol[0] == '\0' ? OK : plan_symbol_walks(c, wallet, symbol);
}
