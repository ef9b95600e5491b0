/* SPDX-License-Identifier: Apache-2.0 */
/* What an account costs that is collected and only looked at now and then: memory and CPU time. */
#include "bench/asker.h"
#include "enclave/ingest/collection.h"

enum { ACCOUNTS = 6, POLL_MS = 100, POLLS = 150, RUN_MS_MAX = 180000 };

struct polled {
	struct collection *c;
	int64_t synced_ms;
};

/* Turns that ended since it was asked last. */
static unsigned
turns(struct polled *all)
{
	unsigned count = 0;

	for (size_t i = 0; i < ACCOUNTS; i++) {
		struct collection_completeness now;

		collection_completeness(all[i].c, &now);
		count += now.backfilled_until_ms != all[i].synced_ms;
		all[i].synced_ms = now.backfilled_until_ms;
	}
	return count;
}

static double
cpu_us(void)
{
	struct timespec t;

	bench_require(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) == 0, "our clock");
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Step until so many turns are over; CPU time of it. */
static double
run_turns(struct loop *l, struct polled *all, unsigned wanted)
{
	const int64_t end_us = clock_mono_us(clock_system()) + (int64_t)RUN_MS_MAX * 1000;
	const double before_us = cpu_us();

	for (unsigned count = 0; count < wanted; count += turns(all)) {
		const int64_t look_us = clock_mono_us(clock_system()) + POLL_MS * 1000;

		/* Nobody has more than one turn in this time; looking more often would cost, too.
		 */
		while (clock_mono_us(clock_system()) < look_us)
			bench_require(loop_step(l, 20) == OK, "the loop");
		bench_require(look_us < end_us, "turns of accounts");
	}
	return cpu_us() - before_us;
}

static void
measure(struct loop *l, struct polled *all)
{
	double most = 0, spent_us;

	(void)run_turns(l, all, ACCOUNTS * 2); /* the history, and one turn more */
	spent_us = run_turns(l, all, POLLS);
	BENCH_REPORT(.name = "poll_cpu", .value = spent_us / POLLS, .unit = "us",
	    .bound = BENCH_AT_MOST, .budget = 200,
	    .against = "a turn of an account of 25,000 fills: key, balances, what moved");
	for (size_t i = 0; i < ACCOUNTS; i++) {
		const double size = (double)collection_memory(all[i].c);

		most = size > most ? size : most;
	}
	BENCH_REPORT(.name = "poll_memory", .value = most, .unit = "bytes", .bound = BENCH_AT_MOST,
	    .budget = 4096, .against = "of a resting account, its rows apart");
}

BENCH(poll)
{
	const struct stage stage = stage_open(0);
	const struct log log = { .clock = clock_system() };
	struct polled all[ACCOUNTS] = { { 0 } };
	struct credential key = { 0 };
	struct why why = { "" };
	struct bourse bourse;
	struct host *host = NULL;
	struct loop *loop = NULL;
	struct vault *vault = NULL;
	vault_handle handle;
	char url[64];

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u", stage.sandbox.port);
	asker_key(&stage, &key);
	bench_require(vault_new(ACCOUNTS, &vault) == OK && loop_new(clock_system(), &loop) == OK,
	    "a vault and a loop");
	const struct host_config config = { .loop = loop,
		.vault = vault,
		.log = &log,
		.exchange = &exchange_binance,
		.environment = EXCHANGE_SANDBOX,
		.sandbox = url };

	bench_require(host_new(&config, &host, &why) == OK, why.text);
	bourse_init(&bourse, host);
	for (size_t i = 0; i < ACCOUNTS; i++) {
		bench_require(vault_put(vault, &key, &handle) == OK, "a key");
		bench_require(collection_new(&(struct collection_config){ .loop = loop,
						 .vault = vault,
						 .bourse = &bourse,
						 .log = &log,
						 .credential = handle,
						 .account_type = "spot",
						 .poll_min_ms = POLL_MS,
						 .poll_max_ms = POLL_MS },
				  &all[i].c) == OK,
		    "a collection");
	}
	measure(loop, all);
	for (size_t i = 0; i < ACCOUNTS; i++)
		collection_free(all[i].c);
	host_free(host);
	bourse_wipe(&bourse);
	loop_free(loop);
	vault_free(vault);
	credential_wipe(&key);
	stage_close(&stage);
}
