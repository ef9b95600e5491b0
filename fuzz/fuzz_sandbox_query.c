/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Oracle: what the sandbox reads of a query and a body (cut at the first line end) are pieces of
 * them, each found by its name and never longer than what was sent.
 */
#include "fuzz/fuzz.h"
#include "host/sandbox/query.h"

FUZZ(sandbox_query, data, size)
{
	const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size);
	const struct span all = { data, size };
	const size_t at = end == NULL ? size : (size_t)(end - data);
	char name[64], value[128];
	struct query q;

	if (query_parse(span_first(all, at), span_from(all, at + 1), &q) != OK)
		return;
	assert(q.count <= QUERY_COUNT_MAX);
	for (size_t i = 0; i < q.count; i++) {
		assert(q.all[i].whole.size > 0 && q.all[i].name.size <= q.all[i].whole.size);
		assert(q.all[i].whole.p >= data && q.all[i].whole.p < data + size);
		if (span_to_text(q.all[i].name, name, sizeof(name)) != OK)
			continue;
		assert(query_count_of(&q, name) > 0);
		if (query_text(&q, name, value, sizeof(value)) == OK)
			assert(strlen(value) <= size);
	}
}
