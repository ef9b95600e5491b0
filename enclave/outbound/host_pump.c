/* SPDX-License-Identifier: Apache-2.0 */
/* Which questions may start now, and starting them. */
#include "enclave/outbound/host_inside.h"

enum { LOOK_AGAIN_MS = 30000 };

static void pump(void *self);

void
host_wake_in(struct host *h, int64_t delay_ms)
{
	if (loop_timer_set(h->config.loop, &h->timer, delay_ms, pump, h) != OK)
		LOG(h->config.log, LOG_ERROR, "exchange_timer_failed",
		    LOG_T(LOG_EXCHANGE, h->config.exchange->name));
}

/* ---- the clocks ---- */

static void
clock_answered(void *self, enum err e, const struct exchange_result *result, const char *why)
{
	struct origin *o = self;
	const struct clock *c = loop_clock(o->host->config.loop);

	(void)result;
	(void)why;
	o->is_reading_clock = false;
	/* Without the exchange's clock ours has to do; a signature may then be refused, and says
	 * so. */
	if (e != OK)
		clock_offset_assume(&o->clock, clock_mono_us(c), clock_wall_ms(c));
}

/* Somebody waits here: is it time to ask for the time? */
static void
read_clock(struct host *h, struct origin *o)
{
	const struct host_question q = {
		.feed = o->time, .account = &o->clerk, .urgency = HOST_URGENT, .attempts_max = 2
	};
	const struct clock *c = loop_clock(h->config.loop);

	if (o->is_reading_clock || !clock_offset_wants(&o->clock, clock_mono_us(c)))
		return;
	if (o->time == NULL)
		clock_offset_assume(&o->clock, clock_mono_us(c), clock_wall_ms(c));
	else
		o->is_reading_clock = host_ask(h, &q, clock_answered, o, NULL) == OK;
}

static void
read_clocks(struct host *h)
{
	for (size_t i = 0; i < HOST_FAMILIES_MAX; i++) {
		const struct family *f = &h->families[i];

		if (f->usual.first != NULL || f->sweep.first != NULL || f->until.first != NULL ||
		    f->clockless.first != NULL)
			read_clock(h, f->origin);
	}
}

/* ---- starting one ---- */

struct exchange_ask
host_ask_of(const struct host_job *job)
{
	const struct host_question *q = &job->question;

	return (struct exchange_ask){ .feed = q->feed,
		.credential = vault_borrow(job->host->config.vault, q->account->credential),
		.symbol = q->symbol,
		.second = q->second,
		.variant = q->variant,
		.cursor = q->cursor,
		.from_id = q->from_id,
		.from_ms = q->from_ms,
		.to_ms = q->to_ms,
		.step_ms = q->step_ms,
		.nonce = q->account->nonce,
		.server_ms = host_server_ms(job->host, q->feed) };
}

/* Build the request and hand it to the client. */
static enum err
send(struct host_job *job)
{
	AUTO(exchange_request) request = { 0 };
	AUTO(buf) target = buf_new(EXCHANGE_TARGET_SIZE_MAX + 1);
	struct http_field fields[EXCHANGE_FIELDS_MAX];
	struct host *h = job->host;
	const struct exchange_ask ask = host_ask_of(job);
	struct client_request out = { .fields = fields };
	uint8_t *at;

	/* It may have been dropped while the question waited. */
	ENSURE(job->question.feed->is_public || ask.credential != NULL, ERR_AUTH);
	TRY(h->config.exchange->build(&ask, &request));
	TRY(buf_reserve(&target, request.target.size + 1, &at));
	TRY(buf_append(&target, buf_span(&request.target)));
	TRY(buf_u8(&target, 0));
	out.method = request.method;
	out.target = (const char *)target.p;
	out.body = buf_span(&request.body);
	for (size_t i = 0; i < request.field_count; i++)
		fields[i] = (struct http_field){ span_text(request.fields[i].name),
			span_text(request.fields[i].value) };
	out.field_count = request.field_count;
	return client_send(h->families[ask.feed->family].origin->client, &out, host_answered, job);
}

static void
nonce_rise(struct host_account *a, int64_t server_ms)
{
	const uint64_t now = (uint64_t)server_ms * 1000;

	a->nonce = a->nonce < now ? now : a->nonce + 1;
}

static void
start(struct host *h, struct host_job *job, const struct meter_ask *ask)
{
	static const struct exchange_result nothing;
	struct family *f = &h->families[ask->feed->family];
	struct host_account *account = job->question.account;
	enum err e;

	queue_serve(host_queue_of(job), &job->entry);
	host_take_out(job);
	job->attempts++;
	job->sent_us = host_now_us(h);
	nonce_rise(account, ask->server_ms);
	e = meter_take(&f->meter, ask);
	if (e == OK)
		e = send(job);
	if (e != OK) {
		host_deliver(job, e, &nothing, "the request could not be built");
		return;
	}
	job->is_in_flight = true;
	account->in_flight_count++;
	f->origin->in_flight_count++;
}

/* ---- choosing ---- */

/* What a question waits for besides limits. */
enum hindrance {
	HINDRANCE_NONE,
	HINDRANCE_CLOCK, /* the exchange's time */
	HINDRANCE_FULL,  /* an answer to another one of its account */
	HINDRANCE_TIME,  /* it failed, and is tried again later */
};

static enum hindrance
hindrance_of(const struct host *h, const struct host_job *job)
{
	const struct host_question *q = &job->question;
	const struct origin *o = h->families[q->feed->family].origin;
	const unsigned most =
	    h->config.exchange->is_serial_per_key ? 1 : HOST_ACCOUNT_IN_FLIGHT_MAX;

	if (q->feed->kind != EXCHANGE_TIME && !o->clock.is_known)
		return HINDRANCE_CLOCK;
	if (q->account->in_flight_count >= most && q->urgency != HOST_URGENT)
		return HINDRANCE_FULL;
	return job->not_before_us > host_now_us(h) ? HINDRANCE_TIME : HINDRANCE_NONE;
}

struct choice {
	struct host_job *job; /* NULL: none may start */
	struct meter_ask ask;
	int64_t wait_ms; /* then: look again after this */
	bool is_held_up; /* the budget is used up for everybody */
};

static void
look_again(const struct host *h, struct choice *c, int64_t at_us)
{
	const int64_t wait_ms = (at_us - host_now_us(h) + 999) / 1000;

	c->wait_ms = wait_ms < c->wait_ms ? wait_ms : c->wait_ms;
}

/* How long until there is room for it in all budgets. */
static int64_t
budgets_wait_ms(
    const struct host *h, struct family *f, const struct host_job *job, struct choice *c)
{
	const struct host_question *q = &job->question;

	c->ask = (struct meter_ask){ q->feed, &q->account->meters, host_server_ms(h, q->feed),
		q->urgency == HOST_SWEEP };
	return meter_wait_ms(&f->meter, &c->ask, &c->is_held_up);
}

/* May this one start?  What has to wait for something of its own is put aside. */
static void
look_at(struct host *h, struct family *f, struct host_job *job, struct choice *c)
{
	struct host_job *leader = host_leader_of(job);
	enum hindrance what;
	int64_t wait_ms;

	h->look_count++;
	if (leader != NULL && leader != job) {
		host_follow(job, leader);
		return;
	}
	what = hindrance_of(h, job);
	if (what == HINDRANCE_CLOCK) {
		host_put_clockless(job);
	} else if (what == HINDRANCE_FULL) {
		host_put_apart(job);
	} else if (what == HINDRANCE_TIME) {
		host_put_until(job, job->not_before_us, false);
	} else {
		wait_ms = budgets_wait_ms(h, f, job, c);
		if (wait_ms <= 0)
			c->job = job;
		else if (c->is_held_up)
			look_again(h, c, host_now_us(h) + wait_ms * 1000);
		else
			host_put_until(job, host_now_us(h) + wait_ms * 1000, true);
	}
}

static void
choose(struct host *h, struct family *f, struct choice *c)
{
	host_bring_back(h, f);
	while (f->usual.first != NULL && c->job == NULL && !c->is_held_up)
		look_at(h, f, job_of(f->usual.first), c);
	if (f->until.first != NULL)
		look_again(h, c, (int64_t)f->until.first->tag);
}

/* What the first one waits for, the others wait for as well. */
static void
choose_sweep(struct host *h, struct family *f, struct choice *c)
{
	struct host_job *job = f->sweep.first == NULL ? NULL : job_of(f->sweep.first);
	const enum hindrance what = job == NULL ? HINDRANCE_CLOCK : hindrance_of(h, job);

	if (what == HINDRANCE_TIME) {
		look_again(h, c, job->not_before_us);
	} else if (what == HINDRANCE_NONE) {
		const int64_t wait_ms = budgets_wait_ms(h, f, job, c);

		if (wait_ms <= 0)
			c->job = job;
		else
			look_again(h, c, host_now_us(h) + wait_ms * 1000);
	}
}

/* Start one of this family. */
static bool
serve(struct host *h, struct family *f, int64_t *wait_ms)
{
	struct choice c = { .wait_ms = *wait_ms };

	if (f->origin == NULL || f->origin->in_flight_count >= HOST_IN_FLIGHT_MAX)
		return false;
	choose(h, f, &c);
	if (c.job == NULL && !c.is_held_up)
		choose_sweep(h, f, &c);
	if (c.job != NULL)
		start(h, c.job, &c.ask);
	*wait_ms = c.wait_ms;
	return c.job != NULL;
}

/* Start what may start now; arrange to be woken for the rest. */
static void
pump(void *self)
{
	struct host *h = self;
	int64_t wait_ms = LOOK_AGAIN_MS;
	size_t idle_count = 0; /* families in a row that had nothing to start */

	read_clocks(h);
	while (idle_count < HOST_FAMILIES_MAX) {
		struct family *f = &h->families[h->turn++ % HOST_FAMILIES_MAX];

		idle_count = serve(h, f, &wait_ms) ? 0 : idle_count + 1;
	}
	if (h->job_count > 0)
		host_wake_in(h, wait_ms);
}
