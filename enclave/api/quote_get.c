/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET /attestation/quote?nonce= : evidence made for this request.
 *
 * A platform makes a quote in its own time, so a request may park: it is looked at again every few
 * milliseconds, until the provider has its quote, gives it up, or the client has left.
 */
#include "enclave/api/api.h"
#include "lib/base/text.h"

/* A request whose quote is being made. */
struct waiting {
	struct waiting *next, **previous;
	struct call call;
	struct attestation attestation;
	const struct bundle *bundle; /* the one whose hash is bound */
	uint8_t report_data[BINDING_REPORT_DATA_SIZE];
};

static struct waiting *
waiting_new(struct call *c)
{
	struct api *a = c->api;
	struct waiting *w =
	    a->waiting_count < API_QUOTES_WAITING_MAX ? calloc(1, sizeof(*w)) : NULL;

	if (w == NULL)
		return NULL;
	a->waiting_count++;
	w->call = *c;
	w->call.request = NULL; /* its bytes are gone once we return */
	w->bundle = bundles_hold(a->bundles);
	w->next = a->waiting;
	w->previous = &a->waiting;
	if (w->next != NULL)
		w->next->previous = &w->next;
	a->waiting = w;
	return w;
}

static void
waiting_free(struct waiting *w)
{
	*w->previous = w->next;
	if (w->next != NULL)
		w->next->previous = w->previous;
	w->call.api->waiting_count--;
	bundle_release(w->bundle);
	free(w);
}

/* Nobody wants its quote any more. */
static void
waiting_drop(struct waiting *w)
{
	const struct api *a = w->call.api;

	if (a->provider->drop != NULL)
		a->provider->drop(a->provider_self, w->report_data);
	waiting_free(w);
}

void
api_drop_waiting(struct api *a)
{
	loop_timer_cancel(a->loop, &a->waiting_timer);
	while (a->waiting != NULL)
		waiting_drop(a->waiting);
}

/* ---- what is bound ---- */

static enum err
nonce_read(struct call *c, struct binding *b, struct why *why)
{
	char text[64];
	enum err e = http_query_get(c->request->query, "nonce", text, sizeof(text));

	if (e == ERR_ABSENT)
		return OK; /* allowed, flagged; our clients refuse the answer */
	if (e != OK ||
	    text_base64_parse_fixed(TEXT_BASE64URL, span_text(text), b->nonce, sizeof(b->nonce)) !=
		OK)
		return why_set(
		    why, ERR_INPUT, "nonce: expected 32 bytes as base64url without padding");
	b->flags |= BINDING_NONCE;
	return OK;
}

/* Everything but the quote. */
static enum err
attestation_make(struct waiting *w)
{
	const struct api *api = w->call.api;
	struct attestation *a = &w->attestation;

	TRY(keyring_tick(api->keyring));
	keyring_public(
	    api->keyring, a->binding.public_key, a->binding.identity_key, &a->key_expires_ms);
	TRY(keyring_challenge(api->keyring, a->challenge, &a->challenge_expires_ms));
	a->challenge_size = CHALLENGE_SIZE;
	a->binding.version = BINDING_VERSION;
	a->binding.flags |=
	    (api->has_tls ? BINDING_TLS : 0) | (api->is_simulated ? BINDING_SIMULATED : 0);
	memcpy(a->binding.tls_spki_sha256, api->tls_spki_sha256, SHA256_SIZE);
	memcpy(a->binding.config_sha256, api->config_sha256, SHA256_SIZE);
	a->measurement = api->measurement;
	memcpy(a->enclave_id, api->enclave_id, sizeof(a->enclave_id));
	a->tee = api->provider->tee;
	a->is_simulated = api->is_simulated;
	a->config = span_text(api->config);
	a->collateral = &w->bundle->collateral;
	memcpy(a->binding.collateral_sha256, w->bundle->sha256, SHA256_SIZE);
	return binding_report_data(&a->binding, w->report_data);
}

/* ---- answering ---- */

/* What the platform did last decides whether this enclave is ready. */
static void
outcome_note(struct api *a, enum err e, const struct why *why)
{
	a->quote_outcome = e;
	if (e == OK)
		return;
	a->monitor.quotes_failed++;
	LOG(a->log, LOG_ERROR, "quote_failed", LOG_T(LOG_PROVIDER, a->provider->name),
	    LOG_T(LOG_ERROR_NAME, err_name(e)), LOG_T(LOG_PLATFORM, why->text));
}

static void
reply_quote(struct waiting *w, struct span quote)
{
	AUTO(buf) body = buf_new(ATTESTATION_BODY_SIZE_MAX);
	struct api *a = w->call.api;

	w->attestation.quote = quote;
	w->attestation.now_ms = clock_wall_ms(a->clock);
	if (attestation_write(&w->attestation, &body) != OK) {
		api_reply_kind(&w->call, PROBLEM_INTERNAL_ERROR, NULL);
		return;
	}
	a->monitor.quotes++;
	api_reply_json(&w->call, 200, buf_span(&body));
}

static void
reply_failed(struct waiting *w, enum err e)
{
	if (e == ERR_LIMIT)
		api_reply_later(&w->call, "too many quotes are being made; Retry-After says when");
	else
		api_reply_kind(
		    &w->call, PROBLEM_UNAVAILABLE, "the attestation provider gave no quote");
}

/* Answer and forget it, if its quote is there or will never be. */
static void
answer_if_ready(struct waiting *w)
{
	AUTO(buf) quote = buf_new(QUOTE_SIZE_MAX);
	struct api *a = w->call.api;
	struct why why = { "" };
	enum err e;

	if (server_call_is_gone(w->call.server)) {
		api_reply_kind(&w->call, PROBLEM_UNAVAILABLE, NULL); /* it reaches nobody */
		waiting_drop(w);
		return;
	}
	e = a->provider->quote(a->provider_self, w->report_data, &quote, &why);
	if (e == ERR_BUSY)
		return;
	if (e != ERR_LIMIT)
		outcome_note(a, e, &why);
	if (e == OK)
		reply_quote(w, buf_span(&quote));
	else
		reply_failed(w, e);
	waiting_free(w);
}

static void look_again(void *self);

static void
look_later(struct api *a)
{
	if (a->waiting == NULL || a->waiting_timer.heap_index != 0)
		return;
	if (loop_timer_set(a->loop, &a->waiting_timer, API_QUOTE_LOOK_MS, look_again, a) != OK)
		LOG(a->log, LOG_ERROR, "timer_failed", LOG_N(LOG_COUNT, (int64_t)a->waiting_count));
}

static void
look_again(void *self)
{
	struct api *a = self;

	for (struct waiting *w = a->waiting, *next; w != NULL; w = next) {
		next = w->next;
		answer_if_ready(w);
	}
	look_later(a);
}

void
api_quote_get(struct call *c)
{
	struct binding asked = { .flags = 0 };
	struct why why = { "" };
	struct waiting *w;

	if (nonce_read(c, &asked, &why) != OK) {
		api_reply_kind(c, PROBLEM_INVALID_REQUEST, why.text);
		return;
	}
	w = waiting_new(c);
	if (w == NULL) {
		api_reply_later(c, "too many quotes are being made; Retry-After says when");
		return;
	}
	w->attestation.binding = asked;
	if (attestation_make(w) != OK) {
		api_reply_kind(c, PROBLEM_INTERNAL_ERROR, NULL);
		waiting_free(w);
		return;
	}
	answer_if_ready(w);
	look_later(c->api);
}

enum err
api_quote_probe(struct api *a)
{
	static const uint8_t report_data[ATTEST_REPORT_DATA_SIZE] = "is a quote to be had?";
	AUTO(buf) quote = buf_new(QUOTE_SIZE_MAX);
	const int64_t now_ms = clock_mono_ms(a->clock);
	struct why why = { "" };
	enum err e;

	if (!a->is_probing && now_ms < a->probe_at_ms)
		return a->quote_outcome;
	e = a->provider->quote(a->provider_self, report_data, &quote, &why);
	a->is_probing = e == ERR_BUSY;
	if (e == ERR_BUSY || e == ERR_LIMIT)
		return a->quote_outcome; /* so many are asked for that there is no need to ask */
	a->probe_at_ms = now_ms + API_PROBE_MS;
	outcome_note(a, e, &why);
	return e;
}
