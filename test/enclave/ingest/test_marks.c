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
	const struct fill quote = fill_at(1, "USDT"), base = fill_at(1, "BTC"),
			  third = fill_at(1, "BNB");
	struct fill free = fill_at(1, "BNB");

	free.fee = decimal_of(0);
	CHECK_OK(mark_needs_fill(&m, &btcusdt, &quote));
	CHECK_OK(mark_needs_fill(&m, &btcusdt, &base));
	CHECK_OK(mark_needs_fill(&m, &btcusdt, &free));
	CHECK_OK(mark_needs_fill(&m, &bnbusdt, &third));
	CHECK_INT(m.count, 0);
	CHECK_OK(mark_needs_fill(&m, &btcusdt, &third));
	CHECK_OK(mark_needs_fill(&m, &btcusdt, &third));
	CHECK_INT(m.count, 1);
	mark_needs_wipe(&m);
}

TEST(marks_begin_one_candle_before_the_first_fill_and_end_with_the_last)
{
	const int64_t hour = MARK_STEP_MS;
	struct mark_needs m = { 0 };
	struct assets assets = assets_new();
	struct catalogue all = catalogue_new(&assets);
	const struct fill late = fill_at(10 * hour + 5, "BNB"),
			  early = fill_at(5 * hour + 7, "BNB");

	CHECK_OK(catalogue_put(&all, &bnbusdt));
	CHECK_OK(mark_needs_fill(&m, &btcusdt, &late));
	CHECK_OK(mark_needs_fill(&m, &btcusdt, &early));
	mark_needs_aim(&m, &all);
	CHECK(m.rows[0].is_open);
	CHECK_TEXT(m.rows[0].symbol, "BNBUSDT");
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

	CHECK_OK(mark_needs_fill(&m, &btcusdt, &f));
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
	CHECK_OK(mark_needs_fill(&m, &btcusdt, &first));
	mark_needs_aim(&m, &all);
	CHECK(m.rows[0].next_ms == 9 * hour);
	CHECK_OK(mark_needs_fill(&m, &btcusdt, &late)); /* while the others are under way */
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
