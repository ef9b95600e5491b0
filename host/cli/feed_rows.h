/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_rows.h - a recorded answer as the rows the enclave would take from it.
 *
 * The connector's own parser reads it, as strictly as in the enclave; each row is printed with all
 * it has, in the order it came, and with what the answer said about the next page.
 *
 * Room:      host/cli.  Calls: lib/exchange, lib/json, lib/base.
 */
#ifndef CLI_FEED_ROWS_H
#define CLI_FEED_ROWS_H

#include "lib/base/why.h"
#include "lib/exchange/exchange.h"

struct feed_question {
	const struct exchange *exchange;
	const struct exchange_feed *feed;
	const char *symbol, *variant; /* where the feed needs them; else NULL */
};

/*
 * Append {"feed":...,"rows":[...],"openCount":...,...}.
 * ERR_ABSENT the feed needs a symbol, or one of its variants; `why` names them.  Otherwise as
 * exchange.parse, or as buf_append.
 */
enum err feed_rows_write(
    const struct feed_question *q, struct span answer, struct buf *out, struct why *why);

#endif
