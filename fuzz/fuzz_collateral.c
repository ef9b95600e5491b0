/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Target:  collateral_parse, collateral_write, collateral_sha256
 * Oracle:  no crash; what is read, written and read again is the same and has the same hash; it is
 *          smaller than the JSON it came from.
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/base/secret.h"
#include "lib/quote/collateral.h"

FUZZ(collateral, data, size)
{
	AUTO(buf) store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	AUTO(buf) store2 = buf_new(2 * COLLATERAL_JSON_SIZE_MAX);
	AUTO(buf) json = buf_new(2 * COLLATERAL_JSON_SIZE_MAX);
	struct json_writer w = json_writer_on(&json);
	uint8_t digest[SHA256_SIZE], digest2[SHA256_SIZE];
	struct collateral c, c2;
	enum err e;

	if (collateral_parse((struct span){ data, size }, &store, &c, NULL) != OK) {
		assert(collateral_is_empty(&c));
		return;
	}
	assert(store.size < size);
	collateral_write(&c, &w, NULL);
	e = json_write_end(&w);
	assert(e == OK);
	e = collateral_parse(buf_span(&json), &store2, &c2, NULL);
	assert(e == OK || (e == ERR_LIMIT && json.size > COLLATERAL_JSON_SIZE_MAX));
	if (e != OK)
		return;
	e = collateral_sha256(&c, digest);
	assert(e == OK);
	e = collateral_sha256(&c2, digest2);
	assert(e == OK && memcmp(digest, digest2, sizeof(digest)) == 0);
	assert(span_equal(c.pck_chain, c2.pck_chain) && span_equal(c.ark, c2.ark));
}
