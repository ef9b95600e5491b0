/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/ingest.h"
#include "test/enclave/ingest/ingest_room.h"

struct engine {
	struct ingest_room room;
	struct ingest *g;
	size_t check_count;
	struct ingest_check last;
	char why[WHY_SIZE_MAX];
};

static void
checked(void *self, const struct ingest_check *result)
{
	struct engine *n = self;

	n->check_count++;
	n->last = *result;
	(void)snprintf(n->why, sizeof(n->why), "%s", result->why == NULL ? "" : result->why);
}

static struct ingest_config
config_of(struct engine *n, const struct ingest_host *hosts, size_t host_count)
{
	return (struct ingest_config){ .loop = n->room.loop,
		.vault = n->room.vault,
		.log = &n->room.log,
		.hosts = hosts,
		.host_count = host_count,
		.poll_min_ms = 1000,
		.poll_max_ms = 4000 };
}

static void
engine_open(struct engine *n)
{
	struct why why = { "" };

	memset(n, 0, sizeof(*n));
	ingest_room_open(&n->room);
	const struct ingest_host host = { "binance", true, n->room.url };
	const struct ingest_config config = config_of(n, &host, 1);

	CHECK_OK(ingest_new(&config, &n->g, &why));
}

static void
engine_close(struct engine *n)
{
	ingest_free(n->g);
	ingest_room_close(&n->room);
}

static void
check(struct engine *n)
{
	CHECK_OK(ingest_check_key(n->g, "binance", true, n->room.credential, checked, n));
}

TEST(ingest_knows_the_hosts_it_was_made_with_and_no_other)
{
	const struct ingest_host odd[] = { { "nosuch", false, NULL } },
				 bad[] = { { "binance", true, "https://a/b" } };
	struct ingest_host many[INGEST_HOSTS_MAX + 1];
	struct ingest *g = NULL;
	struct engine n;
	struct why why = { "" };

	engine_open(&n);
	CHECK(ingest_has(n.g, "binance", true));
	CHECK(!ingest_has(n.g, "binance", false));
	CHECK(!ingest_has(n.g, "kraken", true));
	struct ingest_config config = config_of(&n, odd, 1);

	CHECK_ERR(ingest_new(&config, &g, &why), ERR_INPUT);
	CHECK(strstr(why.text, "nosuch") != NULL && strstr(why.text, "binance") != NULL);
	why.text[0] = '\0';
	config = config_of(&n, bad, 1);
	CHECK_ERR(ingest_new(&config, &g, &why), ERR_INPUT);
	CHECK(why.text[0] != '\0');
	for (size_t i = 0; i <= INGEST_HOSTS_MAX; i++)
		many[i] = (struct ingest_host){ "binance", true, n.room.url };
	config = config_of(&n, many, INGEST_HOSTS_MAX + 1);
	CHECK_ERR(ingest_new(&config, &g, &why), ERR_LIMIT);
	config.host_count = INGEST_HOSTS_MAX;
	CHECK_OK(ingest_new(&config, &g, &why));
	ingest_free(g);
	ingest_free(NULL);
	engine_close(&n);
}

TEST(ingest_tells_what_a_key_may_do_whatever_it_is)
{
	struct engine n;

	engine_open(&n);
	check(&n);
	CHECK_INT(n.check_count, 0);
	ROOM_UNTIL(n.room.loop, n.check_count == 1);
	CHECK_INT(n.last.error, OK);
	CHECK(n.last.permissions.reads && n.last.permissions.is_ip_restricted);
	CHECK_TEXT(n.last.permissions.too_many, "");
	n.room.stub.rights = STUB_TRADES;
	check(&n);
	ROOM_UNTIL(n.room.loop, n.check_count == 2);
	CHECK_INT(n.last.error, OK);
	CHECK(n.last.permissions.trades);
	CHECK_TEXT(n.last.permissions.too_many, "enableSpotAndMarginTrading");
	engine_close(&n);
}

TEST(ingest_passes_on_what_the_exchange_says_of_a_key)
{
	struct engine n;

	engine_open(&n);
	n.room.stub.fault = (struct stub_fault){ .path = "apiRestrictions",
		.times = 1,
		.status = 400,
		.body = "{\"code\":-2014,\"msg\":\"API-key format invalid.\"}" };
	check(&n);
	ROOM_UNTIL(n.room.loop, n.check_count == 1);
	CHECK_INT(n.last.error, ERR_AUTH);
	CHECK_INT(n.last.refusal.code, -2014);
	CHECK_TEXT(n.last.refusal.message, "API-key format invalid.");
	CHECK(n.last.refusal.advice != NULL);
	CHECK_ERR(ingest_check_key(n.g, "binance", false, 1, checked, &n), ERR_ABSENT);
	CHECK_ERR(ingest_check_key(n.g, "nosuch", true, 1, checked, &n), ERR_ABSENT);
	CHECK_INT(n.check_count, 1);
	engine_close(&n);
}

TEST(ingest_answers_a_check_within_ten_seconds)
{
	struct engine n;

	engine_open(&n);
	n.room.stub.fault = (struct stub_fault){ .path = "apiRestrictions", .times = 1 };
	check(&n);
	ROOM_UNTIL(n.room.loop, n.room.stub.parked_count == 1);
	ingest_room_wait_ms(&n.room, INGEST_CHECK_MS - 1);
	CHECK_INT(n.check_count, 0);
	ingest_room_wait_ms(&n.room, 1);
	CHECK_INT(n.check_count, 1);
	CHECK_INT(n.last.error, ERR_IO);
	CHECK(strstr(n.why, "in time") != NULL);
	stub_release(&n.room.stub); /* too late, and told to nobody */
	ingest_room_wait_ms(&n.room, 5000);
	CHECK_INT(n.check_count, 1);
	/* The same while the question still waits for the exchange's clock. */
	engine_close(&n);
	engine_open(&n);
	n.room.stub.fault = (struct stub_fault){ .path = "/time", .times = 1 };
	check(&n);
	ROOM_UNTIL(n.room.loop, n.room.stub.parked_count == 1);
	ingest_room_wait_ms(&n.room, INGEST_CHECK_MS);
	CHECK_INT(n.check_count, 1);
	CHECK_INT(n.last.error, ERR_IO);
	engine_close(&n);
}

TEST(ingest_reports_an_exchange_that_keeps_failing_before_the_deadline)
{
	struct engine n;

	engine_open(&n);
	n.room.stub.fault = (struct stub_fault){ .path = "apiRestrictions",
		.times = STUB_FOREVER,
		.status = 500,
		.body = "{\"code\":-1000,\"msg\":\"Unknown.\"}" };
	check(&n);
	ROOM_UNTIL(n.room.loop, stub_asked(&n.room.stub, "apiRestrictions") == 1);
	ingest_room_settle(&n.room);
	ingest_room_wait_ms(&n.room, 500);
	ROOM_UNTIL(n.room.loop, n.check_count == 1);
	CHECK_INT(n.last.error, ERR_UPSTREAM);
	CHECK_INT(n.last.refusal.code, -1000);
	engine_close(&n);
}

TEST(ingest_ends_in_the_middle_of_checks_without_calling_back)
{
	static const char *const parked_at[] = { "/time", "apiRestrictions" };
	struct engine n;

	for (size_t i = 0; i < 2; i++) {
		engine_open(&n);
		n.room.stub.fault = (struct stub_fault){ .path = parked_at[i], .times = 2 };
		check(&n);
		check(&n);
		ROOM_UNTIL(n.room.loop, n.room.stub.parked_count == (i == 0 ? 1 : 2));
		ingest_free(n.g);
		n.g = NULL;
		ingest_room_wait_ms(&n.room, 2 * INGEST_CHECK_MS);
		CHECK_INT(n.check_count, 0);
		engine_close(&n);
	}
}

TEST(ingest_collects_and_counts_fills)
{
	struct collection_progress p;
	struct collection *c;
	struct engine n;

	engine_open(&n);
	n.room.stub.books[0] = (struct stub_book){ "BTCUSDT", 1, 12, 1790000000000, "USDT" };
	struct ingest_account account = { .exchange = "binance",
		.is_sandbox = true,
		.account_type = "spot",
		.credential = n.room.credential };

	CHECK_OK(ingest_collect(n.g, &account, &c));
	do {
		CHECK_OK(loop_step(n.room.loop, 1));
		collection_progress(c, &p);
	} while (p.stage != COLLECTION_LIVE);
	CHECK_INT(ingest_fill_count(n.g), 12);
	collection_free(c);
	account.is_sandbox = false;
	CHECK_ERR(ingest_collect(n.g, &account, &c), ERR_ABSENT);
	engine_close(&n);
}
