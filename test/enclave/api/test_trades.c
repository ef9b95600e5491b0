/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/api/enclave_room.h"

static void
trader_open(struct enclave_room *r, struct visitor *v)
{
	enclave_room_open(r, NULL);
	r->stub.books[0] = (struct stub_book){ "BTCUSDT", 11, 7, 1790000000000, "USDT" };
	r->stub.books[1] = (struct stub_book){ "ETHUSDT", 1, 3, 1790000000000, "USDT" };
	enclave_register(r, "none", v);
	visit_until_live(r, v);
}

static unsigned
get(struct enclave_room *r, const struct visitor *v, const char *query)
{
	char target[256];

	(void)snprintf(target, sizeof(target), "/enclave/trades/%s%s", v->id, query);
	return ask(r, "GET", target);
}

static size_t
count_of(const struct enclave_room *r, const char *part)
{
	size_t count = 0;

	for (const char *at = reply_body(r); (at = strstr(at, part)) != NULL; at++)
		count++;
	return count;
}

/* The reply's cursor as the next query; false at the end. */
static bool
next(const struct enclave_room *r, const char *limit, char out[64])
{
	const char *at = strstr(reply_body(r), "\"cursor\":\"");

	if (at == NULL)
		return false;
	at += strlen("\"cursor\":\"");
	(void)snprintf(out, 64, "?limit=%s&cursor=%.*s", limit, (int)strcspn(at, "\""), at);
	return true;
}

TEST(trades_are_shown_with_what_each_realised)
{
	struct enclave_room r;
	struct visitor v;

	trader_open(&r, &v);
	CHECK_INT(get(&r, &v, ""), 200);
	CHECK(reply_says(&r,
	    "{\"trades\":[{\"id\":\"11\",\"order\":\"0\",\"symbol\":\"BTCUSDT\","
	    "\"timestamp\":1790000000000,\"datetime\":\"2026-09-21T14:13:20.000Z\","
	    "\"side\":\"buy\",\"takerOrMaker\":\"taker\",\"price\":\"100\",\"amount\":\"1\","
	    "\"cost\":\"100\",\"fee\":{\"cost\":\"0.1\",\"currency\":\"USDT\"},"
	    "\"grossRealizedPnl\":\"0\"},{\"id\":\"12\","));
	CHECK(reply_says(&r, "\"grossRealizedPnl\":\"10\""));
	CHECK_INT(count_of(&r, "\"side\""), 10);
	CHECK(reply_says(&r, "\"cursor\":null"));
	enclave_room_close(&r);
}

TEST(trades_come_page_by_page_each_once_whatever_the_page_s_size)
{
	struct enclave_room r;
	struct visitor v;
	char limit[8], query[64];

	trader_open(&r, &v);
	for (unsigned size = 1; size <= 11; size++) {
		size_t seen = 0, pages = 0;

		(void)snprintf(limit, sizeof(limit), "%u", size);
		(void)snprintf(query, sizeof(query), "?limit=%s", limit);
		do {
			CHECK_INT(get(&r, &v, query), 200);
			CHECK(count_of(&r, "\"side\"") <= size);
			seen += count_of(&r, "\"side\"");
			assert_true(++pages < 20);
		} while (next(&r, limit, query));
		CHECK_INT(seen, 10);
		case_counted();
	}
	enclave_room_close(&r);
}

TEST(trades_of_one_symbol_and_of_none)
{
	struct enclave_room r;
	struct visitor v;

	trader_open(&r, &v);
	CHECK_INT(get(&r, &v, "?symbol=ETHUSDT"), 200);
	CHECK_INT(count_of(&r, "\"side\""), 3);
	CHECK_INT(get(&r, &v, "?symbol=NOSUCH"), 200);
	CHECK_INT(count_of(&r, "\"side\""), 0);
	/* A cursor of another symbol's page neither shows its fills nor spins. */
	CHECK_INT(get(&r, &v, "?symbol=ETHUSDT&cursor=0.5"), 200);
	CHECK_INT(count_of(&r, "\"side\""), 3);
	CHECK_INT(get(&r, &v, "?symbol=NOSUCH&cursor=1.1"), 200);
	CHECK_INT(count_of(&r, "\"side\""), 0);
	CHECK_INT(get(&r, &v, "?cursor=4294967295.4294967295"), 200);
	CHECK_INT(count_of(&r, "\"side\""), 0);
	CHECK_INT(get(&r, &v, "?cursor=0.4294967295"), 200);
	CHECK_INT(count_of(&r, "\"side\""), 3);
	enclave_room_close(&r);
}

TEST(trades_of_a_time_and_a_method)
{
	struct enclave_room r;
	struct visitor v;

	trader_open(&r, &v);
	/* BTCUSDT has seven and ETHUSDT three, each a minute after the one before it */
	CHECK_INT(get(&r, &v, "?from=2026-09-21T14:14:20Z&to=2026-09-21T14:16:20.000Z"), 200);
	CHECK_INT(count_of(&r, "\"side\""), 4);
	CHECK(reply_says(&r, "\"cursor\":null,\"method\":\"fifo\"") ||
	    reply_says(&r, "\"method\":\"fifo\",\"cursor\":null"));
	CHECK_INT(get(&r, &v, "?from=2026-09-21T14:17:20Z&limit=2"), 200);
	CHECK_INT(count_of(&r, "\"side\""), 2);
	CHECK_INT(get(&r, &v, "?from=2026-09-21T14:17:20Z&limit=2&cursor=0.6"), 200);
	CHECK_INT(count_of(&r, "\"side\""), 1);
	CHECK(reply_says(&r, "\"cursor\":null"));
	CHECK_INT(get(&r, &v, "?to=2026-09-21T14:13:20Z"), 200);
	CHECK_INT(count_of(&r, "\"side\""), 0);
	CHECK_INT(get(&r, &v, "?method=lifo"), 200);
	CHECK_INT(count_of(&r, "\"side\""), 10);
	CHECK(reply_says(&r, "\"method\":\"lifo\""));
	CHECK_INT(get(&r, &v, ""), 200);
	CHECK(reply_says(&r, "\"method\":\"fifo\"")); /* the next one is as before */
	enclave_room_close(&r);
}

TEST(trades_name_the_parameter_that_is_wrong)
{
	static const char *const bad[][2] = { { "?limit=0", "limit:" }, { "?limit=1001", "limit:" },
		{ "?limit=-1", "limit:" }, { "?limit=", "limit:" },
		{ "?limit=5&limit=5", "limit:" }, { "?cursor=5", "cursor:" },
		{ "?cursor=.", "cursor:" }, { "?cursor=1.", "cursor:" }, { "?method=", "method:" },
		{ "?method=FIFO", "method:" }, { "?method=fifo&method=fifo", "method:" },
		{ "?from=2026-02-30T00:00:00Z", "from:" }, { "?from=1", "from:" },
		{ "?to=", "to:" }, { "?cursor=4294967296.0", "cursor:" },
		{ "?cursor=0.0.0", "cursor:" },
		{ "?symbol=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "symbol:" } };
	struct enclave_room r;
	struct visitor v;

	trader_open(&r, &v);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK_INT(get(&r, &v, bad[i][0]), 400);
		CHECK(reply_says(&r, bad[i][1]));
	}
	CHECK_INT(get(&r, &v, "?limit=1000"), 200);
	enclave_room_close(&r);
}
