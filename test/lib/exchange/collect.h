/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collect.h - a sink that keeps what it was given, and one call to parse an answer into it.
 */
#ifndef TEST_LIB_EXCHANGE_COLLECT_H
#define TEST_LIB_EXCHANGE_COLLECT_H

#include "lib/exchange/exchange.h"

enum { COLLECT_MAX = 2000 };

struct collected {
	struct exchange_right rights[COLLECT_MAX];
	struct exchange_instrument instruments[COLLECT_MAX];
	struct exchange_balance balances[COLLECT_MAX];
	struct exchange_position positions[COLLECT_MAX];
	struct exchange_fill fills[COLLECT_MAX];
	struct exchange_flow flows[COLLECT_MAX];
	struct exchange_liquidation liquidations[COLLECT_MAX];
	struct exchange_mark marks[COLLECT_MAX];
	size_t count;      /* of rows of any kind but rights */
	size_t flow_count; /* flows are counted apart too: some feeds mix them with fills */
	size_t fill_count, right_count;
	size_t fail_at; /* the callback of this row (1-based) returns ERR_NOMEM; 0: none */
	struct exchange_result result;
	struct why why;
};

/* A question to Binance's feed of this name, which must exist. */
struct exchange_ask ask_of(const char *feed);

/* Parse `body` with `status` as the answer to `ask`; `c` is emptied first, but for fail_at. */
enum err collect(
    const struct exchange_ask *ask, unsigned status, const char *body, struct collected *c);

/* The same with status 200 and nothing to ask but the feed. */
enum err collect_from(const char *feed, const char *body, struct collected *c);

/* Every beginning of `body`, which is one value, is refused with a sentence, whole it is taken. */
void collect_truncations(const struct exchange_ask *ask, const char *body, struct collected *c);

/* The decimal's shortest text, good until the next call. */
const char *text_of(struct decimal d);

#endif
