/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/keyring/seen.h"

#include <assert.h>

enum { SLOTS_MIN = 4 };

void
seen_init(struct seen *s, uint32_t live_max)
{
	assert(live_max > 0 && live_max <= SEEN_LIVE_MAX);
	*s = (struct seen){ .live_max = live_max };
}

void
seen_wipe(struct seen *s)
{
	free(s->slots);
	*s = (struct seen){ 0 };
}

void
seen_rest(struct seen *s, int64_t now_ms)
{
	if (s->last_until_ms > now_ms)
		return;
	free(s->slots);
	*s = (struct seen){ .live_max = s->live_max };
}

/* The tag's slot, or the free one where it would go.  Tags are digests or random: no one picks. */
static struct seen_slot *
probe(struct seen_slot *slots, size_t slot_count, const uint8_t tag[SEEN_TAG_SIZE])
{
	size_t at;

	memcpy(&at, tag, sizeof(at));
	for (at &= slot_count - 1; slots[at].until_ms != 0; at = (at + 1) & (slot_count - 1))
		if (memcmp(slots[at].tag, tag, SEEN_TAG_SIZE) == 0)
			break;
	return &slots[at];
}

/* Until when the tag is remembered; 0: it is not there. */
static int64_t
until_ms_of(const struct seen *s, const uint8_t tag[SEEN_TAG_SIZE])
{
	return s->slot_count == 0 ? 0 : probe(s->slots, s->slot_count, tag)->until_ms;
}

bool
seen_has(const struct seen *s, const uint8_t tag[SEEN_TAG_SIZE], int64_t now_ms)
{
	return until_ms_of(s, tag) > now_ms;
}

/* Build the table anew, without the tags whose time is over and with room for half as many more. */
static enum err
make_room(struct seen *s, int64_t now_ms)
{
	uint32_t live = 0, count = SLOTS_MIN;
	struct seen_slot *fresh;

	for (uint32_t i = 0; i < s->slot_count; i++)
		live += s->slots[i].until_ms > now_ms;
	ENSURE(live < s->live_max, ERR_LIMIT);
	while (count < live * 3 && count < s->live_max * 2)
		count *= 2;
	fresh = calloc(count, sizeof(*fresh));
	ENSURE(fresh != NULL, ERR_NOMEM);
	for (uint32_t i = 0; i < s->slot_count; i++)
		if (s->slots[i].until_ms > now_ms)
			*probe(fresh, count, s->slots[i].tag) = s->slots[i];
	free(s->slots);
	s->slots = fresh;
	s->slot_count = count;
	s->used_count = live;
	return OK;
}

enum err
seen_put(struct seen *s, const uint8_t tag[SEEN_TAG_SIZE], int64_t now_ms, int64_t until_ms)
{
	const int64_t before_ms = until_ms_of(s, tag);
	struct seen_slot *slot;

	assert(until_ms > 0);
	ENSURE(before_ms <= now_ms, ERR_CONFLICT);
	if (before_ms == 0) {
		if (s->used_count >= s->live_max || s->used_count >= s->slot_count / 2)
			TRY(make_room(s, now_ms));
		s->used_count++;
	}
	slot = probe(s->slots, s->slot_count, tag);
	memcpy(slot->tag, tag, SEEN_TAG_SIZE);
	slot->until_ms = until_ms;
	if (until_ms > s->last_until_ms)
		s->last_until_ms = until_ms;
	return OK;
}
