/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What accounts cost that are collected and only looked at now and then: memory and CPU time.
 *
 * A thousand of them, each with a key of its own, within what an exchange lets one address ask.
 * For that a turn of all takes minutes, our clock and the exchange's run thirty times as fast.
 *
 * The memory is that of one moment, of accounts at rest and of some in a turn: session, key and
 * collection with every list of theirs (walks, balances, flows and their sums, what prices are
 * needed) and questions under way.  Not in it: the ledger, that is fills and prices; figures, which
 * only who reads has; the tables all share; and what malloc adds.
 */
#include "bench/asker.h"
#include "enclave/ingest/collection_inside.h"
#include "enclave/session/session.h"

enum {
	ACCOUNTS = 1000,
	RATE = 30,
	STEP_MS = 5, /* real: wakes for nothing are then no more than timers that go off */
	LOOK_MS = 100,
	RUN_MS_MAX = 300000,
	POLL_MIN_MS = 30000, /* as the product's */
	POLL_MAX_MS = 300000,
	TURNS = 2000,
};

struct polled {
	struct collection *c;
	int64_t synced_ms;
};

/* ---- a clock that runs fast ---- */

static int64_t begun_us, begun_ms;

static int64_t
fast_us(void *self)
{
	(void)self;
	return begun_us + (clock_mono_us(clock_system()) - begun_us) * RATE;
}

static int64_t
fast_ms(void *self)
{
	return begun_ms + (fast_us(self) - begun_us) / 1000;
}

/* ---- turns ---- */

/* Turns that ended since it was asked last. */
static unsigned
turns(struct polled *all)
{
	unsigned count = 0;

	for (size_t i = 0; i < ACCOUNTS; i++) {
		count += all[i].c->synced_ms != all[i].synced_ms;
		all[i].synced_ms = all[i].c->synced_ms;
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

/* Step until so many turns are over; CPU time of each. */
static double
run_turns(struct loop *l, struct polled *all, unsigned wanted)
{
	const int64_t end_us = clock_mono_us(clock_system()) + (int64_t)RUN_MS_MAX * 1000;
	const double before_us = cpu_us();
	unsigned count = 0;

	while (count < wanted) {
		const int64_t look_us = clock_mono_us(clock_system()) + LOOK_MS * 1000;

		/* Nobody has more than one turn in this time. */
		while (clock_mono_us(clock_system()) < look_us)
			bench_require(loop_step(l, STEP_MS) == OK, "the loop");
		bench_require(look_us < end_us, "turns of accounts");
		count += turns(all);
	}
	return (cpu_us() - before_us) / count;
}

static bool
have_all_backfilled(const struct polled *all)
{
	for (size_t i = 0; i < ACCOUNTS; i++)
		if (all[i].synced_ms == 0)
			return false;
	return true;
}

static void
measure(struct loop *l, struct polled *all)
{
	double most = 0, total = 0;

	while (!have_all_backfilled(all))
		(void)run_turns(l, all, 1);
	(void)run_turns(l, all, ACCOUNTS * 2); /* what nobody waits for is over, too */
	BENCH_REPORT(.name = "poll_cpu", .value = run_turns(l, all, TURNS), .unit = "us",
	    .bound = BENCH_AT_MOST, .budget = 200,
	    .against = "a turn of one of 1,000 accounts of 300 fills: key, balances");
	for (size_t i = 0; i < ACCOUNTS; i++) {
		const double size = (double)(collection_memory(all[i].c) + sizeof(struct session) +
		    VAULT_SLOT_SIZE);

		most = size > most ? size : most;
		total += size;
	}
	BENCH_REPORT(.name = "poll_memory", .value = most, .unit = "bytes", .bound = BENCH_AT_MOST,
	    .budget = 4096,
	    .against = "the largest of 1,000: session, key, collection, all but its ledger");
	BENCH_REPORT(.name = "poll_memory_mean", .value = total / ACCOUNTS, .unit = "bytes",
	    .bound = BENCH_AT_MOST, .budget = 4096);
}

/* ---- accounts ---- */

struct room {
	struct loop *loop;
	struct vault *vault;
	struct bourse bourse;
	struct log log;
};

static void
account_open(const struct stage *stage, struct room *r, size_t i, struct collection **out)
{
	struct credential key = { 0 };
	vault_handle handle;
	char name[32];

	(void)snprintf(name, sizeof(name), "crowd%zu", i + 1);
	asker_key(stage, name, &key);
	bench_require(vault_put(r->vault, &key, &handle) == OK, "a key");
	bench_require(collection_new(
			  &(struct collection_config){
			      .bourse = &r->bourse, .credential = handle, .account_type = "spot" },
			  out) == OK,
	    "a collection");
	credential_wipe(&key);
}

BENCH(poll)
{
	const struct stage stage =
	    stage_open(&(struct stage_plan){ .crowd = ACCOUNTS, .clock_rate = RATE });
	const struct clock fast = { .wall_ms = fast_ms, .mono_us = fast_us };
	struct room r = { .log = { .clock = &fast } };
	static struct polled all[ACCOUNTS];
	struct why why = { "" };
	struct host *host = NULL;
	char url[64];

	begun_us = clock_mono_us(clock_system());
	begun_ms = clock_wall_ms(clock_system());
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u", stage.sandbox.port);
	bench_require(vault_new(ACCOUNTS, &r.vault) == OK && loop_new(&fast, &r.loop) == OK,
	    "a vault and a loop");
	bench_require(host_new(&(struct host_config){ .loop = r.loop,
				   .vault = r.vault,
				   .log = &r.log,
				   .exchange = &exchange_binance,
				   .environment = EXCHANGE_SANDBOX,
				   .sandbox = url },
			  &host, &why) == OK,
	    why.text);
	bourse_init(&r.bourse,
	    &(struct bourse_config){ .loop = r.loop,
		.vault = r.vault,
		.log = &r.log,
		.host = host,
		.poll_min_ms = POLL_MIN_MS,
		.poll_max_ms = POLL_MAX_MS });
	for (size_t i = 0; i < ACCOUNTS; i++)
		account_open(&stage, &r, i, &all[i].c);
	measure(r.loop, all);
	for (size_t i = 0; i < ACCOUNTS; i++)
		collection_free(all[i].c);
	host_free(host);
	bourse_wipe(&r.bourse);
	loop_free(r.loop);
	vault_free(r.vault);
	stage_close(&stage);
}
