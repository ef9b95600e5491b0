/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Oracle: a registration, or the answer to one, that was read, written down and read again is the
 * same; what was refused has a reason that does not quote the secret.
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/base/secret.h"
#include "lib/wire/registration.h"

static void
reply_reads_back(struct span text)
{
	AUTO(buf) again = buf_new(8192);
	struct registration_reply r, second;
	struct why why = { "" };
	enum err e;

	if (registration_reply_parse(text, &r, &why) != OK) {
		assert(why.text[0] != '\0');
		return;
	}
	e = registration_reply_write(&r, &again);
	assert(e == OK);
	e = registration_reply_parse(buf_span(&again), &second, &why);
	assert(e == OK);
	assert(strcmp(r.session_id, second.session_id) == 0);
	assert(strcmp(r.expires_at, second.expires_at) == 0);
	assert(memcmp(r.receipt, second.receipt, SHA256_SIZE) == 0);
	assert(r.permissions.trades == second.permissions.trades);
}

FUZZ(registration, data, size)
{
	AUTO(buf) again = buf_new(65536);
	static struct registration r, second;
	struct why why = { "" };
	enum err e;

	reply_reads_back((struct span){ data, size });
	e = registration_parse((struct span){ data, size }, &r, &why);
	assert((e == OK) == (why.text[0] == '\0'));
	if (e != OK)
		return;
	assert(strlen(r.credential.api_key) >= 10 && r.symbol_count <= SYMBOL_HINTS_MAX);
	e = registration_write(&r, &again);
	assert(e == OK);
	e = registration_parse(buf_span(&again), &second, &why);
	assert(e == OK);
	assert(memcmp(&r, &second, sizeof(r)) == 0);
}
