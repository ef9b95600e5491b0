/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/reporting.h"

#include "test/check.h"
#include "test/lib/ledger/made.h"

static struct reporting *
in_currency(struct ledger *l, const char *currency)
{
	struct reporting *r;

	CHECK_OK(reporting_new(l, currency, 0, &r));
	return r;
}

TEST(reporting_converts_each_booking_at_its_own_time)
{
	struct ledger *l = made_ledger();
	struct reporting *r;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	CHECK_OK(ledger_add_mark(l, "USDT", "EUR", MADE_FIRST_MS, made_number("0.5")));
	CHECK_OK(ledger_add_mark(l, "USDT", "EUR", MADE_FIRST_MS + 2000, made_number("2")));
	(void)made_add(l, "XUSDT", made_fee(made_fill(1, FILL_BUY, "10", "1"), "1", "USDT"));
	(void)made_add(l, "XUSDT", made_fee(made_fill(2, FILL_SELL, "13", "1"), "1", "USDT"));
	r = in_currency(l, "EUR");
	CHECK_NUMBER(r->gross, "6");
	CHECK_NUMBER(r->fees, "2.5");
	CHECK_NUMBER(r->net, "3.5");
	CHECK(r->is_unrealised_known);
	CHECK_NUMBER(r->total, "3.5");
	CHECK_INT(r->path_counts[VALUED_DIRECT], 3);
	CHECK_INT(r->day_count, 1);
	CHECK_NUMBER(r->days[0].net, "3.5");
	CHECK_INT(r->symbol_count, 1);
	CHECK_NUMBER(r->symbols[0].net, "3.5");
	reporting_free(r);
	reporting_free(NULL);
	ledger_free(l);
}

TEST(reporting_counts_what_it_cannot_convert)
{
	struct ledger *l = made_ledger();
	struct reporting *r;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	made_book(l, INSTRUMENT_LINEAR, "YUSDT", "Y", "USDT");
	(void)made_add(l, "XUSDT", made_fee(made_fill(1, FILL_BUY, "10", "1"), "1", "BNB"));
	(void)made_add(l, "XUSDT", made_fee(made_fill(2, FILL_SELL, "13", "2"), "1", "USDT"));
	r = in_currency(l, "USDT");
	CHECK_NUMBER(r->net, "2");
	CHECK_INT(r->missing_count, 1); /* the fee in BNB */
	CHECK(!r->is_unrealised_known);
	CHECK(!r->symbols[0].is_unrealised_known);
	CHECK_INT(r->symbol_count, 2);
	CHECK_NUMBER(r->symbols[1].net, "0"); /* YUSDT has no row */
	CHECK(r->symbols[1].is_unrealised_known);
	reporting_free(r);
	r = in_currency(l, "CHF");
	CHECK_NUMBER(r->net, "0");
	CHECK_INT(r->missing_count, 3);
	CHECK_INT(r->day_count, 0);
	reporting_free(r);
	CHECK_OK(ledger_add_mark(l, "X", "USDT", MADE_FIRST_MS, made_number("12")));
	r = in_currency(l, "USDC");
	CHECK(r->is_unrealised_known);
	CHECK_NUMBER(r->unrealised, "1"); /* short one from 13 */
	CHECK_NUMBER(r->total, "3");
	CHECK_INT(r->path_counts[VALUED_PEGGED], 2);
	reporting_free(r);
	ledger_free(l);
}

TEST(reporting_orders_the_days_of_all_books)
{
	struct ledger *l = made_ledger();
	struct reporting *r;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	made_book(l, INSTRUMENT_LINEAR, "YUSDT", "Y", "USDT");
	for (uint64_t id = 1; id <= 40; id++) {
		struct fill f = made_fee(made_fill(id, FILL_BUY, "1", "1"), "1", "USDT");

		f.ts_ms = MADE_FIRST_MS + (int64_t)(id * 7 % 41) * 86400000;
		(void)made_add(l, id % 2 == 0 ? "XUSDT" : "YUSDT", f);
	}
	r = in_currency(l, "USDT");
	CHECK_INT(r->day_count, 40);
	for (size_t i = 1; i < 40; i++) {
		CHECK(r->days[i].day == r->days[i - 1].day + 1);
		CHECK_NUMBER(r->days[i].net, "-1");
	}
	reporting_free(r);
	ledger_free(l);
}
