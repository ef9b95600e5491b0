/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/marks.h"
#include "test/check.h"

static const struct instrument btcusdt = { .symbol = "BTCUSDT", .base = "BTC", .quote = "USDT" };
static const struct instrument bnbusdt = { .symbol = "BNBUSDT", .base = "BNB", .quote = "USDT" };

static struct fill
fill_at(int64_t ts_ms, const char *fee_asset)
{
	struct fill f = { .ts_ms = ts_ms, .fee = decimal_of(1) };

	(void)snprintf(f.fee_asset, sizeof(f.fee_asset), "%s", fee_asset);
	return f;
}

TEST(marks_are_needed_for_fees_in_a_third_asset_only)
{
	struct mark_needs m = { 0 };
	struct assets assets = assets_new();
	const struct fill quote = fill_at(1, "USDT"), base = fill_at(1, "BTC"),
			  third = fill_at(1, "BNB");
	struct fill free = fill_at(1, "BNB");

	free.fee = decimal_of(0);
	CHECK_OK(mark_needs_fill(&m, &assets, &btcusdt, &quote));
	CHECK_OK(mark_needs_fill(&m, &assets, &btcusdt, &base));
	CHECK_OK(mark_needs_fill(&m, &assets, &btcusdt, &free));
	CHECK_OK(mark_needs_fill(&m, &assets, &bnbusdt, &third));
	CHECK_INT(m.count, 0);
	CHECK_OK(mark_needs_fill(&m, &assets, &btcusdt, &third));
	CHECK_OK(mark_needs_fill(&m, &assets, &btcusdt, &third));
	CHECK_INT(m.count, 1);
	CHECK_TEXT(assets_name(&assets, m.rows[0].base), "BNB");
	CHECK_TEXT(assets_name(&assets, m.rows[0].quote), "USDT");
	mark_needs_wipe(&m);
	assets_wipe(&assets);
}

TEST(marks_begin_one_candle_before_the_first_fill_and_end_with_the_last)
{
	const int64_t hour = MARK_STEP_MS;
	struct mark_needs m = { 0 };
	struct assets assets = assets_new();
	struct catalogue all = catalogue_new(&assets);
	const struct fill late = fill_at(10 * hour + 5, "BNB"),
			  early = fill_at(5 * hour + 7, "BNB");

	CHECK_OK(catalogue_put(&all, &btcusdt));
	CHECK_OK(catalogue_put(&all, &bnbusdt));
	CHECK_OK(mark_needs_fill(&m, &assets, &btcusdt, &late));
	CHECK_OK(mark_needs_fill(&m, &assets, &btcusdt, &early));
	mark_needs_aim(&m, &all);
	CHECK(m.rows[0].is_open);
	CHECK_INT(m.rows[0].symbol, 1); /* BNBUSDT */
	CHECK(m.rows[0].next_ms == 4 * hour);
	mark_need_taken(&m.rows[0], 8 * hour - 1);
	mark_need_answered(&m.rows[0], 4 * hour, false);
	CHECK(m.rows[0].is_open && m.rows[0].next_ms == 8 * hour);
	mark_need_taken(&m.rows[0], 10 * hour - 1);
	mark_need_answered(&m.rows[0], 8 * hour, true);
	CHECK(!m.rows[0].is_open);
	/* The next turn goes on where this one stopped. */
	mark_needs_aim(&m, &all);
	CHECK(m.rows[0].is_open && m.rows[0].next_ms == 10 * hour);
	mark_need_answered(&m.rows[0], 10 * hour, false); /* nothing came: not asked for ever */
	CHECK(!m.rows[0].is_open);
	mark_needs_wipe(&m);
	catalogue_wipe(&all);
	assets_wipe(&assets);
}

TEST(marks_of_a_pair_the_exchange_does_not_have_are_not_asked)
{
	struct mark_needs m = { 0 };
	struct assets assets = assets_new();
	struct catalogue all = catalogue_new(&assets);
	const struct fill f = fill_at(1, "XYZ");

	CHECK_OK(mark_needs_fill(&m, &assets, &btcusdt, &f));
	mark_needs_aim(&m, &all);
	CHECK(!m.rows[0].is_open);
	mark_needs_wipe(&m);
	catalogue_wipe(&all);
	assets_wipe(&assets);
}

TEST(marks_of_a_fill_that_comes_late_begin_anew)
{
	const int64_t hour = MARK_STEP_MS;
	struct mark_needs m = { 0 };
	struct assets assets = assets_new();
	struct catalogue all = catalogue_new(&assets);
	const struct fill first = fill_at(10 * hour + 5, "BNB"), late = fill_at(3 * hour, "BNB");

	CHECK_OK(catalogue_put(&all, &bnbusdt));
	CHECK_OK(mark_needs_fill(&m, &assets, &btcusdt, &first));
	mark_needs_aim(&m, &all);
	CHECK(m.rows[0].next_ms == 9 * hour);
	CHECK_OK(
	    mark_needs_fill(&m, &assets, &btcusdt, &late)); /* while the others are under way */
	mark_need_taken(&m.rows[0], 11 * hour - 1);
	mark_need_answered(&m.rows[0], 9 * hour, true);
	mark_needs_aim(&m, &all);
	CHECK(m.rows[0].is_open && m.rows[0].next_ms == 2 * hour);
	mark_need_taken(&m.rows[0], 11 * hour - 1);
	mark_needs_aim(&m, &all);
	CHECK(!m.rows[0].is_open); /* once */
	mark_needs_wipe(&m);
	catalogue_wipe(&all);
	assets_wipe(&assets);
}

TEST(marks_are_of_a_fee_and_a_quote_with_a_name_and_only_so_many)
{
	struct mark_needs m = { 0 };
	struct assets assets = assets_new();
	const struct instrument unnamed = { .symbol = "X", .base = "X" };
	struct fill f = fill_at(1, "");
	char name[8];

	CHECK_OK(mark_needs_fill(&m, &assets, &btcusdt, &f));
	f = fill_at(1, "BNB");
	CHECK_OK(mark_needs_fill(&m, &assets, &unnamed, &f));
	CHECK_INT(m.count, 0);
	for (int i = 0; i < MARK_NEEDS_MAX; i++) {
		(void)snprintf(name, sizeof(name), "A%d", i);
		f = fill_at(1, name);
		CHECK_OK(mark_needs_fill(&m, &assets, &btcusdt, &f));
	}
	f = fill_at(1, "BNB");
	CHECK_ERR(mark_needs_fill(&m, &assets, &btcusdt, &f), ERR_LIMIT);
	mark_needs_wipe(&m);
	assets_wipe(&assets);
}

TEST(marks_that_leave_out_a_candle_are_asked_for_once_more_and_then_believed)
{
	const int64_t hour = MARK_STEP_MS;
	struct mark_need n = { .next_ms = 4 * hour, .last_ms = 20 * hour };

	CHECK(mark_need_accepts(&n, 5 * hour - 1));
	mark_need_taken(&n, 5 * hour - 1);
	CHECK(!mark_need_accepts(&n, 7 * hour - 1)); /* where is 6? */
	CHECK(n.next_ms == 5 * hour);
	CHECK(mark_need_accepts(&n, 7 * hour - 1)); /* there is none */
	mark_need_taken(&n, 7 * hour - 1);
	CHECK(mark_need_accepts(&n, 7 * hour - 1)); /* a row twice is no gap */
	CHECK(!mark_need_accepts(&n, 10 * hour - 1));
}
