/* SPDX-License-Identifier: Apache-2.0 */
/*
 * POST /enclave/submit_key : open the envelope, ask the exchange what the key may do, and only then
 * make a session.  Whatever fails on the way leaves neither a session nor a secret.
 */
#include "enclave/api/api.h"
#include "lib/base/text.h"

/* A submission that waits for the exchange. */
struct pending {
	struct pending *next, **previous;
	struct call call;
	struct session session;
	int64_t ttl_s;
	uint8_t ephemeral_pub[HPKE_ENC_SIZE];
	bool is_sandbox;
	char exchange[EXCHANGE_NAME_SIZE_MAX + 1];
	char hints[SYMBOL_HINTS_MAX][SYMBOL_SIZE];
	size_t hint_count;
};

static struct pending *
pending_new(struct call *c)
{
	struct api *a = c->api;
	struct pending *p = a->pending_count < API_PENDING_MAX ? calloc(1, sizeof(*p)) : NULL;

	if (p == NULL)
		return NULL;
	a->pending_count++;
	p->call = *c;
	p->call.request = NULL; /* its bytes are gone once we return */
	p->next = a->pending;
	p->previous = &a->pending;
	if (p->next != NULL)
		p->next->previous = &p->next;
	a->pending = p;
	return p;
}

static void
pending_free(struct pending *p)
{
	*p->previous = p->next;
	if (p->next != NULL)
		p->next->previous = p->previous;
	p->call.api->pending_count--;
	vault_drop(p->call.api->vault, &p->session.credential);
	bytes_wipe(p, sizeof(*p));
	free(p);
}

void
api_drop_pending(struct api *a)
{
	while (a->pending != NULL)
		pending_free(a->pending);
}

static bool
is_json(const struct http_request *r)
{
	const struct span *type = http_request_field(r, "Content-Type");
	struct span bare;

	if (type == NULL)
		return false;
	bare = span_first(*type, strlen("application/json"));
	return span_is_nocase(bare, "application/json") &&
	    (type->size == bare.size || type->p[bare.size] == ';' || type->p[bare.size] == ' ');
}

/* ---- before the exchange is asked ---- */

static void
reply_unopened(struct call *c, enum err e)
{
	struct monitor *m = &c->api->monitor;

	if (e == ERR_REFUSED) {
		m->envelopes_expired++;
		api_reply_kind(c, PROBLEM_CHALLENGE_EXPIRED,
		    "the challenge is older than 300 s, or issued_at is off by more than that: ask "
		    "/attestation/quote again, and check your clock");
	} else if (e == ERR_CONFLICT) {
		m->envelopes_replayed++;
		api_reply_kind(
		    c, PROBLEM_REPLAY, "ask /attestation/quote again and seal a new envelope");
	} else if (e == ERR_LIMIT) {
		api_reply_kind(
		    c, PROBLEM_RATE_LIMIT_EXCEEDED, "too many submissions; try again later");
	} else {
		m->envelopes_unopened++;
		api_reply_kind(c, PROBLEM_ENCRYPTION_ERROR,
		    "it was not sealed to this enclave's current key, or was changed on the way");
	}
}

static enum err
registration_judge(
    const struct api *a, const struct envelope *e, const struct registration *r, struct why *why)
{
	TRY(envelope_metadata_check(&e->metadata, why));
	if (e->has_ttl && e->metadata.ttl > a->max_ttl_s)
		return why_set(why, ERR_INPUT, "metadata.ttl: this enclave allows at most %lld s",
		    (long long)a->max_ttl_s);
	if (strcmp(e->metadata.exchange, r->exchange) != 0)
		return why_set(
		    why, ERR_INPUT, "metadata.exchange: not the exchange inside the envelope");
	if (!ingest_has(a->ingest, r->exchange, r->sandbox))
		return why_set(why, ERR_INPUT,
		    "exchange: this enclave has no %s host for that name; there "
		    "are %s",
		    r->sandbox ? "sandbox" : "live", exchange_names());
	return OK;
}

static enum err
pending_fill(struct pending *p, const struct envelope *e, const struct registration *r)
{
	struct session *s = &p->session;

	p->ttl_s = e->has_ttl ? e->metadata.ttl : p->call.api->default_ttl_s;
	p->is_sandbox = r->sandbox;
	memcpy(p->ephemeral_pub, e->ephemeral_pub, sizeof(p->ephemeral_pub));
	memcpy(p->exchange, r->exchange, sizeof(p->exchange));
	memcpy(p->hints, r->symbols, sizeof(p->hints));
	p->hint_count = r->symbol_count;
	s->proof = strcmp(e->metadata.proof, "hmac") == 0 ? SESSION_PROOF_HMAC : SESSION_PROOF_NONE;
	memcpy(s->user_id, r->user_id, sizeof(s->user_id));
	memcpy(s->account_type, r->account_type, sizeof(s->account_type));
	TRY(span_to_text(span_text(e->metadata.label), s->label, sizeof(s->label)));
	return vault_put(p->call.api->vault, &r->credential, &s->credential);
}

/* ---- after the exchange has answered ---- */

static void
reply_refused(
    struct pending *p, enum problem kind, const char *detail, const struct exchange_refusal *said)
{
	struct problem_report r = { .kind = kind, .detail = detail };

	if (said != NULL && (said->message[0] != '\0' || said->code != 0)) {
		r.exchange_message = said->message;
		r.exchange_code = said->code;
	}
	p->call.api->monitor.sessions_refused++;
	api_reply_problem(&p->call, &r);
	pending_free(p);
}

static void
reply_check_failed(struct pending *p, const struct ingest_check *k)
{
	const char *advice = k->refusal.advice;
	char detail[PROBLEM_DETAIL_SIZE];

	if (k->error == ERR_AUTH) {
		(void)snprintf(detail, sizeof(detail), "%s",
		    advice != NULL ? advice
				   : "check the key, its secret and its address restriction");
		reply_refused(p, PROBLEM_INVALID_CREDENTIALS, detail, &k->refusal);
		return;
	}
	(void)snprintf(detail, sizeof(detail), "%s could not tell what the key may do: %s%s%s",
	    p->exchange, k->why != NULL && k->why[0] != '\0' ? k->why : err_words(k->error),
	    advice != NULL ? "; " : "", advice != NULL ? advice : "");
	reply_refused(p, PROBLEM_EXCHANGE_ERROR, detail, &k->refusal);
}

/* Only a key that can read and nothing else may stay. */
static bool
permissions_allow(struct pending *p, const struct key_permissions *k)
{
	struct why why = { "" };
	const enum err e = key_permissions_check(k, &why);

	if (e == OK)
		return true;
	reply_refused(p,
	    e == ERR_REFUSED ? PROBLEM_KEY_TOO_POWERFUL : PROBLEM_INSUFFICIENT_PERMISSIONS,
	    why.text, NULL);
	return false;
}

/* The session exists: say so, with a receipt only this envelope's sender can check. */
static enum err
reply_write(const struct pending *p, const struct session *s, const char *id, struct buf *out)
{
	struct registration_reply r = { .permissions = session_permissions(s) };

	TRY(span_to_text(span_text(id), r.session_id, sizeof(r.session_id)));
	text_time_write(s->expires_ms, r.expires_at);
	TRY(receipt_make(&s->pop, p->ephemeral_pub, r.session_id, r.expires_at, r.receipt));
	return registration_reply_write(&r, out);
}

static enum err
session_open(struct pending *p, struct buf *body)
{
	struct api *a = p->call.api;
	const struct ingest_account account = { p->exchange, p->is_sandbox, p->session.credential,
		p->session.account_type, (const char(*)[SYMBOL_SIZE])p->hints, p->hint_count };
	struct collection *collection;
	struct session *s;
	char id[SESSION_ID_SIZE];
	enum err e;

	TRY(ingest_collect(a->ingest, &account, &collection));
	p->session.collection = collection;
	e = sessions_put(a->sessions, &p->session, p->ttl_s, id, &s);
	if (e != OK) {
		collection_free(collection);
		return e;
	}
	e = reply_write(p, s, id, body);
	bytes_wipe(id, sizeof(id));
	if (e != OK)
		sessions_remove(a->sessions, s);
	return e;
}

static void
key_checked(void *self, const struct ingest_check *result)
{
	AUTO(buf) body = buf_new(4096);
	struct pending *p = self;
	struct api *a = p->call.api;

	if (result->error != OK) {
		reply_check_failed(p, result);
		return;
	}
	if (!permissions_allow(p, &result->permissions))
		return;
	p->session.is_ip_restricted = result->permissions.is_ip_restricted;
	p->session.is_verified = result->permissions.is_verified;
	if (server_call_is_gone(p->call.server)) /* nobody would ever learn the id */
		reply_refused(p, PROBLEM_UNAVAILABLE, NULL, NULL);
	else if (session_open(p, &body) != OK)
		reply_refused(
		    p, PROBLEM_UNAVAILABLE, "no room for another session; try again later", NULL);
	else {
		a->monitor.sessions_opened++;
		api_reply_json(&p->call, 201, buf_span(&body));
		pending_free(p);
	}
}

/* ---- the way in ---- */

static void
wait_for_exchange(struct call *c, struct pending *p)
{
	const enum err e = ingest_check_key(
	    c->api->ingest, p->exchange, p->is_sandbox, p->session.credential, key_checked, p);

	if (e != OK)
		reply_refused(p, PROBLEM_UNAVAILABLE, "the exchange cannot be asked now", NULL);
}

/* Decode and open into `plain`, keys into *p.  Otherwise the call is answered here. */
static bool
open_envelope(struct call *c, struct pending *p, struct envelope *e, struct buf *plain)
{
	AUTO(envelope_keys) keys = { 0 };
	struct why why = { "" };
	uint8_t *bytes;
	enum err result = envelope_parse(c->request->body, e, &why);

	if (result != OK) {
		api_reply_kind(c, PROBLEM_INVALID_REQUEST, why.text);
		return false;
	}
	if (buf_reserve(plain, e->cipher_size, &bytes) != OK) {
		api_reply_kind(c, PROBLEM_UNAVAILABLE, "out of memory; try again later");
		return false;
	}
	result = keyring_open(
	    c->api->keyring, e, &c->api->measurement, c->api->config_sha256, bytes, &keys);
	if (result != OK) {
		reply_unopened(c, result);
		return false;
	}
	plain->size = e->cipher_size;
	p->session.pop = keys.pop;
	p->session.audit = keys.audit;
	return true;
}

/* Open and judge; what is good goes into *p.  Otherwise the call is answered here. */
static bool
take_envelope(struct call *c, struct pending *p)
{
	AUTO(registration) r = { 0 };
	AUTO(buf) plain = buf_new(ENVELOPE_CIPHER_SIZE_MAX);
	struct envelope e;
	struct why why = { "" };
	enum err result;

	if (!open_envelope(c, p, &e, &plain))
		return false;
	result = registration_parse(buf_span(&plain), &r, &why);
	if (result == OK)
		result = registration_judge(c->api, &e, &r, &why);
	if (result == OK)
		result = pending_fill(p, &e, &r);
	if (result == OK)
		return true;
	if (why.text[0] != '\0')
		api_reply_kind(c, PROBLEM_INVALID_REQUEST, why.text);
	else
		api_reply_kind(c, PROBLEM_UNAVAILABLE, "no room for another key; try again later");
	return false;
}

void
api_submit_key(struct call *c)
{
	struct pending *p;

	if (!is_json(c->request)) {
		api_reply_kind(
		    c, PROBLEM_UNSUPPORTED_MEDIA_TYPE, "Content-Type: expected application/json");
		return;
	}
	p = pending_new(c);
	if (p == NULL) {
		api_reply_kind(
		    c, PROBLEM_UNAVAILABLE, "too many keys are being checked; try again later");
		return;
	}
	if (take_envelope(c, p))
		wait_for_exchange(c, p);
	else
		pending_free(p);
}
