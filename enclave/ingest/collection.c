/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/collection.h"

#include "enclave/ingest/figures.h"
#include "enclave/ingest/marks.h"
#include "enclave/ingest/symbols.h"
#include "lib/base/text.h"

enum { INSTRUMENTS_LIFE_MS = 3600000 };

struct collection {
	struct collection_config config;
	struct collection_progress progress;
	struct ledger *ledger;
	struct figures figures; /* of the ledger as it was when somebody last asked */
	struct symbols symbols;
	struct mark_needs marks;
	struct instruments *instruments; /* the list this collection's indexes mean */
	struct host_account account;
	struct host_job *job;
	struct loop_timer timer;
	size_t at;        /* index into symbols, or into marks */
	int64_t asked_ms; /* where the page of marks begins */
	int64_t poll_ms;
	uint64_t fills_before; /* this turn: for the pace */
};

static void ask_next(struct collection *c);
static void answered(void *self, enum err e, const struct exchange_result *result, const char *why);

const char *
collection_stage_name(enum collection_stage s)
{
	if (s == COLLECTION_LIVE)
		return "live";
	return s == COLLECTION_STOPPED ? "stopped" : "collecting";
}

static int64_t
now_ms(const struct collection *c)
{
	return clock_wall_ms(loop_clock(c->config.loop));
}

static enum err
collection_fill(struct collection *c, const struct collection_config *config)
{
	c->config = *config;
	c->account.credential = config->credential;
	c->poll_ms = config->poll_min_ms;
	c->progress.started_ms = now_ms(c);
	for (size_t i = 0; i < config->hint_count; i++)
		TRY(symbols_hint(&c->symbols, config->hints[i]));
	c->config.hints = NULL;
	return ledger_new(&ledger_limits_default, 0, &c->ledger);
}

enum err
collection_new(const struct collection_config *config, struct collection **out)
{
	struct collection *c = calloc(1, sizeof(*c));
	enum err e;

	ENSURE(c != NULL, ERR_NOMEM);
	e = collection_fill(c, config);
	if (e != OK) {
		collection_free(c);
		return e;
	}
	ask_next(c);
	*out = c;
	return OK;
}

void
collection_free(struct collection *c)
{
	if (c == NULL)
		return;
	host_cancel(c->config.host, c->job);
	host_account_wipe(&c->account);
	loop_timer_cancel(c->config.loop, &c->timer);
	figures_wipe(&c->figures);
	ledger_free(c->ledger);
	symbols_wipe(&c->symbols);
	mark_needs_wipe(&c->marks);
	instruments_drop(c->instruments);
	free(c);
}

/* For good: what was collected stays, the key goes. */
static void
stop(struct collection *c, int64_t code, const char *why)
{
	vault_drop(c->config.vault, &c->account.credential);
	c->progress.stage = COLLECTION_STOPPED;
	c->progress.last_error_code = code;
	(void)snprintf(c->progress.last_error, sizeof(c->progress.last_error), "%s", why);
	LOG(c->config.log, LOG_WARN, "collection_stopped", LOG_N(LOG_EXCHANGE_CODE, code));
}

/* ---- rows, as the connector reads them ---- */

static enum err
on_instrument(void *self, const struct exchange_instrument *row)
{
	struct collection *c = self;

	return instruments_add(c->instruments, &row->instrument);
}

static enum err
on_balance(void *self, const struct exchange_balance *row)
{
	struct collection *c = self;

	if (decimal_sign(row->free) == 0 && decimal_sign(row->locked) == 0)
		return OK;
	return symbols_see_asset(&c->symbols, row->asset);
}

static enum err
on_fill(void *self, const struct exchange_fill *it)
{
	struct collection *c = self;
	const struct fill *row = &it->fill;
	struct symbol *s = &c->symbols.rows[c->at];
	const struct instrument *i = &c->instruments->rows[s->instrument];
	enum ledger_added added;

	TRY(ledger_add_instrument(c->ledger, i));
	TRY(ledger_add_fill(c->ledger, i->symbol, row, &added));
	s->next_id = row->id + 1 > s->next_id ? row->id + 1 : s->next_id;
	if (added != LEDGER_ADDED)
		return OK;
	s->fill_count++;
	c->progress.fill_count++;
	return mark_needs_fill(&c->marks, i, row);
}

static const struct exchange_feed *
feed_of(const struct collection *c, enum exchange_kind kind)
{
	return exchange_feed_first(host_exchange(c->config.host), kind);
}

static enum err
on_mark(void *self, const struct exchange_mark *row)
{
	struct collection *c = self;
	struct mark_need *need = &c->marks.rows[c->at];

	/* The last candle is still open: its close is not known yet. */
	if (row->ts_ms > host_server_ms(c->config.host, feed_of(c, EXCHANGE_MARKS)))
		return OK;
	TRY(ledger_add_mark(c->ledger, need->base, need->quote, row->ts_ms, row->price));
	mark_need_taken(need, row->ts_ms);
	return OK;
}

/* ---- questions ---- */

static void
ask(struct collection *c, const struct host_question *q)
{
	struct host_question all = *q;

	all.account = &c->account;
	all.sink = (struct exchange_sink){ .self = c,
		.instrument = on_instrument,
		.balance = on_balance,
		.fill = on_fill,
		.mark = on_mark };
	if (host_ask(c->config.host, &all, answered, c, &c->job) != OK)
		stop(c, 0, "out of memory");
}

static void
ask_fills(struct collection *c)
{
	struct symbol *s = &c->symbols.rows[c->at];

	s->asked_id = s->next_id;
	ask(c,
	    &(struct host_question){ .feed = feed_of(c, EXCHANGE_FILLS),
		.symbol = c->instruments->rows[s->instrument].symbol,
		.from_id = s->next_id });
}

static void
ask_marks(struct collection *c)
{
	const struct mark_need *need = &c->marks.rows[c->at];

	c->asked_ms = need->next_ms;
	ask(c,
	    &(struct host_question){ .feed = feed_of(c, EXCHANGE_MARKS),
		.symbol = need->symbol,
		.from_ms = need->next_ms,
		.to_ms = need->last_ms });
}

/* Begin a turn of the live collection: is the key still what it was? */
static void
turn(void *self)
{
	struct collection *c = self;

	c->fills_before = c->progress.fill_count;
	ask(c, &(struct host_question){ .feed = feed_of(c, EXCHANGE_PERMISSIONS) });
}

/* ---- the order of things ---- */

static void
become_live(struct collection *c)
{
	const int64_t now = now_ms(c);

	if (!c->progress.has_backfilled) {
		c->progress.has_backfilled = true;
		c->progress.backfilled_ms = now;
		c->poll_ms = c->config.poll_min_ms;
	} else if (c->progress.fill_count != c->fills_before) {
		c->poll_ms = c->config.poll_min_ms;
	} else if (c->poll_ms * 2 <= c->config.poll_max_ms) {
		c->poll_ms *= 2;
	}
	c->progress.synced_ms = now;
	c->progress.stage = COLLECTION_LIVE;
	c->progress.last_error[0] = '\0';
	c->progress.last_error_code = 0;
	if (loop_timer_set(c->config.loop, &c->timer, c->poll_ms, turn, c) != OK)
		stop(c, 0, "no timer could be set");
}

/* The next symbol of this turn: all of them at first, then those that had fills. */
static bool
next_symbol(struct collection *c)
{
	while (c->at < c->symbols.count) {
		const struct symbol *s = &c->symbols.rows[c->at];

		if (!s->is_asked || (s->fill_count > 0 && s->turn != c->symbols.turn))
			return true;
		c->at++;
	}
	return false;
}

/* Use the host's list when it is fresh, else read a new one. */
static bool
take_instruments(struct collection *c)
{
	struct instruments *newest = *c->config.instruments;

	if (newest == NULL || now_ms(c) - newest->read_ms >= INSTRUMENTS_LIFE_MS)
		return false;
	instruments_drop(c->instruments);
	c->instruments = instruments_hold(newest);
	return true;
}

static void
ask_instruments(struct collection *c)
{
	instruments_drop(c->instruments);
	c->instruments = instruments_new(now_ms(c));
	if (c->instruments == NULL)
		stop(c, 0, "out of memory");
	else
		ask(c, &(struct host_question){ .feed = feed_of(c, EXCHANGE_INSTRUMENTS) });
}

static void
ask_next(struct collection *c)
{
	switch (c->progress.stage) {
	case COLLECTION_INSTRUMENTS:
		if (!take_instruments(c)) {
			ask_instruments(c);
			return;
		}
		c->progress.stage = COLLECTION_BALANCES;
		[[fallthrough]];
	case COLLECTION_BALANCES:
		ask(c, &(struct host_question){ .feed = feed_of(c, EXCHANGE_BALANCES) });
		return;
	case COLLECTION_FILLS:
		if (next_symbol(c)) {
			ask_fills(c);
			return;
		}
		c->at = 0;
		c->progress.stage = COLLECTION_MARKS;
		mark_needs_aim(&c->marks, c->instruments);
		[[fallthrough]];
	case COLLECTION_MARKS:
		while (c->at < c->marks.count && !c->marks.rows[c->at].is_open)
			c->at++;
		if (c->at < c->marks.count)
			ask_marks(c);
		else
			become_live(c);
		return;
	case COLLECTION_LIVE:
	case COLLECTION_STOPPED:
		return;
	}
}

static void
resume(void *self)
{
	ask_next(self);
}

/* ---- answers ---- */

static void
symbol_is_done(struct collection *c, bool is_unreachable)
{
	struct symbol *s = &c->symbols.rows[c->at];

	if (!s->is_asked)
		c->progress.symbols_asked++;
	s->is_asked = true;
	s->is_unreachable = is_unreachable;
	s->turn = c->symbols.turn;
	c->at++;
}

static void
fills_answered(struct collection *c, enum err e, const struct exchange_result *result)
{
	struct symbol *s = &c->symbols.rows[c->at];

	if (e == ERR_ABSENT) {
		symbol_is_done(c, true);
		return;
	}
	c->progress.page_count++;
	if (c->config.fills_counted != NULL)
		c->config.fills_counted(c->config.self, result->row_count);
	/* A full page that moved nothing would be asked for ever. */
	if (result->is_last || s->next_id == s->asked_id)
		symbol_is_done(c, false);
}

static enum err
take_answer(
    struct collection *c, enum exchange_kind call, enum err e, const struct exchange_result *result)
{
	switch (call) {
	case EXCHANGE_INSTRUMENTS:
		instruments_drop(*c->config.instruments);
		*c->config.instruments = instruments_hold(c->instruments);
		return OK;
	case EXCHANGE_BALANCES:
		TRY(symbols_order(&c->symbols, c->instruments));
		c->progress.stage = COLLECTION_FILLS;
		return OK;
	case EXCHANGE_FILLS:
		fills_answered(c, e, result);
		return OK;
	case EXCHANGE_MARKS:
		mark_need_answered(&c->marks.rows[c->at], c->asked_ms, e != OK || result->is_last);
		return OK;
	case EXCHANGE_PERMISSIONS:
		ENSURE(
		    key_permissions_check(&result->permissions, NULL) != ERR_REFUSED, ERR_REFUSED);
		c->symbols.turn++;
		c->at = 0;
		c->progress.stage = COLLECTION_FILLS;
		return OK;
	case EXCHANGE_TIME:
	case EXCHANGE_POSITIONS:
	case EXCHANGE_FLOWS:
	case EXCHANGE_LIQUIDATIONS:
	case EXCHANGE_KIND_COUNT:
		break;
	}
	return ERR_BUG;
}

static enum exchange_kind
call_of(const struct collection *c)
{
	switch (c->progress.stage) {
	case COLLECTION_INSTRUMENTS:
		return EXCHANGE_INSTRUMENTS;
	case COLLECTION_BALANCES:
		return EXCHANGE_BALANCES;
	case COLLECTION_FILLS:
		return EXCHANGE_FILLS;
	case COLLECTION_MARKS:
		return EXCHANGE_MARKS;
	case COLLECTION_LIVE:
	case COLLECTION_STOPPED:
		break;
	}
	return EXCHANGE_PERMISSIONS;
}

/* May the same question get an answer later?  A cut or odd answer can be a proxy's. */
static bool
is_of_the_moment(enum err e)
{
	return e == ERR_IO || e == ERR_UPSTREAM || e == ERR_INPUT || e == ERR_CONFLICT ||
	    e == ERR_NOMEM;
}

/* The exchange is out of reach, or talks nonsense: keep what there is, come back in a while. */
static void
rest_and_retry(struct collection *c, const struct exchange_result *result, const char *why)
{
	c->progress.last_error_code = result->refusal.code;
	(void)snprintf(c->progress.last_error, sizeof(c->progress.last_error), "%s",
	    result->refusal.message[0] != '\0' ? result->refusal.message : why);
	if (loop_timer_set(c->config.loop, &c->timer, c->config.poll_max_ms,
		c->progress.stage == COLLECTION_LIVE ? turn : resume, c) != OK)
		stop(c, 0, "no timer could be set");
}

static void
answered(void *self, enum err e, const struct exchange_result *result, const char *why)
{
	struct collection *c = self;
	const enum exchange_kind call = call_of(c);

	c->job = NULL;
	if (e == OK || (e == ERR_ABSENT && call == EXCHANGE_FILLS) ||
	    (e == ERR_ABSENT && call == EXCHANGE_MARKS))
		e = take_answer(c, call, e, result);
	if (e == OK) {
		ask_next(c);
	} else if (e == ERR_REFUSED) {
		stop(c, 0, "the key may do more than read now: collection stopped, key forgotten");
	} else if (is_of_the_moment(e)) {
		rest_and_retry(c, result, why[0] != '\0' ? why : err_words(e));
	} else {
		stop(c, result->refusal.code,
		    result->refusal.message[0] != '\0' ? result->refusal.message
			: why[0] != '\0'               ? why
						       : err_words(e));
	}
}

/* ---- questions of people ---- */

void
collection_progress(const struct collection *c, struct collection_progress *out)
{
	*out = c->progress;
	out->symbols_total = c->symbols.count;
	for (size_t i = 0; i < c->symbols.count; i++) {
		out->symbols_found += c->symbols.rows[i].fill_count > 0;
		out->symbols_unreachable += c->symbols.rows[i].is_unreachable;
	}
}

bool
collection_symbol_at(const struct collection *c, size_t index, struct collection_symbol *out)
{
	const struct symbol *s;

	if (index >= c->symbols.count)
		return false;
	s = &c->symbols.rows[index];
	*out = (struct collection_symbol){ c->instruments->rows[s->instrument].symbol,
		s->fill_count, s->is_asked, s->is_unreachable };
	return true;
}

struct ledger *
collection_ledger(struct collection *c)
{
	return c->ledger;
}

enum err
collection_metrics(struct collection *c, enum ledger_method method, const struct metrics **out)
{
	return figures_take(&c->figures, c->ledger,
	    &(struct figures_ask){
		.method = method,
		.is_quiet = c->progress.has_backfilled && c->progress.stage == COLLECTION_LIVE,
		.are_marks_coming = c->progress.stage == COLLECTION_MARKS && c->job != NULL,
	    },
	    out);
}
