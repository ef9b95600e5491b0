/* SPDX-License-Identifier: Apache-2.0 */
/* What came back: rows, a refusal, or nothing at all; and whether to ask once more. */
#include "enclave/outbound/host_inside.h"
#include "lib/base/text.h"

enum {
	ATTEMPTS_DEFAULT = 6,
	BACKOFF_FIRST_MS = 500,
	BACKOFF_LAST_MS = 30000,
	BAN_DEFAULT_MS = 120000, /* the shortest ban */
	HTTP_BANNED = 418,
};

/* Once more, later. */
static void
again(struct host_job *job, int64_t delay_ms)
{
	job->not_before_us = host_now_us(job->host) + delay_ms * 1000;
	host_put_ready(job);
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
	const struct host *h = job->host;
	const unsigned most =
	    job->question.attempts_max != 0 ? job->question.attempts_max : ATTEMPTS_DEFAULT;

	LOG(h->config.log, LOG_WARN, "exchange_request_failed",
	    LOG_T(LOG_EXCHANGE, h->config.exchange->name), LOG_T(LOG_ERROR_NAME, err_name(e)),
	    LOG_N(LOG_ATTEMPT, job->attempts), LOG_N(LOG_EXCHANGE_CODE, result->refusal.code));
	if (job->attempts >= most)
		host_deliver(job, e, result, why);
	else
		again(job, backoff_ms(job->attempts - 1));
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

/* What is left of the shortest of the family's windows: it is the one that fills first. */
static int64_t
window_rest_ms(const struct exchange_family *family, int64_t server_ms)
{
	int64_t shortest_ms = BAN_DEFAULT_MS;

	for (size_t i = 0; i < EXCHANGE_LIMITS_MAX; i++)
		if (family->limits[i].amount > 0 && family->limits[i].window_ms < shortest_ms)
			shortest_ms = family->limits[i].window_ms;
	return shortest_ms - server_ms % shortest_ms;
}

/*
 * How long the server wants to be left alone: by its header, or by the words of a ban; when it does
 * not say, until its window ends.  A ban is of the address: for every family of the origin.
 */
static void
slow_down(struct host_job *job, const struct meter_ask *ask, const struct client_answer *answer,
    const struct exchange_refusal *refusal)
{
	struct host *h = job->host;
	const struct http_response *response = answer->response;
	const bool is_ban = response->status == HTTP_BANNED;
	const int64_t after_ms = retry_after_ms(response);
	const int64_t ban_ms = refusal->retry_at_ms - ask->server_ms;
	struct meter_refusal r = { .wait_ms = ban_ms > after_ms ? ban_ms : after_ms,
		.jitter_ms = host_now_us(h) / 7 % 1000, /* as good as any: not everybody's */
		.response = response };

	LOG(h->config.log, LOG_WARN, "exchange_says_slow_down",
	    LOG_T(LOG_EXCHANGE, h->config.exchange->name), LOG_N(LOG_STATUS, response->status));
	if (r.wait_ms <= 0)
		r.wait_ms = is_ban
		    ? BAN_DEFAULT_MS
		    : window_rest_ms(
			  &h->config.exchange->families[ask->feed->family], ask->server_ms) +
			r.jitter_ms;
	meter_block(&h->families[ask->feed->family].meter, ask, &r);
	for (size_t i = 0; is_ban && i < HOST_FAMILIES_MAX; i++)
		if (h->families[i].origin == h->families[ask->feed->family].origin)
			budget_block(&h->families[i].meter.shared[0], ask->server_ms, r.wait_ms, 0);
	job->attempts--; /* to be told to wait is not to fail */
	again(job, 0);
}

/*
 * A failure that asking again may mend: the exchange's own, or an answer that was cut or spoilt on
 * its way.  What it refuses by a code of its own it refuses again.
 */
static bool
is_passing(enum err e, const struct exchange_refusal *refusal)
{
	return e == ERR_UPSTREAM || e == ERR_CONFLICT ||
	    ((e == ERR_INPUT || e == ERR_LIMIT) && refusal->code == 0);
}

static void
note_clock(struct origin *o, const struct client_answer *answer, int64_t server_ms)
{
	clock_offset_take(&o->clock,
	    &(struct clock_sample){ answer->started_us, answer->answered_us, server_ms });
}

static void
take(struct host_job *job, const struct client_answer *answer)
{
	struct host *h = job->host;
	const struct exchange_ask ask = host_ask_of(job);
	struct family *f = &h->families[ask.feed->family];
	const struct meter_ask meter = { ask.feed, &job->question.account->meters, ask.server_ms,
		job->question.urgency == HOST_SWEEP };
	const struct exchange_answer raw = { answer->response->status, answer->response->body };
	static const struct exchange_sink none;
	const struct exchange_sink *sink = job->question.sink == NULL ? &none : job->question.sink;
	struct exchange_result result = { 0 };
	struct why why = { "" };
	enum err e;

	meter_correct(&f->meter, &meter, ask.server_ms - (host_now_us(h) - job->sent_us) / 1000,
	    answer->response);
	if (job->question.begin != NULL)
		job->question.begin(sink->self);
	e = h->config.exchange->parse(&ask, &raw, sink, &result, &why);
	if (e == OK && ask.feed->kind == EXCHANGE_TIME)
		note_clock(f->origin, answer, result.server_ms);
	if (e == ERR_CONFLICT)
		clock_offset_doubt(&f->origin->clock, job->sent_us); /* theirs first */
	if (e == ERR_BUSY)
		slow_down(job, &meter, answer, &result.refusal);
	else if (e == ERR_CONFLICT && job->clock_retries++ == 0)
		again(job, 0);
	else if (is_passing(e, &result.refusal))
		fail_or_retry(job, e, &result, why.text);
	else
		host_deliver(job, e, &result, why.text);
}

void
host_answered(void *self, const struct client_answer *answer)
{
	struct host_job *job = self;
	struct host *h = job->host;
	static const struct exchange_result nothing;

	h->families[job->question.feed->family].origin->in_flight_count--;
	job->is_in_flight = false;
	host_wake_in(h, 0);
	if (job->call == NULL) {
		host_deliver(job, ERR_IO, &nothing, "");
		return;
	}
	host_slot_freed(h, job->question.account);
	if (answer->error != OK)
		fail_or_retry(job, ERR_IO, &nothing, answer->reason);
	else
		take(job, answer);
}
