/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collect.h - a sink that keeps what it was given, and one call to parse an answer into it.
 */
#ifndef TEST_LIB_EXCHANGE_COLLECT_H
#define TEST_LIB_EXCHANGE_COLLECT_H

#include "lib/exchange/exchange.h"

enum { COLLECT_MAX = 2000 };

struct collected {
	struct fill fills[COLLECT_MAX];
	struct instrument instruments[COLLECT_MAX];
	struct balance balances[COLLECT_MAX];
	struct mark marks[COLLECT_MAX];
	size_t count;
	size_t fail_at; /* the callback of this row (1-based) returns ERR_NOMEM; 0: none */
	struct exchange_result result;
	struct why why;
};

/* Parse `body` with `status` as the answer to `ask`; `c` is emptied first, but for fail_at. */
enum err collect(
    const struct exchange_ask *ask, unsigned status, const char *body, struct collected *c);

/* The decimal's shortest text, good until the next call. */
const char *text_of(struct decimal d);

#endif
