/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/collection.h"

#include "enclave/ingest/collection_inside.h"

static int64_t
wall_ms(const struct collection *c)
{
	return clock_wall_ms(loop_clock(c->bourse->config.loop));
}

static int64_t
mono_ms(const struct collection *c)
{
	return clock_mono_ms(loop_clock(c->bourse->config.loop));
}

/* ---- beginning and end ---- */

static enum err
collection_fill(struct collection *c, const struct collection_config *config)
{
	ENSURE(config->hint_count <= COLLECTION_HINTS_MAX, ERR_LIMIT);
	c->account.credential = config->credential;
	c->poll_ms = c->bourse->config.poll_min_ms;
	c->started_ms = wall_ms(c);
	c->key_ms = mono_ms(c); /* the key was checked to get here */
	c->phase = PHASE_LISTS;
	c->hints = calloc(config->hint_count + 1, sizeof(*c->hints));
	ENSURE(c->hints != NULL, ERR_NOMEM);
	for (; c->hint_count < config->hint_count; c->hint_count++)
		memcpy(c->hints[c->hint_count], config->hints[c->hint_count], SYMBOL_SIZE);
	TRY(plan_make(c, config->account_type));
	ages_turn(c);
	return ledger_new(&ledger_limits_default, 0, &c->ledger);
}

enum err
collection_new(const struct collection_config *config, struct collection **out)
{
	struct collection *c = calloc(1, sizeof(*c));
	enum err e;

	ENSURE(c != NULL, ERR_NOMEM);
	c->bourse = config->bourse;
	c->bourse->account_count++;
	e = collection_fill(c, config);
	if (e != OK) {
		collection_free(c);
		return e;
	}
	collection_pump(c);
	*out = c;
	return OK;
}

void
collection_free(struct collection *c)
{
	if (c == NULL)
		return;
	lanes_drop(c);
	loop_timer_cancel(c->bourse->config.loop, &c->timer);
	host_account_wipe(&c->account);
	for (size_t i = 0; c->searches != NULL && i < plan_search_count(c); i++)
		discovery_wipe(&c->searches[i]);
	c->bourse->account_count--;
	bits_wipe(&c->seen.assets);
	figures_free(c->figures);
	residues_wipe(&c->residues);
	flows_wipe(&c->flows);
	ledger_free(c->ledger);
	mark_needs_wipe(&c->marks);
	free(c->last_error);
	closes_wipe(&c->closes);
	positions_wipe(&c->positions);
	moved_wipe(&c->sums);
	free(c->gains);
	free(c->searches);
	free(c->hints);
	notes_wipe(c);
	free(c->notes);
	free(c->walks);
	free(c->gaps);
	free(c);
}

/* Without memory what was said before stays. */
static void
error_keep(struct collection *c, int64_t code, const char *why)
{
	char *text = why == c->last_error ? NULL : strdup(why);

	c->last_error_code = code;
	if (text == NULL)
		return;
	free(c->last_error);
	c->last_error = text;
}

void
collection_stop(struct collection *c, int64_t code, const char *why)
{
	if (c->stage == COLLECTION_STOPPED)
		return;
	vault_drop(c->bourse->config.vault, &c->account.credential);
	c->stage = COLLECTION_STOPPED;
	error_keep(c, code, why);
	LOG(c->bourse->config.log, LOG_WARN, "collection_stopped", LOG_N(LOG_EXCHANGE_CODE, code));
}

void
collection_note_error(struct collection *c, const struct exchange_result *r, const char *why)
{
	error_keep(c, r->refusal.code, why);
}

/* ---- the turn ---- */

enum { DOUBLINGS_MAX = 8 };

static void wake(void *self);

static void
set_timer(struct collection *c, int64_t ms)
{
	if (loop_timer_set(c->bourse->config.loop, &c->timer, ms, wake, c) != OK)
		collection_stop(c, 0, "no timer could be set");
}

static void
become_live(struct collection *c)
{
	if (c->backfilled_ms == 0)
		c->backfilled_ms = wall_ms(c);
	else if (c->row_count == c->rows_before)
		c->poll_ms = c->poll_ms * 2 < c->bourse->config.poll_max_ms
		    ? c->poll_ms * 2
		    : c->bourse->config.poll_max_ms;
	if (c->row_count != c->rows_before)
		c->poll_ms = c->bourse->config.poll_min_ms;
	if (reread_if_rows_are_missing(c) != OK)
		collection_stop(c, 0, "out of memory");
	if (c->stage == COLLECTION_STOPPED)
		return;
	residues_settle(&c->residues);
	c->synced_ms = wall_ms(c);
	c->stage = COLLECTION_LIVE;
	c->phase = PHASE_WAIT;
	free(c->last_error);
	c->last_error = NULL;
	c->last_error_code = 0;
	rest_give_back(c);
	set_timer(c, c->poll_ms);
}

static enum err
take_hints(struct collection *c)
{
	for (size_t i = 0; c->hints != NULL && i < c->hint_count; i++)
		for (unsigned w = 0; w < EXCHANGE_WALLET_COUNT; w++)
			if (has_wallet(c->wallets & c->touched, (enum exchange_wallet)w))
				TRY(plan_symbol_seen(c, (enum exchange_wallet)w, c->hints[i]));
	free(c->hints);
	c->hints = NULL;
	return OK;
}

/* What moved and is not explained by what was asked in this turn: first wider, then among pairs
 * that were never traded. */
static enum err
widen(struct collection *c, bool *is_more)
{
	if (!c->is_widened)
		plan_widen(c, is_more);
	c->is_widened = true;
	if (*is_more || c->is_rechecked)
		return OK;
	c->is_rechecked = true;
	return plan_recheck(c, is_more);
}

/* Everything of this phase was asked: the next one, or once more. */
static enum err
phase_end(struct collection *c)
{
	bool is_more = false;

	switch (c->phase) {
	case PHASE_KEY:
	case PHASE_WAIT:
		return OK;
	case PHASE_LISTS:
		if (c->began_ms == 0) /* its clock is known by now */
			c->began_ms = host_server_ms(
			    host_of(c), exchange_feed_first(exchange_of(c), EXCHANGE_BALANCES));
		c->phase = PHASE_BALANCES;
		return OK;
	case PHASE_BALANCES:
		c->counted_ms = host_server_ms(
		    host_of(c), exchange_feed_first(exchange_of(c), EXCHANGE_BALANCES));
		c->phase = PHASE_ROWS;
		TRY(take_hints(c));
		return plan_balances_in(c);
	case PHASE_ROWS:
		c->phase = PHASE_SYMBOLS;
		return OK;
	case PHASE_SYMBOLS:
		c->seen_before = c->seen.count;
		TRY(widen(c, &is_more));
		c->phase = is_more ? PHASE_ROWS : PHASE_DEAR;
		return OK;
	case PHASE_DEAR:
		if (c->seen.count != c->seen_before) { /* what they show may have been traded */
			c->seen_before = c->seen.count;
			c->phase = PHASE_SYMBOLS;
			return OK;
		}
		mark_needs_aim(
		    &c->marks, &c->bourse->catalogues[bourse_main_market(exchange_of(c))]);
		c->phase = PHASE_MARKS;
		return pricing_aim(c);
	case PHASE_MARKS:
		become_live(c);
		return OK;
	}
	return ERR_BUG;
}

static bool
has_resting(const struct collection *c)
{
	for (size_t i = 0; i < c->walk_count; i++)
		if (!c->walks[i].is_free && c->walks[i].is_resting &&
		    !plan_is_aside(c, &c->walks[i]))
			return true;
	return false;
}

/* Start one question of this phase; false when there is none. */
static bool
start_one(struct collection *c, size_t lane)
{
	size_t index;

	switch (c->phase) {
	case PHASE_KEY:
		if (lanes_busy_count(c) == 0 && !c->is_key_resting)
			lanes_start_key(c);
		return false; /* nothing beside it */
	case PHASE_MARKS:
		return lanes_start_mark(c, lane) || pricing_start(c, lane);
	case PHASE_WAIT:
		return false;
	case PHASE_LISTS:
	case PHASE_BALANCES:
	case PHASE_ROWS:
	case PHASE_SYMBOLS:
	case PHASE_DEAR:
		break;
	}
	if (!plan_next(c, c->phase, &index))
		return false;
	lanes_start_walk(c, lane, index);
	return true;
}

static void
start_side(struct collection *c)
{
	size_t index;

	if (c->backfilled_ms == 0 || c->suspect != NULL || c->phase == PHASE_KEY ||
	    c->lanes[LANE_SIDE] != NULL)
		return;
	if (plan_next_aside(c, &index))
		lanes_start_walk(c, LANE_SIDE, index);
}

bool
collection_is_key_due(const struct collection *c)
{
	return c->suspect != NULL || mono_ms(c) - c->key_ms >= KEY_LIFE_MS;
}

/* The key before everything else. */
static void
key_first(struct collection *c)
{
	if (c->phase == PHASE_KEY || c->phase == PHASE_WAIT || !collection_is_key_due(c))
		return;
	c->phase_after_key = c->phase;
	c->phase = PHASE_KEY;
}

/* What failed is asked again, each time later, at last as rarely as a turn begins. */
static void
rest(struct collection *c)
{
	const int64_t ms = c->bourse->config.poll_min_ms << c->rest_count;

	if (c->rest_count < DOUBLINGS_MAX)
		c->rest_count++;
	set_timer(c, ms < c->bourse->config.poll_max_ms ? ms : c->bourse->config.poll_max_ms);
}

void
collection_pump(struct collection *c)
{
	key_first(c);
	while (c->stage != COLLECTION_STOPPED && c->phase != PHASE_WAIT) {
		size_t lane = lanes_free_index(c);

		while (lane < LANE_SIDE && c->stage != COLLECTION_STOPPED && start_one(c, lane))
			lane = lanes_free_index(c);
		if (c->stage == COLLECTION_STOPPED || lanes_busy_count(c) > 0)
			break;
		if (c->is_key_resting || has_resting(c)) {
			rest(c);
			return;
		}
		if (phase_end(c) != OK)
			collection_stop(c, 0, "out of memory");
	}
	if (c->stage == COLLECTION_STOPPED)
		lanes_drop(c);
	else
		start_side(c);
}

static void
wake(void *self)
{
	struct collection *c = self;

	c->is_key_resting = false;
	for (size_t i = 0; i < c->walk_count; i++)
		c->walks[i].is_resting = false;
	if (c->phase == PHASE_WAIT) {
		ages_turn(c);
		c->rows_before = c->row_count;
		c->stage = COLLECTION_COLLECTING;
		c->phase_after_key = PHASE_LISTS;
		c->phase = PHASE_KEY;
	}
	collection_pump(c);
}

/* ---- questions of people ---- */

struct ledger *
collection_ledger(struct collection *c)
{
	return c->ledger;
}

const struct flows *
collection_flows(const struct collection *c)
{
	return &c->flows;
}

const char *
collection_asset(const struct collection *c, uint32_t asset)
{
	return assets_name(&c->bourse->assets, asset);
}

/* What was earned on the capital, beside what the books come to. */
static enum err
take_account(void *self, struct metrics *m)
{
	struct collection *c = self;
	AUTO(capital) k = { 0 };

	TRY(capital_take(c, &k));
	return metrics_take_account(m, c->ledger, &k.ask);
}

enum err
collection_metrics(struct collection *c, enum ledger_method method, const struct metrics **out)
{
	c->are_figures_wanted = true;
	if (c->figures == NULL)
		c->figures = calloc(1, sizeof(*c->figures));
	ENSURE(c->figures != NULL, ERR_NOMEM);
	return figures_take(c->figures, c->ledger,
	    &(struct figures_ask){
		.method = method,
		/* With rows that came beside the turn, prices come in the next one. */
		.is_quiet = c->stage == COLLECTION_LIVE && c->version == c->priced_version,
		.are_marks_coming = c->phase == PHASE_MARKS && lanes_busy_count(c) > 0,
		.version = c->version + (uint64_t)(c->counted_ms / CLOSES_DAY_MS),
		.take_account = take_account,
		.self = c,
	    },
	    out);
}
