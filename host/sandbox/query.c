/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/query.h"

#include "lib/net/http.h"

static enum err
pieces_add(struct span text, struct query *out)
{
	while (text.size > 0) {
		const uint8_t *end = memchr(text.p, '&', text.size);
		const size_t size = end == NULL ? text.size : (size_t)(end - text.p);
		const struct span piece = span_first(text, size);
		const uint8_t *equals = size == 0 ? NULL : memchr(piece.p, '=', size);

		text = span_from(text, size + 1);
		if (size == 0)
			continue;
		ENSURE(out->count < QUERY_COUNT_MAX, ERR_LIMIT);
		out->all[out->count].whole = piece;
		out->all[out->count].name =
		    span_first(piece, equals == NULL ? size : (size_t)(equals - piece.p));
		out->count++;
	}
	return OK;
}

enum err
query_parse(struct span query, struct span body, struct query *out)
{
	*out = (struct query){ 0 };
	TRY(pieces_add(query, out));
	return pieces_add(body, out);
}

size_t
query_count_of(const struct query *q, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < q->count; i++)
		count += span_is(q->all[i].name, name);
	return count;
}

enum err
query_text(const struct query *q, const char *name, char *out, size_t room)
{
	for (size_t i = 0; i < q->count; i++)
		if (span_is(q->all[i].name, name))
			return http_query_get(q->all[i].whole, name, out, room);
	return ERR_ABSENT;
}
