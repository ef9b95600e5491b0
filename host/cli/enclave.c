/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/enclave.h"

#include "host/cli/advice.h"
#include "lib/base/text.h"
#include "lib/wire/release.h"

void
enclave_wipe(struct enclave *e)
{
	client_free(e->client);
	tls_client_free(e->tls);
	bytes_wipe(e, sizeof(*e));
}

void
measurement_write(const struct measurement *m, char out[MEASUREMENT_TEXT_SIZE])
{
	out[0] = '\0';
	for (size_t i = 0; i < m->size; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", m->b[i]);
}

static enum err
client_make(struct cli *c, struct enclave *e)
{
	const struct target *t = e->target;
	struct client_config config = { .origin = t->origin,
		.in_flight_max = 1,
		.answer_size_max = REPLY_SIZE_MAX,
		.connect_ms = c->arguments.timeout_ms,
		.answer_ms = c->arguments.timeout_ms };
	struct why why = { "" };
	enum err result = OK;

	if (t->origin.is_tls)
		result = tls_client_new(t->is_gateway ? TLS_TRUST_ROOTS : TLS_TRUST_BINDING,
		    t->ca[0] != '\0' ? t->ca : NULL, &e->tls, &why);
	if (result != OK) {
		why_prefix(&why, "--ca");
		return complain_why(
		    &c->complaint, result == ERR_IO ? LEAVE_NO_INPUT : LEAVE_DATA, result, &why);
	}
	config.tls = e->tls;
	result = client_new(c->loop, &config, &e->client);
	return result == OK ? OK : complain_why(&c->complaint, LEAVE_BUG, result, &why);
}

static enum err
evidence_ask(
    struct cli *c, struct enclave *e, const uint8_t nonce[BINDING_NONCE_SIZE], struct reply *reply)
{
	AUTO(buf) target = buf_new(256);
	struct client_request request = { .method = "GET" };

	TRY(buf_append(&target, S("/attestation/quote?nonce=")));
	TRY(text_base64_write(TEXT_BASE64URL, (struct span){ nonce, BINDING_NONCE_SIZE }, &target));
	TRY(buf_u8(&target, 0));
	request.target = (const char *)target.p;
	TRY(request_send(c, e->client, e->target->url, &request, reply));
	return reply->status == 200 ? OK : request_refused(&c->complaint, reply);
}

static enum err
refuse(struct cli *c, struct enclave *e, struct span body)
{
	char hex[MEASUREMENT_TEXT_SIZE] = "";
	const struct att_failure *f = &e->failure;
	const char *advice = advice_on(f->code);

	e->has_claim = attestation_claimed_measurement(body, &e->claimed) == OK;
	if (e->has_claim)
		measurement_write(&e->claimed, hex);
	return complain(&c->complaint, advice_leave(f->code), ERR_AUTH,
	    "%s: the enclave is refused: %s (%s, %s: %s)%s%s%s%s", e->target->url,
	    att_words(f->code), att_name(f->code), f->item, f->detail,
	    e->has_claim ? "\n  it claims measurement " : "", hex, advice != NULL ? "\n  " : "",
	    advice != NULL ? advice : "");
}

static enum err
evidence_judge(struct cli *c, struct enclave *e, const uint8_t nonce[BINDING_NONCE_SIZE],
    const struct reply *reply)
{
	const struct target *t = e->target;
	struct attestation_expect expect = { .has_spki = t->origin.is_tls && !t->is_gateway };

	target_policy(t, cli_wall_ms(c), &expect.policy);
	memcpy(expect.nonce, nonce, BINDING_NONCE_SIZE);
	memcpy(expect.spki_sha256, reply->spki_sha256, SHA256_SIZE);
	if (expect.has_spki && !reply->has_spki)
		return complain(
		    &c->complaint, LEAVE_BUG, ERR_BUG, "%s: no TLS key was seen", t->url);
	if (attestation_accept(buf_span(&reply->body), &expect, &e->attested, &e->failure) !=
	    ATT_OK)
		return refuse(c, e, buf_span(&reply->body));
	if (expect.has_spki)
		client_require_spki(e->client, reply->spki_sha256);
	return enclave_check_fresh(c, e);
}

enum err
enclave_connect(struct cli *c, const struct target *target, struct enclave *out)
{
	AUTO(reply) reply = { 0 };
	uint8_t nonce[BINDING_NONCE_SIZE];

	*out = (struct enclave){ .target = target, .asked_ms = cli_mono_ms(c) };
	TRY(random_bytes(nonce, sizeof(nonce)));
	TRY(client_make(c, out));
	TRY(evidence_ask(c, out, nonce, &reply));
	return evidence_judge(c, out, nonce, &reply);
}

enum err
enclave_check_fresh(struct cli *c, struct enclave *e)
{
	if (cli_mono_ms(c) - e->asked_ms <= ATTESTATION_AGE_MAX_MS)
		return OK;
	e->failure = (struct att_failure){ .code = ATT_E_STALE, .item = "answer" };
	(void)snprintf(e->failure.detail, sizeof(e->failure.detail),
	    "it is older than %d s: run the command again", ATTESTATION_AGE_MAX_MS / 1000);
	return refuse(c, e, (struct span){ 0 });
}

void
enclave_announce(struct cli *c, const struct enclave *e)
{
	const struct quote_facts *f = &e->attested.facts;
	char hex[MEASUREMENT_TEXT_SIZE];

	measurement_write(&f->measurement, hex);
	if (f->is_simulated)
		terminal_warn(&c->terminal,
		    "SIMULATED - NOT PROTECTED: this enclave only pretends.  Whoever runs %s can "
		    "read everything you send it.",
		    e->target->url);
	terminal_note(&c->terminal, "enclave %s: %s, measurement %s",
	    f->is_simulated ? "simulated" : "genuine", release_tee_text(f->tee), hex);
}
