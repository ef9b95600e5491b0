/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/walk.h"

enum { RETENTION_EDGE_MS = 3600000 };

static bool
is_by_time(const struct exchange_feed *feed)
{
	return feed->paging == EXCHANGE_PAGING_WINDOW || feed->paging == EXCHANGE_PAGING_TIME;
}

static void
window_at(struct walk_visit *v, int64_t from_ms)
{
	v->from_ms = from_ms;
	v->to_ms = v->length_ms > 0 && v->end_ms - from_ms > v->length_ms ? from_ms + v->length_ms
									  : v->end_ms;
	v->cursor[0] = '\0';
}

void
walk_begin(struct walk_visit *v, const struct exchange_feed *feed, const struct walk_start *s)
{
	int64_t floor_ms = s->first_ms;

	*v = (struct walk_visit){ .feed = feed,
		.begun_at = s->position,
		.position = s->position,
		.from_id = s->position,
		.end_ms = s->now_ms,
		.length_ms = feed->window_ms };
	if (!is_by_time(feed))
		return;
	if (feed->retention_ms > 0 && floor_ms < s->now_ms - feed->retention_ms + RETENTION_EDGE_MS)
		floor_ms = s->now_ms - feed->retention_ms + RETENTION_EDGE_MS;
	if (s->position != 0 && (int64_t)s->position < floor_ms) {
		v->lost_from_ms = (int64_t)s->position;
		v->lost_to_ms = floor_ms - 1;
	}
	if ((int64_t)s->position > floor_ms)
		floor_ms = (int64_t)s->position;
	v->position = (uint64_t)floor_ms;
	window_at(v, floor_ms < v->end_ms ? floor_ms : v->end_ms);
}

void
walk_row(struct walk_visit *v, uint64_t id, int64_t ts_ms)
{
	if (v->settled_id == 0 && ts_ms > v->end_ms - WALK_LATE_MS)
		v->settled_id = id;
}

static enum err
id_answered(struct walk_visit *v, const struct exchange_result *r, bool *is_done)
{
	*is_done = r->is_last;
	if (r->row_count > 0 && r->last_id < v->from_id)
		return ERR_INPUT;
	if (r->row_count > 0)
		v->from_id = r->last_id + 1;
	v->position = v->settled_id != 0 ? v->settled_id : v->from_id;
	return r->row_count > 0 || r->is_last ? OK : ERR_INPUT;
}

/* The last window is read: begin next time where rows may still come or change. */
static void
windows_end(struct walk_visit *v)
{
	const struct exchange_feed *feed = v->feed;
	const int64_t late_ms = feed->settle_ms > WALK_LATE_MS ? feed->settle_ms : WALK_LATE_MS;
	int64_t next_ms = v->end_ms - late_ms;

	if (v->open_from_ms != 0 && v->open_from_ms < next_ms)
		next_ms = v->open_from_ms;
	if (next_ms < (int64_t)v->begun_at)
		next_ms = (int64_t)v->begun_at;
	v->position = (uint64_t)(next_ms > 0 ? next_ms : 0);
}

/* More rows than the exchange will tell: half of the window, or, of a millisecond, a gap. */
static bool
window_is_cut(struct walk_visit *v)
{
	if (v->to_ms > v->from_ms) {
		v->length_ms = (v->to_ms - v->from_ms) / 2;
		v->to_ms = v->from_ms + v->length_ms;
		v->cursor[0] = '\0';
		return true;
	}
	v->lost_from_ms = v->lost_to_ms = v->from_ms;
	return false;
}

/* After a window that was not cut, a longer one again, as far as the feed allows. */
static void
window_grow(struct walk_visit *v)
{
	const int64_t longest_ms = v->feed->window_ms;
	const int64_t twice_ms = v->length_ms * 2 + 1;

	if (longest_ms > 0)
		v->length_ms = twice_ms < longest_ms ? twice_ms : longest_ms;
	else if (v->length_ms > 0)
		v->length_ms = twice_ms;
}

static enum err
window_answered(struct walk_visit *v, const struct exchange_result *r, bool *is_done)
{
	if (r->open_count > 0 && v->open_from_ms == 0)
		v->open_from_ms = v->from_ms;
	if (r->is_cut && window_is_cut(v))
		return OK;
	if (r->cursor[0] != '\0' && !r->is_cut) {
		const bool is_circle = strcmp(v->cursor, r->cursor) == 0;

		memcpy(v->cursor, r->cursor, sizeof(v->cursor));
		return is_circle ? ERR_INPUT : OK;
	}
	v->position = (uint64_t)v->to_ms + 1;
	if (v->to_ms >= v->end_ms) {
		windows_end(v);
		*is_done = true;
		return OK;
	}
	if (!r->is_cut)
		window_grow(v);
	window_at(v, v->to_ms + 1);
	return OK;
}

static enum err
time_answered(struct walk_visit *v, const struct exchange_result *r, bool *is_done)
{
	if (r->row_count > 0 && r->last_ms < v->from_ms)
		return ERR_INPUT;
	if (r->row_count > 0)
		v->from_ms = r->last_ms + 1;
	v->position = (uint64_t)v->from_ms;
	*is_done = r->is_last || v->from_ms > v->end_ms;
	return r->row_count > 0 || *is_done ? OK : ERR_INPUT;
}

static enum err
cursor_answered(
    struct walk_visit *v, const struct exchange_result *r, size_t new_count, bool *is_done)
{
	const bool is_circle = r->cursor[0] != '\0' && strcmp(v->cursor, r->cursor) == 0;
	const bool is_known = v->feed->is_newest_first && v->begun_at != 0 && new_count == 0;

	memcpy(v->cursor, r->cursor, sizeof(v->cursor));
	*is_done = r->cursor[0] == '\0' || (is_known && r->row_count > 0);
	if (*is_done)
		v->position = 1; /* the first visit reached the end: later ones may stop early */
	return is_circle ? ERR_INPUT : OK;
}

enum err
walk_answered(
    struct walk_visit *v, const struct exchange_result *result, size_t new_count, bool *is_done)
{
	*is_done = false;
	switch (v->feed->paging) {
	case EXCHANGE_PAGING_ID:
		return id_answered(v, result, is_done);
	case EXCHANGE_PAGING_WINDOW:
		return window_answered(v, result, is_done);
	case EXCHANGE_PAGING_TIME:
		return time_answered(v, result, is_done);
	case EXCHANGE_PAGING_CURSOR:
		return cursor_answered(v, result, new_count, is_done);
	case EXCHANGE_PAGING_NONE:
		break;
	}
	*is_done = true;
	return OK;
}

uint64_t
walk_pages_left(const struct walk_visit *v)
{
	if (v->feed->paging != EXCHANGE_PAGING_WINDOW || v->length_ms <= 0)
		return 1;
	return 1 + (uint64_t)((v->end_ms - v->from_ms) / (v->length_ms + 1));
}
