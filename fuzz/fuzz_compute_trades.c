/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text is either refused with a sentence or computed; what is computed is one JSON object, and
 * the same again when it is computed again.
 */
#include "fuzz/fuzz.h"
#include "host/cli/compute.h"
#include "lib/base/secret.h"
#include "lib/json/json.h"

FUZZ(compute_trades, data, size)
{
	const struct span text = { data, size };
	AUTO(buf) once = buf_new(1 << 24);
	AUTO(buf) again = buf_new(1 << 24);
	struct why why = { "" };
	struct json j;
	const enum err e = compute_trades(text, &once, &why);

	if (e != OK) {
		assert(e == ERR_INPUT || e == ERR_LIMIT || e == ERR_NOMEM);
		assert(why.text[0] != '\0' || e == ERR_NOMEM);
		return;
	}
	json_init(&j, buf_span(&once));
	assert(json_skip(&j, NULL) == OK && json_end(&j) == OK);
	assert(compute_trades(text, &again, &why) == OK);
	assert(span_equal(buf_span(&once), buf_span(&again)));
}
