/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Oracle: the first byte says which call the rest is an answer of.  What comes out is JSON; what
 * does not come out has a sentence.
 */
#include "fuzz/fuzz.h"
#include "host/cli/unified.h"
#include "lib/base/secret.h"

FUZZ(cli_unified, data, size)
{
	static const char *const calls[] = { "fetchMyTrades", "parseTrade", "fetchMyDustTrades",
		"parseConversion", "parseLiquidation", "fetchBalance", "fetchPositions",
		"fetchDeposits", "fetchWithdrawals", "parseTransfer", "parseIncome", "fetchLedger",
		"fetchBorrowInterest", "fetchOHLCV", "parseOHLCV" };
	enum { CALL_COUNT = sizeof(calls) / sizeof(calls[0]) };
	static const char *const markets[] = { NULL, "linear", "inverse", "option" };
	const struct span all = { data, size };
	AUTO(buf) out = buf_new(1 << 20);
	struct unified_options options = { 0 };
	struct why why = { "" };
	struct span value;
	struct json j;
	enum err e;

	if (size == 0)
		return;
	options.market = markets[data[0] >> 6];
	e = unified_write(
	    calls[(data[0] & 63) % CALL_COUNT], span_from(all, 1), &options, &out, &why);
	if (e != OK) {
		assert(e == ERR_LIMIT || why.text[0] != '\0');
		return;
	}
	json_init(&j, buf_span(&out));
	e = json_skip(&j, &value);
	assert(e == ERR_LIMIT || (e == OK && json_end(&j) == OK)); /* a limit of the reader's own */
}
