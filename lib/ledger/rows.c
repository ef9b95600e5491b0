/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/rows.h"

#include "lib/base/secret.h"

enum {
	SCALE_DP_FIRST = 8, /* what most exchanges write */
	PLACES_FIRST = 16,  /* half as much as a book takes without rows */
	ORDER_SPARE = 4,
	SLOTS_FIRST = 16,
};

struct rows
rows_new(void)
{
	return (struct rows){ .scale = { SCALE_DP_FIRST, SCALE_DP_FIRST, SCALE_DP_FIRST } };
}

/* Chunks behind the first one. */
static size_t
more_count(const struct rows *r)
{
	return r->place_room <= ROWS_CHUNK ? 0 : (r->place_room >> ROWS_CHUNK_SHIFT) - 1;
}

static void
chunk_free(struct row_packed *chunk, size_t count)
{
	if (chunk != NULL)
		bytes_wipe(chunk, count * sizeof(*chunk));
	free(chunk);
}

void
rows_wipe(struct rows *r)
{
	for (size_t i = 0; i < more_count(r); i++)
		chunk_free(r->more[i], ROWS_CHUNK);
	chunk_free(r->first, r->place_room < ROWS_CHUNK ? r->place_room : ROWS_CHUNK);
	if (r->wides != NULL)
		bytes_wipe(r->wides, r->wide_room * sizeof(*r->wides));
	free(r->more);
	free(r->order);
	free(r->wides);
	free(r->slots);
	*r = (struct rows){ 0 };
}

/*
 * The hash of keys
 */

/* Ids are the exchange's: a mixing, not a keyed hash (splitmix64's finish). */
static size_t
slot_first(const struct rows *r, const struct row *row)
{
	uint64_t h = row->id * 8 + (uint64_t)row->kind * 2 + row->side;

	h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9;
	h = (h ^ (h >> 27)) * 0x94d049bb133111eb;
	h ^= h >> 31;
	return (size_t)((h >> 32) * r->slot_count >> 32);
}

static size_t
slot_next(const struct rows *r, size_t at)
{
	return at + 1 == r->slot_count ? 0 : at + 1;
}

/* Where the key is, or the empty slot where it would go. */
static size_t
slot_of(const struct rows *r, const struct row *key)
{
	size_t at = slot_first(r, key);

	for (; r->slots[at] != 0; at = slot_next(r, at)) {
		const struct row row = rows_at_place(r, r->slots[at] - 1);

		if (row.id == key->id && row.kind == key->kind && row.side == key->side)
			break;
	}
	return at;
}

/* A hash of all keys with room for one more, half to four fifths full. */
static enum err
slots_reserve(struct rows *r)
{
	const uint32_t slot_count = r->count * 2 > SLOTS_FIRST ? r->count * 2 : SLOTS_FIRST;
	uint32_t *slots;

	if (r->slots != NULL && r->slot_count / 5 * 4 > r->count)
		return OK;
	slots = calloc(slot_count, sizeof(*slots));
	ENSURE(slots != NULL, ERR_NOMEM);
	free(r->slots);
	r->slots = slots;
	r->slot_count = slot_count;
	for (size_t i = 0; i < r->count; i++) {
		const uint32_t place = rows_place(r, i);
		const struct row row = rows_at_place(r, place);

		slots[slot_of(r, &row)] = place + 1;
	}
	return OK;
}

/* Empty a slot and move into it what would no longer be found past an empty one. */
static void
slot_clear(struct rows *r, size_t empty)
{
	for (size_t at = slot_next(r, empty); r->slots[at] != 0; at = slot_next(r, at)) {
		const struct row row = rows_at_place(r, r->slots[at] - 1);
		const size_t home = slot_first(r, &row);

		if (empty <= at ? (home > empty && home <= at) : (home > empty || home <= at))
			continue;
		r->slots[empty] = r->slots[at];
		empty = at;
	}
	r->slots[empty] = 0;
}

enum err
rows_find(struct rows *r, const struct row *key, bool *is_there, uint32_t *place)
{
	uint32_t slot;

	*is_there = false;
	if (rows_is_new(r, key))
		return OK;
	if (r->slots == NULL)
		TRY(slots_reserve(r));
	slot = r->slots[slot_of(r, key)];
	*is_there = slot != 0;
	*place = slot - 1;
	return OK;
}

/*
 * Places
 */

static enum err
chunk_add(struct rows *r)
{
	const size_t count = more_count(r);
	struct row_packed **more, *chunk;

	if ((count & (count - 1)) == 0) { /* the list doubles */
		more = realloc(r->more, (count == 0 ? 1 : count * 2) * sizeof(*more));
		ENSURE(more != NULL, ERR_NOMEM);
		r->more = more;
	}
	chunk = malloc(ROWS_CHUNK * sizeof(*chunk));
	ENSURE(chunk != NULL, ERR_NOMEM);
	r->more[count] = chunk;
	r->place_room += ROWS_CHUNK;
	return OK;
}

enum err
rows_reserve(struct rows *r)
{
	const uint32_t room = r->place_room == 0 ? PLACES_FIRST : r->place_room * 2;
	struct row_packed *first;

	if (r->hole != 0 || r->place_count < r->place_room)
		return OK;
	if (r->place_room >= ROWS_CHUNK)
		return chunk_add(r);
	first = realloc(r->first, room * sizeof(*first));
	ENSURE(first != NULL, ERR_NOMEM);
	r->first = first;
	r->place_room = room;
	return OK;
}

static enum err
order_reserve(struct rows *r, size_t count)
{
	const size_t room = count + count / 8 + ORDER_SPARE;
	uint32_t *order;

	if (count <= r->order_room)
		return OK;
	order = realloc(r->order, room * sizeof(*order));
	ENSURE(order != NULL, ERR_NOMEM);
	for (size_t i = 0; r->order == NULL && i < r->count; i++)
		order[i] = (uint32_t)i;
	r->order = order;
	r->order_room = (uint32_t)room;
	return OK;
}

static enum err
reserve(struct rows *r, bool is_wide)
{
	TRY(rows_reserve(r));
	if (r->order != NULL)
		TRY(order_reserve(r, r->count + 1));
	if (r->slots != NULL)
		TRY(slots_reserve(r));
	if (is_wide && r->wide_count == r->wide_room) {
		const uint32_t room = r->wide_room == 0 ? 4 : r->wide_room * 2;
		struct rows_wide *wides = realloc(r->wides, room * sizeof(*wides));

		ENSURE(wides != NULL, ERR_NOMEM);
		r->wides = wides;
		r->wide_room = room;
	}
	return OK;
}

static struct row_packed *
packed(struct rows *r, uint32_t place)
{
	return place < ROWS_CHUNK
	    ? &r->first[place]
	    : &r->more[(place >> ROWS_CHUNK_SHIFT) - 1][place & (ROWS_CHUNK - 1)];
}

static uint32_t
place_take(struct rows *r)
{
	uint32_t place = r->place_count;

	if (r->hole == 0) {
		r->place_count++;
	} else {
		place = r->hole - 1;
		r->hole = (uint32_t)packed(r, place)->id;
	}
	return place;
}

/* The numbers of the row at a place are in wides[index]. */
static void
place_wide(struct rows *r, uint32_t place, size_t index)
{
	struct row_packed *p = packed(r, place);

	p->price = (p->price & UINT8_MAX) | (uint64_t)index << 8;
}

/* Is it behind all others, and they in order? */
static bool
is_next(const struct rows *r, const struct row *row)
{
	const struct row_packed *packed;
	struct row last;

	if (r->sorted_count < r->count)
		return false;
	if (r->count == 0)
		return true;
	packed = rows_packed(r, rows_place(r, r->count - 1));
	if ((int64_t)(packed->time >> 16) != row->ts_ms)
		return (int64_t)(packed->time >> 16) < row->ts_ms;
	last = row_unpack(packed);
	return row_compare(&last, row) < 0;
}

enum err
rows_add(struct rows *r, const struct row *row, const struct amounts *a)
{
	bool is_in_order;
	uint32_t place;

	TRY(reserve(r, row->is_wide));
	is_in_order = is_next(r, row);
	place = place_take(r);
	*packed(r, place) = row_pack(row);
	if (row->is_wide) {
		place_wide(r, place, r->wide_count);
		r->wides[r->wide_count++] = (struct rows_wide){ *a, place };
	}
	if (r->order != NULL)
		r->order[r->count] = place;
	if (r->slots != NULL)
		r->slots[slot_of(r, row)] = place + 1;
	if (row->id > r->greatest[row->kind])
		r->greatest[row->kind] = row->id;
	r->kinds |= (uint8_t)(1U << row->kind);
	r->sorted_count += is_in_order ? 1 : 0;
	r->count++;
	return OK;
}

static int
place_compare(const void *a, const void *b, void *rows)
{
	return row_compare_packed(
	    rows_packed(rows, *(const uint32_t *)a), rows_packed(rows, *(const uint32_t *)b));
}

/* How many of the first `count` listed rows come before the row at a place. */
static size_t
count_before(struct rows *r, size_t count, uint32_t place)
{
	size_t low = 0, high = count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (place_compare(&r->order[middle], &place, r) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

enum err
rows_sort(struct rows *r, struct rows_change *change)
{
	size_t late_count = r->count - r->sorted_count, early = r->sorted_count;
	uint32_t *late;

	*change = (struct rows_change){ r->count, r->count, 0 };
	if (late_count == 0)
		return OK;
	TRY(order_reserve(r, r->count));
	late = malloc(late_count * sizeof(*late));
	ENSURE(late != NULL, ERR_NOMEM);
	memcpy(late, r->order + early, late_count * sizeof(*late));
	if (late_count > 1)
		qsort_r(late, late_count, sizeof(*late), place_compare, r);
	while (late_count > 0) { /* from the last one: what comes after it moves up, once */
		const size_t before = count_before(r, early, late[late_count - 1]);

		memmove(r->order + before + late_count, r->order + before,
		    (early - before) * sizeof(*r->order));
		change->from = before + --late_count;
		r->order[change->from] = late[late_count];
		if (before < r->sorted_count && change->moved++ == 0)
			change->until = change->from + 1;
		early = before;
	}
	free(late);
	r->sorted_count = r->count;
	return OK;
}

/* The last of the wide numbers takes the place of those that go. */
static void
wide_remove(struct rows *r, size_t index)
{
	const struct rows_wide last = r->wides[--r->wide_count];

	bytes_wipe(&r->wides[r->wide_count], sizeof(last));
	if (index == r->wide_count)
		return;
	r->wides[index] = last;
	place_wide(r, last.place, index);
}

enum err
rows_remove(struct rows *r, uint32_t place, struct rows_change *change)
{
	struct row row = rows_at_place(r, place);
	size_t position;

	TRY(order_reserve(r, r->count));
	TRY(slots_reserve(r));
	position = count_before(r, r->count, place);
	*change = (struct rows_change){ position, position, -1 };
	slot_clear(r, slot_of(r, &row));
	if (row.is_wide)
		wide_remove(r, (size_t)row.price);
	r->count--;
	r->sorted_count--;
	memmove(r->order + position, r->order + position + 1,
	    (r->count - position) * sizeof(*r->order));
	*packed(r, place) = (struct row_packed){ .id = r->hole };
	r->hole = place + 1;
	return OK;
}
