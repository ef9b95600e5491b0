/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wycheproof.h - walks one file of Wycheproof vectors, with our own JSON reader.
 */
#ifndef TEST_WYCHEPROOF_H
#define TEST_WYCHEPROOF_H

#include "lib/base/bytes.h"

/* What the six files have, hex still as text; a member a file lacks is an empty span. */
struct wycheproof {
	int64_t keySize, ivSize, tagSize; /* of the group, in bits */
	struct span publicKey;            /* of the group, a JSON object */
	int64_t tcId, size;
	struct span result;
	struct span key, iv, aad, msg, ct, tag, ikm, salt, info, okm, sig;
	struct span public, private, shared;
};

/*
 * Call `check` for every case of security/wycheproof/`file`; it counts the case when it concerns
 * us.  Fails the test when the file has another number of cases than it says; skips the test when
 * the vectors are not here.
 */
void wycheproof_each(const char *file, void (*check)(const struct wycheproof *c));

/* Is the case's result `word`? */
bool wycheproof_is(const struct wycheproof *c, const char *word);

/* Bytes of hex text, good until `which` (0..7) is used again. */
struct span wycheproof_hex(int which, struct span hex);

/* The same, of a size that must be `size`. */
const uint8_t *wycheproof_fixed(int which, struct span hex, size_t size);

#endif
