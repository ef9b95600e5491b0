/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer, or a refusal, means for the walk it was for. */
#include "enclave/ingest/collection_inside.h"

static void
gap_add(struct collection *c, const struct walk *w, int64_t from_ms, int64_t to_ms)
{
	struct gap *moved;

	if (c->gap_count == GAPS_MAX) {
		c->gap_lost_count++;
		return;
	}
	moved = realloc(c->gaps, (c->gap_count + 1) * sizeof(*moved));
	if (moved == NULL) {
		c->gap_lost_count++;
		return;
	}
	c->gaps = moved;
	c->gaps[c->gap_count++] = (struct gap){ w->feed, w->symbol, from_ms, to_ms };
}

/* A gap the visit met is told once. */
static void
take_gap(struct collection *c, const struct walk *w, struct walk_visit *v)
{
	if (v->lost_to_ms == 0)
		return;
	gap_add(c, w, v->lost_from_ms, v->lost_to_ms);
	v->lost_from_ms = v->lost_to_ms = 0;
}

/* The visit is over: what found nothing needs no place. */
static void
visit_end(struct lane *l, struct walk *w, bool is_gone)
{
	struct collection *c = l->c;

	w->is_running = false;
	w->is_walked = true;
	w->failure_count = 0;
	notes_walk_read(c, w);
	if (l->visit.open_from_ms == 0)
		w->open_count = 0;
	else if (w->open_count < OPEN_TURNS_MAX)
		w->open_count++;
	if (w->due_count > 0)
		w->due_count--;
	w->is_put_off = w->due_count > 0;
	if (plan_is_searched(l->visit.feed)) {
		if (discovery_tell(plan_search(c, w->feed), (uint32_t)w->symbol, is_gone) != OK)
			collection_stop(c, 0, "out of memory");
		if (w->fill_count == 0)
			w->is_free = true;
	}
	lanes_end(l);
}

/* Something else first: it goes on from its position. */
static void
visit_pause(struct lane *l, struct walk *w)
{
	w->is_running = false;
	lanes_end(l);
}

/*
 * Can the turn go on without it?  Not without what an account cannot be collected without; but of
 * many symbols one that answers with nonsense must not hold up the others for ever.
 */
static bool
can_put_off(const struct collection *c, const struct walk *w, enum err e)
{
	return !plan_is_essential(c, feed_of(c, w)) ||
	    (w->symbol != WALK_NO_SYMBOL && (e == ERR_INPUT || e == ERR_LIMIT));
}

/*
 * Not now; in this turn, when everything else is done, or, when it failed too often, in the next.
 * It keeps its failures until it is read, so that each turn tries it once.
 */
static void
visit_rest(
    struct lane *l, struct walk *w, enum err e, const struct exchange_result *r, const char *why)
{
	struct collection *c = l->c;

	collection_note_error(c, r, why);
	w->is_running = false;
	if (w->failure_count < FAILURES_MAX)
		w->failure_count++;
	w->is_put_off = w->failure_count >= FAILURES_MAX && can_put_off(c, w, e);
	w->is_resting = !w->is_put_off;
	if (w->is_put_off)
		notes_unreadable(c, w, r->refusal.code, why);
	lanes_end(l);
}

/* The exchange says no to this feed, or to the whole wallet. */
static void
feed_off(struct collection *c, const struct exchange_feed *feed, int64_t code, const char *words)
{
	const struct exchange *x = exchange_of(c);
	const bool is_wallet =
	    feed->kind == EXCHANGE_BALANCES && feed->wallet != bourse_main_wallet(x);

	/* Of several variants the others may be answered. */
	for (size_t i = 0; i < x->feed_count; i++)
		if (&x->feeds[i] == feed || (is_wallet && x->feeds[i].wallet == feed->wallet))
			notes_put(c,
			    &(struct feed_note){ .words = words,
				.code = (int32_t)code,
				.feed = (uint16_t)i,
				.is_off = feed->variants == NULL });
}

/* Is it one that asking again may mend?  A cut or odd answer can be a proxy's. */
static bool
is_of_the_moment(enum err e, const struct exchange_result *r)
{
	return e == ERR_IO || e == ERR_UPSTREAM || e == ERR_CONFLICT || e == ERR_NOMEM ||
	    e == ERR_LIMIT || (e == ERR_INPUT && r->refusal.code == 0);
}

static const char *
words_of(enum err e, const struct exchange_result *r, const char *why)
{
	if (r->refusal.message[0] != '\0')
		return r->refusal.message;
	return why[0] != '\0' ? why : err_words(e);
}

static void
walk_refused(
    struct lane *l, struct walk *w, enum err e, const struct exchange_result *r, const char *why)
{
	struct collection *c = l->c;
	const struct exchange_feed *feed = feed_of(c, w);

	if (is_of_the_moment(e, r)) {
		visit_rest(l, w, e, r, words_of(e, r, why));
	} else if (e == ERR_AUTH) {
		/* Key, address or right?  Ask what the key may do before anything else. */
		c->suspect = feed;
		c->suspect_code = r->refusal.code;
		collection_note_error(c, r, words_of(e, r, why));
		w->is_running = false;
		c->key_ms = 0;
		lanes_end(l);
	} else if (w->symbol != WALK_NO_SYMBOL) {
		if (!plan_is_searched(feed)) /* other symbols may be answered for */
			notes_put(c,
			    &(struct feed_note){ .words = "the exchange refuses a symbol",
				.code = (int32_t)r->refusal.code,
				.feed = w->feed });
		visit_end(l, w, true); /* no such symbol any more */
	} else if (e == ERR_ABSENT || e == ERR_INPUT) {
		feed_off(c, feed, r->refusal.code,
		    e == ERR_ABSENT ? "the account has none" : "the exchange refuses the question");
		visit_end(l, w, false);
	} else {
		collection_stop(c, r->refusal.code, words_of(e, r, why));
	}
}

/* An empty list of what the account's first wallet can trade is no list. */
static bool
is_of_nothing(const struct collection *c, const struct walk *w, const struct exchange_result *r)
{
	const struct exchange_feed *feed = feed_of(c, w);

	return feed->kind == EXCHANGE_INSTRUMENTS && plan_is_essential(c, feed) &&
	    r->row_count == 0;
}

static void
walk_advance(struct lane *l, struct walk *w, const struct exchange_result *r)
{
	struct collection *c = l->c;
	size_t new_count = 0;
	bool is_done = false;
	enum err e;

	if (is_of_nothing(c, w, r)) {
		visit_rest(l, w, ERR_UPSTREAM, r, "the exchange says that it trades nothing");
		return;
	}
	e = rows_in_take(c, w, &l->visit, &new_count);
	w = &c->walks[l->walk]; /* rows may have made more of them */
	if (e == ERR_INPUT) {
		visit_rest(l, w, e, r, "it tells of more than a number can hold");
		return;
	}
	if (e != OK) {
		collection_stop(
		    c, 0, e == ERR_NOMEM ? "out of memory" : "the account is too large");
		return;
	}
	e = walk_answered(&l->visit, r, new_count, &is_done);
	if (plan_is_essential(c, feed_of(c, w)))
		c->suspect_count = 0;
	w->position = l->visit.position;
	take_gap(c, w, &l->visit);
	if (e != OK)
		visit_rest(l, w, ERR_INPUT, r, "the exchange sends one page for ever");
	else if (is_done)
		visit_end(l, w, false);
	else if (collection_is_key_due(c))
		visit_pause(l, w);
	else
		lanes_ask(l);
}

void
answers_walk(void *self, enum err e, const struct exchange_result *r, const char *why)
{
	struct lane *l = self;
	struct collection *c = l->c;
	struct walk *w = &c->walks[l->walk];

	l->job = NULL;
	if (e == OK)
		walk_advance(l, w, r);
	else
		walk_refused(l, w, e, r, why);
	collection_pump(c);
}

void
answers_mark(void *self, enum err e, const struct exchange_result *r, const char *why)
{
	struct lane *l = self;
	struct collection *c = l->c;
	struct mark_need *need = &c->marks.rows[l->need];
	size_t count = 0;
	bool is_doubted = false;
	const struct exchange_mark *rows = batch_marks(&c->bourse->batch, &count);

	l->job = NULL;
	for (size_t i = 0; e == OK && i < count && !is_doubted; i++) {
		/* The last candle is still open: its close is not known yet. */
		if (rows[i].ts_ms > l->visit.end_ms)
			continue;
		is_doubted = !mark_need_accepts(need, rows[i].ts_ms);
		if (is_doubted)
			continue;
		e = ledger_add_mark(c->ledger, collection_asset(c, need->base),
		    collection_asset(c, need->quote), rows[i].ts_ms, rows[i].price);
		if (e == OK)
			mark_need_taken(need, rows[i].ts_ms);
	}
	if (e == OK && is_doubted) {
		need->is_open = true;
	} else if (e == OK || e == ERR_ABSENT) {
		mark_need_answered(need, l->visit.from_ms, e != OK || r->is_last);
	} else {
		need->is_open = false; /* in the next turn */
		collection_note_error(c, r, words_of(e, r, why));
	}
	lanes_end(l);
	collection_pump(c);
}

/* Not now: what is due of it comes later in this turn. */
static void
feed_rest(struct collection *c, const struct exchange_feed *feed)
{
	for (size_t i = 0; i < c->walk_count; i++)
		if (!c->walks[i].is_free && feed_of(c, &c->walks[i]) == feed &&
		    c->walks[i].due_count > 0)
			c->walks[i].is_resting = true;
}

/*
 * Another feed said that the key is no good; the key check says it is.  Of what an account cannot
 * be without that may be a server that does not know the key yet, so it is asked some more times.
 */
static void
judge_suspect(struct collection *c, const struct exchange_result *r)
{
	const struct exchange_feed *feed = c->suspect;
	const struct exchange_refusal said = { .code = c->suspect_code };
	const char *advice = exchange_of(c)->advise(feed, &said, OK, &r->permissions);

	c->suspect = NULL;
	if (plan_is_essential(c, feed) && ++c->suspect_count < FAILURES_MAX)
		feed_rest(c, feed);
	else if (plan_is_essential(c, feed))
		collection_stop(c, said.code, c->last_error);
	else
		feed_off(c, feed, said.code, advice);
}

void
answers_key(void *self, enum err e, const struct exchange_result *r, const char *why)
{
	struct lane *l = self;
	struct collection *c = l->c;

	l->job = NULL;
	lanes_end(l);
	if (e == OK && key_permissions_check(&r->permissions, NULL) != OK) {
		collection_stop(c, 0,
		    r->permissions.reads
			? "the key may do more than read now: collection stopped, key forgotten"
			: "the key may not even read any more: collection stopped, key forgotten");
	} else if (e == OK) {
		c->key_ms = clock_mono_ms(loop_clock(c->bourse->config.loop));
		c->phase = c->phase_after_key;
		if (c->suspect != NULL)
			judge_suspect(c, r);
	} else if (is_of_the_moment(e, r)) {
		collection_note_error(c, r, words_of(e, r, why));
		c->is_key_resting = true;
	} else {
		collection_stop(c, r->refusal.code, words_of(e, r, why));
	}
	collection_pump(c);
}
