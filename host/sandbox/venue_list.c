/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/venue_list.h"

static const int64_t day_ms = 86400000;

struct selection {
	int64_t from_ms, to_ms, size, skip;
	bool has_from, has_to;
};

static enum err
times_read(struct venue_call *c, const struct list_rule *r, struct selection *s)
{
	const int64_t most_ms = r->days_most * day_ms;
	const int64_t usual_ms = r->days_default > 0 ? r->days_default * day_ms : most_ms;

	TRY(venue_number(c, r->from != NULL ? r->from : "startTime", &s->from_ms, &s->has_from));
	TRY(venue_number(c, r->to != NULL ? r->to : "endTime", &s->to_ms, &s->has_to));
	if (!s->has_to)
		s->to_ms = s->has_from && most_ms > 0 && s->from_ms < c->now_ms - most_ms
		    ? s->from_ms + most_ms
		    : c->now_ms;
	if (!s->has_from)
		s->from_ms = usual_ms > 0 && s->to_ms > usual_ms ? s->to_ms - usual_ms : 0;
	if (s->from_ms > s->to_ms && s->has_to)
		return venue_refuse(c, 400, -1023, "Start time is greater than end time.");
	if (most_ms > 0 && s->to_ms - s->from_ms > most_ms)
		return venue_refuse(c, 400, r->code != 0 ? r->code : -1127,
		    "Time interval must be within 0-%lld days.", (long long)r->days_most);
	if (r->days_kept > 0 && s->from_ms < c->now_ms - r->days_kept * day_ms)
		s->from_ms = c->now_ms - r->days_kept * day_ms;
	if (s->to_ms > c->now_ms)
		s->to_ms = c->now_ms;
	return OK;
}

static enum err
page_read(struct venue_call *c, const struct list_rule *r, struct selection *s)
{
	int64_t page = r->page == LIST_BY_NUMBER;
	bool has = false;

	s->size = r->size_default;
	if (r->size_name != NULL)
		TRY(venue_number(c, r->size_name, &s->size, &has));
	if (r->page != LIST_NO_PAGES)
		TRY(venue_number(c, r->page_name, &page, &has));
	if (s->size < 1 || page < (r->page == LIST_BY_NUMBER) || page > INT32_MAX)
		return venue_refuse(c, 400, -1130, "Data sent for parameter '%s' is not valid.",
		    s->size < 1 ? r->size_name : r->page_name);
	if (s->size > r->size_max)
		s->size = r->size_max;
	s->skip = r->page == LIST_BY_NUMBER ? (page - 1) * s->size : page;
	return OK;
}

static bool
is_selected(const struct venue_call *c, const struct list_rule *r, const struct selection *s,
    const struct event *e)
{
	return (r->kinds >> e->kind & 1) != 0 &&
	    (r->wallets == 0 || (r->wallets >> e->wallet & 1) != 0) && e->ts_ms >= s->from_ms &&
	    e->ts_ms <= s->to_ms && (r->fits == NULL || r->fits(c, e));
}

static void
frame_open(struct venue_call *c, const struct list_rule *r, int64_t total)
{
	static const char *const names[] = { [LIST_ROWS] = "rows",
		[LIST_FIAT] = "data",
		[LIST_DUST] = "userAssetDribblets",
		[LIST_CONVERT] = "list" };

	if (r->frame == LIST_BARE) {
		json_write_array(&c->json, NULL);
		return;
	}
	json_write_object(&c->json, NULL);
	if (r->frame == LIST_FIAT) {
		json_write_text(&c->json, "code", "000000");
		json_write_text(&c->json, "message", "success");
	}
	if (r->frame != LIST_CONVERT)
		json_write_i64(&c->json, "total", total);
	json_write_array(&c->json, names[r->frame]);
}

static void
frame_close(struct venue_call *c, const struct list_rule *r, const struct selection *s, bool more)
{
	json_write_close_array(&c->json);
	if (r->frame == LIST_BARE)
		return;
	if (r->frame == LIST_FIAT)
		json_write_bool(&c->json, "success", true);
	if (r->frame == LIST_CONVERT) {
		json_write_i64(&c->json, "startTime", s->from_ms);
		json_write_i64(&c->json, "endTime", s->to_ms);
		json_write_i64(&c->json, "limit", s->size);
		json_write_bool(&c->json, "moreData", more);
	}
	json_write_close_object(&c->json);
}

enum err
venue_list(struct venue_call *c)
{
	const struct list_rule *r = c->route->list;
	const struct journal *j = c->account->journal;
	struct selection s = { 0 };
	int64_t total = 0, at = 0;

	if (r->check != NULL)
		TRY(r->check(c));
	TRY(times_read(c, r, &s));
	TRY(page_read(c, r, &s));
	for (size_t i = 0; i < j->count; i++)
		total += is_selected(c, r, &s, &j->events[i]);
	frame_open(c, r, total);
	for (size_t i = 0; i < j->count; i++) {
		const struct event *e = &j->events[r->is_oldest_first ? i : j->count - 1 - i];

		if (!is_selected(c, r, &s, e))
			continue;
		if (at >= s.skip && at < s.skip + s.size)
			r->row(c, e);
		at++;
	}
	frame_close(c, r, &s, total > s.skip + s.size);
	return OK;
}
