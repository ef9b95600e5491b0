/* SPDX-License-Identifier: Apache-2.0 */
#include "test/simulation/simulation.h"

#include "enclave/outbound/host_inside.h"

enum {
	STEPS_MAX = 2000000,
	WIRE_MS = 50, /* real time for bytes that left to arrive */
	STATE_SIZE_MAX = 64 << 20,
	EXPECTED_MAX = 16,
};

const struct world *
simulation_world(bool is_whole)
{
	static struct world *worlds[2];

	if (worlds[is_whole] == NULL)
		CHECK_OK((is_whole ? world_whole_new : world_new)(1, &worlds[is_whole]));
	return worlds[is_whole];
}

static void
host_open(struct simulation *s)
{
	const struct simulation_tls *tls = s->account.tls;
	const struct host_config config = { .loop = s->loop,
		.tls = tls != NULL ? tls->client : NULL,
		.vault = s->vault,
		.log = &s->log,
		.exchange = &exchange_binance,
		.environment = EXCHANGE_SANDBOX,
		.sandbox = s->url };
	struct why why = { "" };

	CHECK_OK(host_new(&config, &s->host, &why));
	bourse_init(&s->bourse,
	    &(struct bourse_config){ .loop = s->loop,
		.vault = s->vault,
		.log = &s->log,
		.host = s->host,
		.poll_min_ms = SIMULATION_POLL_MIN_MS,
		.poll_max_ms = SIMULATION_POLL_MAX_MS });
}

static void
front_open(struct simulation *s)
{
	const struct simulation_tls *tls = s->account.tls;
	const struct front_config config = { .world = simulation_world(s->account.is_whole),
		.faults = &s->faults,
		.host = "127.0.0.1",
		.tls = tls != NULL ? tls->server : NULL };
	struct why why = { "" };

	CHECK_OK(front_new(s->loop, &config, &s->front, &why));
	(void)snprintf(s->url, sizeof(s->url), "%s://127.0.0.1:%u", tls != NULL ? "https" : "http",
	    (unsigned)front_port(s->front));
}

static void
key_put(struct simulation *s)
{
	const struct world_account *a =
	    world_account_by_name(simulation_world(s->account.is_whole), s->account.name);
	struct credential key = { 0 };

	assert_non_null(a);
	CHECK_OK(span_to_text(span_text(a->api_key), key.api_key, sizeof(key.api_key)));
	CHECK_OK(span_to_text(span_text(a->secret), key.secret, sizeof(key.secret)));
	CHECK_OK(vault_new(4, &s->vault));
	CHECK_OK(vault_put(s->vault, &key, &s->credential));
}

static void
enclave_open(struct simulation *s)
{
	key_put(s);
	host_open(s);
	const struct collection_config config = {
		.bourse = &s->bourse, .account_type = s->account.type, .credential = s->credential
	};

	CHECK_OK(collection_new(&config, &s->c));
}

static void
enclave_close(struct simulation *s)
{
	collection_free(s->c);
	host_free(s->host);
	bourse_wipe(&s->bourse);
	vault_free(s->vault);
}

void
simulation_open(
    struct simulation *s, const struct simulation_account *account, const struct faults *plan)
{
	memset(s, 0, sizeof(*s));
	s->account = *account;
	s->began_ms = account->from_ms != 0 ? account->from_ms : SIMULATION_FROM_MS;
	s->time = (struct clock_fake){ .wall_ms = s->began_ms, .mono_us = 1000000000 };
	s->clock = clock_fake(&s->time);
	s->log = (struct log){ .clock = &s->clock };
	if (plan != NULL)
		s->faults = *plan;
	CHECK_OK(loop_new(&s->clock, &s->loop));
	front_open(s);
	enclave_open(s);
}

void
simulation_kill(struct simulation *s)
{
	enclave_close(s);
	s->stalled_count = 0;
	enclave_open(s);
}

void
simulation_close(struct simulation *s)
{
	enclave_close(s);
	front_free(s->front);
	loop_free(s->loop);
}

/* Requests whose next byte must come over a socket, not from a timer; or never, after a stall. */
static size_t
count_on_the_wire(const struct simulation *s)
{
	size_t count = 0;

	for (size_t i = 0; i < s->host->origin_count; i++)
		count += s->host->origins[i].in_flight_count;
	/* An answer may still wait for which nobody does. */
	return count > front_waiting_count(s->front) ? count - front_waiting_count(s->front) : 0;
}

/* Does nothing move?  What has not come in WIRE_MS is not waited for again. */
static bool
is_quiet(struct simulation *s)
{
	const size_t count = count_on_the_wire(s);

	if (!loop_is_quiet(s->loop, count > s->stalled_count ? WIRE_MS : 0))
		return false;
	s->stalled_count = count;
	return true;
}

/* Do what there is to do now; else let the clock go on, not beyond `until_us`. */
static void
step(struct simulation *s, int64_t until_us)
{
	const int64_t due_us = loop_next_due_us(s->loop);
	int64_t to_us;

	CHECK_OK(loop_step(s->loop, 0));
	assert_true(++s->steps < STEPS_MAX);
	if (due_us <= s->time.mono_us || loop_next_due_us(s->loop) <= s->time.mono_us ||
	    !is_quiet(s))
		return;
	to_us = loop_next_due_us(s->loop);
	to_us = to_us < until_us ? to_us : until_us;
	clock_fake_advance_ms(&s->time, (to_us - s->time.mono_us + 999) / 1000);
}

bool
simulation_reaches(struct simulation *s, enum collection_stage stage, int64_t within_ms)
{
	const int64_t until_us = s->time.mono_us + within_ms * 1000;

	while (simulation_progress(s).stage != stage && s->time.mono_us < until_us)
		step(s, until_us);
	return simulation_progress(s).stage == stage;
}

void
simulation_run_ms(struct simulation *s, int64_t ms)
{
	const int64_t until_us = s->time.mono_us + ms * 1000;

	while (s->time.mono_us < until_us)
		step(s, until_us);
}

bool
simulation_is_asked(struct simulation *s, const int64_t *seen, int64_t count, int64_t within_ms)
{
	const int64_t until_us = s->time.mono_us + within_ms * 1000;

	while (*seen < count && s->time.mono_us < until_us)
		step(s, until_us);
	return *seen >= count;
}

struct collection_progress
simulation_progress(const struct simulation *s)
{
	struct collection_progress p;

	collection_progress(s->c, &p);
	return p;
}

/* The state as text, when no turn is under way. */
static char *
state_taken(struct simulation *s)
{
	AUTO(buf) state = buf_new(STATE_SIZE_MAX);
	char *text;

	(void)simulation_reaches(s, COLLECTION_LIVE, SIMULATION_POLL_MAX_MS);
	simulation_state_write(s, &state);
	CHECK_OK(buf_u8(&state, 0));
	text = strdup((const char *)state.p);
	assert_non_null(text);
	return text;
}

char *
simulation_soon(const struct simulation_account *account, const struct faults *plan, int64_t ms)
{
	struct simulation s;
	char *state;

	simulation_open(&s, account, plan);
	simulation_run_ms(&s, ms);
	state = state_taken(&s);
	simulation_close(&s);
	return state;
}

char *
simulation_end(struct simulation *s)
{
	char *state;

	simulation_run_ms(s, SIMULATION_FAULTS_MS);
	s->faults = (struct faults){ 0 };
	simulation_run_ms(s, SIMULATION_CALM_MS);
	state = state_taken(s);
	simulation_close(s);
	return state;
}

char *
simulation_state_of(const struct simulation_account *account, const struct faults *plan)
{
	struct simulation s;

	simulation_open(&s, account, plan);
	return simulation_end(&s);
}

const char *
simulation_expected(const struct simulation_account *account)
{
	static struct {
		struct simulation_account account;
		char *state;
	} known[EXPECTED_MAX];
	size_t i = 0;

	for (; known[i].state != NULL; i++)
		if (strcmp(known[i].account.name, account->name) == 0 &&
		    strcmp(known[i].account.type, account->type) == 0 &&
		    known[i].account.is_whole == account->is_whole &&
		    known[i].account.from_ms == account->from_ms)
			return known[i].state;
	assert_true(i + 1 < EXPECTED_MAX);
	known[i].account = *account;
	known[i].state = simulation_state_of(account, NULL);
	return known[i].state;
}

static size_t
line_size(const char *text)
{
	return strcspn(text, "\n");
}

bool
simulation_is_equal(const char *what, const char *expected, const char *got)
{
	size_t line = 1;

	if (strcmp(expected, got) == 0)
		return true;
	for (; line_size(expected) == line_size(got) &&
	     strncmp(expected, got, line_size(expected)) == 0;
	     line++) {
		expected += line_size(expected) + (expected[line_size(expected)] == '\n');
		got += line_size(got) + (got[line_size(got)] == '\n');
	}
	(void)printf("%s: line %zu of the state\n  expected  %.*s\n  got       %.*s\n", what, line,
	    (int)line_size(expected), expected, (int)line_size(got), got);
	return false;
}

bool
simulation_ends_alike(
    const struct simulation_account *account, const struct faults *plan, const char *what)
{
	const char *expected = simulation_expected(account);
	char *state = simulation_soon(account, plan, SIMULATION_SOON_MS);
	bool is_equal = strcmp(state, expected) == 0;

	if (!is_equal) {
		free(state);
		state = simulation_state_of(account, plan);
		is_equal = simulation_is_equal(what, expected, state);
	}
	free(state);
	case_counted();
	return is_equal;
}
