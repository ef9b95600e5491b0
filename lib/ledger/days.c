/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/days.h"

#include "lib/base/secret.h"

enum { DAY_MS = 86400000, MINUTE_MS = 60000, DAYS_FIRST = 4, DAYS_FEW = 32 };

void
days_reset(struct days *d, int offset_min)
{
	*d = (struct days){ .rows = d->rows, .room = d->room, .offset_min = offset_min };
}

void
days_wipe(struct days *d)
{
	if (d->rows != NULL)
		bytes_wipe(d->rows, d->room * sizeof(*d->rows));
	free(d->rows);
	*d = (struct days){ 0 };
}

/* The first day that is not before `day`. */
static uint32_t
day_at(const struct days *d, int32_t day)
{
	uint32_t low = 0, high = d->count;

	if (high > 0 && d->rows[high - 1].day < day)
		return high;
	if (d->at + 1 < high && d->rows[d->at + 1].day == day) /* mostly, one after the other */
		return d->at + 1;
	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;

		if (d->rows[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static enum err
day_insert(struct days *d, size_t at, int32_t day)
{
	if (d->count == d->room) {
		const uint32_t more = d->room < DAYS_FEW ? d->room : d->room / 8;
		const uint32_t room = d->room + more + DAYS_FIRST;
		struct ledger_day *rows = realloc(d->rows, room * sizeof(*rows));

		ENSURE(rows != NULL, ERR_NOMEM);
		d->rows = rows;
		d->room = room;
	}
	memmove(d->rows + at + 1, d->rows + at, (d->count - at) * sizeof(*d->rows));
	d->rows[at] = (struct ledger_day){ .day = day };
	d->count++;
	return OK;
}

int64_t
days_before(const struct days *d, int64_t ts_ms)
{
	const int64_t offset_ms = (int64_t)d->offset_min * MINUTE_MS;

	if (ts_ms >= d->from_ms && ts_ms < d->before_ms)
		return d->before_ms;
	return ((ts_ms + offset_ms) / DAY_MS + 1) * DAY_MS - offset_ms; /* rows begin in 1970 */
}

int32_t
days_number(const struct days *d, int64_t ts_ms)
{
	const int64_t offset_ms = (int64_t)d->offset_min * MINUTE_MS;

	return (int32_t)((days_before(d, ts_ms) + offset_ms) / DAY_MS - 1);
}

int64_t
days_from(const struct days *d, int32_t day)
{
	return (int64_t)day * DAY_MS - (int64_t)d->offset_min * MINUTE_MS;
}

enum err
days_open(struct days *d, int64_t ts_ms, struct ledger_day **out)
{
	if (ts_ms < d->from_ms || ts_ms >= d->before_ms) {
		const int64_t offset_ms = (int64_t)d->offset_min * MINUTE_MS;
		const int32_t day = (int32_t)((ts_ms + offset_ms) / DAY_MS); /* from 1970 on */
		const bool is_next = ts_ms >= d->before_ms && d->from_ms < d->before_ms &&
		    d->at + 1 == d->count; /* mostly, behind all others */
		const uint32_t at = is_next ? d->count : day_at(d, day);

		if (at == d->count || d->rows[at].day != day)
			TRY(day_insert(d, at, day));
		d->at = at;
		d->from_ms = days_from(d, day);
		d->before_ms = d->from_ms + DAY_MS;
	}
	*out = &d->rows[d->at];
	return OK;
}

enum err
days_fills(
    struct days *d, int64_t ts_ms, uint32_t count, struct decimal volume, struct decimal fees)
{
	struct ledger_day *day;

	TRY(days_open(d, ts_ms, &day));
	days_add_fills(day, count, volume, fees);
	return OK;
}

static void
gain_set(struct ledger_day *day, struct decimal gain)
{
	const struct decimal back = { (__int128)-(unsigned __int128)day->gross.e18 };

	day->net = days_sum(days_sum(day->net, back), gain);
	day->gross = gain;
}

void
days_rewind(struct days *d, int32_t day, struct decimal gain)
{
	uint32_t kept = day_at(d, day);

	for (size_t at = kept; at < d->count; at++) {
		struct ledger_day *row = &d->rows[at];

		gain_set(row, row->day == day ? gain : (struct decimal){ 0 });
		if (row->row_count > 0 || row->gross.e18 != 0)
			d->rows[kept++] = *row;
	}
	d->count = kept;
	d->from_ms = d->before_ms = 0;
}

enum err
days_check(const struct days *d)
{
	for (size_t i = 0; i < d->count; i++) {
		struct decimal net;

		TRY(decimal_sub(d->rows[i].gross, d->rows[i].fees, &net));
		TRY(decimal_add(net, d->rows[i].funding, &net));
	}
	return OK;
}
