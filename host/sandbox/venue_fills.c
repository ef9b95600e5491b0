/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/venue_fills.h"

static const int64_t day_ms = 86400000;

struct selection {
	bool has_order, has_start, has_end, has_from;
	int64_t order_id, start_ms, end_ms, from_id, limit, oldest_ms;
	int symbol;
	enum wallet wallet;
};

/* Legal on spot: nothing, order, start, end, from, start and end, order and from. */
static enum err
combination_check(struct venue_call *c, const struct fills_rule *r, const struct selection *s)
{
	if ((s->has_start || s->has_end) && (s->has_order || s->has_from))
		return venue_refuse(c, 400, -1128, "Combination of optional parameters invalid.");
	if (s->has_start && s->has_end && s->start_ms > s->end_ms)
		return r->is_windowed
		    ? venue_refuse(c, 400, -1023, "Start time is greater than end time.")
		    : venue_refuse(c, 400, -1128, "Combination of optional parameters invalid.");
	if (!s->has_start || !s->has_end || s->end_ms - s->start_ms <= r->window_ms)
		return OK;
	return r->is_windowed
	    ? venue_refuse(c, 400, -4165,
		  "Invalid time interval: Maximum time interval is %lld days",
		  (long long)(r->window_ms / day_ms))
	    : venue_refuse(c, 400, -1127, "More than 24 hours between startTime and endTime.");
}

/* Futures: what is asked for without an id is a window of seven days, whatever was left out. */
static void
window_set(const struct venue_call *c, const struct fills_rule *r, struct selection *s)
{
	if (!r->is_windowed || s->has_from || s->has_order)
		return;
	if (!s->has_end)
		s->end_ms = s->has_start && s->start_ms < c->now_ms - r->window_ms
		    ? s->start_ms + r->window_ms
		    : c->now_ms;
	if (!s->has_start)
		s->start_ms = s->end_ms > r->window_ms ? s->end_ms - r->window_ms : 0;
	s->has_end = true;
	s->oldest_ms = s->oldest_ms > s->start_ms ? s->oldest_ms : s->start_ms;
}

static enum err
selection_read(struct venue_call *c, const struct fills_rule *r, struct selection *s)
{
	char isolated[8] = "FALSE";
	bool has;

	TRY(venue_symbol(c, r->product, &s->symbol));
	if (c->world->catalog->listings[s->symbol].is_forgotten)
		return venue_refuse(c, 400, -1121, "Invalid symbol.");
	TRY(venue_number(c, "orderId", &s->order_id, &s->has_order));
	TRY(venue_number(c, "startTime", &s->start_ms, &s->has_start));
	TRY(venue_number(c, "endTime", &s->end_ms, &s->has_end));
	TRY(venue_number(c, "fromId", &s->from_id, &s->has_from));
	TRY(venue_limit(c, &s->limit));
	s->wallet = r->wallet;
	if (r->has_isolated)
		TRY(venue_text(c, "isIsolated", isolated, sizeof(isolated), &has));
	if (strcmp(isolated, "TRUE") == 0 || strcmp(isolated, "true") == 0)
		s->wallet = WALLET_ISOLATED;
	if (r->days_kept > 0)
		s->oldest_ms = c->now_ms - r->days_kept * day_ms;
	TRY(combination_check(c, r, s));
	window_set(c, r, s);
	return OK;
}

static bool
is_selected(const struct selection *s, const struct event *e)
{
	return e->kind == EVENT_FILL && e->symbol == s->symbol && e->wallet == s->wallet &&
	    (!s->has_order || e->order_id == (uint64_t)s->order_id) &&
	    (!s->has_from || e->id >= (uint64_t)s->from_id) &&
	    (!s->has_start || e->ts_ms >= s->start_ms) && (!s->has_end || e->ts_ms <= s->end_ms) &&
	    e->ts_ms >= s->oldest_ms;
}

/* A page by id that begins too early: the id is that of a fill some rows before. */
static void
overlap_set(const struct venue_call *c, struct selection *s)
{
	const struct fault_rule *r = faults_hit(c->hits, FAULT_OVERLAP);
	const struct journal *j = c->account->journal;
	int64_t before = r != NULL && s->has_from ? r->value : 0;
	struct selection all = *s;
	size_t at = 0;

	all.has_from = false;
	while (at < j->count &&
	    (!is_selected(&all, &j->events[at]) || j->events[at].id < (uint64_t)s->from_id))
		at++;
	for (; before > 0 && at > 0; at--)
		if (is_selected(&all, &j->events[at - 1])) {
			s->from_id = (int64_t)j->events[at - 1].id;
			before--;
		}
}

/* The oldest that fit from a start (id, order or time); without one, the newest. */
enum err
venue_fills(struct venue_call *c)
{
	const struct fills_rule *r = c->route->fills;
	const struct journal *j = c->account->journal;
	struct selection s = { 0 };
	int64_t matches = 0, skip = 0;
	size_t count = 0;

	TRY(selection_read(c, r, &s));
	overlap_set(c, &s);
	while (count < j->count && j->events[count].ts_ms <= c->now_ms)
		count++; /* the others have not happened yet */
	for (size_t i = 0; i < count; i++)
		matches += is_selected(&s, &j->events[i]);
	if (!s.has_order && !s.has_from && !s.has_start && matches > s.limit)
		skip = matches - s.limit;
	json_write_array(&c->json, NULL);
	for (size_t i = 0; i < count && s.limit > 0; i++) {
		if (!is_selected(&s, &j->events[i]) || skip-- > 0)
			continue;
		r->row(c, &j->events[i]);
		s.limit--;
	}
	json_write_close_array(&c->json);
	return OK;
}

static void
spot_row(struct venue_call *c, const struct event *e)
{
	struct json_writer *w = &c->json;

	json_write_object(w, NULL);
	json_write_text(w, "symbol", c->world->catalog->listings[e->symbol].symbol);
	json_write_i64(w, "id", (int64_t)e->id);
	json_write_i64(w, "orderId", (int64_t)e->order_id);
	if (e->wallet == WALLET_SPOT)
		json_write_i64(w, "orderListId", -1);
	venue_amount(c, "price", e->price_e8);
	venue_amount(c, "qty", e->quantity_e8);
	venue_amount(c, "quoteQty", e->quote_e8);
	venue_amount(c, "commission", e->fee_e8);
	venue_asset(c, "commissionAsset", e->other);
	json_write_i64(w, "time", e->ts_ms);
	json_write_bool(w, "isBuyer", e->is_buyer);
	json_write_bool(w, "isMaker", e->is_maker);
	json_write_bool(w, "isBestMatch", true);
	if (e->wallet != WALLET_SPOT)
		json_write_bool(w, "isIsolated", e->wallet == WALLET_ISOLATED);
	json_write_close_object(w);
}

const struct fills_rule venue_spot_fills = {
	.product = PRODUCT_SPOT, .wallet = WALLET_SPOT, .window_ms = 86400000, .row = spot_row
};
const struct fills_rule venue_margin_fills = { .product = PRODUCT_SPOT,
	.wallet = WALLET_MARGIN,
	.has_isolated = true,
	.window_ms = 86400000,
	.row = spot_row };
