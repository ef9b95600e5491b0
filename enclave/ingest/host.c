/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/host.h"

#include "enclave/ingest/budget.h"
#include "lib/base/text.h"

enum {
	IN_FLIGHT_MAX = 4,
	ATTEMPTS_DEFAULT = 6,
	BACKOFF_FIRST_MS = 500,
	BACKOFF_LAST_MS = 30000,
	CLOCK_RETRIES_MAX = 2,
	CLOCK_LIFE_MS = 1800000,
};

struct host_job {
	struct host *host;
	struct host_question question;
	char symbol[SYMBOL_SIZE];
	host_answer_fn *call; /* NULL: cancelled */
	void *self;
	unsigned attempts, clock_retries;
	int64_t not_before_us;
	bool is_in_flight;
	struct host_job *next;
};

struct host {
	struct host_config config;
	struct client *client;
	struct budget budget;
	struct loop_timer timer;
	struct host_job *queue; /* waiting, in order */
	size_t job_count, in_flight_count;
	int64_t offset_ms;     /* server - ours */
	int64_t clock_read_us; /* 0: never */
	bool is_reading_clock;
};

static void pump(void *self);

/* One budget for everything asked here: the first family's per address. */
static const struct exchange_limit *
limit_of(const struct exchange *x)
{
	return &x->families[0].limits[0];
}

enum err
host_new(const struct host_config *config, struct host **out, struct why *why)
{
	struct host *h = calloc(1, sizeof(*h));
	struct client_config client = { .tls = config->tls, .in_flight_max = IN_FLIGHT_MAX };
	enum err e;

	ENSURE(h != NULL, ERR_NOMEM);
	h->config = *config;
	h->budget = budget_of(limit_of(config->exchange)->amount);
	e = client_origin_parse(config->url, &client.origin, why);
	if (e == OK)
		e = client_new(config->loop, &client, &h->client);
	if (e != OK) {
		free(h);
		return e;
	}
	*out = h;
	return OK;
}

static void
job_free(struct host_job *job)
{
	job->host->job_count--;
	free(job);
}

void
host_free(struct host *h)
{
	if (h == NULL)
		return;
	client_free(h->client); /* what is in flight comes back, cancelled */
	loop_timer_cancel(h->config.loop, &h->timer);
	while (h->queue != NULL) {
		struct host_job *job = h->queue;

		h->queue = job->next;
		job_free(job);
	}
	free(h);
}

static const struct clock *
clock_of(const struct host *h)
{
	return loop_clock(h->config.loop);
}

int64_t
host_server_ms(const struct host *h)
{
	return clock_wall_ms(clock_of(h)) + h->offset_ms;
}

const struct exchange *
host_exchange(const struct host *h)
{
	return h->config.exchange;
}

size_t
host_job_count(const struct host *h)
{
	return h->job_count;
}

static void
queue_push(struct host *h, struct host_job *job, bool is_front)
{
	struct host_job **at = &h->queue;

	while (!is_front && *at != NULL)
		at = &(*at)->next;
	job->next = *at;
	*at = job;
}

static void
queue_remove(struct host *h, const struct host_job *job)
{
	struct host_job **at = &h->queue;

	while (*at != job)
		at = &(*at)->next;
	*at = job->next;
}

static void
wake_in(struct host *h, int64_t delay_ms)
{
	/* A timer that cannot be set would leave the queue asleep: try on the next turn instead. */
	if (loop_timer_set(h->config.loop, &h->timer, delay_ms, pump, h) != OK)
		LOG(h->config.log, LOG_ERROR, "exchange_timer_failed",
		    LOG_T(LOG_EXCHANGE, h->config.exchange->name));
}

enum err
host_ask(struct host *h, const struct host_question *q, host_answer_fn *call, void *self,
    struct host_job **out)
{
	struct host_job *job = calloc(1, sizeof(*job));

	ENSURE(job != NULL, ERR_NOMEM);
	*job = (struct host_job){ .host = h, .question = *q, .call = call, .self = self };
	if (q->symbol != NULL &&
	    span_to_text(span_text(q->symbol), job->symbol, SYMBOL_SIZE) != OK) {
		free(job);
		return ERR_INPUT;
	}
	h->job_count++;
	queue_push(h, job, q->is_urgent);
	if (out != NULL)
		*out = job;
	wake_in(h, 0);
	return OK;
}

void
host_cancel(struct host *h, struct host_job *job)
{
	if (job == NULL)
		return;
	job->call = NULL;
	if (job->is_in_flight)
		return; /* freed when its answer comes */
	queue_remove(h, job);
	job_free(job);
}

/* Give the answer; the job is gone afterwards. */
static void
deliver(struct host_job *job, enum err e, const struct exchange_result *result, const char *why)
{
	host_answer_fn *call = job->call;
	void *self = job->self;

	job_free(job);
	if (call != NULL)
		call(self, e, result, why);
}

/* Once more, later. */
static void
again(struct host *h, struct host_job *job, int64_t delay_ms)
{
	if (job->call == NULL) {
		job_free(job);
		return;
	}
	job->not_before_us = clock_mono_us(clock_of(h)) + delay_ms * 1000;
	queue_push(h, job, true);
}

static int64_t
backoff_ms(unsigned attempts)
{
	const int64_t ms = (int64_t)BACKOFF_FIRST_MS << (attempts < 8 ? attempts : 8);

	return ms < BACKOFF_LAST_MS ? ms : BACKOFF_LAST_MS;
}

/* A failure of the moment: try again unless that was tried often enough. */
static void
fail_or_retry(
    struct host_job *job, enum err e, const struct exchange_result *result, const char *why)
{
	struct host *h = job->host;
	const unsigned most =
	    job->question.attempts_max != 0 ? job->question.attempts_max : ATTEMPTS_DEFAULT;

	LOG(h->config.log, LOG_WARN, "exchange_request_failed",
	    LOG_T(LOG_EXCHANGE, h->config.exchange->name), LOG_T(LOG_ERROR_NAME, err_name(e)),
	    LOG_N(LOG_ATTEMPT, job->attempts), LOG_N(LOG_EXCHANGE_CODE, result->refusal.code));
	if (job->attempts >= most)
		deliver(job, e, result, why);
	else
		again(h, job, backoff_ms(job->attempts - 1));
}

static int64_t
retry_after_ms(const struct http_response *response)
{
	const struct span *field = http_response_field(response, "Retry-After");
	uint64_t seconds;

	if (field == NULL || text_u64_parse(*field, 7 * 86400, &seconds) != OK)
		return 0;
	return (int64_t)seconds * 1000;
}

/* How long the server wants to be left alone: by its header, or by the words of a ban. */
static int64_t
refused_for_ms(const struct host *h, const struct http_response *response,
    const struct exchange_refusal *refusal)
{
	const int64_t after_ms = retry_after_ms(response);
	const int64_t ban_ms = refusal->retry_at_ms - host_server_ms(h);

	return ban_ms > after_ms ? ban_ms : after_ms;
}

static void
note_weight(struct host *h, const struct http_response *response)
{
	const char *name = limit_of(h->config.exchange)->used_field;
	const struct span *field = name == NULL ? NULL : http_response_field(response, name);
	uint64_t used;

	if (field != NULL && text_u64_parse(*field, UINT32_MAX, &used) == OK)
		budget_correct(&h->budget, host_server_ms(h), (unsigned)used);
}

/* Estimate of the offset from one round trip: the answer was written in the middle of it. */
static void
note_clock(struct host *h, const struct client_answer *answer, int64_t server_ms)
{
	const int64_t trip_ms = (answer->answered_us - answer->started_us) / 1000;

	h->offset_ms = server_ms - (clock_wall_ms(clock_of(h)) - trip_ms / 2);
	h->clock_read_us = clock_mono_us(clock_of(h));
}

static void
parse_answer(
    struct host_job *job, const struct exchange_ask *ask, const struct client_answer *answer)
{
	struct host *h = job->host;
	const struct http_response *response = answer->response;
	const struct exchange_answer raw = { response->status, response->body };
	struct exchange_result result = { 0 };
	struct why why = { "" };
	enum err e;

	note_weight(h, response);
	e = h->config.exchange->parse(ask, &raw, &job->question.sink, &result, &why);
	if (e == OK && ask->feed->kind == EXCHANGE_TIME)
		note_clock(h, answer, result.server_ms);
	if (e == ERR_BUSY) {
		job->attempts--; /* to be told to wait is not to fail */
		LOG(h->config.log, LOG_WARN, "exchange_says_slow_down",
		    LOG_T(LOG_EXCHANGE, h->config.exchange->name),
		    LOG_N(LOG_STATUS, response->status));
		budget_block(
		    &h->budget, host_server_ms(h), refused_for_ms(h, response, &result.refusal));
		again(h, job, 0);
	} else if (e == ERR_CONFLICT && job->clock_retries++ < CLOCK_RETRIES_MAX) {
		h->clock_read_us = 0; /* our clock is off: read theirs first */
		again(h, job, 0);
	} else if (e == ERR_UPSTREAM) {
		fail_or_retry(job, e, &result, why.text);
	} else {
		deliver(job, e, &result, why.text);
	}
}

static void
ask_of(const struct host_job *job, struct exchange_ask *out)
{
	const struct host_question *q = &job->question;

	*out =
	    (struct exchange_ask){ .feed = exchange_feed_first(job->host->config.exchange, q->call),
		    .credential = vault_borrow(job->host->config.vault, q->credential),
		    .symbol = job->symbol,
		    .from_id = q->from_id,
		    .from_ms = q->from_ms,
		    .to_ms = q->to_ms,
		    .server_ms = host_server_ms(job->host) };
}

static void
on_answer(void *self, const struct client_answer *answer)
{
	struct host_job *job = self;
	struct host *h = job->host;
	const struct exchange_result nothing = { 0 };
	struct exchange_ask ask;

	h->in_flight_count--;
	job->is_in_flight = false;
	ask_of(job, &ask);
	if (job->call == NULL)
		job_free(job);
	else if (answer->error != OK)
		fail_or_retry(job, ERR_IO, &nothing, answer->reason);
	else
		parse_answer(job, &ask, answer);
	wake_in(h, 0);
}

static void
clock_answered(void *self, enum err e, const struct exchange_result *result, const char *why)
{
	struct host *h = self;

	(void)result;
	(void)why;
	h->is_reading_clock = false;
	/* Without the exchange's clock ours has to do; a signature may then be refused, and says
	 * so. */
	if (e != OK)
		h->clock_read_us = clock_mono_us(clock_of(h));
}

static bool
clock_is_fresh(const struct host *h)
{
	return h->clock_read_us != 0 &&
	    clock_mono_us(clock_of(h)) - h->clock_read_us < (int64_t)CLOCK_LIFE_MS * 1000;
}

/* Build the request and hand it to the client. */
static enum err
send(struct host_job *job, struct exchange_request *request)
{
	struct http_field fields[EXCHANGE_FIELDS_MAX];
	AUTO(buf) target = buf_new(EXCHANGE_TARGET_SIZE_MAX + 1);
	struct client_request out = {
		.method = request->method, .fields = fields, .body = buf_span(&request->body)
	};

	TRY(buf_append(&target, buf_span(&request->target)));
	TRY(buf_u8(&target, 0));
	out.target = (const char *)target.p;
	for (size_t i = 0; i < request->field_count; i++)
		fields[i] = (struct http_field){ span_text(request->fields[i].name),
			span_text(request->fields[i].value) };
	out.field_count = request->field_count;
	return client_send(job->host->client, &out, on_answer, job);
}

enum started { STARTED, NOT_YET, FAILED };

static enum started
start(struct host *h, struct host_job *job)
{
	AUTO(exchange_request) request = { 0 };
	const struct exchange_result nothing = { 0 };
	struct exchange_ask ask;
	enum err e;

	ask_of(job, &ask);
	if (job->question.credential != 0 && ask.credential == NULL)
		e = ERR_AUTH; /* it was dropped while the question waited */
	else
		e = h->config.exchange->build(&ask, &request);
	if (e == OK && !budget_take(&h->budget, host_server_ms(h), ask.feed->weights[0])) {
		wake_in(h, budget_wait_ms(&h->budget, host_server_ms(h), ask.feed->weights[0]));
		return NOT_YET;
	}
	queue_remove(h, job);
	job->attempts++;
	if (e == OK)
		e = send(job, &request);
	if (e != OK) {
		deliver(job, e, &nothing, "the request could not be built");
		return FAILED;
	}
	job->is_in_flight = true;
	h->in_flight_count++;
	return STARTED;
}

/* Nobody may sign before the exchange's clock is known: ask for it, once. */
static void
read_clock(struct host *h)
{
	const struct host_question q = {
		.call = EXCHANGE_TIME, .is_urgent = true, .attempts_max = 2
	};

	if (!clock_is_fresh(h) && !h->is_reading_clock && h->queue != NULL)
		h->is_reading_clock = host_ask(h, &q, clock_answered, h, NULL) == OK;
}

/* The first job that may start now; if there is none, *wait_ms says when to look again. */
static struct host_job *
first_startable(const struct host *h, int64_t *wait_ms)
{
	const int64_t now_us = clock_mono_us(clock_of(h));

	*wait_ms = BACKOFF_LAST_MS;
	for (struct host_job *job = h->queue; job != NULL; job = job->next) {
		const int64_t early_ms = (job->not_before_us - now_us + 999) / 1000;

		if (!clock_is_fresh(h) && job->question.call != EXCHANGE_TIME)
			continue;
		if (early_ms <= 0)
			return job;
		if (early_ms < *wait_ms)
			*wait_ms = early_ms;
	}
	return NULL;
}

/* Start what may start now; arrange to be woken for the rest. */
static void
pump(void *self)
{
	struct host *h = self;
	struct host_job *job;
	int64_t wait_ms;

	read_clock(h);
	while (h->in_flight_count < IN_FLIGHT_MAX) {
		job = first_startable(h, &wait_ms);
		if (job == NULL) {
			if (h->queue != NULL)
				wake_in(h, wait_ms);
			return;
		}
		if (start(h, job) == NOT_YET)
			return;
	}
}
