/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/request.h"

#include "lib/json/json_shape.h"
#include "lib/wire/problem.h"

void
reply_wipe(struct reply *r)
{
	buf_wipe(&r->body);
	bytes_wipe(r, sizeof(*r));
}

struct waiting {
	struct reply *reply;
	bool is_done;
	enum err error;
	const char *reason;
};

static void
on_answer(void *self, const struct client_answer *a)
{
	struct waiting *w = self;
	const struct span *retry;

	w->is_done = true;
	w->error = a->error;
	w->reason = a->reason;
	w->reply->has_spki = a->has_spki;
	memcpy(w->reply->spki_sha256, a->spki_sha256, SHA256_SIZE);
	if (a->error != OK)
		return;
	w->reply->status = a->response->status;
	w->error = buf_append(&w->reply->body, a->response->body);
	retry = http_response_field(a->response, "Retry-After");
	if (retry != NULL &&
	    span_to_text(*retry, w->reply->retry_after, sizeof(w->reply->retry_after)) != OK)
		w->reply->retry_after[0] = '\0';
}

static enum err
answer_failed(struct complaint *c, const char *url, const struct waiting *w)
{
	const char *reason = w->reason != NULL ? w->reason : err_words(w->error);

	if (w->error == ERR_IO)
		return complain(c, LEAVE_NETWORK, ERR_IO, "%s: %s", url, reason);
	if (w->error == ERR_AUTH)
		return complain(c, LEAVE_ATTESTATION, ERR_AUTH,
		    "%s: %s; nothing was sent.  Behind a TLS proxy use --gateway, with --ca FILE "
		    "for a private authority",
		    url, reason);
	if (w->error == ERR_NOMEM || w->error == ERR_BUG)
		return complain(c, LEAVE_BUG, w->error, "%s: %s", url, reason);
	return complain(
	    c, LEAVE_PROTOCOL, w->error, "%s: %s; is it an enclave or a gateway?", url, reason);
}

enum err
request_send(struct cli *c, struct client *client, const char *url,
    const struct client_request *request, struct reply *out)
{
	struct waiting w = { .reply = out };
	enum err e;

	*out = (struct reply){ .body = buf_new(REPLY_SIZE_MAX) };
	e = client_send(client, request, on_answer, &w);
	while (e == OK && !w.is_done)
		e = loop_step(c->loop, 1000);
	if (e != OK)
		return complain(
		    &c->complaint, LEAVE_BUG, e, "%s: cannot ask: %s", url, err_words(e));
	return w.error == OK ? OK : answer_failed(&c->complaint, url, &w);
}

/* ---- problems ---- */

struct exchange_words {
	int64_t code;
	char message[256];
};

struct problem_words {
	char title[128], detail[PROBLEM_DETAIL_SIZE], code[40], request_id[40];
	struct exchange_words exchange;
};

static const struct json_field exchange_fields[] = {
	JSON_FIELD_I64(struct exchange_words, code, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct exchange_words, message, JSON_OPTIONAL),
};
static const struct json_shape exchange_shape = JSON_SHAPE(exchange_fields, JSON_UNKNOWN_IGNORED);
static const struct json_field problem_fields[] = {
	JSON_FIELD_TEXT(struct problem_words, title, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct problem_words, detail, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct problem_words, code, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct problem_words, request_id, JSON_OPTIONAL),
	JSON_FIELD_SHAPE(struct problem_words, exchange, &exchange_shape, JSON_OPTIONAL),
};
static const struct json_shape problem_shape = JSON_SHAPE(problem_fields, JSON_UNKNOWN_IGNORED);

static enum leave
leave_of(const struct problem_words *p, unsigned status)
{
	static const enum leave table[PROBLEM_COUNT] = {
		[PROBLEM_INVALID_REQUEST] = LEAVE_DATA,
		[PROBLEM_ENCRYPTION_ERROR] = LEAVE_PROTOCOL,
		[PROBLEM_INVALID_SESSION] = LEAVE_REFUSED,
		[PROBLEM_SESSION_EXPIRED] = LEAVE_REFUSED,
		[PROBLEM_INVALID_CREDENTIALS] = LEAVE_REFUSED,
		[PROBLEM_INSUFFICIENT_PERMISSIONS] = LEAVE_REFUSED,
		[PROBLEM_KEY_TOO_POWERFUL] = LEAVE_REFUSED,
		[PROBLEM_FORBIDDEN] = LEAVE_REFUSED,
		[PROBLEM_NOT_FOUND] = LEAVE_PROTOCOL,
		[PROBLEM_METHOD_NOT_ALLOWED] = LEAVE_PROTOCOL,
		[PROBLEM_REPLAY] = LEAVE_PROTOCOL,
		[PROBLEM_CHALLENGE_EXPIRED] = LEAVE_PROTOCOL,
		[PROBLEM_PAYLOAD_TOO_LARGE] = LEAVE_PROTOCOL,
		[PROBLEM_UNSUPPORTED_MEDIA_TYPE] = LEAVE_PROTOCOL,
		[PROBLEM_RATE_LIMIT_EXCEEDED] = LEAVE_UNAVAILABLE,
		[PROBLEM_INTERNAL_ERROR] = LEAVE_UNAVAILABLE,
		[PROBLEM_EXCHANGE_ERROR] = LEAVE_UNAVAILABLE,
		[PROBLEM_UNAVAILABLE] = LEAVE_UNAVAILABLE,
	};
	const enum problem kind = problem_by_code(span_text(p->code));

	if (kind != PROBLEM_COUNT)
		return table[kind];
	return status >= 500 ? LEAVE_UNAVAILABLE : LEAVE_PROTOCOL;
}

enum err
request_refused(struct complaint *c, const struct reply *r)
{
	struct problem_words p = { 0 };
	char said[320] = "", retry[64] = "";

	if (json_parse_shape(buf_span(&r->body), &problem_shape, &p, NULL) != OK)
		return complain(c, r->status >= 500 ? LEAVE_UNAVAILABLE : LEAVE_PROTOCOL,
		    ERR_REFUSED, "answered %u without saying why; is it an enclave or a gateway?",
		    r->status);
	if (p.exchange.message[0] != '\0' || p.exchange.code != 0)
		(void)snprintf(said, sizeof(said), "\n  the exchange said: %lld %s",
		    (long long)p.exchange.code, p.exchange.message);
	if (r->retry_after[0] != '\0')
		(void)snprintf(retry, sizeof(retry), "\n  try again in %s s", r->retry_after);
	words_tame(p.title);
	words_tame(p.detail);
	words_tame(p.code);
	words_tame(p.request_id);
	if (retry[0] != '\0')
		words_tame(retry + 1);
	if (said[0] != '\0') /* all but the line end of our own */
		words_tame(said + 1);
	return complain(c, leave_of(&p, r->status), ERR_REFUSED, "%s (%s)%s%s%s%s%s%s",
	    p.title[0] != '\0' ? p.title : "refused", p.code, p.detail[0] != '\0' ? "\n  " : "",
	    p.detail, said, retry, p.request_id[0] != '\0' ? "\n  request " : "", p.request_id);
}
