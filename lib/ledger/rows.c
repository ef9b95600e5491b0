/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/rows.h"

#include "lib/base/secret.h"

enum { SCALE_DP_FIRST = 8 }; /* what most exchanges write */

struct rows
rows_new(void)
{
	return (struct rows){ .scale = { SCALE_DP_FIRST, SCALE_DP_FIRST, SCALE_DP_FIRST } };
}

void
rows_wipe(struct rows *r)
{
	if (r->rows != NULL)
		bytes_wipe(r->rows, r->room * sizeof(*r->rows));
	if (r->wides != NULL)
		bytes_wipe(r->wides, r->wide_room * sizeof(*r->wides));
	free(r->rows);
	free(r->order);
	free(r->wides);
	free(r->slots);
	*r = (struct rows){ 0 };
}

/* Ids are the exchange's: a mixing, not a keyed hash (splitmix64's finish). */
static uint64_t
hash_of(const struct row *row)
{
	uint64_t h = row->id * 8 + (uint64_t)row->kind * 2 + row->side;

	h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9;
	h = (h ^ (h >> 27)) * 0x94d049bb133111eb;
	return h ^ (h >> 31);
}

static bool
is_same_key(const struct row *a, const struct row *b)
{
	return a->id == b->id && a->kind == b->kind && a->side == b->side;
}

/* Where the key is, or the empty slot where it would go. */
static size_t
slot_of(const struct rows *r, const struct row *key)
{
	size_t at = hash_of(key) & (r->slot_count - 1);

	while (r->slots[at] != 0 && !is_same_key(&r->rows[r->slots[at] - 1], key))
		at = (at + 1) & (r->slot_count - 1);
	return at;
}

/* A hash of all keys with room for `count`, at most three quarters full. */
static enum err
slots_build(struct rows *r, size_t count)
{
	size_t slot_count = r->slot_count == 0 ? 16 : r->slot_count;
	uint32_t *slots;

	while (slot_count / 4 * 3 < count)
		slot_count *= 2;
	if (slot_count == r->slot_count)
		return OK;
	slots = calloc(slot_count, sizeof(*slots));
	ENSURE(slots != NULL, ERR_NOMEM);
	free(r->slots);
	r->slots = slots;
	r->slot_count = slot_count;
	for (size_t i = 0; i < r->count; i++)
		slots[slot_of(r, &r->rows[i])] = (uint32_t)i + 1;
	return OK;
}

enum err
rows_find(struct rows *r, const struct row *key, const struct row **out)
{
	uint32_t slot;

	*out = NULL;
	if (!r->ids[key->kind].is_any || key->id > r->ids[key->kind].greatest)
		return OK;
	if (r->slots == NULL)
		TRY(slots_build(r, r->count + 1));
	slot = r->slots[slot_of(r, key)];
	if (slot != 0)
		*out = &r->rows[slot - 1];
	return OK;
}

static enum err
reserve(struct rows *r, bool is_wide)
{
	if (r->count == r->room) {
		const size_t room = r->room == 0 ? 16 : r->room + r->room / 2;
		struct row *rows = realloc(r->rows, room * sizeof(*rows));
		uint32_t *order;

		ENSURE(rows != NULL, ERR_NOMEM);
		r->rows = rows;
		order = realloc(r->order, room * sizeof(*order));
		ENSURE(order != NULL, ERR_NOMEM);
		r->order = order;
		r->room = room;
	}
	if (is_wide && r->wide_count == r->wide_room) {
		const size_t room = r->wide_room == 0 ? 4 : r->wide_room * 2;
		struct amounts *wides = realloc(r->wides, room * sizeof(*wides));

		ENSURE(wides != NULL, ERR_NOMEM);
		r->wides = wides;
		r->wide_room = room;
	}
	return r->slots == NULL ? OK : slots_build(r, r->count + 1);
}

static int
place_compare(const void *a, const void *b, void *rows)
{
	const struct row *all = rows;

	return row_compare(&all[*(const uint32_t *)a], &all[*(const uint32_t *)b]);
}

enum err
rows_sort(struct rows *r, size_t *changed_from)
{
	size_t late_count = r->count - r->sorted_count, at = r->count, early = r->sorted_count;
	uint32_t *late;

	*changed_from = r->count;
	if (late_count == 0)
		return OK;
	late = malloc(late_count * sizeof(*late));
	ENSURE(late != NULL, ERR_NOMEM);
	memcpy(late, r->order + early, late_count * sizeof(*late));
	qsort_r(late, late_count, sizeof(*late), place_compare, r->rows);
	while (late_count > 0) { /* merge from the end, as far back as the earliest late row */
		const uint32_t next = late[late_count - 1];

		if (early > 0 && row_compare(rows_at(r, early - 1), &r->rows[next]) > 0) {
			r->order[--at] = r->order[--early];
		} else {
			r->order[--at] = next;
			late_count--;
		}
	}
	free(late);
	r->sorted_count = r->count;
	*changed_from = at;
	return OK;
}

enum err
rows_add(struct rows *r, const struct row *row, const struct amounts *a)
{
	const uint32_t place = (uint32_t)r->count;
	struct row *kept;

	TRY(reserve(r, row->is_wide));
	kept = &r->rows[place];
	*kept = *row;
	if (row->is_wide) {
		kept->price = (int64_t)r->wide_count;
		r->wides[r->wide_count++] = *a;
	}
	r->order[place] = place;
	if (r->sorted_count == r->count &&
	    (r->count == 0 || row_compare(rows_at(r, r->count - 1), row) < 0))
		r->sorted_count++;
	if (r->slots != NULL)
		r->slots[slot_of(r, row)] = place + 1;
	if (!r->ids[row->kind].is_any || row->id > r->ids[row->kind].greatest)
		r->ids[row->kind].greatest = row->id;
	r->ids[row->kind].is_any = true;
	r->count++;
	return OK;
}
