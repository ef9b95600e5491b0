/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/world.h"

#include "test/check.h"
#include "test/host/sandbox/ask.h"

TEST(world_truth_is_the_same_for_the_same_seed)
{
	struct buf text[3];

	for (size_t i = 0; i < 3; i++) {
		struct world *w;

		text[i] = buf_new(16 << 20);
		CHECK_OK(world_new(i < 2 ? 5 : 6, &w));
		CHECK_OK(world_truth_write(w, &text[i]));
		world_free(w);
	}
	CHECK_SPAN(buf_span(&text[0]), buf_span(&text[1]));
	CHECK(!span_equal(buf_span(&text[0]), buf_span(&text[2])));
	for (size_t i = 0; i < 3; i++)
		buf_wipe(&text[i]);
}

TEST(world_accounts_have_keys_of_their_own)
{
	const struct world *w = ask_world();

	for (size_t i = 0; i < WORLD_ACCOUNT_COUNT; i++) {
		const struct world_account *a = &w->accounts[i];

		CHECK_INT(strlen(a->api_key), 64);
		CHECK_INT(strlen(a->secret), 64);
		CHECK(strcmp(a->api_key, a->secret) != 0);
		CHECK(world_account_by_key(w, a->api_key) == a);
		CHECK(world_account_by_name(w, a->name) == a);
		for (size_t k = 0; k < i; k++)
			CHECK(a->uid != w->accounts[k].uid);
	}
	CHECK(world_account_by_key(w, "") == NULL);
	CHECK(world_account_by_name(w, "nobody") == NULL);
}

TEST(world_crowd_stands_behind_the_others_with_keys_of_its_own)
{
	struct buf truth = buf_new(16 << 20), accounts = buf_new(1 << 20);
	const struct world_account *first, *last;
	struct world *w;

	CHECK_OK(world_new(5, &w));
	CHECK_ERR(world_crowd(w, WORLD_CROWD_MAX + 1), ERR_LIMIT);
	CHECK_OK(world_crowd(w, 1000));
	CHECK_INT(w->account_count, WORLD_ACCOUNT_COUNT + 1000);
	first = world_account_by_name(w, "crowd1");
	last = world_account_by_name(w, "crowd1000");
	CHECK(first == &w->accounts[WORLD_ACCOUNT_COUNT] && last == first + 999);
	CHECK(world_account_by_name(w, "crowd1001") == NULL);
	CHECK(strcmp(first->api_key, last->api_key) != 0 && first->uid != last->uid);
	CHECK(world_account_by_key(w, last->api_key) == last);
	CHECK(first->journal == world_account_by_name(w, "small")->journal);
	CHECK(world_history(w, last) == world_history(w, world_account_by_name(w, "small")));
	CHECK_OK(world_truth_write(w, &truth)); /* what is true of them is true of small */
	CHECK_OK(world_accounts_write(w, &accounts));
	CHECK_OK(buf_u8(&truth, 0));
	CHECK_OK(buf_u8(&accounts, 0));
	CHECK(strstr((const char *)truth.p, "crowd") == NULL);
	CHECK(strstr((const char *)accounts.p, last->secret) != NULL);
	buf_wipe(&accounts);
	buf_wipe(&truth);
	world_free(w);
}

/* What of an account stands in both lists. */
TEST(world_lists_name_every_account)
{
	struct buf truth = buf_new(16 << 20), accounts = buf_new(1 << 16);
	const struct world *w = ask_world();

	CHECK_OK(world_truth_write(w, &truth));
	CHECK_OK(world_accounts_write(w, &accounts));
	CHECK_OK(buf_u8(&truth, 0));
	CHECK_OK(buf_u8(&accounts, 0));
	for (size_t i = 0; i < WORLD_ACCOUNT_COUNT; i++) {
		CHECK(strstr((const char *)truth.p, w->accounts[i].secret) != NULL);
		CHECK(strstr((const char *)accounts.p, w->accounts[i].api_key) != NULL);
	}
	CHECK(strstr((const char *)truth.p, "\"enableSomethingNew\":true") != NULL);
	CHECK(strstr((const char *)truth.p, "\"format\":\"perf-aggregator-sandbox-truth/1\"") !=
	    NULL);
	buf_wipe(&truth);
	buf_wipe(&accounts);
}

TEST(world_writers_say_when_there_is_no_room)
{
	struct buf small = buf_new(1000);

	CHECK_ERR(world_truth_write(ask_world(), &small), ERR_LIMIT);
	buf_wipe(&small);
}
