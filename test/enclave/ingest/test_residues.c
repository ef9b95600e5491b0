/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/residues.h"
#include "test/check.h"

enum { BTC, USDT, ETH };

static struct decimal
amount(const char *text)
{
	struct decimal d;

	CHECK_OK(decimal_parse(span_text(text), &d));
	return d;
}

/* One wallet's report of BTC and USDT; NULL leaves one out. */
static bool
report(struct residues *r, enum exchange_wallet wallet, const char *btc, const char *usdt)
{
	bool has_changed;

	residues_report_begin(r);
	if (btc != NULL)
		CHECK_OK(residues_report(r, wallet, BTC, amount(btc)));
	if (usdt != NULL)
		CHECK_OK(residues_report(r, wallet, USDT, amount(usdt)));
	CHECK_OK(residues_report_end(r, wallet, &has_changed));
	return has_changed;
}

static void
residual_is(const struct residues *r, uint32_t asset, const char *reported, const char *residual)
{
	struct decimal all, left;

	CHECK_OK(residues_residual(r, residues_by_asset(r, asset), &all, &left));
	CHECK_INT(decimal_compare(all, amount(reported)), 0);
	CHECK_INT(decimal_compare(left, amount(residual)), 0);
}

TEST(residues_are_what_is_reported_less_what_rows_come_to)
{
	struct residues r = { 0 };

	CHECK_OK(residues_move(&r, USDT, amount("1000"), 1));
	CHECK_OK(residues_move(&r, USDT, amount("-250.000000000000000001"), 1));
	CHECK_OK(residues_move(&r, BTC, amount("0.5"), 1));
	CHECK(report(&r, EXCHANGE_WALLET_SPOT, "0.3", "749.999999999999999999"));
	CHECK(report(&r, EXCHANGE_WALLET_FUNDING, "0.1", NULL));
	residual_is(&r, USDT, "749.999999999999999999", "0");
	residual_is(&r, BTC, "0.4", "-0.1");
	CHECK(residues_by_asset(&r, ETH) == NULL);
	residues_wipe(&r);
	residues_wipe(&r);
}

TEST(residues_refuse_parts_that_are_more_than_a_number_can_hold_and_keep_what_was_told)
{
	const struct decimal most = amount("99999999999999999999");
	struct residues r = { 0 };

	CHECK(report(&r, EXCHANGE_WALLET_ISOLATED, "0.3", NULL));
	residues_report_begin(&r);
	CHECK_OK(residues_report(&r, EXCHANGE_WALLET_ISOLATED, BTC, most));
	CHECK_ERR(residues_report(&r, EXCHANGE_WALLET_ISOLATED, BTC, most), ERR_INPUT);
	residual_is(&r, BTC, "0.3", "0.3");
	residues_wipe(&r);
}

TEST(residues_tell_which_assets_moved_between_two_reports)
{
	struct residues r = { 0 };

	CHECK(report(&r, EXCHANGE_WALLET_SPOT, "1", "2")); /* the first report is news */
	residues_settle(&r);
	CHECK(!report(&r, EXCHANGE_WALLET_SPOT, "1", "2"));
	CHECK(!residues_by_asset(&r, BTC)->is_changed);
	CHECK(report(&r, EXCHANGE_WALLET_SPOT, "1", "3"));
	CHECK(!residues_by_asset(&r, BTC)->is_changed && residues_by_asset(&r, USDT)->is_changed);
	CHECK(!report(&r, EXCHANGE_WALLET_LINEAR, NULL, NULL)); /* another one's is another's */
	CHECK(residues_by_asset(&r, USDT)->is_changed);         /* until somebody has looked */
	residues_settle(&r);
	CHECK(report(&r, EXCHANGE_WALLET_SPOT, NULL, "3")); /* gone is moved, too */
	CHECK(residues_by_asset(&r, BTC)->is_changed);
	CHECK_INT(r.report_count, 1);
	CHECK(!report(&r, EXCHANGE_WALLET_SPOT, NULL, "3"));
	CHECK(report(&r, EXCHANGE_WALLET_SPOT, "1", "3"));
	residues_wipe(&r);
}

TEST(residues_add_up_what_is_told_in_parts)
{
	struct residues r = { 0 };
	bool has_changed;

	for (int i = 0; i < 2; i++) {
		residues_report_begin(&r);
		CHECK_OK(residues_report(&r, EXCHANGE_WALLET_ISOLATED, USDT, amount("5")));
		CHECK_OK(residues_report(&r, EXCHANGE_WALLET_ISOLATED, USDT, amount("7")));
		CHECK_OK(residues_report_end(&r, EXCHANGE_WALLET_ISOLATED, &has_changed));
		CHECK_INT(has_changed, i == 0);
	}
	residual_is(&r, USDT, "12", "12");
	residues_wipe(&r);
}

TEST(residues_keep_a_report_to_its_end_and_forget_one_that_broke_off)
{
	struct residues r = { 0 };
	bool has_changed;

	CHECK(report(&r, EXCHANGE_WALLET_SPOT, "1", "2"));
	CHECK(report(&r, EXCHANGE_WALLET_LINEAR, NULL, "7"));
	residues_settle(&r);
	residues_report_begin(&r);
	CHECK_OK(residues_report(&r, EXCHANGE_WALLET_SPOT, BTC, amount("5")));
	residual_is(&r, BTC, "1", "1"); /* it is not over */
	residues_report_begin(&r);
	CHECK_OK(residues_report(&r, EXCHANGE_WALLET_SPOT, USDT, amount("2")));
	CHECK_OK(residues_report_end(&r, EXCHANGE_WALLET_SPOT, &has_changed));
	CHECK(has_changed && residues_by_asset(&r, BTC)->is_changed);
	CHECK(!residues_by_asset(&r, USDT)->is_changed);
	residual_is(&r, BTC, "0", "0");
	residual_is(&r, USDT, "9", "9");
	CHECK_INT(r.report_count, 2);
	CHECK_INT(r.report_room, 2); /* none for the next one */
	residues_report_begin(&r);
	CHECK_OK(residues_report(&r, EXCHANGE_WALLET_SPOT, ETH, amount("1")));
	CHECK_OK(residues_report(&r, EXCHANGE_WALLET_SPOT, ETH, amount("-1"))); /* comes to none */
	CHECK_OK(residues_report_end(&r, EXCHANGE_WALLET_SPOT, &has_changed));
	CHECK_INT(r.report_count, 1);
	CHECK(residues_by_asset(&r, ETH) == NULL);
	residues_wipe(&r);
}

TEST(residues_notice_when_one_moved_since_they_were_looked_at)
{
	struct residues r = { 0 };

	CHECK(report(&r, EXCHANGE_WALLET_SPOT, NULL, "10"));
	CHECK(residues_residual_is_other(&r, 0));
	CHECK(residues_residual_is_other(&r, 0)); /* that notes nothing */
	CHECK(residues_residual_moved(&r, 0));
	CHECK(!residues_residual_moved(&r, 0));
	CHECK(!residues_residual_is_other(&r, 0));
	CHECK_OK(residues_move(&r, USDT, amount("10"), 1));
	CHECK(residues_residual_moved(&r, 0));
	CHECK(report(&r, EXCHANGE_WALLET_SPOT, NULL, "15"));
	CHECK_OK(residues_move(&r, USDT, amount("5"), 1)); /* a row explains it */
	CHECK(!residues_residual_moved(&r, 0));
	residues_wipe(&r);
}

TEST(residues_that_left_the_range_are_not_known_and_limits_are_kept)
{
	struct decimal all, left;
	struct residues r = { 0 };

	CHECK_OK(residues_move(&r, USDT, amount("150000000000000000000"), 1));
	CHECK_OK(residues_move(&r, USDT, amount("150000000000000000000"), 1));
	CHECK_ERR(residues_residual(&r, &r.rows[0], &all, &left), ERR_LIMIT);
	CHECK(!residues_residual_moved(&r, 0));
	CHECK(!residues_residual_is_other(&r, 0));
	for (uint32_t i = 1; i < RESIDUES_COUNT_MAX; i++)
		CHECK_OK(residues_move(&r, 1000 + i, decimal_of(1), 1));
	CHECK_OK(residues_move(&r, 1001, decimal_of(1), 1)); /* one that is there */
	CHECK_ERR(residues_move(&r, 7, decimal_of(1), 1), ERR_LIMIT);
	residues_wipe(&r);
}

TEST(residues_print_is_of_what_stays_unexplained_and_of_nothing_else)
{
	struct residues h = { 0 };
	uint32_t one, other;
	bool has_changed;

	CHECK_INT(residues_print(&h), 0);
	CHECK_OK(residues_move(&h, 3, decimal_of(7), 1));
	one = residues_print(&h);
	CHECK(one != 0);
	CHECK_OK(residues_move(&h, 3, decimal_of(1), 1));
	other = residues_print(&h);
	CHECK(other != 0 && other != one);
	CHECK_OK(residues_move(&h, 3, decimal_of(-1), 1));
	CHECK(residues_print(&h) == one);
	residues_report_begin(&h);
	CHECK_OK(residues_report(&h, EXCHANGE_WALLET_SPOT, 3, decimal_of(7)));
	CHECK_OK(residues_report_end(&h, EXCHANGE_WALLET_SPOT, &has_changed));
	CHECK_INT(residues_print(&h), 0);
	CHECK_OK(residues_move(&h, 4, decimal_of(7), 1)); /* as much, of another */
	CHECK(residues_print(&h) != 0 && residues_print(&h) != one);
	residues_wipe(&h);
}
