/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Oracle: a plan of faults (the first line) that is taken has rules within their limits; whatever
 * it hits, the rest of the input is spoilt without harm, and grows by what a fault adds at most.
 */
#include "fuzz/fuzz.h"
#include "host/sandbox/spoil.h"

FUZZ(sandbox_faults, data, size)
{
	const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size);
	const struct span all = { data, size };
	const size_t at = end == NULL ? size : (size_t)(end - data);
	struct buf body = buf_new(1 << 20);
	struct faults f = { 0 };
	struct fault_hits h;

	if (faults_parse(span_first(all, at), &f, NULL) == OK) {
		assert(f.rule_count <= FAULTS_RULES_MAX);
		for (size_t i = 0; i < f.rule_count; i++)
			assert(f.rules[i].kind < FAULT_KIND_COUNT && f.rules[i].first >= 1);
		h = faults_take(&f, S("/api/v3/myTrades"), "demo");
		assert(h.count <= FAULTS_HITS_MAX);
		if (buf_append(&body, span_from(all, at)) == OK && spoil_body(&h, &body) == OK)
			assert(body.size <= 64 * (size + 64));
	}
	buf_wipe(&body);
}
