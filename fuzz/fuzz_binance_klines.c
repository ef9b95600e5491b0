/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Oracle: an answer gives rows that hold what a mark must,
 * or an error with a sentence; never both an error and a cursor past the rows delivered.
 */
#include "fuzz/fuzz.h"
#include "lib/exchange/exchange.h"

struct seen {
	size_t count;
	uint64_t greatest;
};

static enum err
mark_check(void *self, const struct mark *row)
{
	struct seen *seen = self;

	assert(decimal_sign(row->price) > 0);
	assert(row->ts_ms > 0 && (uint64_t)row->ts_ms > seen->greatest);
	seen->greatest = (uint64_t)row->ts_ms;
	seen->count++;
	return OK;
}

FUZZ(binance_klines, data, size)
{
	const struct exchange_ask ask = { .call = EXCHANGE_MARKS, .symbol = "BTCUSDT" };
	const struct exchange_answer answer = { 200, { data, size } };
	struct seen seen = { 0 };
	const struct exchange_sink sink = { .self = &seen, .mark = mark_check };
	struct exchange_result out;
	struct why why = { 0 };
	const enum err e = exchange_binance.parse(&ask, &answer, &sink, &out, &why);

	assert(out.row_count == seen.count);
	assert((e == OK) == (why.text[0] == '\0'));
	assert((uint64_t)out.last_ms == seen.greatest);
}
