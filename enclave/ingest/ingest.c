/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/ingest.h"

/* An exchange with what its collections share. */
struct place {
	struct ingest_host is;
	struct host *host;
	struct bourse bourse;
};

struct ingest {
	struct ingest_config config;
	struct place places[INGEST_HOSTS_MAX];
	size_t place_count;
	struct check *checks; /* under way */
};

/* A key check and the person waiting for it. */
struct check {
	struct check *next, **previous;
	struct ingest *ingest;
	struct host *host;
	struct host_account account;
	struct host_job *job;
	struct loop_timer deadline;
	ingest_check_fn *call;
	void *self;
};

static enum err
place_open(struct ingest *g, const struct ingest_host *is, struct why *why)
{
	struct place *m = &g->places[g->place_count];
	struct host_config config = { .loop = g->config.loop,
		.vault = g->config.vault,
		.log = g->config.log,
		.exchange = exchange_by_name(is->exchange),
		.environment = is->is_sandbox ? EXCHANGE_SANDBOX : EXCHANGE_LIVE,
		.sandbox = is->url,
		.tls = g->config.tls };

	if (config.exchange == NULL)
		return why_set(why, ERR_INPUT, "%s: no such exchange; there are %s", is->exchange,
		    exchange_names());
	m->is = *is;
	TRY(host_new(&config, &m->host, why));
	bourse_init(&m->bourse,
	    &(struct bourse_config){ .loop = g->config.loop,
		.vault = g->config.vault,
		.log = g->config.log,
		.host = m->host,
		.poll_min_ms = g->config.poll_min_ms,
		.poll_max_ms = g->config.poll_max_ms });
	g->place_count++;
	return OK;
}

enum err
ingest_new(const struct ingest_config *config, struct ingest **out, struct why *why)
{
	struct ingest *g;
	enum err e = OK;

	ENSURE(config->host_count <= INGEST_HOSTS_MAX, ERR_LIMIT);
	g = calloc(1, sizeof(*g));
	ENSURE(g != NULL, ERR_NOMEM);
	g->config = *config;
	for (size_t i = 0; i < config->host_count && e == OK; i++)
		e = place_open(g, &config->hosts[i], why);
	if (e != OK) {
		ingest_free(g);
		return e;
	}
	*out = g;
	return OK;
}

/* Take it off the list and free it. */
static void
check_free(struct check *k)
{
	loop_timer_cancel(k->ingest->config.loop, &k->deadline);
	host_account_wipe(&k->account);
	*k->previous = k->next;
	if (k->next != NULL)
		k->next->previous = k->previous;
	free(k);
}

static void
check_link(struct check *k)
{
	k->next = k->ingest->checks;
	k->previous = &k->ingest->checks;
	if (k->next != NULL)
		k->next->previous = &k->next;
	k->ingest->checks = k;
}

void
ingest_free(struct ingest *g)
{
	if (g == NULL)
		return;
	while (g->checks != NULL) {
		host_cancel(g->checks->host, g->checks->job);
		check_free(g->checks);
	}
	for (size_t i = 0; i < g->place_count; i++) {
		host_free(g->places[i].host);
		bourse_wipe(&g->places[i].bourse);
	}
	free(g);
}

static struct place *
place_of(struct ingest *g, const char *exchange, bool is_sandbox)
{
	for (size_t i = 0; i < g->place_count; i++) {
		struct place *m = &g->places[i];

		if (strcmp(m->is.exchange, exchange) == 0 && m->is.is_sandbox == is_sandbox)
			return m;
	}
	return NULL;
}

bool
ingest_has(struct ingest *g, const char *exchange, bool is_sandbox)
{
	return place_of(g, exchange, is_sandbox) != NULL;
}

/* Tell the one who waits, once; the check is gone afterwards. */
static void
check_end(struct check *k, const struct ingest_check *result)
{
	ingest_check_fn *call = k->call;
	void *self = k->self;

	check_free(k);
	call(self, result);
}

static void
check_answered(void *self, enum err e, const struct exchange_result *result, const char *why)
{
	const struct ingest_check answer = { e, result->permissions, result->refusal, why };

	check_end(self, &answer);
}

static void
check_is_late(void *self)
{
	struct check *k = self;
	const struct ingest_check answer = { .error = ERR_IO,
		.why = "the exchange did not answer in time" };

	host_cancel(k->host, k->job);
	check_end(k, &answer);
}

enum err
ingest_check_key(struct ingest *g, const char *exchange, bool is_sandbox, vault_handle credential,
    ingest_check_fn *call, void *self)
{
	const struct place *m = place_of(g, exchange, is_sandbox);
	struct host_question q = { .attempts_max = 2, .urgency = HOST_URGENT };
	struct check *k;
	enum err e;

	ENSURE(m != NULL, ERR_ABSENT);
	k = calloc(1, sizeof(*k));
	ENSURE(k != NULL, ERR_NOMEM);
	*k = (struct check){ .ingest = g, .host = m->host, .call = call, .self = self };
	k->account.credential = credential;
	q.feed = exchange_feed_first(host_exchange(m->host), EXCHANGE_PERMISSIONS);
	q.account = &k->account;
	check_link(k);
	e = loop_timer_set(g->config.loop, &k->deadline, INGEST_CHECK_MS, check_is_late, k);
	if (e == OK)
		e = host_ask(m->host, &q, check_answered, k, &k->job);
	if (e != OK)
		check_free(k);
	return e;
}

enum err
ingest_collect(struct ingest *g, const struct ingest_account *account, struct collection **out)
{
	struct place *m = place_of(g, account->exchange, account->is_sandbox);

	ENSURE(m != NULL, ERR_ABSENT);
	const struct collection_config config = { .bourse = &m->bourse,
		.credential = account->credential,
		.account_type = account->account_type,
		.hints = account->hints,
		.hint_count = account->hint_count };
	return collection_new(&config, out);
}

uint64_t
ingest_fill_count(const struct ingest *g)
{
	uint64_t count = 0;

	for (size_t i = 0; i < g->place_count; i++)
		count += g->places[i].bourse.fill_count;
	return count;
}
