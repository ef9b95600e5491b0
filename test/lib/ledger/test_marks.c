/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/marks.h"
#include "test/lib/ledger/made.h"

enum { BNB = 20, EUR = 21, JPY = 22 };

static void
mark(struct marks *m, uint16_t base, uint16_t quote, int64_t ts_ms, const char *price)
{
	bool is_conflict;

	CHECK_OK(marks_add(
	    m, base, quote, (struct mark_point){ ts_ms, made_number(price) }, &is_conflict));
	CHECK(!is_conflict);
}

/* Ask, and compare with the text; NULL: no rate. */
static void
check_value(struct marks *m, struct marks_ask ask, const char *amount, const char *expected)
{
	struct decimal out = { 0 };
	enum valued found;

	CHECK_OK(marks_value(m, &ask, made_number(amount), &found, &out));
	CHECK((found == VALUED_NOT) == (expected == NULL));
	if (expected != NULL)
		CHECK_NUMBER(out, expected);
}

TEST(marks_give_the_last_price_at_or_before)
{
	struct marks m = { .max = 100 };

	mark(&m, BNB, ASSET_USDT, 30, "3");
	mark(&m, BNB, ASSET_USDT, 10, "1");
	mark(&m, BNB, ASSET_USDT, 20, "2");
	check_value(&m, (struct marks_ask){ BNB, ASSET_USDT, 9, 0, false }, "5", NULL);
	check_value(&m, (struct marks_ask){ BNB, ASSET_USDT, 10, 0, false }, "5", "5");
	check_value(&m, (struct marks_ask){ BNB, ASSET_USDT, 29, 0, false }, "5", "10");
	check_value(&m, (struct marks_ask){ BNB, ASSET_USDT, 30, 0, false }, "5", "15");
	check_value(&m, (struct marks_ask){ BNB, ASSET_USDT, INT64_MAX, 0, false }, "5", "15");
	check_value(&m, (struct marks_ask){ BNB, ASSET_USDT, 19, 0, false }, "-5", "-5");
	check_value(&m, (struct marks_ask){ BNB, ASSET_USDT, 40, 30, false }, "5", "15");
	check_value(&m, (struct marks_ask){ BNB, ASSET_USDT, 40, 31, false }, "5", NULL);
	marks_wipe(&m);
	marks_wipe(&m);
}

TEST(marks_say_when_the_latest_of_all_pairs_is)
{
	struct marks m = { .max = 100 };

	CHECK(marks_last_ms(&m) == INT64_MIN);
	mark(&m, BNB, ASSET_USDT, 30, "3");
	mark(&m, ASSET_BTC, ASSET_USDT, 20, "2");
	CHECK_INT(marks_last_ms(&m), 30);
	mark(&m, ASSET_BTC, ASSET_USDT, 31, "2");
	mark(&m, BNB, ASSET_USDT, 10, "3");
	CHECK_INT(marks_last_ms(&m), 31);
	marks_wipe(&m);
}

TEST(marks_go_direct_then_inverse_then_across_then_by_the_peg)
{
	struct marks m = { .max = 100 };

	check_value(&m, (struct marks_ask){ EUR, EUR, 5, 0, false }, "1.5", "1.5");
	check_value(&m, (struct marks_ask){ EUR, JPY, 5, 0, false }, "1", NULL);
	mark(&m, EUR, ASSET_BTC, 5, "0.5");
	mark(&m, ASSET_BTC, JPY, 5, "6");
	check_value(&m, (struct marks_ask){ EUR, JPY, 5, 0, false }, "1", "3");
	mark(&m, EUR, ASSET_USDT, 5, "2");
	mark(&m, JPY, ASSET_USDT, 5, "3");
	check_value(&m, (struct marks_ask){ EUR, JPY, 5, 0, false }, "1", "0.666666666666666667");
	mark(&m, JPY, EUR, 5, "8");
	check_value(&m, (struct marks_ask){ EUR, JPY, 5, 0, false }, "1", "0.125");
	mark(&m, EUR, JPY, 5, "9");
	check_value(&m, (struct marks_ask){ EUR, JPY, 5, 0, false }, "1", "9");
	check_value(&m, (struct marks_ask){ EUR, JPY, 4, 0, false }, "1", NULL);
	marks_wipe(&m);
}

TEST(marks_walk_two_inverse_legs)
{
	struct marks m = { .max = 100 };

	mark(&m, ASSET_USDT, EUR, 5, "0.5");
	mark(&m, JPY, ASSET_USDT, 5, "4");
	check_value(&m, (struct marks_ask){ EUR, JPY, 5, 0, false }, "1", "0.5");
	mark(&m, ASSET_USDT, BNB, 5, "10");
	check_value(&m, (struct marks_ask){ EUR, BNB, 5, 0, false }, "3", "60");
	marks_wipe(&m);
}

/* Prices so small that their product has more than 18 decimals, and a price that is a third. */
TEST(marks_do_not_round_a_rate_before_it_is_used)
{
	const struct marks_ask back = { BNB, EUR, 5, 0, true };
	struct marks m = { .max = 100 };

	mark(&m, EUR, ASSET_USDT, 5, "0.0000000003");
	mark(&m, ASSET_USDT, JPY, 5, "0.0000000007");
	check_value(&m, (struct marks_ask){ EUR, JPY, 5, 0, false }, "1000000000000", "0.00000021");
	check_value(&m, (struct marks_ask){ JPY, EUR, 5, 0, false }, "0.00000021", "1000000000000");
	mark(&m, EUR, BNB, 5, "3");
	check_value(&m, (struct marks_ask){ BNB, EUR, 5, 0, false }, "1", "0.333333333333333333");
	check_value(&m, (struct marks_ask){ BNB, EUR, 5, 0, false }, "6", "2");
	check_value(&m, back, "2", "6");
	marks_wipe(&m);
}

TEST(marks_walk_prices_of_many_digits)
{
	struct marks m = { .max = 100 };

	mark(&m, EUR, ASSET_USDT, 5, "12345678.123456789012345678");
	mark(&m, ASSET_USDT, JPY, 5, "0.123456789012345678");
	check_value(
	    &m, (struct marks_ask){ EUR, JPY, 5, 0, false }, "1", "1524157.779301936518518521");
	marks_wipe(&m);
}

TEST(marks_assume_a_peg_only_between_dollar_coins_and_say_so)
{
	struct marks m = { .max = 100 };
	struct decimal out;
	enum valued found;
	struct marks_ask ask = { ASSET_USDC, ASSET_USDT, 5, 0, false };

	CHECK_OK(marks_value(&m, &ask, made_number("7"), &found, &out));
	CHECK_INT(found, VALUED_PEGGED);
	CHECK_NUMBER(out, "7");
	mark(&m, ASSET_USDC, ASSET_USDT, 6, "0.999");
	CHECK_OK(marks_value(&m, &ask, made_number("7"), &found, &out));
	CHECK_INT(found, VALUED_PEGGED);
	ask.ts_ms = 6;
	CHECK_OK(marks_value(&m, &ask, made_number("7"), &found, &out));
	CHECK_INT(found, VALUED_DIRECT);
	CHECK_NUMBER(out, "6.993");
	check_value(&m, (struct marks_ask){ ASSET_BTC, ASSET_USDT, 9, 0, false }, "1", NULL);
	check_value(&m, (struct marks_ask){ ASSET_USD, EUR, 9, 0, false }, "1", NULL);
	marks_wipe(&m);
}

TEST(marks_refuse_past_the_limit_and_keep_the_first_of_a_conflict)
{
	struct marks m = { .max = 2 };
	bool is_conflict;

	mark(&m, BNB, EUR, 1, "1");
	mark(&m, BNB, EUR, 2, "2");
	CHECK_ERR(marks_add(&m, BNB, EUR, (struct mark_point){ 3, made_number("3") }, &is_conflict),
	    ERR_LIMIT);
	check_value(&m, (struct marks_ask){ BNB, EUR, 9, 0, false }, "1", "2");
	m.max = 3;
	mark(&m, BNB, EUR, 2, "2");
	CHECK_OK(marks_add(&m, BNB, EUR, (struct mark_point){ 2, made_number("5") }, &is_conflict));
	CHECK(is_conflict);
	CHECK_INT(m.count, 2);
	check_value(&m, (struct marks_ask){ BNB, EUR, 9, 0, false }, "1", "2");
	marks_wipe(&m);
}

TEST(marks_values_out_of_range_are_refused)
{
	struct marks m = { .max = 9 };
	struct decimal out;
	enum valued found;

	mark(&m, BNB, EUR, 1, "100000000000000000000");
	CHECK_ERR(marks_value(&m, &(struct marks_ask){ BNB, EUR, 1, 0, false }, made_number("2"),
		      &found, &out),
	    ERR_LIMIT);
	CHECK_ERR(marks_value(&m, &(struct marks_ask){ JPY, EUR, 1, 0, false }, made_number("2"),
		      &found, &out),
	    OK);
	CHECK_INT(found, VALUED_NOT);
	marks_wipe(&m);
}

TEST(marks_answer_the_same_whatever_their_arrival_and_the_order_of_questions)
{
	struct made_random r = { 3 };
	struct marks m = { .max = 5000 };
	bool is_conflict;
	struct decimal out;
	enum valued found;

	for (int i = 0; i < 2000; i++) {
		const int64_t ts_ms = (int64_t)made_below(&r, 1000);

		CHECK_OK(marks_add(&m, BNB, EUR,
		    (struct mark_point){ ts_ms, decimal_of(ts_ms + 1) }, &is_conflict));
		CHECK(!is_conflict);
	}
	for (int i = 0; i < 2000; i++) {
		const int64_t ts_ms = (int64_t)made_below(&r, 1100);
		int64_t expected = ts_ms;
		const struct mark_pair *p = &m.pairs[0];
		size_t count = 0;

		while (count < p->count && p->points[count].ts_ms <= ts_ms)
			expected = p->points[count++].ts_ms;
		CHECK_OK(marks_value(&m, &(struct marks_ask){ BNB, EUR, ts_ms, 0, false },
		    decimal_of(1), &found, &out));
		CHECK((found == VALUED_NOT) == (count == 0));
		if (count > 0)
			CHECK(decimal_compare(out, decimal_of(expected + 1)) == 0);
	}
	marks_wipe(&m);
}
