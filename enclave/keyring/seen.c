/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/keyring/seen.h"

#include <assert.h>

enum err
seen_init(struct seen *s, size_t live_max)
{
	size_t count = 16;

	while (count < live_max * 2)
		count *= 2;
	*s = (struct seen){ .slot_count = count, .live_max = live_max };
	s->slots = calloc(count, sizeof(*s->slots));
	ENSURE(s->slots != NULL, ERR_NOMEM);
	return OK;
}

void
seen_wipe(struct seen *s)
{
	free(s->slots);
	*s = (struct seen){ 0 };
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

bool
seen_has(const struct seen *s, const uint8_t tag[SEEN_TAG_SIZE], int64_t now_ms)
{
	return probe(s->slots, s->slot_count, tag)->until_ms > now_ms;
}

/* Build the table anew without the tags whose time is over. */
static enum err
forget_old(struct seen *s, int64_t now_ms)
{
	struct seen_slot *fresh = calloc(s->slot_count, sizeof(*fresh));
	size_t live = 0;

	ENSURE(fresh != NULL, ERR_NOMEM);
	for (size_t i = 0; i < s->slot_count; i++)
		if (s->slots[i].until_ms > now_ms) {
			*probe(fresh, s->slot_count, s->slots[i].tag) = s->slots[i];
			live++;
		}
	free(s->slots);
	s->slots = fresh;
	s->used_count = live;
	return OK;
}

enum err
seen_put(struct seen *s, const uint8_t tag[SEEN_TAG_SIZE], int64_t now_ms, int64_t until_ms)
{
	struct seen_slot *slot = probe(s->slots, s->slot_count, tag);

	assert(until_ms > 0);
	ENSURE(slot->until_ms <= now_ms, ERR_CONFLICT);
	if (slot->until_ms == 0) {
		if (s->used_count >= s->live_max)
			TRY(forget_old(s, now_ms));
		ENSURE(s->used_count < s->live_max, ERR_LIMIT);
		slot = probe(s->slots, s->slot_count, tag);
		s->used_count++;
	}
	memcpy(slot->tag, tag, SEEN_TAG_SIZE);
	slot->until_ms = until_ms;
	return OK;
}
