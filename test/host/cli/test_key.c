/* SPDX-License-Identifier: Apache-2.0 */
/* perf-aggregator key check, against the sandbox's accounts. */
#include "host/sandbox/front.h"
#include "test/host/cli/fake_enclave.h"

struct bench {
	struct fake fake;
	struct world *world;
	struct front *front;
	char url[48];
};

static void
bench_open(struct bench *b)
{
	struct front_config config = { .host = "127.0.0.1" };
	struct why why = { "" };

	*b = (struct bench){ 0 };
	fake_start(&b->fake, false);
	assert_int_equal(world_new(1, &b->world), OK);
	config.world = b->world;
	assert_int_equal(front_new(b->fake.loop, &config, &b->front, &why), OK);
	(void)snprintf(b->url, sizeof(b->url), "http://127.0.0.1:%u", front_port(b->front));
}

static void
bench_close(struct bench *b)
{
	front_free(b->front);
	fake_wipe(&b->fake);
	world_free(b->world);
}

/* The account's key in a file. */
static const char *
key_file(struct bench *b, const struct world_account *a, const char *secret)
{
	char lines[WORLD_KEY_SIZE + KEYS_SECRET_SIZE + 2];

	(void)snprintf(lines, sizeof(lines), "%s\n%s\n", a->api_key, secret);
	return fake_file(&b->fake, "key", lines, 0600);
}

TEST(key_check_takes_a_key_that_only_reads_and_shows_four_characters_of_it)
{
	const struct world_account *a;
	struct bench b;

	bench_open(&b);
	a = world_account_by_name(b.world, "demo");
	CHECK_INT(RUN(&b.fake, "key", "check", "--url", b.url, "--credentials",
		      key_file(&b, a, a->secret)),
	    LEAVE_OK);
	SAID_OUT(&b.fake, "it reads and does nothing else");
	SAID_OUT(&b.fake, "enableReading                    on   fine");
	SAID_OUT(&b.fake, "enableWithdrawals                off  fine");
	SAID_OUT(&b.fake, a->api_key + strlen(a->api_key) - 4);
	CHECK(strstr(b.fake.out, a->api_key + strlen(a->api_key) - 5) == NULL);
	CHECK(strstr(b.fake.out, a->secret) == NULL && strstr(b.fake.err, a->secret) == NULL);
	CHECK_INT(RUN(&b.fake, "key", "check", "--url", b.url, "--json", "--credentials",
		      key_file(&b, a, a->secret)),
	    LEAVE_OK);
	SAID_OUT(&b.fake, "\"fit\":true,\"permissions\":{\"read\":true,\"trade\":false");
	CHECK(strstr(b.fake.out, a->api_key + strlen(a->api_key) - 5) == NULL);
	bench_close(&b);
}

TEST(key_check_refuses_every_account_that_may_do_more)
{
	size_t count = 0;
	struct bench b;

	bench_open(&b);
	for (size_t i = 0; i < WORLD_ACCOUNT_COUNT; i++) {
		const struct world_account *a = &b.world->accounts[i];

		if (a->extra_right == NULL || strcmp(a->extra_right, "enableFixReadOnly") == 0)
			continue;
		CHECK_INT(RUN(&b.fake, "key", "check", "--url", b.url, "--credentials",
			      key_file(&b, a, a->secret)),
		    LEAVE_REFUSED);
		SAID_OUT(&b.fake, a->extra_right);
		SAID_OUT(&b.fake, "must be off");
		SAID_ERR(&b.fake, "switch off at the exchange");
		CHECK_INT(RUN(&b.fake, "key", "check", "--url", b.url, "--json", "--credentials",
			      key_file(&b, a, a->secret)),
		    LEAVE_REFUSED);
		SAID_OUT(&b.fake, "\"fit\":false,\"why\":\"only read-only keys are taken");
		count++;
	}
	CHECK(count > 0);
	bench_close(&b);
}

TEST(key_check_tells_a_wrong_secret_from_a_wrong_key)
{
	struct world_account stranger = { 0 };
	const struct world_account *a;
	struct bench b;

	bench_open(&b);
	a = world_account_by_name(b.world, "demo");
	CHECK_INT(RUN(&b.fake, "key", "check", "--url", b.url, "--credentials",
		      key_file(&b, a, "not-the-secret-of-that-key")),
	    LEAVE_REFUSED);
	SAID_ERR(&b.fake, "-1022");
	SAID_ERR(&b.fake, "the secret does not belong to the API key");
	memset(stranger.api_key, 'k', sizeof(stranger.api_key) - 1);
	CHECK_INT(RUN(&b.fake, "key", "check", "--url", b.url, "--credentials",
		      key_file(&b, &stranger, "some-secret-or-other")),
	    LEAVE_REFUSED);
	SAID_ERR(&b.fake, "Binance answered -2015");
	SAID_ERR(&b.fake, "copied whole");
	bench_close(&b);
}

TEST(key_check_shows_a_key_to_nobody_but_the_exchange_and_this_machine)
{
	static const char *const strangers[] = { "https://api.binance.com.evil.example",
		"http://10.0.0.1:80", "https://api.binance.com", "ftp://127.0.0.1" };
	const struct world_account *a;
	struct bench b;

	bench_open(&b);
	a = world_account_by_name(b.world, "demo");
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		CHECK_INT(RUN(&b.fake, "key", "check", "--url", strangers[i], "--credentials",
			      key_file(&b, a, a->secret)),
		    LEAVE_USAGE);
		SAID_ERR(&b.fake, "--url");
	}
	CHECK_INT(RUN(&b.fake, "key"), LEAVE_USAGE);
	CHECK_INT(RUN(&b.fake, "key", "check", "binance"), LEAVE_USAGE);
	CHECK_INT(RUN(&b.fake, "key", "check", "--no-input"), LEAVE_USAGE);
	CHECK_INT(RUN(&b.fake, "key", "check", "--url", "http://127.0.0.1:1", "--credentials",
		      key_file(&b, a, a->secret)),
	    LEAVE_NETWORK);
	bench_close(&b);
}
