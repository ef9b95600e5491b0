/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/outbound/meter.h"
#include "test/check.h"

static const struct exchange_family family = { "f", "https://f", NULL,
	{ { .amount = 1000, .window_ms = 60000, .used_field = "X-Used" },
	    { .amount = 100,
		.window_ms = 60000,
		.is_per_key = true,
		.is_per_feed = true,
		.used_field = "X-Own" },
	    { .amount = 50, .window_ms = 60000, .is_per_key = true, .left_field = "X-Left" } } };
static const struct exchange_feed plain = { .weights = { 10 } };
static const struct exchange_feed dear = { .weights = { 0, 60 } };
static const struct exchange_feed other = { .weights = { 1, 60, 1 } };
static const int64_t start_ms = 29921760 * 60000LL;

struct room {
	struct meter m;
	struct meter_account a, b;
	bool is_shared;
};

static struct room
room_new(void)
{
	return (struct room){ .m = meter_of(&family) };
}

static int64_t
wait_ms(struct room *r, const struct exchange_feed *feed, struct meter_account *a, int64_t at)
{
	return meter_wait_ms(
	    &r->m, &(struct meter_ask){ feed, a, start_ms + at, false }, &r->is_shared);
}

static void
take(struct room *r, const struct exchange_feed *feed, struct meter_account *a, int64_t at)
{
	CHECK_OK(meter_take(&r->m, &(struct meter_ask){ feed, a, start_ms + at, false }));
}

static void
room_wipe(struct room *r)
{
	meter_account_wipe(&r->a);
	meter_account_wipe(&r->b);
}

/* An answer with one field. */
static void
says(struct http_response *out, struct http_field *field, const char *name, const char *value)
{
	*field = (struct http_field){ span_text(name), span_text(value) };
	*out = (struct http_response){ .status = 200 };
	out->fields[0] = *field;
	out->field_count = 1;
}

TEST(meter_shares_what_is_per_address_and_keeps_apart_what_is_per_key_and_feed)
{
	struct room r = room_new();

	take(&r, &dear, &r.a, 59000);
	CHECK_INT(wait_ms(&r, &dear, &r.a, 59000), 1000);
	CHECK(!r.is_shared);
	CHECK_INT(wait_ms(&r, &other, &r.a, 59000), 0); /* another feed */
	CHECK_INT(wait_ms(&r, &dear, &r.b, 59000), 0);  /* another account */
	for (int i = 0; i < 97; i++)
		take(&r, &plain, &r.a, 59000);
	CHECK_INT(wait_ms(&r, &plain, &r.b, 59000), 1000);
	CHECK(r.is_shared);
	CHECK_INT(wait_ms(&r, &dear, &r.b, 59000), 0); /* it takes nothing of that one */
	CHECK_INT(r.a.count, 1);
	room_wipe(&r);
}

TEST(meter_has_room_for_so_many_budgets_of_one_account_and_says_no_past_them)
{
	struct exchange_feed feeds[METER_OWN_MAX + 1];
	struct room r = room_new();

	for (size_t i = 0; i <= METER_OWN_MAX; i++) {
		feeds[i] = dear;
		const enum err e =
		    meter_take(&r.m, &(struct meter_ask){ &feeds[i], &r.a, start_ms, false });

		CHECK_INT(e, i < METER_OWN_MAX ? OK : ERR_LIMIT);
	}
	room_wipe(&r);
}

TEST(meter_takes_in_what_is_used_and_what_is_left)
{
	struct room r = room_new();
	struct http_response answer = { 0 };
	struct http_field field;
	const struct meter_ask ask = { &other, &r.a, start_ms + 59000, false };

	take(&r, &other, &r.a, 59000);
	says(&answer, &field, "X-Used", "965");
	meter_correct(&r.m, &ask, start_ms + 59000, &answer);
	CHECK_INT(wait_ms(&r, &plain, &r.b, 59000), 1000);
	says(&answer, &field, "X-Left", "2");
	CHECK_INT(r.a.own[1].budget.used_milli, 1000);
	meter_correct(&r.m, &ask, start_ms + 59000, &answer);
	CHECK_INT(r.a.own[1].budget.used_milli, 48000);
	says(&answer, &field, "X-Left", "not a number");
	meter_correct(&r.m, &ask, start_ms + 59000, &answer);
	CHECK_INT(r.a.own[1].budget.used_milli, 48000);
	room_wipe(&r);
}

TEST(meter_blocks_the_address_or_only_the_account_whose_limit_it_was)
{
	static const struct {
		const char *name, *value;
		bool is_account;
	} cases[] = { { "X-Used", "20", true }, { "X-Used", "990", false },
		{ "Other", "1", false } };

	for (size_t i = 0; i < 3; i++) {
		struct room r = room_new();
		struct http_response answer = { 0 };
		struct http_field field;
		const struct meter_ask ask = { &other, &r.a, start_ms, false };

		take(&r, &other, &r.a, 0);
		take(&r, &other, &r.b, 0);
		says(&answer, &field, cases[i].name, cases[i].value);
		meter_block(&r.m, &ask, &(struct meter_refusal){ 0, 250, &answer });
		CHECK(wait_ms(&r, &other, &r.a, 1) > 50000);
		CHECK_INT(wait_ms(&r, &plain, &r.b, 1) > 50000, !cases[i].is_account);
		room_wipe(&r);
	}
}

TEST(meter_blocks_the_address_for_a_feed_that_only_costs_the_key)
{
	struct room r = room_new();
	struct http_response answer = { 0 };
	struct http_field field;

	take(&r, &dear, &r.a, 0);
	says(&answer, &field, "Other", "1");
	meter_block(&r.m, &(struct meter_ask){ &dear, &r.a, start_ms, false },
	    &(struct meter_refusal){ 7000, 250, &answer });
	CHECK_INT(wait_ms(&r, &plain, &r.b, 0), 7000);
	room_wipe(&r);
}

TEST(meter_lets_a_sweep_have_a_tenth)
{
	struct room r = room_new();
	unsigned taken = 0;

	for (int64_t at = 0; at < 60000; at += 100) {
		const struct meter_ask ask = { &plain, &r.a, start_ms + at, true };

		for (; meter_wait_ms(&r.m, &ask, &r.is_shared) == 0; taken += 10)
			CHECK_OK(meter_take(&r.m, &ask));
		CHECK(!r.is_shared);
	}
	CHECK_INT(taken, 100);
	CHECK_INT(wait_ms(&r, &plain, &r.b, 59999), 0);
	room_wipe(&r);
}

TEST(meter_costs_are_shares_of_what_an_address_may)
{
	CHECK_INT(meter_cost(&family, &plain), 100);
	CHECK_INT(meter_cost(&family, &dear), 1); /* the key's own does not count */
	CHECK_INT(meter_cost(&family, &other), 10);
}

TEST(meter_of_an_account_that_rests_forgets_its_own_budgets_when_they_are_whole_again)
{
	static const struct exchange_family another = { "g", "https://g", NULL, { { 0 } } };
	const struct meter elsewhere = meter_of(&another);
	struct room r = room_new();

	take(&r, &dear, &r.a, 1000);
	take(&r, &other, &r.a, 59000); /* two more: of this feed, and of the key */
	CHECK_INT(r.a.count, 3);
	meter_rest(&r.m, &r.a, start_ms + 59999);
	CHECK_INT(r.a.count, 3);
	take(&r, &dear, &r.a, 60000);
	meter_rest(&elsewhere, &r.a, start_ms + 60000); /* another family's clock */
	CHECK_INT(r.a.count, 3);
	meter_rest(&r.m, &r.a, start_ms + 60000);
	CHECK_INT(r.a.count, 1);
	CHECK_INT(wait_ms(&r, &dear, &r.a, 60000 + 59000), 1000); /* what is used is kept */
	CHECK_INT(wait_ms(&r, &other, &r.a, 60000 + 59000), 0);
	meter_rest(&r.m, &r.a, start_ms + 120000);
	CHECK(r.a.count == 0 && r.a.own == NULL);
	meter_rest(&r.m, &r.a, start_ms + 120000);
	take(&r, &dear, &r.a, 120000);
	CHECK_INT(r.a.count, 1);
	room_wipe(&r);
}
