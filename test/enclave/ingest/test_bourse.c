/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/bourse.h"
#include "test/enclave/ingest/ingest_room.h"
#include "test/enclave/ingest/other.h"

static const struct exchange_feed *
named(const char *name)
{
	return exchange_feed_by_name(&exchange_binance, name);
}

TEST(bourse_knows_whose_list_a_feed_s_symbols_are_of)
{
	struct ingest_room r;

	ingest_room_open(&r);
	CHECK(bourse_catalogue(&r.bourse, named("margin.fills")) ==
	    bourse_catalogue(&r.bourse, named("spot.fills")));
	CHECK(bourse_catalogue(&r.bourse, named("isolated.fills")) ==
	    bourse_catalogue(&r.bourse, named("spot.fills")));
	CHECK(bourse_catalogue(&r.bourse, named("linear.fills")) !=
	    bourse_catalogue(&r.bourse, named("spot.fills")));
	CHECK(bourse_lister(&exchange_binance, named("linear.income")) ==
	    named("linear.instruments"));
	CHECK(bourse_lister(&exchange_binance, named("margin.fills")) == named("spot.instruments"));
	CHECK_INT(bourse_main_wallet(&exchange_binance), EXCHANGE_WALLET_SPOT);
	CHECK_INT(bourse_main_market(&exchange_binance), EXCHANGE_WALLET_SPOT);
	CHECK_INT(bourse_main_wallet(&exchange_other), EXCHANGE_WALLET_UNIFIED);
	CHECK_INT(bourse_main_market(&exchange_other), EXCHANGE_WALLET_SPOT);
	CHECK(bourse_market(&r.bourse, named("margin.fills"), EXCHANGE_WALLET_MARGIN) ==
	    bourse_catalogue(&r.bourse, named("spot.fills")));
	CHECK(bourse_market(&r.bourse, named("spot.fills"), EXCHANGE_WALLET_LINEAR) ==
	    bourse_catalogue(&r.bourse, named("linear.fills")));
	ingest_room_close(&r);
}
