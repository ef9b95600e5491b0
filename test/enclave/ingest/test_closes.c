/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/closes.h"
#include "test/check.h"

#define DAY ((int64_t)CLOSES_DAY_MS)
#define HOUR ((int64_t)CLOSES_HOUR_MS)

enum { ROWS = 1000 };

/* An asset under the first pair of the list, held from and to these moments. */
static struct close
held(uint32_t asset, int64_t first_ms, int64_t last_ms)
{
	return (struct close){ .asset = asset,
		.is_asset = true,
		.first = closes_hour(first_ms),
		.last = closes_hour(last_ms) };
}

static void
hold(struct closes *c, struct close key)
{
	CHECK_OK(closes_hold(c, &key));
}

/* What is asked next of the first row; step 0: nothing. */
static struct close_question
next(const struct closes *c, int64_t now_ms)
{
	struct close_question q;

	if (!closes_next(c, &c->rows[0], now_ms, ROWS, &q))
		q.step_ms = 0;
	return q;
}

static void
answered(struct close *row, const struct close_question *q, int64_t last_ms)
{
	closes_answered(row, q, &(struct close_answer){ .last_ms = last_ms });
}

TEST(closes_begin_with_the_day_before_and_end_with_what_is_over)
{
	struct closes c = { 0 };
	struct close_question q;

	hold(&c, held(3, 10 * DAY + 5, 14 * DAY + 5));
	q = next(&c, 13 * DAY + 7);
	CHECK_INT(q.step_ms, DAY);
	CHECK(q.from_ms == 9 * DAY && q.to_ms == 13 * DAY + 7);
	CHECK(closes_takes(&c, &q, 10 * DAY - 1));
	answered(&c.rows[0], &q, 13 * DAY - 1);
	CHECK_INT(next(&c, 13 * DAY + 8).step_ms, 0); /* today is not over */
	q = next(&c, 14 * DAY);
	CHECK(q.step_ms == DAY && q.from_ms == 13 * DAY);
	answered(&c.rows[0], &q, 14 * DAY - 1);
	q = next(&c, 20 * DAY); /* it was held on day 14, for the last time */
	CHECK(q.from_ms == 14 * DAY);
	answered(&c.rows[0], &q, 15 * DAY - 1);
	CHECK_INT(next(&c, 30 * DAY).step_ms, 0);
	closes_wipe(&c);
	closes_wipe(&c);
}

/* Answer without a candle, in as many turns as it is doubted: `each` says so much of it. */
static void
doubt(struct closes *c, const struct close_question *q, int each)
{
	const struct close_answer none = { .has_later = each == CLOSES_DOUBTS_LATER };

	for (int i = 0; i < CLOSES_DOUBTS_MAX / each; i++) {
		closes_answered(&c->rows[0], q, &none);
		CHECK(c->rows[0].is_resting);
		CHECK_INT(next(c, q->to_ms).step_ms, 0); /* in this turn no more */
		c->rows[0].is_resting = false;
		CHECK(next(c, q->to_ms).from_ms == q->from_ms);
	}
}

TEST(closes_that_the_exchange_does_not_have_are_doubted_and_then_believed)
{
	struct closes c = { 0 };
	struct close_question q;

	hold(&c, held(3, 10 * DAY, 100 * DAY));
	q = next(&c, 20 * DAY + 1);
	doubt(&c, &q, 1);
	answered(&c.rows[0], &q, 0);
	CHECK_INT(next(&c, 20 * DAY + 2).step_ms, 0);
	CHECK(next(&c, 21 * DAY + 2).from_ms == 20 * DAY); /* a day later: once more */
	c.rows[0].is_resting = true;
	CHECK_INT(next(&c, 21 * DAY + 2).step_ms, 0);
	closes_wipe(&c);
}

TEST(closes_end_before_a_hole_until_it_is_believed)
{
	struct closes c = { 0 };
	struct close_question q;
	struct close *row;

	hold(&c, held(3, 10 * DAY, 100 * DAY));
	row = &c.rows[0];
	q = next(&c, 20 * DAY + 1);
	CHECK(closes_expects(row, &q, 0, 10 * DAY - 1));
	CHECK(!closes_expects(row, &q, 0, 11 * DAY - 1)); /* the first is missing */
	CHECK(closes_expects(row, &q, 10 * DAY - 1, 11 * DAY - 1));
	CHECK(closes_expects(row, &q, 10 * DAY - 1, 10 * DAY - 1)); /* twice, or backwards */
	CHECK(!closes_expects(row, &q, 10 * DAY - 1, 12 * DAY - 1));
	answered(row, &q, 10 * DAY - 1);
	q = next(&c, 20 * DAY + 1);
	CHECK(q.from_ms == 10 * DAY);       /* the hole, at once */
	doubt(&c, &q, CLOSES_DOUBTS_LATER); /* the exchange has those after it: twice is enough */
	CHECK(closes_expects(row, &q, 0, 12 * DAY - 1));
	answered(row, &q, 20 * DAY - 1);
	CHECK_INT(row->doubts, 0);
	CHECK_INT(next(&c, 20 * DAY + 1).step_ms, 0);
	closes_wipe(&c);
}

TEST(closes_of_hours_are_asked_on_from_the_last_that_came)
{
	const int64_t flows[] = { 12 * DAY + HOUR, 12 * DAY + 4 * HOUR };
	struct closes c = { 0 };
	struct close_question q;

	hold(&c, held(3, 10 * DAY, 20 * DAY));
	CHECK_OK(closes_flows(&c, flows, 2));
	q = next(&c, 20 * DAY);
	answered(&c.rows[0], &q, 20 * DAY - 1);
	q = next(&c, 20 * DAY);
	CHECK(q.step_ms == HOUR && q.from_ms == 12 * DAY);
	answered(&c.rows[0], &q, 12 * DAY + 2 * HOUR - 1);
	q = next(&c, 20 * DAY);
	CHECK(q.from_ms == 12 * DAY + 3 * HOUR && q.to_ms == 12 * DAY + 4 * HOUR - 1);
	answered(&c.rows[0], &q, q.to_ms);
	CHECK_INT(next(&c, 20 * DAY).step_ms, 0);
	closes_wipe(&c);
}

TEST(closes_of_hours_are_those_before_flows_only)
{
	const int64_t flows[] = { 12 * DAY + HOUR + 5, 12 * DAY + HOUR + 9, 12 * DAY + 4 * HOUR,
		700 * DAY, 5 * DAY };
	struct closes c = { 0 };
	struct close_question q;

	hold(&c, held(3, 10 * DAY, 800 * DAY));
	CHECK_OK(closes_flows(&c, flows, 5));
	CHECK_INT(c.hour_count, 4); /* two are of one hour */
	q = next(&c, 900 * DAY);
	answered(&c.rows[0], &q, 900 * DAY - 1);
	q = next(&c, 900 * DAY);
	CHECK_INT(q.step_ms, HOUR);
	CHECK(q.from_ms == 12 * DAY && q.to_ms == 12 * DAY + 4 * HOUR - 1);
	CHECK(closes_takes(&c, &q, 12 * DAY + HOUR - 1));
	CHECK(!closes_takes(&c, &q, 12 * DAY + 2 * HOUR - 1)); /* on the way, not wanted */
	CHECK(closes_takes(&c, &q, 12 * DAY + 4 * HOUR - 1));
	answered(&c.rows[0], &q, 12 * DAY + 4 * HOUR - 1);
	q = next(&c, 900 * DAY);
	CHECK(q.from_ms == 700 * DAY - HOUR); /* beyond one page: another question */
	for (int i = 0; i <= CLOSES_DOUBTS_MAX; i++)
		answered(&c.rows[0], &q, 0);
	c.rows[0].is_resting = false;
	CHECK_INT(next(&c, 900 * DAY).step_ms, 0);
	closes_wipe(&c);
}

TEST(closes_go_back_for_flows_that_come_late)
{
	const int64_t flows[] = { 50 * DAY, 20 * DAY };
	struct closes c = { 0 };
	struct close_question q;

	hold(&c, held(3, 10 * DAY, 60 * DAY));
	CHECK_OK(closes_flows(&c, flows, 1));
	q = next(&c, 70 * DAY);
	answered(&c.rows[0], &q, 70 * DAY - 1);
	q = next(&c, 70 * DAY);
	answered(&c.rows[0], &q, q.to_ms);
	CHECK_INT(next(&c, 70 * DAY).step_ms, 0);
	CHECK_OK(closes_flows(&c, flows, 2));
	q = next(&c, 70 * DAY);
	CHECK(q.step_ms == HOUR && q.from_ms == 20 * DAY - HOUR);
	closes_wipe(&c);
}

TEST(closes_are_read_again_when_something_was_held_earlier_or_has_another_pair)
{
	struct closes c = { 0 };
	struct close_question q;
	struct close key = held(3, 10 * DAY, 20 * DAY);

	hold(&c, key);
	q = next(&c, 30 * DAY);
	answered(&c.rows[0], &q, 30 * DAY - 1);
	closes_begin(&c);
	CHECK_INT(next(&c, 30 * DAY).step_ms, 0);
	key.first = closes_hour(5 * DAY);
	hold(&c, key);
	CHECK(next(&c, 30 * DAY).from_ms == 4 * DAY);
	q = next(&c, 30 * DAY);
	answered(&c.rows[0], &q, 30 * DAY - 1);
	key.symbol = 7;
	hold(&c, key);
	CHECK(next(&c, 30 * DAY).from_ms == 4 * DAY);
	key.symbol = CLOSES_NO_SYMBOL;
	hold(&c, key);
	CHECK_INT(next(&c, 30 * DAY).step_ms, 0); /* nobody to ask */
	CHECK_INT(c.count, 1);
	closes_wipe(&c);
}

TEST(closes_tell_assets_and_contracts_apart_and_add_up_what_is_told_twice)
{
	struct closes c = { 0 };
	struct close contract = {
		.wallet = EXCHANGE_WALLET_LINEAR, .symbol = 3, .first = 24, .last = 48
	};

	hold(&c, held(3, DAY, DAY));
	hold(&c, contract);
	CHECK_INT(c.count, 2);
	contract.first = 0;
	contract.last = 24;
	hold(&c, contract);
	CHECK(closes_find(&c, &contract) == &c.rows[1]);
	CHECK(c.rows[1].first == 0 && c.rows[1].last == 48);
	contract.wallet = EXCHANGE_WALLET_INVERSE;
	CHECK(closes_find(&c, &contract) == NULL);
	for (uint32_t i = 0; i < CLOSES_COUNT_MAX; i++)
		hold(&c, held(100 + i, DAY, DAY));
	CHECK_INT(c.count, CLOSES_COUNT_MAX); /* and nothing more is priced */
	closes_wipe(&c);
}
