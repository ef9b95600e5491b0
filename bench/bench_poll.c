/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What accounts cost that are collected and only looked at now and then: memory and CPU time.
 *
 * A thousand of them, each with a key of its own, within what an exchange lets one address ask.
 * For that a turn of all takes minutes, our clock and the exchange's run thirty times as fast.
 *
 * They are measured when all history is read, what nobody waits for, too, and polls have slowed
 * down to the slowest: what accounts do for the rest of their lives.
 *
 * The memory of an account is that of one moment, whether it rests or is in a turn: session, key
 * and collection with every list of theirs (walks, balances, flows and their sums, what prices are
 * needed).  Questions under way, and those that wait for the budget, are shown apart, the most
 * there were at one moment: an account that rests has none.  In neither: the ledger, that is fills
 * and prices; figures, which only who reads has; the tables all share; and what malloc adds.
 */
#include "bench/asker.h"
#include "enclave/ingest/collection_inside.h"
#include "enclave/session/session.h"

enum {
	ACCOUNTS = 1000,
	RATE = 30,
	LOOK_MS = 500, /* real: half of the shortest time between two turns of an account */
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

/* What was seen in so many turns. */
struct sight {
	unsigned turn_count;
	double cpu_us;             /* of all of them */
	size_t under_way, one_has; /* bytes of questions, the most at a moment: of all, of one */
};

/* Which turns ended since it was looked last, and what is under way. */
static void
look(struct polled *all, struct sight *s)
{
	size_t under_way = 0;

	for (size_t i = 0; i < ACCOUNTS; i++) {
		const size_t size = collection_memory_under_way(all[i].c);

		s->turn_count += all[i].c->synced_ms != all[i].synced_ms;
		all[i].synced_ms = all[i].c->synced_ms;
		under_way += size;
		s->one_has = size > s->one_has ? size : s->one_has;
	}
	s->under_way = under_way > s->under_way ? under_way : s->under_way;
}

static double
cpu_us(void)
{
	struct timespec t;

	bench_require(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) == 0, "our clock");
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Until the next timer, by a clock that is not fast: the loop would sleep for too long. */
static int64_t
real_wait_ms(const struct loop *l)
{
	const int64_t left_us = loop_next_due_us(l) - fast_us(NULL);

	return left_us < RATE * LOOK_MS * 1000 ? (left_us / RATE + 999) / 1000 : LOOK_MS;
}

/* Step until so many turns are over. */
static struct sight
run_turns(struct loop *l, struct polled *all, unsigned wanted)
{
	const int64_t end_us = clock_mono_us(clock_system()) + (int64_t)RUN_MS_MAX * 1000;
	struct sight s = { 0 };

	while (s.turn_count < wanted) {
		const int64_t look_us = clock_mono_us(clock_system()) + LOOK_MS * 1000;
		const double before_us = cpu_us();

		while (clock_mono_us(clock_system()) < look_us)
			bench_require(loop_step(l, real_wait_ms(l)) == OK, "the loop");
		s.cpu_us += cpu_us() - before_us;
		bench_require(look_us < end_us, "turns of accounts");
		look(all, &s);
	}
	return s;
}

/* Everything was read, what nobody waits for, too, no price is doubted, and polls are rare. */
static bool
is_settled(const struct collection *c)
{
	for (size_t i = 0; i < c->walk_count; i++)
		if (!c->walks[i].is_free && !c->walks[i].is_walked)
			return false;
	for (size_t i = 0; i < c->closes.count; i++)
		if (c->closes.rows[i].doubts > 0)
			return false;
	return c->poll_ms == POLL_MAX_MS;
}

static bool
are_settled(const struct polled *all)
{
	for (size_t i = 0; i < ACCOUNTS; i++)
		if (!is_settled(all[i].c))
			return false;
	return true;
}

static void
report_memory(const struct polled *all, const struct sight *s)
{
	double most = 0, total = 0;

	for (size_t i = 0; i < ACCOUNTS; i++) {
		const double size = (double)(collection_memory(all[i].c) + sizeof(struct session) +
		    VAULT_SLOT_SIZE);

		most = size > most ? size : most;
		total += size;
	}
	BENCH_REPORT(.name = "poll_memory", .value = most, .unit = "bytes", .bound = BENCH_AT_MOST,
	    .budget = 4096,
	    .against = "the largest of 1,000: session, key, collection, all but its ledger");
	BENCH_REPORT(.name = "poll_memory_mean", .value = (total + (double)s->under_way) / ACCOUNTS,
	    .unit = "bytes", .bound = BENCH_AT_MOST, .budget = 4096,
	    .against = "with the most that was under way at a moment");
	BENCH_REPORT(.name = "poll_under_way", .value = (double)s->under_way, .unit = "bytes",
	    .against = "questions of all 1,000 together, the most at a moment");
	BENCH_REPORT(.name = "poll_under_way_one", .value = (double)s->one_has, .unit = "bytes",
	    .against = "the same of one account: four questions at most");
}

static void
measure(struct loop *l, struct polled *all)
{
	struct sight s;
	size_t first = 0;

	while (!are_settled(all)) {
		s = run_turns(l, all, 1);
		first = s.under_way > first ? s.under_way : first;
	}
	s = run_turns(l, all, TURNS);
	BENCH_REPORT(.name = "poll_cpu", .value = s.cpu_us / s.turn_count, .unit = "us",
	    .bound = BENCH_AT_MOST, .budget = 200,
	    .against = "a turn of one of 1,000 accounts of 300 fills: key, balances, what is due");
	report_memory(all, &s);
	BENCH_REPORT(.name = "poll_under_way_first", .value = (double)first, .unit = "bytes",
	    .against = "the same while all 1,000 read their history at once");
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
