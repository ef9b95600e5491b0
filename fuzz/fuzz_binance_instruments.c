/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Oracle: an answer gives rows that hold what an instrument must,
 * or an error with a sentence; never both an error and a cursor past the rows delivered.
 */
#include "fuzz/fuzz.h"
#include "lib/exchange/exchange.h"

struct seen {
	size_t count;
	uint64_t greatest;
};

static enum err
instrument_check(void *self, const struct instrument *row)
{
	struct seen *seen = self;

	assert(row->symbol[0] != '\0' && row->base[0] != '\0' && row->quote[0] != '\0');
	assert(strcmp(row->settle, row->quote) == 0);
	seen->count++;
	return OK;
}

FUZZ(binance_instruments, data, size)
{
	const struct exchange_ask ask = { .call = EXCHANGE_INSTRUMENTS };
	const struct exchange_answer answer = { 200, { data, size } };
	struct seen seen = { 0 };
	const struct exchange_sink sink = { .self = &seen, .instrument = instrument_check };
	struct exchange_result out;
	struct why why = { 0 };
	const enum err e = exchange_binance.parse(&ask, &answer, &sink, &out, &why);

	assert(out.row_count == seen.count);
	assert((e == OK) == (why.text[0] == '\0'));
}
