/* SPDX-License-Identifier: Apache-2.0 */
/*
 * query.h - the parameters of one request, from its query and its form body.
 *
 * Room:      host/sandbox.  Calls: lib/net (percent-decoding), lib/base.
 */
#ifndef SANDBOX_QUERY_H
#define SANDBOX_QUERY_H

#include "lib/base/bytes.h"

enum { QUERY_COUNT_MAX = 32, QUERY_VALUE_SIZE = 4096 };

struct query {
	struct {
		struct span name, whole; /* whole: "name=value" */
	} all[QUERY_COUNT_MAX];
	size_t count;
};

/*
 * Cut both at '&'; views into them.  ERR_LIMIT for too many.  Empty pieces are skipped, a piece
 * without '=' has an empty value.
 */
enum err query_parse(struct span query, struct span body, struct query *out);

/* How many parameters have this name? */
size_t query_count_of(const struct query *q, const char *name);

/*
 * The first one's value, decoded, with a NUL.
 * ERR_ABSENT, ERR_INPUT for bad escapes, ERR_LIMIT when it does not fit.
 */
enum err query_text(const struct query *q, const char *name, char *out, size_t room);

#endif
