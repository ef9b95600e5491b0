/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/symbols.h"
#include "test/check.h"

static struct instrument
pair(const char *symbol, const char *base, const char *quote)
{
	struct instrument i = { 0 };

	(void)snprintf(i.symbol, sizeof(i.symbol), "%s", symbol);
	(void)snprintf(i.base, sizeof(i.base), "%s", base);
	(void)snprintf(i.quote, sizeof(i.quote), "%s", quote);
	return i;
}

TEST(symbols_are_asked_in_order_of_likelihood_and_none_is_left_out)
{
	const struct instrument rows[] = { pair("AAABBB", "AAA", "BBB"),
		pair("ETHBTC", "ETH", "BTC"), pair("XRPUSDT", "XRP", "USDT"),
		pair("BTCUSDT", "BTC", "USDT") };
	static const char *const want[] = { "XRPUSDT", "BTCUSDT", "ETHBTC", "AAABBB" };
	struct instruments *all = instruments_new(0);
	struct symbols s = { 0 };

	CHECK(all != NULL);
	for (size_t i = 0; i < 4; i++)
		CHECK_OK(instruments_add(all, &rows[i]));
	CHECK_OK(symbols_hint(&s, "XRPUSDT"));
	CHECK_OK(symbols_hint(&s, "NOSUCH"));
	CHECK_OK(symbols_see_asset(&s, "BTC"));
	CHECK_OK(symbols_see_asset(&s, "USDT"));
	CHECK_OK(symbols_see_asset(&s, "ETH"));
	CHECK_OK(symbols_see_asset(&s, "ETH"));
	CHECK_OK(symbols_order(&s, all));
	CHECK_INT(s.count, 4);
	CHECK_TEXT(all->rows[s.rows[0].instrument].symbol, want[0]);
	CHECK_TEXT(all->rows[s.rows[3].instrument].symbol, want[3]);
	symbols_wipe(&s);
	instruments_drop(all);
}

TEST(symbols_hints_have_a_limit)
{
	struct symbols s = { 0 };

	for (int i = 0; i < SYMBOLS_HINTS_MAX; i++)
		CHECK_OK(symbols_hint(&s, "BTCUSDT"));
	CHECK_ERR(symbols_hint(&s, "BTCUSDT"), ERR_LIMIT);
	symbols_wipe(&s);
	CHECK_ERR(
	    symbols_hint(&s, "A-NAME-THAT-IS-MUCH-TOO-LONG-FOR-ANY-SYMBOL-ANYWHERE"), ERR_LIMIT);
}

TEST(instruments_are_freed_by_their_last_holder)
{
	struct instruments *all = instruments_new(7);
	const struct instrument row = pair("BTCUSDT", "BTC", "USDT");

	CHECK(all != NULL);
	for (int i = 0; i < 1000; i++)
		CHECK_OK(instruments_add(all, &row));
	CHECK(instruments_hold(all) == all);
	instruments_drop(all);
	CHECK_INT(all->count, 1000);
	CHECK(instruments_by_pair(all, "BTC", "USDT") == &all->rows[0]);
	CHECK(instruments_by_pair(all, "BTC", "EUR") == NULL);
	instruments_drop(all);
	instruments_drop(NULL);
}
