/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Oracle: an answer gives rows that hold what a fill must,
 * or an error with a sentence; never both an error and a cursor past the rows delivered.
 */
#include "fuzz/fuzz.h"
#include "lib/exchange/exchange.h"

struct seen {
	size_t count;
	uint64_t greatest;
};

static enum err
fill_check(void *self, const struct fill *row)
{
	struct seen *seen = self;

	assert(row->id >= 5 && row->id <= INT64_MAX);
	assert(decimal_sign(row->price) > 0 && decimal_sign(row->quantity) > 0);
	assert(strlen(row->fee_asset) < ASSET_SIZE);
	if (row->id > seen->greatest)
		seen->greatest = row->id;
	seen->count++;
	return OK;
}

FUZZ(binance_fills, data, size)
{
	const struct exchange_ask ask = {
		.call = EXCHANGE_FILLS, .symbol = "BTCUSDT", .from_id = 5
	};
	const struct exchange_answer answer = { 200, { data, size } };
	struct seen seen = { 0 };
	const struct exchange_sink sink = { .self = &seen, .fill = fill_check };
	struct exchange_result out;
	struct why why = { 0 };
	const enum err e = exchange_binance.parse(&ask, &answer, &sink, &out, &why);

	assert(out.row_count == seen.count);
	assert((e == OK) == (why.text[0] == '\0'));
	assert(out.last_id == seen.greatest);
}
