/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/life.h"
#include "host/sandbox/position.h"
#include "test/check.h"
#include "test/host/sandbox/ask.h"

/* How many events of a kind and word there are. */
static size_t
count_of(const char *account, enum event_kind kind, enum wallet wallet, const char *what)
{
	const struct journal *j = ask_account(account)->journal;
	size_t count = 0;

	for (size_t i = 0; i < j->count; i++)
		count += j->events[i].kind == kind && j->events[i].wallet == wallet &&
		    (what == NULL || strcmp(j->events[i].what, what) == 0);
	return count;
}

TEST(hedge_has_both_sides_of_a_symbol_open_at_once_and_coinm_besides)
{
	const struct journal *j = ask_account("hedge")->journal;
	const struct catalog *c = ask_whole()->catalog;
	const int btc = catalog_listing_by_name(c, PRODUCT_LINEAR, "BTCUSDT");
	size_t both = 0;

	for (int64_t t = MARKET_TRADES_MS; t < MARKET_TO_MS; t += 10 * LIFE_DAY_MS)
		both += position_fold(c, j, btc, SIDE_LONG, t).quantity_e8 > 0 &&
		    position_fold(c, j, btc, SIDE_SHORT, t).quantity_e8 < 0;
	CHECK(both > 3);
	CHECK(count_of("hedge", EVENT_FILL, WALLET_LINEAR, NULL) > 2000);
	CHECK(count_of("hedge", EVENT_FILL, WALLET_INVERSE, NULL) > 1500);
	CHECK_INT(count_of("hedge", EVENT_FORCED, WALLET_LINEAR, "LIQUIDATION"), 1);
	CHECK_INT(count_of("hedge", EVENT_FORCED, WALLET_LINEAR, "ADL"), 1);
	CHECK_INT(count_of("hedge", EVENT_INCOME, WALLET_LINEAR, "INSURANCE_CLEAR"), 1);
}

TEST(futures_fills_realise_what_their_positions_say_and_are_told_again_as_income)
{
	static const char *const accounts[] = { "hedge", "oneway" };
	const struct catalog *c = ask_whole()->catalog;
	static struct position positions[CATALOG_LISTINGS_MAX][3];

	for (size_t a = 0; a < 2; a++) {
		const struct journal *j = ask_account(accounts[a])->journal;
		__int128 realized_e8 = 0, fees_e8 = 0, echoed_e8 = 0, echoed_fees_e8 = 0;

		memset(positions, 0, sizeof(positions));
		for (size_t i = 0; i < j->count; i++) {
			const struct event *e = &j->events[i];

			if (e->kind == EVENT_FILL) {
				CHECK(position_fill(&c->listings[e->symbol],
					  &positions[e->symbol][e->side], e) == e->amount_e8);
				CHECK(e->side != SIDE_LONG ||
				    positions[e->symbol][e->side].quantity_e8 >= 0);
				CHECK(e->side != SIDE_SHORT ||
				    positions[e->symbol][e->side].quantity_e8 <= 0);
				realized_e8 += e->amount_e8;
				fees_e8 += e->fee_e8;
			} else if (e->kind == EVENT_ECHO && strcmp(e->what, "REALIZED_PNL") == 0) {
				echoed_e8 += e->amount_e8;
			} else if (e->kind == EVENT_ECHO && strcmp(e->what, "COMMISSION") == 0) {
				echoed_fees_e8 -= e->amount_e8;
			}
		}
		CHECK(realized_e8 == echoed_e8 && fees_e8 == echoed_fees_e8 && fees_e8 > 0);
	}
}

TEST(funding_comes_every_eight_hours_for_what_is_open)
{
	const struct journal *j = ask_account("oneway")->journal;
	const struct catalog *c = ask_whole()->catalog;
	size_t count = 0;

	for (size_t i = 0; i < j->count; i++) {
		const struct event *e = &j->events[i];

		if (e->kind != EVENT_INCOME || strcmp(e->what, "FUNDING_FEE") != 0)
			continue;
		count++;
		CHECK_INT(e->ts_ms % (8 * LIFE_HOUR_MS), 0);
		CHECK_TEXT(c->assets[e->asset].name, "BNFCR");
		CHECK(position_fold(c, j, e->symbol, e->side, e->ts_ms - 1).quantity_e8 != 0);
	}
	CHECK(count > 500);
}
