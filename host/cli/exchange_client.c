/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/exchange_client.h"

#include "lib/net/limiter.h"

void
exchange_client_wipe(struct exchange_client *x)
{
	client_free(x->client);
	tls_client_free(x->tls);
	*x = (struct exchange_client){ 0 };
}

/* ---- one request ---- */

struct waiting {
	const struct exchange *exchange;
	const struct exchange_ask *ask;
	const struct exchange_sink *sink;
	struct exchange_said *said;
	bool is_done, was_answered;
	enum err error;
	const char *reason;
};

static void
on_answer(void *self, const struct client_answer *a)
{
	struct waiting *w = self;

	w->is_done = true;
	w->error = a->error;
	w->reason = a->reason;
	if (a->error != OK)
		return;
	const struct exchange_answer answer = { a->response->status, a->response->body };
	w->was_answered = true;
	w->error = w->exchange->parse(w->ask, &answer, w->sink, &w->said->result, &w->said->why);
}

static enum err
send(struct exchange_client *x, struct exchange_request *r, struct waiting *w)
{
	struct http_field fields[EXCHANGE_FIELDS_MAX];
	struct client_request request = {
		.method = r->method, .fields = fields, .body = buf_span(&r->body)
	};

	TRY(buf_u8(&r->target, 0));
	request.target = (const char *)r->target.p;
	request.field_count = r->field_count;
	for (size_t i = 0; i < r->field_count; i++)
		fields[i] = (struct http_field){ span_text(r->fields[i].name),
			span_text(r->fields[i].value) };
	return client_send(x->client, &request, on_answer, w);
}

enum err
exchange_client_ask(struct cli *c, struct exchange_client *x, const struct exchange_ask *ask,
    const struct exchange_sink *sink, struct exchange_said *out)
{
	AUTO(exchange_request) request = { 0 };
	struct exchange_ask now = *ask;
	struct waiting w = { x->exchange, &now, sink, out, .error = OK };
	enum err e;

	*out = (struct exchange_said){ 0 };
	now.server_ms = cli_wall_ms(c) + x->offset_ms;
	e = x->exchange->build(&now, &request);
	if (e == ERR_INPUT)
		return complain(&c->complaint, LEAVE_DATA, e,
		    "the key or its secret has characters no key has, or the private key cannot be "
		    "read: PEM of an Ed25519 key or an RSA key of 2048 to 4096 bits is expected");
	if (e == OK)
		e = send(x, &request, &w);
	while (e == OK && !w.is_done)
		e = loop_step(c->loop, 1000);
	if (e != OK)
		return complain(
		    &c->complaint, LEAVE_BUG, e, "%s: cannot ask: %s", x->origin, err_words(e));
	if (!w.was_answered)
		return complain(&c->complaint, LEAVE_NETWORK, ERR_IO, "%s: %s", x->origin,
		    w.reason != NULL ? w.reason : err_words(w.error));
	return w.error;
}

/* ---- where, and when it is there ---- */

/* The exchange's own host, or --url when that is this machine. */
static enum err
origin_choose(struct cli *c, const struct exchange_feed *feed, struct exchange_client *x,
    struct client_origin *origin)
{
	const char *url = c->arguments.url;
	struct why why = { "" };
	enum err e;

	x->origin =
	    exchange_origin(x->exchange, feed, url != NULL ? EXCHANGE_SANDBOX : EXCHANGE_LIVE, url);
	e = client_origin_parse(x->origin, origin, &why);
	if (e != OK) {
		why_prefix(&why, "--url");
		return complain_why(&c->complaint, LEAVE_USAGE, e, &why);
	}
	if (url != NULL && !limiter_is_loopback(origin->host))
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "--url: a key is shown to %s itself or to a sandbox on this machine "
		    "(http://127.0.0.1:PORT), to nobody else; leave --url out to ask the exchange",
		    x->exchange->name);
	return OK;
}

static enum err
clock_read(struct cli *c, struct exchange_client *x)
{
	const struct exchange_ask ask = { .feed = exchange_feed_first(x->exchange, EXCHANGE_TIME) };
	const struct exchange_sink sink = { 0 };
	const int64_t before_ms = cli_wall_ms(c);
	struct exchange_said said;
	enum err e;

	e = exchange_client_ask(c, x, &ask, &sink, &said);
	if (e == OK)
		x->offset_ms =
		    said.result.server_ms - (before_ms + (cli_wall_ms(c) - before_ms) / 2);
	return e == OK ? OK : complain_why(&c->complaint, LEAVE_UNAVAILABLE, e, &said.why);
}

enum err
exchange_client_open(struct cli *c, const struct exchange_feed *feed, struct exchange_client *out)
{
	struct client_config config = { .in_flight_max = 1,
		.answer_size_max = 8 << 20,
		.connect_ms = c->arguments.timeout_ms,
		.answer_ms = c->arguments.timeout_ms };
	struct why why = { "" };
	enum err e = OK;

	*out = (struct exchange_client){ .exchange = exchange_by_name(c->arguments.exchange) };
	TRY(origin_choose(c, feed, out, &config.origin));
	if (config.origin.is_tls)
		e = tls_client_new(TLS_TRUST_ROOTS, c->arguments.ca_path, &out->tls, &why);
	if (e != OK) {
		why_prefix(&why, "--ca");
		return complain_why(
		    &c->complaint, e == ERR_IO ? LEAVE_NO_INPUT : LEAVE_DATA, e, &why);
	}
	config.tls = out->tls;
	e = client_new(c->loop, &config, &out->client);
	if (e != OK)
		return complain_why(&c->complaint, LEAVE_BUG, e, &why);
	return clock_read(c, out);
}
