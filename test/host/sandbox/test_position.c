/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/position.h"

#include "test/check.h"

#define E8(x) ((__int128)(x)*100000000)

static const struct listing linear = { .product = PRODUCT_LINEAR };
static const struct listing inverse = { .product = PRODUCT_INVERSE, .contract_usd = 100 };

static struct event
fill(bool is_buyer, __int128 quantity_e8, __int128 price_e8)
{
	return (
	    struct event){ .is_buyer = is_buyer, .quantity_e8 = quantity_e8, .price_e8 = price_e8 };
}

TEST(position_of_usdm_realises_against_its_average_price)
{
	struct position p = { 0 };
	struct event e = fill(true, E8(2), E8(100));

	CHECK(position_fill(&linear, &p, &e) == 0);
	e = fill(true, E8(2), E8(200));
	CHECK(position_fill(&linear, &p, &e) == 0);
	CHECK(position_entry_e8(&linear, &p) == E8(150));
	CHECK(position_unrealized_e8(&linear, &p, 14000000000) == -E8(40));
	e = fill(false, E8(1), E8(170));
	CHECK(position_fill(&linear, &p, &e) == E8(20));
	CHECK(p.quantity_e8 == E8(3) && position_entry_e8(&linear, &p) == E8(150));
	/* Turned over: three closed, two opened at the new price. */
	e = fill(false, E8(5), E8(140));
	CHECK(position_fill(&linear, &p, &e) == -E8(30));
	CHECK(p.quantity_e8 == -E8(2) && position_entry_e8(&linear, &p) == E8(140));
	CHECK(position_unrealized_e8(&linear, &p, 13000000000) == E8(20));
	CHECK(position_worth_e8(&linear, &p, 13000000000) == -E8(260));
	e = fill(true, E8(2), E8(141));
	CHECK(position_fill(&linear, &p, &e) == -E8(2));
	CHECK(p.quantity_e8 == 0 && p.cost_e16 == 0 && position_entry_e8(&linear, &p) == 0);
}

TEST(position_of_coinm_realises_coins)
{
	struct position p = { 0 };
	struct event e = fill(true, E8(10), E8(10000)); /* 1,000 USD: 0.1 coins */

	CHECK(position_fill(&inverse, &p, &e) == 0);
	CHECK(position_entry_e8(&inverse, &p) == E8(10000));
	CHECK(position_unrealized_e8(&inverse, &p, 1250000000000) == 2000000);
	CHECK(position_worth_e8(&inverse, &p, 1250000000000) == 8000000);
	e = fill(false, E8(5), E8(12500)); /* 0.05 became 0.04 */
	CHECK(position_fill(&inverse, &p, &e) == 1000000);
	e = fill(false, E8(10), E8(8000)); /* five closed at a loss, five sold short */
	CHECK(position_fill(&inverse, &p, &e) == -1250000);
	CHECK(p.quantity_e8 == -E8(5));
	CHECK(position_unrealized_e8(&inverse, &p, 500000000000) == 3750000);
}

TEST(position_realised_is_cut_towards_zero)
{
	struct position p = { 0 };
	struct event e = fill(true, 300000000, 33333333);

	CHECK(position_fill(&linear, &p, &e) == 0);
	e = fill(false, 1, 33333332);
	CHECK(position_fill(&linear, &p, &e) == 0);
	e = fill(false, 299999999, 33333333);
	CHECK(position_fill(&linear, &p, &e) == 0);
	CHECK(p.quantity_e8 == 0 && p.cost_e16 == 0);
}
