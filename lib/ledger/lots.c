/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/lots.h"

#include "lib/base/secret.h"

void
lots_reset(struct lots *l, enum ledger_method method)
{
	l->method = method;
	l->state = (struct lots_state){ 0 };
}

void
lots_wipe(struct lots *l)
{
	if (l->heap != NULL)
		bytes_wipe(l->heap, l->heap_room * sizeof(*l->heap));
	if (l->log != l->few)
		free(l->log);
	free(l->heap);
	bytes_wipe(l, sizeof(*l));
}

/*
 * FIFO
 */

enum err
lots_reserve(struct lots *l, size_t more)
{
	enum { SPARE = 32 };
	const size_t count = l->state.log_count + more;
	const size_t room = count + (count / 4 > SPARE ? count / 4 : SPARE);
	uint32_t *log;

	if (count <= l->log_room)
		return OK;
	if (count <= LOTS_FEW) {
		l->log = l->few;
		l->log_room = LOTS_FEW;
		return OK;
	}
	log = realloc(l->log == l->few ? NULL : l->log, room * sizeof(*log));
	ENSURE(log != NULL, ERR_NOMEM);
	if (l->log == l->few)
		memcpy(log, l->few, sizeof(l->few));
	l->log = log;
	l->log_room = (uint32_t)room; /* there are fewer than 2^31 rows */
	return OK;
}

static enum err
log_append(struct lots *l, uint32_t place)
{
	TRY(lots_reserve(l, 1));
	l->log[l->state.log_count++] = place;
	return OK;
}

/* The whole row at a place as a lot: only the first of a FIFO position can be less. */
static enum err
lot_at(const struct lots_source *from, uint32_t place, struct lot *out)
{
	const struct entry e = entry_at(from->rows, place, from->dp);
	__int128 units;

	TRY(value_effective(from->terms, &e, &units));
	*out = (struct lot){
		.units = units < 0 ? -units : units,
		.unit = value_unit(from->terms, &e),
		.opened_ms = e.row.ts_ms,
		.place = place,
	};
	if (out->unit == 0)
		return value_of(from->terms, &e, out->units, &out->value);
	out->value.e18 = out->unit * out->units;
	return OK;
}

/*
 * HIFO: a heap, the first to be taken on top
 */

static enum err
heap_reserve(struct lots *l, size_t count)
{
	const size_t room = l->heap_room == 0 ? 4 : l->heap_room * 2;
	struct lot *heap;

	if (count <= l->heap_room)
		return OK;
	heap = realloc(l->heap, (room < count ? count : room) * sizeof(*heap));
	ENSURE(heap != NULL, ERR_NOMEM);
	l->heap = heap;
	l->heap_room = room < count ? count : room;
	return OK;
}

static bool
is_before(const struct lot *a, const struct lot *b, bool is_long)
{
	const int order = decimal_compare(a->price, b->price);

	return order == 0 ? a->sequence < b->sequence : (order > 0) == is_long;
}

static void
swap(struct lot *a, struct lot *b)
{
	const struct lot lot = *a;

	*a = *b;
	*b = lot;
}

static void
heap_rise(struct lot *heap, size_t at, bool is_long)
{
	for (; at > 0 && is_before(&heap[at], &heap[(at - 1) / 2], is_long); at = (at - 1) / 2)
		swap(&heap[at], &heap[(at - 1) / 2]);
}

static void
heap_pop(struct lot *heap, size_t count, bool is_long)
{
	size_t at = 0, next;

	heap[0] = heap[--count];
	for (; (next = 2 * at + 1) < count; at = next) {
		if (next + 1 < count && is_before(&heap[next + 1], &heap[next], is_long))
			next++;
		if (!is_before(&heap[next], &heap[at], is_long))
			break;
		swap(&heap[at], &heap[next]);
	}
}

/*
 * All methods
 */

static enum err
lot_merge(struct lot *into, const struct lot *lot)
{
	ENSURE(!__builtin_add_overflow(into->units, lot->units, &into->units), ERR_LIMIT);
	into->unit = 0;
	return sum_add(&into->value, lot->value);
}

enum err
lots_open(struct lots *l, const struct lot *lot, bool is_long)
{
	struct lots_state *s = &l->state;

	s->are_small = (s->count == 0 || s->are_small) && lot->unit > 0 &&
	    lot->unit >> LOTS_UNIT_BITS == 0 && lot->units >> LOTS_UNITS_BITS == 0;
	if (s->count == 0)
		s->unit_most = 0;
	if (s->are_small && lot->unit > s->unit_most)
		s->unit_most = (int64_t)lot->unit;
	if (l->method == LEDGER_AVERAGE && s->count > 0)
		return lot_merge(&s->head, lot);
	if (l->method == LEDGER_FIFO && s->count > 0)
		TRY(log_append(l, lot->place));
	if (l->method == LEDGER_LIFO && s->count > 0) {
		TRY(heap_reserve(l, s->count));
		l->heap[s->count - 1] = s->head;
	}
	if (l->method == LEDGER_HIFO) {
		TRY(heap_reserve(l, s->count + 1));
		l->heap[s->count] = *lot;
		l->heap[s->count].sequence = s->opened_count++;
		heap_rise(l->heap, s->count, is_long);
	} else if (s->count == 0 || l->method == LEDGER_LIFO) {
		s->head = *lot;
	}
	s->count++;
	return OK;
}

/* The lot that was taken first is used up: which is next? */
static enum err
next(struct lots *l, const struct lots_source *from, bool is_long)
{
	struct lots_state *s = &l->state;

	if (l->method == LEDGER_HIFO)
		heap_pop(l->heap, s->count, is_long);
	s->count--;
	if (s->count == 0)
		return OK;
	if (l->method == LEDGER_FIFO)
		return lot_at(from, l->log[s->log_first++], &s->head);
	if (l->method == LEDGER_LIFO)
		s->head = l->heap[s->count - 1];
	return OK;
}

enum err
lots_take(struct lots *l, const struct lots_source *from, __int128 units, bool is_long,
    struct decimal *cost)
{
	struct decimal part;

	*cost = (struct decimal){ 0 };
	while (units > 0) {
		struct lot *lot = l->method == LEDGER_HIFO ? &l->heap[0] : &l->state.head;

		part = lot->value;
		if (lot->units <= units) {
			units -= lot->units;
			TRY(next(l, from, is_long));
		} else {
			if (lot->unit != 0)
				part.e18 = lot->unit * units;
			else
				TRY(value_share(lot->value, units, lot->units, &part));
			lot->value.e18 -= part.e18; /* the remainder stays in the lot */
			lot->units -= units;
			units = 0;
		}
		TRY(sum_add(cost, part));
	}
	return OK;
}

static int
sequence_compare(const void *a, const void *b)
{
	const struct lot *x = a, *y = b;

	return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

enum err
lots_list(const struct lots *l, const struct lots_source *from, struct lot *out)
{
	const struct lots_state *s = &l->state;

	if (s->count == 0)
		return OK;
	if (l->method == LEDGER_FIFO)
		for (size_t i = 1; i < s->count; i++)
			TRY(lot_at(from, l->log[s->log_first + i - 1], &out[i]));
	if (l->method == LEDGER_LIFO || l->method == LEDGER_HIFO)
		lots_aside(l, out);
	if (l->method == LEDGER_HIFO)
		qsort(out, s->count, sizeof(*out), sequence_compare);
	else
		out[l->method == LEDGER_LIFO ? s->count - 1 : 0] = s->head;
	return OK;
}

size_t
lots_aside_count(const struct lots *l)
{
	if (l->method == LEDGER_HIFO)
		return l->state.count;
	return l->method == LEDGER_LIFO && l->state.count > 0 ? l->state.count - 1 : 0;
}

void
lots_aside(const struct lots *l, struct lot *out)
{
	const size_t count = lots_aside_count(l);

	if (count > 0)
		memcpy(out, l->heap, count * sizeof(*out));
}

enum err
lots_restore(struct lots *l, const struct lots_state *state, const struct lot *aside)
{
	struct lots_state before = l->state;
	size_t count;

	l->state = *state;
	count = lots_aside_count(l);
	if (count == 0)
		return OK;
	if (heap_reserve(l, count) != OK) {
		l->state = before;
		return ERR_NOMEM;
	}
	memcpy(l->heap, aside, count * sizeof(*aside));
	return OK;
}

enum err
lots_copy(
    struct lots *to, const struct lots *l, const struct lots_state *state, const struct lot *aside)
{
	const uint32_t first = state->log_first, count = state->log_count;

	lots_reset(to, l->method);
	for (size_t i = first; i < count; i++)
		TRY(log_append(to, l->log[i]));
	TRY(lots_restore(to, state, aside));
	to->state.log_first = 0;
	to->state.log_count = count - first;
	return OK;
}
