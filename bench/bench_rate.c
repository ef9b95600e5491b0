/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rate physics: how much of what an exchange allows in a minute is used, at its distance, by one
 * account and by twenty, and whether it ever had to say no; and how much ccxt uses, one request
 * after the other and eight at a time.  60 seconds each, on the wall clock: one minute of the
 * exchange's, whose clock is set to a minute's beginning first.
 */
#include "bench/asker.h"
#include "bench/program.h"
#include "enclave/outbound/host.h"

enum {
	USERS_MAX = 20,
	MINUTE_MS = 60000,
	RUN_MS = 59800, /* the minute is over before the run can be in the next one */
	WEIGHT = 20,
	ALLOWED = 6000
};

static const unsigned latencies_ms[] = { 0, 50, 150 };

struct user {
	struct run *run;
	struct host_account account;
	uint64_t page_count;
};

struct run {
	struct loop *loop;
	struct host *host;
	struct user users[USERS_MAX];
	int64_t end_us;
	uint64_t error_count;
};

static enum err
let_go(void *self, const struct exchange_fill *f)
{
	(void)self;
	(void)f;
	return OK;
}

static void answered(void *self, enum err e, const struct exchange_result *r, const char *why);

static void
ask(struct user *u)
{
	static const struct exchange_sink rows = { .fill = let_go };
	const struct host_question q = {
		.feed = exchange_feed_by_name(&exchange_binance, "spot.fills"),
		.account = &u->account,
		.symbol = "BTCUSDT",
		.sink = &rows,
	};

	bench_require(host_ask(u->run->host, &q, answered, u, NULL) == OK, "a question");
}

static void
answered(void *self, enum err e, const struct exchange_result *r, const char *why)
{
	struct user *u = self;

	(void)r;
	(void)why;
	u->run->error_count += e != OK;
	if (clock_mono_us(clock_system()) >= u->run->end_us)
		return;
	u->page_count++;
	ask(u);
}

/* How often the exchange said no, by what the host logs. */
static double
refusals_in(FILE *log)
{
	char line[1024];
	double count = 0;

	rewind(log);
	while (fgets(line, sizeof(line), log) != NULL)
		count += strstr(line, "exchange_says_slow_down") != NULL;
	return count;
}

/* A minute of the exchange's begins: over two halves there would be two minutes' weight. */
static void
minute_begin(const struct stage *stage)
{
	const int64_t now_ms = clock_wall_ms(clock_system());
	struct asker a = asker_new(stage->sandbox.port);
	char target[64];

	(void)snprintf(target, sizeof(target), "/sandbox/clock?now=%lld",
	    (long long)((now_ms / MINUTE_MS + 1) * MINUTE_MS));
	asker_ask(&a, "POST", target, S(""));
	bench_require(a.status == 200, "setting the exchange's clock");
	asker_wipe(&a);
}

static void
run_for_a_minute(struct run *r, const struct stage *stage, size_t user_count)
{
	minute_begin(stage);
	r->end_us = clock_mono_us(clock_system()) + (int64_t)RUN_MS * 1000;
	for (size_t i = 0; i < user_count; i++)
		for (int k = 0; k < HOST_ACCOUNT_IN_FLIGHT_MAX; k++)
			ask(&r->users[i]);
	while (clock_mono_us(clock_system()) < r->end_us)
		bench_require(loop_step(r->loop, 50) == OK, "the loop");
}

static void
report(const struct run *r, size_t user_count, unsigned latency_ms, double refused)
{
	char name[64];
	double total = 0, least = 1e9, most = 0;

	for (size_t i = 0; i < user_count; i++) {
		const double pages = (double)r->users[i].page_count;

		total += pages;
		least = pages < least ? pages : least;
		most = pages > most ? pages : most;
	}
	(void)snprintf(name, sizeof(name), "rate_%zu_users_%u_ms", user_count, latency_ms);
	BENCH_REPORT(.name = name, .value = total * WEIGHT * 100 / ALLOWED,
	    .unit = "% of a minute's weight", .bound = BENCH_AT_LEAST, .budget = 95,
	    .against = "one window of the exchange's, from its beginning to its end");
	(void)snprintf(name, sizeof(name), "rate_%zu_users_%u_ms_429", user_count, latency_ms);
	BENCH_REPORT(.name = name, .value = refused + (double)r->error_count, .unit = "refusals",
	    .bound = BENCH_AT_MOST, .budget = 0);
	if (user_count == 1)
		return;
	(void)snprintf(name, sizeof(name), "rate_%zu_users_%u_ms_unfair", user_count, latency_ms);
	const double mean = total / (double)user_count;
	const double off = most - mean > mean - least ? most - mean : mean - least;

	BENCH_REPORT(.name = name, .value = off * 100 / mean, .unit = "% off the fair share",
	    .bound = BENCH_AT_MOST, .budget = 20);
}

static void
rate(size_t user_count, unsigned latency_ms)
{
	const struct stage stage = stage_open(&(struct stage_plan){ .latency_ms = latency_ms });
	FILE *file = tmpfile();
	const struct log log = { .out = file, .least = LOG_INFO, .clock = clock_system() };
	struct credential key = { 0 };
	struct run r = { 0 };
	struct host_config config = {
		.log = &log, .exchange = &exchange_binance, .environment = EXCHANGE_SANDBOX
	};
	vault_handle handle;
	struct vault *vault = NULL;
	struct why why = { "" };
	char url[64];

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u", stage.sandbox.port);
	asker_key(&stage, "demo", &key);
	bench_require(file != NULL && vault_new(1, &vault) == OK &&
		vault_put(vault, &key, &handle) == OK && loop_new(clock_system(), &r.loop) == OK,
	    "a vault and a loop");
	config.loop = r.loop;
	config.vault = vault;
	config.sandbox = url;
	bench_require(host_new(&config, &r.host, &why) == OK, why.text);
	for (size_t i = 0; i < USERS_MAX; i++)
		r.users[i] = (struct user){ .run = &r, .account = { .credential = handle } };
	run_for_a_minute(&r, &stage, user_count);
	report(&r, user_count, latency_ms, refusals_in(file));
	host_free(r.host);
	for (size_t i = 0; i < USERS_MAX; i++)
		host_account_wipe(&r.users[i].account);
	loop_free(r.loop);
	vault_free(vault);
	(void)fclose(file);
	credential_wipe(&key);
	stage_close(&stage);
}

BENCH(rate_one)
{
	for (size_t i = 0; i < 3; i++)
		rate(1, latencies_ms[i]);
}

BENCH(rate_twenty)
{
	for (size_t i = 0; i < 3; i++)
		rate(USERS_MAX, latencies_ms[i]);
}

static void
ccxt(unsigned parallel, unsigned latency_ms)
{
	const struct stage stage = stage_open(&(struct stage_plan){ .latency_ms = latency_ms });
	AUTO(buf) input = buf_new(4096);
	struct credential key = { 0 };
	char name[64];
	double percent;

	asker_key(&stage, "demo", &key);
	bench_require(buf_print(&input,
			  "{\"url\":\"http://127.0.0.1:%u\",\"apiKey\":\"%s\",\"secret\":\"%s\","
			  "\"parallel\":%u,\"runMs\":%d}",
			  stage.sandbox.port, key.api_key, key.secret, parallel, RUN_MS) == OK,
	    "a buffer");
	(void)snprintf(name, sizeof(name), "rate_ccxt_%u_%u_ms", parallel, latency_ms);
	if (bench_peer("peer_rate.mjs", buf_span(&input), &percent))
		BENCH_REPORT(.name = name, .value = percent, .unit = "% of a minute's weight",
		    .against = parallel == 1 ? "ccxt, one request after the other"
					     : "ccxt, eight requests at a time");
	credential_wipe(&key);
	stage_close(&stage);
}

BENCH(rate_peers)
{
	for (size_t i = 0; i < 3; i++) {
		ccxt(1, latencies_ms[i]);
		ccxt(8, latencies_ms[i]);
	}
}
