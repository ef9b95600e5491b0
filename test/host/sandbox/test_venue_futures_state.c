/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/life.h"
#include "host/sandbox/position.h"
#include "test/check.h"
#include "test/host/sandbox/reading.h"

TEST(futures_instruments_are_those_of_their_market)
{
	static struct reading r;

	ask_public_of_whole(true);
	reading_init(&r);
	reading_take(&r, "hedge", "linear.instruments", NULL, 0);
	CHECK_INT(r.instrument_count, 5);
	reading_take(&r, "hedge", "inverse.instruments", NULL, 0);
	CHECK_INT(r.instrument_count, 8);
	ask_clock()->wall_ms = MARKET_TO_MS;
	reading_take(&r, "hedge", "linear.marks", "BTCUSDT", MARKET_TO_MS - LIFE_DAY_MS);
	reading_take(&r, "hedge", "inverse.marks", "BTCUSD_PERP", MARKET_TO_MS - LIFE_DAY_MS);
	CHECK(r.mark_count > 0);
	ask_public_of_whole(false);
	ask_clock()->wall_ms = 1795305600000;
}

TEST(futures_positions_are_those_of_the_fills)
{
	static struct reading r;
	const struct catalog *c = ask_whole()->catalog;
	size_t longs = 0, shorts = 0;

	ask_clock()->wall_ms = MARKET_TO_MS;
	reading_init(&r);
	reading_take(&r, "hedge", "linear.positions", NULL, 0);
	CHECK(r.position_count >= 2);
	for (size_t i = 0; i < r.position_count; i++) {
		const struct exchange_position *p = &r.positions[i];
		const enum event_side side = p->side == EXCHANGE_SIDE_LONG ? SIDE_LONG : SIDE_SHORT;
		const int listing = catalog_listing_by_name(c, PRODUCT_LINEAR, p->symbol);
		const struct position made =
		    position_fold(c, ask_account("hedge")->journal, listing, side, MARKET_TO_MS);

		CHECK(p->side != EXCHANGE_SIDE_BOTH);
		CHECK(p->quantity.e18 == made.quantity_e8 * 10000000000);
		CHECK(decimal_sign(p->entry_price) > 0 && decimal_sign(p->mark_price) > 0);
		longs += side == SIDE_LONG;
		shorts += side == SIDE_SHORT;
	}
	CHECK(longs > 0 && shorts > 0);
	reading_init(&r);
	reading_take(&r, "hedge", "inverse.positions", NULL, 0);
	CHECK(r.position_count > 0 && r.positions[0].side == EXCHANGE_SIDE_BOTH);
	ask_clock()->wall_ms = 1795305600000;
}

TEST(futures_accounts_have_a_mode_rates_and_balances)
{
	ask_calm();
	CHECK_INT(ask_signed("hedge", "/fapi/v1/positionSide/dual", ""), 200);
	CHECK_TEXT(ask_body(), "{\"dualSidePosition\":true}");
	CHECK_INT(ask_signed("oneway", "/fapi/v1/positionSide/dual", ""), 200);
	CHECK_TEXT(ask_body(), "{\"dualSidePosition\":false}");
	CHECK_INT(ask_signed("hedge", "/fapi/v1/commissionRate", "symbol=BTCUSDT"), 200);
	CHECK(strstr(ask_body(), "\"takerCommissionRate\":\"0.000500\"") != NULL);
	CHECK_INT(ask_signed("oneway", "/fapi/v2/balance", ""), 200);
	CHECK(strstr(ask_body(), "\"asset\":\"BNFCR\"") != NULL);
	CHECK_INT(ask_signed("hedge", "/dapi/v1/account", ""), 200);
	CHECK(strstr(ask_body(), "\"asset\":\"BTC\"") != NULL);
	CHECK_INT(ask_signed("hedge", "/dapi/v2/leverageBracket", ""), 200);
	CHECK(strstr(ask_body(), "\"symbol\":\"SOLUSD_PERP\",\"brackets\":[{") != NULL);
	CHECK_INT(ask_signed("wide", "/fapi/v3/account", ""), 200);
	CHECK(strstr(ask_body(), "\"assets\":[],\"positions\":[]") != NULL);
}
