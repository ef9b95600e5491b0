/* SPDX-License-Identifier: Apache-2.0 */
/* GET /attestation/quote?nonce= : evidence made for this request. */
#include "enclave/api/api.h"
#include "lib/base/text.h"

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

static enum err
attestation_make(struct call *c, struct attestation *a, struct buf *quote)
{
	const struct api *api = c->api;
	uint8_t report_data[BINDING_REPORT_DATA_SIZE];

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
	memcpy(a->measurement, api->measurement, sizeof(a->measurement));
	memcpy(a->enclave_id, api->enclave_id, sizeof(a->enclave_id));
	a->is_simulated = api->is_simulated;
	a->now_ms = clock_wall_ms(api->clock);
	a->config = span_text(api->config);
	TRY(binding_report_data(&a->binding, report_data));
	TRY(api->provider->quote(api->provider_self, report_data, quote, NULL));
	a->quote = buf_span(quote);
	return OK;
}

void
api_quote_get(struct call *c)
{
	AUTO(buf) quote = buf_new(QUOTE_SIZE_MAX);
	AUTO(buf) body = buf_new(ATTESTATION_BODY_SIZE_MAX);
	struct attestation a = { 0 };
	struct why why = { "" };

	if (nonce_read(c, &a.binding, &why) != OK) {
		api_reply_kind(c, PROBLEM_INVALID_REQUEST, why.text);
		return;
	}
	if (attestation_make(c, &a, &quote) != OK || attestation_write(&a, &body) != OK) {
		c->api->monitor.quotes_failed++;
		LOG(c->api->log, LOG_ERROR, "quote_failed",
		    LOG_T(LOG_PROVIDER, c->api->provider->name));
		api_reply_kind(c, PROBLEM_UNAVAILABLE, "the attestation provider gave no quote");
		return;
	}
	c->api->monitor.quotes++;
	api_reply_json(c, 200, buf_span(&body));
}
