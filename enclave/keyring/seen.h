/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seen.h - what was used once and must not be used again, until it would be refused anyway.
 *
 * A bounded set of 16-byte tags, each with the moment after which it may be forgotten.
 *
 * Room:      enclave/keyring.  Calls: lib/base.
 * Promises:  never forgets early; when it is full of live tags it says ERR_LIMIT.
 */
#ifndef KEYRING_SEEN_H
#define KEYRING_SEEN_H

#include "lib/base/bytes.h"

enum { SEEN_TAG_SIZE = 16 };

struct seen_slot {
	uint8_t tag[SEEN_TAG_SIZE];
	int64_t until_ms; /* 0: never used */
};

struct seen {
	struct seen_slot *slots;
	size_t slot_count; /* a power of two, at least twice `live_max` */
	size_t live_max;
	size_t used_count; /* slots that hold a tag, live or not */
};

/* Room for `live_max` tags at a time.  ERR_NOMEM. */
enum err seen_init(struct seen *s, size_t live_max);
void seen_wipe(struct seen *s);

/* Is this tag remembered? */
bool seen_has(const struct seen *s, const uint8_t tag[SEEN_TAG_SIZE], int64_t now_ms);

/*
 * Remember a tag until `until_ms`.  ERR_CONFLICT if it is remembered already; ERR_LIMIT when full.
 */
enum err seen_put(
    struct seen *s, const uint8_t tag[SEEN_TAG_SIZE], int64_t now_ms, int64_t until_ms);

#endif
