/* SPDX-License-Identifier: Apache-2.0 */
/* How far a collection is, and what is missing, for people. */
#include "enclave/ingest/collection_inside.h"

/* What is known to be asked, and what of it was. */
struct work {
	size_t total, done;
	double seconds; /* at least, of the family that takes longest */
};

/* Seconds of a family's budget that one request takes. */
static double
seconds_of(const struct collection *c, const struct exchange_feed *feed)
{
	const struct exchange_limit *limits = exchange_of(c)->families[feed->family].limits;
	double most = 0;

	for (size_t i = 0; i < EXCHANGE_LIMITS_MAX; i++) {
		const double windows = limits[i].amount == 0
		    ? 0
		    : (double)feed->weights[i] * 100 / BUDGET_SHARE_PERCENT / limits[i].amount;
		const double seconds = windows * (double)limits[i].window_ms / 1000;

		most = seconds > most ? seconds : most;
	}
	return most;
}

/* Pages this walk still has to ask for, as far as that can be known. */
static uint64_t
pages_left(const struct collection *c, size_t index)
{
	const struct walk *w = &c->walks[index];
	const struct exchange_feed *feed = feed_of(c, w);
	struct walk_visit v;
	const struct walk_start start = plan_start(c, w);

	if (w->due_count == 0 || w->is_aged || notes_is_off(c, w->feed))
		return 0;
	for (size_t i = 0; i < LANES_COUNT; i++)
		if (c->lanes[i] != NULL && c->lanes[i]->walk == (int32_t)index)
			return walk_pages_left(&c->lanes[i]->visit);
	walk_begin(&v, feed, &start);
	return walk_pages_left(&v);
}

static size_t
candidates_left(const struct collection *c, size_t feed)
{
	struct catalogue *all = bourse_catalogue(c->bourse, &exchange_of(c)->feeds[feed]);
	const struct discovery *d = plan_search(c, feed);
	size_t count = 0;

	for (uint32_t i = 0; i < all->count; i++)
		count += !bits_has(&d->taken, i) &&
		    (bits_has(&d->wanted, i) || bits_has(&c->seen.assets, all->rows[i].base) ||
			all->count - d->taken_count <= SWEEP_AT_ONCE);
	return count;
}

static struct work
work_of(const struct collection *c)
{
	const struct exchange *x = exchange_of(c);
	double seconds[HOST_FAMILIES_MAX] = { 0 };
	struct work w = { 0 };

	for (size_t i = 0; i < c->walk_count; i++) {
		const struct walk *one = &c->walks[i];
		const struct exchange_feed *feed = feed_of(c, one);

		if (one->is_free || plan_is_slow(c, one))
			continue;
		w.total++;
		w.done += one->is_walked || notes_is_off(c, one->feed);
		seconds[feed->family] += (double)pages_left(c, i) * seconds_of(c, feed);
	}
	for (size_t i = 0; i < x->feed_count; i++) {
		size_t left;

		if (!plan_may_search(c, i))
			continue;
		left = candidates_left(c, i);
		w.total += plan_search(c, i)->taken_count + left;
		w.done += plan_search(c, i)->taken_count;
		seconds[x->feeds[i].family] += (double)left * seconds_of(c, &x->feeds[i]);
	}
	for (size_t i = 0; i < HOST_FAMILIES_MAX; i++)
		w.seconds = seconds[i] > w.seconds ? seconds[i] : w.seconds;
	return w;
}

static unsigned
percent_of(const struct collection *c, const struct work *w)
{
	unsigned percent = w->total == 0 ? 0 : (unsigned)(w->done * 100 / w->total);

	if (c->backfilled_ms != 0)
		return 100;
	if (c->phase < PHASE_SYMBOLS) /* nobody knows yet what there will be */
		percent = percent * c->phase / PHASE_SYMBOLS / 2;
	return percent > 99 ? 99 : percent;
}

void
collection_progress(const struct collection *c, struct collection_progress *out)
{
	const struct work w = work_of(c);
	const struct exchange *x = exchange_of(c);

	*out = (struct collection_progress){ .stage = c->stage,
		.has_backfilled = c->backfilled_ms != 0,
		.percent = percent_of(c, &w),
		.walks_total = w.total,
		.walks_done = w.done,
		.seconds_left = c->stage == COLLECTION_STOPPED ? -1 : (int64_t)(w.seconds + 0.5),
		.fill_count = c->fill_count,
		.flow_count = c->flows.count,
		.page_count = c->page_count,
		.started_ms = c->started_ms,
		.backfilled_ms = c->backfilled_ms,
		.synced_ms = c->synced_ms,
		.last_error_code = c->last_error_code };
	out->name = c->stage == COLLECTION_STOPPED ? "stopped"
	    : out->has_backfilled                  ? "live"
						   : "collecting";
	if (c->last_error != NULL)
		(void)snprintf(out->last_error, sizeof(out->last_error), "%s", c->last_error);
	for (size_t i = 0; i < x->feed_count; i++) {
		if (!plan_may_search(c, i))
			continue;
		out->symbols_total += bourse_catalogue(c->bourse, &x->feeds[i])->count;
		out->symbols_asked += plan_search(c, i)->taken_count;
		out->symbols_unreachable += bits_count(&plan_search(c, i)->gone);
	}
	for (size_t i = 0; i < c->walk_count; i++) {
		const struct walk *one = &c->walks[i];

		if (one->is_free || !plan_is_searched(feed_of(c, one)))
			continue;
		out->symbols_found += one->fill_count > 0;
		out->symbols_asked -= !one->is_walked && out->symbols_asked > 0;
	}
}

/* ---- lists ---- */

static const char *
symbol_name(const struct collection *c, size_t feed, int64_t symbol)
{
	return symbol == WALK_NO_SYMBOL ? ""
					: bourse_catalogue(c->bourse, &exchange_of(c)->feeds[feed])
					      ->rows[symbol]
					      .instrument.symbol;
}

bool
collection_symbol_at(const struct collection *c, size_t index, struct collection_symbol *out)
{
	static const struct bits no_bits = { 0 };
	const struct exchange *x = exchange_of(c);

	for (size_t i = 0; i < c->walk_count; i++) {
		const struct walk *w = &c->walks[i];

		if (w->is_free || w->symbol == WALK_NO_SYMBOL || w->fill_count == 0)
			continue;
		if (index-- > 0)
			continue;
		*out = (struct collection_symbol){ symbol_name(c, w->feed, w->symbol),
			x->feeds[w->feed].name, w->fill_count, w->is_walked,
			bits_has(&plan_search(c, w->feed)->gone, (uint32_t)w->symbol) };
		return true;
	}
	for (size_t i = 0; i < x->feed_count; i++) {
		const struct bits *gone =
		    plan_may_search(c, i) ? &plan_search(c, i)->gone : &no_bits;

		for (uint32_t k = 0; k < gone->size * 8; k++) {
			if (!bits_has(gone, k) || index-- > 0)
				continue;
			*out = (struct collection_symbol){ symbol_name(c, i, k), x->feeds[i].name,
				0, true, true };
			return true;
		}
	}
	return false;
}

bool
collection_gap_at(const struct collection *c, size_t index, struct collection_gap *out)
{
	const struct gap *g;

	if (index >= c->gap_count)
		return false;
	g = &c->gaps[index];
	*out = (struct collection_gap){ exchange_of(c)->feeds[g->feed].name,
		symbol_name(c, g->feed, g->symbol), g->from_ms, g->to_ms };
	return true;
}

/* Has the account rows of this kind, of which the exchange forgets the old ones? */
static bool
is_kept_only_so_long(const struct collection *c, const struct exchange_feed *f)
{
	return (f->kind == EXCHANGE_FILLS || f->kind == EXCHANGE_FLOWS) && f->retention_ms > 0 &&
	    has_wallet(c->wallets, f->wallet) && has_wallet(c->touched, f->wallet) &&
	    host_has(host_of(c), f);
}

/* Since when its rows were there to be asked for; 0: since the account's first. */
static int64_t
kept_from(const struct collection *c, size_t feed)
{
	const struct exchange_feed *f = &exchange_of(c)->feeds[feed];
	const int64_t from_ms = c->began_ms - f->retention_ms;

	return is_kept_only_so_long(c, f) && c->first_ms != 0 && c->first_ms < from_ms ? from_ms
										       : 0;
}

bool
collection_limit_at(const struct collection *c, size_t index, struct collection_limit *out)
{
	const struct exchange *x = exchange_of(c);

	for (size_t i = 0; i < x->feed_count; i++) {
		const int64_t from_ms = kept_from(c, i);

		if (from_ms == 0 || index-- > 0)
			continue;
		*out = (struct collection_limit){ x->feeds[i].name, from_ms };
		return true;
	}
	return false;
}

bool
collection_unread_at(const struct collection *c, size_t index, struct collection_unread *out)
{
	const struct feed_note *n;

	if (index >= c->note_count)
		return false;
	n = &c->notes[index];
	*out = (struct collection_unread){ exchange_of(c)->feeds[n->feed].name, n->code, n->words };
	return true;
}

bool
collection_omission_at(const struct collection *c, size_t index, struct exchange_omission *out)
{
	const struct exchange *x = exchange_of(c);

	if (index >= x->omission_count)
		return false;
	*out = x->omissions[index];
	return true;
}

bool
collection_balance_at(const struct collection *c, size_t index, struct collection_balance *out)
{
	const struct residue *h;

	if (index >= c->residues.count)
		return false;
	h = &c->residues.rows[index];
	*out = (struct collection_balance){ .asset = collection_asset(c, h->asset),
		.computed = h->computed };
	out->is_known = residues_residual(&c->residues, h, &out->reported, &out->residual) == OK;
	return true;
}

static bool
has_residual(const struct collection *c)
{
	struct collection_balance b;

	for (size_t i = 0; collection_balance_at(c, i, &b); i++)
		if (!b.is_known || decimal_sign(b.residual) != 0)
			return true;
	return false;
}

/*
 * Why is there nothing older?  When rows explain every balance, nothing is missing before them.
 * Otherwise a feed of short memory is the reason, the shortest of them, if the account has one.
 */
static void
history_explain(const struct collection *c, struct collection_completeness *out)
{
	const struct exchange *x = exchange_of(c);

	out->asked_from_ms = HISTORY_FIRST_MS;
	if (c->backfilled_ms == 0)
		return;
	out->history = COLLECTION_HISTORY_OPENED;
	if (!has_residual(c))
		return;
	out->history = COLLECTION_HISTORY_ASKED;
	for (size_t i = 0; i < x->feed_count; i++) {
		if (!is_kept_only_so_long(c, &x->feeds[i]) ||
		    (out->kept_ms != 0 && out->kept_ms <= x->feeds[i].retention_ms))
			continue;
		out->kept_ms = x->feeds[i].retention_ms;
		out->history = COLLECTION_HISTORY_KEPT;
	}
}

bool
collection_moved_at(const struct collection *c, size_t index, struct collection_moved *out)
{
	const struct moved_sum *row;

	if (index >= c->sums.count)
		return false;
	row = &c->sums.rows[index];
	*out = (struct collection_moved){ moved_kind_name((enum moved_kind)row->kind),
		collection_asset(c, row->asset), !row->is_lost, row->amount };
	return true;
}

void
collection_completeness(const struct collection *c, struct collection_completeness *out)
{
	const struct exchange *x = exchange_of(c);

	*out = (struct collection_completeness){ .history_start_ms = c->first_ms,
		.live_since_ms = c->backfilled_ms,
		.backfilled_until_ms = c->synced_ms,
		.unknown_count = c->unknown_count,
		.liquidation_count = c->liquidation_count,
		.gap_lost_count = c->gap_lost_count };
	for (size_t i = 0; i < x->feed_count; i++)
		if (plan_may_search(c, i))
			out->sweep_left += bourse_catalogue(c->bourse, &x->feeds[i])->count -
			    plan_search(c, i)->taken_count;
	for (size_t i = 0; i < c->walk_count; i++)
		out->slow_left += !c->walks[i].is_free && !c->walks[i].is_walked &&
		    !notes_is_off(c, c->walks[i].feed) && plan_is_slow(c, &c->walks[i]);
	history_explain(c, out);
}

enum err
collection_resume(const struct collection *c, struct resume *out)
{
	for (size_t i = 0; i < c->walk_count; i++) {
		const struct walk *w = &c->walks[i];
		const struct exchange_feed *feed = feed_of(c, w);
		struct resume_row row = { .position = w->position };

		if (w->is_free || feed->paging == EXCHANGE_PAGING_NONE)
			continue;
		TRY(span_to_text(span_text(feed->name), row.feed, sizeof(row.feed)));
		if (feed->variants != NULL)
			TRY(span_to_text(span_text(feed->variants[w->variant]), row.variant,
			    sizeof(row.variant)));
		if (feed->needs_second)
			TRY(span_to_text(span_text(symbol_name(c, w->feed, w->second)), row.variant,
			    sizeof(row.variant)));
		TRY(span_to_text(
		    span_text(symbol_name(c, w->feed, w->symbol)), row.symbol, sizeof(row.symbol)));
		TRY(resume_add(out, &row));
	}
	return OK;
}
