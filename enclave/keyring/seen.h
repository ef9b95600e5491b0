/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seen.h - what was used once and must not be used again, until it would be refused anyway.
 *
 * A bounded set of 16-byte tags, each with the moment after which it may be forgotten.
 *
 * Room:      enclave/keyring.  Calls: lib/base.
 * Promises:  never forgets early; when it is full of live tags it says ERR_LIMIT; takes no memory
 *            before the first tag, and no more than six slots for each that is live when it grows.
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
	uint32_t slot_count; /* 0, or a power of two, at least twice used_count */
	uint32_t used_count; /* slots that hold a tag, live or not */
	uint32_t live_max;
	int64_t last_until_ms; /* from then on nothing in it is live */
};

enum { SEEN_LIVE_MAX = 1 << 24 }; /* of `live_max` */

/* For `live_max` tags at a time. */
void seen_init(struct seen *s, uint32_t live_max);
void seen_wipe(struct seen *s);

/* If nothing in it is live, give its memory back. */
void seen_rest(struct seen *s, int64_t now_ms);

/* Is this tag remembered? */
bool seen_has(const struct seen *s, const uint8_t tag[SEEN_TAG_SIZE], int64_t now_ms);

/*
 * Remember a tag until `until_ms`.  ERR_CONFLICT if it is remembered already; ERR_LIMIT when full;
 * ERR_NOMEM.
 */
enum err seen_put(
    struct seen *s, const uint8_t tag[SEEN_TAG_SIZE], int64_t now_ms, int64_t until_ms);

#endif
