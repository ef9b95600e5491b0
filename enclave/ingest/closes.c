/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/closes.h"

void
closes_wipe(struct closes *c)
{
	free(c->rows);
	free(c->hours);
	*c = (struct closes){ 0 };
}

enum { DAY_HOURS = 24 };

/* The hour in which the day of this one begins. */
static int32_t
day_of(int32_t hour)
{
	return hour / DAY_HOURS * DAY_HOURS;
}

static int64_t
ms_of(int32_t hour)
{
	return (int64_t)hour * CLOSES_HOUR_MS;
}

/* ---- what is held ---- */

struct close *
closes_find(const struct closes *c, const struct close *key)
{
	for (size_t i = 0; i < c->count; i++) {
		struct close *row = &c->rows[i];

		if (row->is_asset == key->is_asset &&
		    (key->is_asset ? row->asset == key->asset
				   : row->wallet == key->wallet && row->symbol == key->symbol))
			return row;
	}
	return NULL;
}

static enum err
row_new(struct closes *c, struct close **out)
{
	const uint32_t room = c->room + c->room / 8 + 1;
	struct close *moved;

	if (c->count == c->room) {
		moved = realloc(c->rows, room * sizeof(*moved));
		ENSURE(moved != NULL, ERR_NOMEM);
		c->rows = moved;
		c->room = room;
	}
	*out = &c->rows[c->count++];
	**out = (struct close){ .first = INT32_MAX };
	return OK;
}

void
closes_begin(struct closes *c)
{
	for (size_t i = 0; i < c->count; i++) {
		c->rows[i].first = INT32_MAX;
		c->rows[i].last = 0;
	}
}

enum err
closes_hold(struct closes *c, const struct close *key)
{
	const int32_t begin = day_of(key->first) - DAY_HOURS;
	struct close *row = closes_find(c, key);

	if (row == NULL) {
		if (c->count == CLOSES_COUNT_MAX)
			return OK;
		TRY(row_new(c, &row));
		row->asset = key->asset;
		row->is_asset = key->is_asset;
	}
	/* Earlier than was thought, or by another pair: from the beginning. */
	if (row->begun == 0 || begin < row->begun || row->symbol != key->symbol) {
		row->begun = row->next_day = row->next_hour = begin;
		row->doubts = 0;
	}
	row->wallet = key->wallet;
	row->symbol = key->symbol;
	if (key->first < row->first)
		row->first = key->first;
	if (key->last > row->last)
		row->last = key->last;
	return OK;
}

/* ---- hours before flows ---- */

static int
hour_compare(const void *a, const void *b)
{
	const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

static bool
has_hour(const struct closes *c, int32_t hour)
{
	return c->hour_count > 0 &&
	    bsearch(&hour, c->hours, c->hour_count, sizeof(hour), hour_compare) != NULL;
}

enum err
closes_flows(struct closes *c, const int64_t *ts_ms, size_t count)
{
	int32_t *hours = calloc(count + 1, sizeof(*hours)), *fitted;
	uint32_t kept = 0;

	ENSURE(hours != NULL, ERR_NOMEM);
	for (size_t i = 0; i < count; i++)
		hours[i] = closes_hour(ts_ms[i]) - 1;
	qsort(hours, count, sizeof(*hours), hour_compare);
	for (size_t i = 0; i < count && kept < CLOSES_HOURS_MAX; i++) {
		if (kept > 0 && hours[kept - 1] == hours[i])
			continue;
		/* A new one among those that were answered: everybody goes back to it. */
		for (size_t k = 0; !has_hour(c, hours[i]) && k < c->count; k++)
			if (c->rows[k].next_hour > hours[i])
				c->rows[k].next_hour = hours[i];
		hours[kept++] = hours[i];
	}
	fitted = kept == 0 ? NULL : realloc(hours, kept * sizeof(*hours));
	if (kept == 0)
		free(hours);
	free(c->hours);
	c->hours = kept == 0 || fitted != NULL ? fitted : hours;
	c->hour_count = kept;
	return OK;
}

/* ---- asking ---- */

static bool
next_days(const struct close *row, int64_t now_ms, struct close_question *out)
{
	*out = (struct close_question){ ms_of(row->next_day), now_ms, CLOSES_DAY_MS };
	return row->next_day <= day_of(row->last) && out->from_ms + CLOSES_DAY_MS <= now_ms;
}

/* From the next hour that is wanted to the last one that fits into its page. */
static bool
next_hours(const struct closes *c, const struct close *row, int64_t now_ms, unsigned page_rows,
    struct close_question *out)
{
	const int32_t from = row->next_hour > row->first - 1 ? row->next_hour : row->first - 1;
	bool is_found = false;

	*out = (struct close_question){ .step_ms = CLOSES_HOUR_MS };
	for (size_t i = 0; i < c->hour_count; i++) {
		const int64_t end_ms = ms_of(c->hours[i] + 1);

		if (c->hours[i] < from)
			continue;
		if (c->hours[i] > row->last || end_ms > now_ms ||
		    (is_found && end_ms > out->from_ms + (int64_t)page_rows * CLOSES_HOUR_MS))
			break;
		if (!is_found)
			out->from_ms = ms_of(c->hours[i]);
		out->to_ms = end_ms - 1;
		is_found = true;
	}
	return is_found;
}

bool
closes_next(const struct closes *c, const struct close *row, int64_t now_ms, unsigned page_rows,
    struct close_question *out)
{
	if (row->symbol == CLOSES_NO_SYMBOL || row->is_resting)
		return false;
	return next_days(row, now_ms, out) || next_hours(c, row, now_ms, page_rows, out);
}

bool
closes_takes(const struct closes *c, const struct close_question *q, int64_t closed_ms)
{
	return q->step_ms == CLOSES_DAY_MS || has_hour(c, closes_hour(closed_ms));
}

bool
closes_expects(
    const struct close *row, const struct close_question *q, int64_t last_ms, int64_t closed_ms)
{
	const int64_t next_ms = last_ms >= q->from_ms ? last_ms + 1 : q->from_ms;

	return row->doubts == CLOSES_DOUBTS_MAX || closed_ms < next_ms + q->step_ms;
}

void
closes_answered(struct close *row, const struct close_question *q, const struct close_answer *a)
{
	const bool has_some = a->last_ms >= q->from_ms;

	if (!has_some && row->doubts < CLOSES_DOUBTS_MAX) {
		const int doubts = row->doubts + (a->has_later ? CLOSES_DOUBTS_LATER : 1);

		row->doubts = (uint8_t)(doubts < CLOSES_DOUBTS_MAX ? doubts : CLOSES_DOUBTS_MAX);
		row->is_resting = true;
		return;
	}
	row->doubts = 0;
	if (q->step_ms == CLOSES_HOUR_MS)
		row->next_hour = closes_hour(has_some ? a->last_ms : q->to_ms) + 1;
	else
		row->next_day =
		    has_some ? closes_hour(a->last_ms) + 1 : day_of(closes_hour(q->to_ms));
}
