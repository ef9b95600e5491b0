/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: an envelope that was read, written down and read again is the same; a no has a reason. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/base/secret.h"
#include "lib/wire/envelope.h"

FUZZ(envelope, data, size)
{
	AUTO(buf) again = buf_new(4 * ENVELOPE_BODY_SIZE_MAX);
	static struct envelope e, second;
	struct why why = { "" };
	enum err result;

	if (envelope_parse((struct span){ data, size }, &e, &why) != OK) {
		assert(why.text[0] != '\0');
		return;
	}
	assert(e.cipher_size > 0 && e.cipher_size <= ENVELOPE_CIPHER_SIZE_MAX);
	assert(e.challenge_size > 0 && e.challenge_size <= ENVELOPE_CHALLENGE_SIZE_MAX);
	assert(e.has_ttl || e.metadata.ttl == ENVELOPE_TTL_DEFAULT);
	result = envelope_write(&e, &again);
	assert(result == OK);
	result = envelope_parse(buf_span(&again), &second, &why);
	assert(result == OK);
	second.has_ttl = e.has_ttl; /* the default is written down */
	assert(memcmp(&e, &second, sizeof(e)) == 0);
	result = envelope_metadata_check(&e.metadata, &why);
	assert((result == OK) == (why.text[0] == '\0'));
}
