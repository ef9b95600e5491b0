/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/outbound/host.h"

#include <assert.h>

#include "enclave/outbound/host_inside.h"
#include "lib/base/text.h"

/* What stands before an exchange keeps a connection for a minute; a new one costs a handshake. */
enum { IDLE_MS = 50000 };

/* ---- making one ---- */

static const struct exchange_feed *
time_feed(const struct host *h, const struct origin *o)
{
	const struct exchange *x = h->config.exchange;

	for (size_t i = 0; i < x->feed_count; i++)
		if (x->feeds[i].kind == EXCHANGE_TIME &&
		    h->families[x->feeds[i].family].origin == o)
			return &x->feeds[i];
	return NULL;
}

/* The origin of this URL, made when it is the first family's there. */
static enum err
origin_open(struct host *h, const char *url, struct origin **out, struct why *why)
{
	struct client_config client = {
		.tls = h->config.tls, .in_flight_max = HOST_IN_FLIGHT_MAX, .idle_ms = IDLE_MS
	};
	struct origin *o = h->origins;

	for (; o < h->origins + h->origin_count; o++)
		if (strcmp(o->url, url) == 0) {
			*out = o;
			return OK;
		}
	TRY(client_origin_parse(url, &client.origin, why));
	TRY(client_new(h->config.loop, &client, &o->client));
	o->host = h;
	o->url = url;
	h->origin_count++;
	*out = o;
	return OK;
}

static enum err
families_open(struct host *h, struct why *why)
{
	const struct exchange *x = h->config.exchange;

	ENSURE(x->family_count <= HOST_FAMILIES_MAX && x->feed_count <= HOST_FEEDS_MAX, ERR_LIMIT);
	for (size_t i = 0; i < x->feed_count; i++) {
		struct family *f = &h->families[x->feeds[i].family];
		const char *url =
		    exchange_origin(x, &x->feeds[i], h->config.environment, h->config.sandbox);

		f->meter = meter_of(&x->families[x->feeds[i].family]);
		if (url != NULL && f->origin == NULL)
			TRY(origin_open(h, url, &f->origin, why));
	}
	for (size_t i = 0; i < h->origin_count; i++)
		h->origins[i].time = time_feed(h, &h->origins[i]);
	return OK;
}

enum err
host_new(const struct host_config *config, struct host **out, struct why *why)
{
	struct host *h = calloc(1, sizeof(*h));
	enum err e;

	ENSURE(h != NULL, ERR_NOMEM);
	h->config = *config;
	e = families_open(h, why);
	if (e != OK) {
		host_free(h);
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

static void
queue_free(struct queue *q)
{
	while (q->first != NULL) {
		struct queue_entry *e = q->first;

		queue_remove(q, e);
		job_free(job_of(e));
	}
}

void
host_free(struct host *h)
{
	if (h == NULL)
		return;
	for (size_t i = 0; i < h->origin_count; i++) {
		client_free(h->origins[i].client); /* what is in flight comes back, cancelled */
		host_account_wipe(&h->origins[i].clerk);
	}
	loop_timer_cancel(h->config.loop, &h->timer);
	for (size_t i = 0; i < HOST_FAMILIES_MAX; i++) {
		queue_free(&h->families[i].usual);
		queue_free(&h->families[i].sweep);
		queue_free(&h->families[i].until);
		queue_free(&h->families[i].clockless);
	}
	free(h);
}

/* ---- questions about it ---- */

int64_t
host_now_us(const struct host *h)
{
	return clock_mono_us(loop_clock(h->config.loop));
}

static int64_t
family_ms(const struct host *h, const struct family *f)
{
	if (f->origin == NULL || !f->origin->clock.is_known)
		return clock_wall_ms(loop_clock(h->config.loop));
	return clock_offset_ms(&f->origin->clock, host_now_us(h));
}

int64_t
host_server_ms(const struct host *h, const struct exchange_feed *feed)
{
	return family_ms(h, &h->families[feed->family]);
}

const struct exchange *
host_exchange(const struct host *h)
{
	return h->config.exchange;
}

bool
host_has(const struct host *h, const struct exchange_feed *feed)
{
	return h->families[feed->family].origin != NULL;
}

size_t
host_job_count(const struct host *h)
{
	return h->job_count;
}

void
host_account_wipe(struct host_account *a)
{
	meter_account_wipe(&a->meters);
	*a = (struct host_account){ 0 };
}

void
host_account_rest(const struct host *h, struct host_account *a)
{
	for (const struct family *f = h->families; f < h->families + HOST_FAMILIES_MAX; f++)
		if (f->origin != NULL)
			meter_rest(&f->meter, &a->meters, family_ms(h, f));
}

/* ---- asking ---- */

/* What this text takes with its NUL; none takes nothing.  ERR_INPUT at `limit`. */
static enum err
text_measure(const char *text, size_t limit, size_t *total)
{
	const size_t size = text == NULL ? 0 : strnlen(text, limit) + 1;

	ENSURE(size <= limit, ERR_INPUT);
	*total += size;
	return OK;
}

static const char *
text_keep(const char *text, char **at)
{
	const size_t size = text == NULL ? 0 : strlen(text) + 1;
	char *kept = *at;

	if (text == NULL)
		return NULL;
	memcpy(kept, text, size);
	*at += size;
	return kept;
}

static enum err
job_new(const struct host_question *q, struct host_job **out)
{
	struct host_job *job;
	size_t size = 0;
	char *at;

	TRY(text_measure(q->symbol, SYMBOL_SIZE, &size));
	TRY(text_measure(q->second, SYMBOL_SIZE, &size));
	TRY(text_measure(q->cursor, EXCHANGE_CURSOR_SIZE, &size));
	job = calloc(1, sizeof(*job) + size);
	ENSURE(job != NULL, ERR_NOMEM);
	job->question = *q;
	job->texts_size = (uint16_t)size;
	at = job->texts;
	job->question.symbol = text_keep(q->symbol, &at);
	job->question.second = text_keep(q->second, &at);
	job->question.cursor = text_keep(q->cursor, &at);
	*out = job;
	return OK;
}

size_t
host_job_memory(const struct host_job *job)
{
	return job == NULL ? 0 : sizeof(*job) + job->texts_size;
}

enum err
host_ask(struct host *h, const struct host_question *q, host_answer_fn *call, void *self,
    struct host_job **out)
{
	struct host_job *job;

	ENSURE(host_has(h, q->feed), ERR_ABSENT);
	TRY(job_new(q, &job));
	job->host = h;
	job->call = call;
	job->self = self;
	job->place = HOST_READY;
	h->job_count++;
	if (q->urgency == HOST_URGENT)
		queue_put_first(host_queue_of(job), &job->entry);
	else
		queue_put(host_queue_of(job), &job->entry, &q->account->finish[q->feed->family],
		    meter_cost(&h->config.exchange->families[q->feed->family], q->feed));
	if (out != NULL)
		*out = job;
	host_wake_in(h, 0);
	return OK;
}

void
host_cancel(struct host *h, struct host_job *job)
{
	if (job == NULL)
		return;
	assert(job->host == h);
	job->call = NULL;
	if (job->is_in_flight) { /* freed when its answer comes, and that may be long after us */
		host_slot_freed(h, job->question.account);
		job->question.account = NULL;
		return;
	}
	host_take_out(job);
	job_free(job);
}

void
host_deliver(
    struct host_job *job, enum err e, const struct exchange_result *result, const char *why)
{
	host_answer_fn *call = job->call;
	void *self = job->self;

	job_free(job);
	if (call != NULL)
		call(self, e, result, why);
}
