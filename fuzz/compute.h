/* SPDX-License-Identifier: Apache-2.0 */
/* compute.h - what holds for each KIND of `compute`, whatever its file is. */
#ifndef FUZZ_COMPUTE_H
#define FUZZ_COMPUTE_H

#include "fuzz/fuzz.h"
#include "host/cli/compute.h"
#include "lib/base/secret.h"
#include "lib/json/json.h"

/* Refused with a sentence, or computed to one JSON value, and to the same again. */
static inline void
fuzz_compute(enum err (*compute)(struct span text, struct buf *out, struct why *why),
    const uint8_t *data, size_t size)
{
	const struct span text = { data, size };
	AUTO(buf) once = buf_new(1 << 24);
	AUTO(buf) again = buf_new(1 << 24);
	struct why why = { "" };
	struct json j;
	const enum err e = compute(text, &once, &why);
	enum err read;

	if (e != OK) {
		assert(e == ERR_INPUT || e == ERR_LIMIT || e == ERR_NOMEM);
		assert(why.text[0] != '\0' || e != ERR_INPUT);
		return;
	}
	/* Many years of months are more members than our own reader takes in one object. */
	json_init(&j, buf_span(&once));
	read = json_skip(&j, NULL);
	assert(read == ERR_LIMIT || (read == OK && json_end(&j) == OK));
	assert(compute(text, &again, &why) == OK);
	assert(span_equal(buf_span(&once), buf_span(&again)));
}

#endif
