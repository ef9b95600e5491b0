/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/instruments.h"
#include "test/check.h"

static struct instrument
pair(const char *base, const char *quote)
{
	struct instrument i = { 0 };

	(void)snprintf(i.symbol, sizeof(i.symbol), "%s%s", base, quote);
	(void)snprintf(i.base, sizeof(i.base), "%s", base);
	(void)snprintf(i.quote, sizeof(i.quote), "%s", quote);
	return i;
}

TEST(instruments_live_as_long_as_their_last_holder)
{
	struct instruments *i = instruments_new(123);
	const struct instrument row = pair("BTC", "USDT");

	assert_non_null(i);
	CHECK_INT(i->read_ms, 123);
	CHECK(instruments_hold(i) == i);
	instruments_drop(i); /* the other still holds it */
	CHECK_OK(instruments_add(i, &row));
	CHECK_INT(i->count, 1);
	instruments_drop(i);
	instruments_drop(NULL);
}

TEST(instruments_are_found_by_their_pair_and_not_its_reverse)
{
	const struct instrument rows[] = { pair("BTC", "USDT"), pair("ETH", "BTC"),
		pair("BTC", "EUR") };
	struct instruments *i = instruments_new(0);

	assert_non_null(i);
	CHECK(instruments_by_pair(i, "BTC", "USDT") == NULL);
	for (size_t k = 0; k < 3; k++)
		CHECK_OK(instruments_add(i, &rows[k]));
	CHECK_TEXT(instruments_by_pair(i, "BTC", "EUR")->symbol, "BTCEUR");
	CHECK_TEXT(instruments_by_pair(i, "ETH", "BTC")->symbol, "ETHBTC");
	CHECK(instruments_by_pair(i, "USDT", "BTC") == NULL);
	CHECK(instruments_by_pair(i, "BTC", "") == NULL);
	instruments_drop(i);
}

TEST(instruments_end_at_their_limit)
{
	const struct instrument row = pair("A", "B");
	struct instruments *i = instruments_new(0);

	assert_non_null(i);
	for (size_t k = 0; k < INSTRUMENTS_COUNT_MAX; k++)
		assert_int_equal(instruments_add(i, &row), OK);
	CHECK_ERR(instruments_add(i, &row), ERR_LIMIT);
	CHECK_INT(i->count, INSTRUMENTS_COUNT_MAX);
	instruments_drop(i);
}
