/* SPDX-License-Identifier: Apache-2.0 */
/* What a client does before it trusts an enclave with a key, and then the key. */
#include "bench/asker.h"
#include "lib/base/clock.h"
#include "lib/base/text.h"
#include "lib/wire/attestation.h"
#include "lib/wire/registration.h"

static void
file_read(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "r");
	char line[PROGRAM_LINE_SIZE];

	bench_require(f != NULL, path);
	while (fgets(line, sizeof(line), f) != NULL)
		bench_require(buf_append(out, span_text(line)) == OK, path);
	(void)fclose(f);
}

static void
root_read(const struct stage *s, struct quote_root *out)
{
	AUTO(buf) pem = buf_new(8192);
	char path[2 * DIRECTORY_SIZE];
	struct why why;

	(void)snprintf(path, sizeof(path), "%s/insecure-simulated-root.pem", s->directory);
	file_read(path, &pem);
	bench_require(quote_root_simulated(buf_span(&pem), out, &why) == OK, path);
}

/* The measurement is taken at its word: this is a bench, and the enclave is ours. */
static void
attest(struct asker *a, const struct stage *s, struct attested *out)
{
	struct attestation_expect expect = { .has_spki = false };
	struct measurement measurement;
	char target[128] = "/attestation/quote?nonce=";
	AUTO(buf) nonce = buf_new(64);
	struct att_failure failure;
	struct quote_root root;

	root_read(s, &root);
	quote_policy_default(&root, &expect.policy);
	expect.policy.at_ms = clock_wall_ms(clock_system());
	bench_require(random_bytes(expect.nonce, sizeof(expect.nonce)) == OK &&
		text_base64_write(TEXT_BASE64URL, SPAN_OF(expect.nonce), &nonce) == OK &&
		span_to_text(buf_span(&nonce), target + strlen(target), 64) == OK,
	    "a nonce");
	asker_ask(a, "GET", target, (struct span){ 0 });
	bench_require(attestation_claimed_measurement(a->body, &measurement) == OK &&
		quote_policy_allow(&expect.policy, measurement.b) == OK &&
		attestation_accept(a->body, &expect, out, &failure) == ATT_OK,
	    "the enclave's evidence");
}

/* The text of a member behind `from`, in JSON without blanks. */
static void
member_copy(const char *from, const char *name, char *out, size_t room)
{
	const char *at = strstr(from, name);
	struct span rest = span_text(at == NULL ? "" : at + strlen(name));
	const uint8_t *end = memchr(rest.p, '"', rest.size);

	bench_require(
	    end != NULL && span_to_text(span_first(rest, (size_t)(end - rest.p)), out, room) == OK,
	    name);
}

void
asker_key(const struct stage *s, const char *name, struct credential *out)
{
	AUTO(buf) text = buf_new(8 << 20);
	char path[2 * DIRECTORY_SIZE], member[64];
	const char *account;

	(void)snprintf(path, sizeof(path), "%s/accounts.log", s->directory);
	file_read(path, &text);
	bench_require(buf_u8(&text, 0) == OK, "buf");
	(void)snprintf(member, sizeof(member), "\"name\":\"%s\"", name);
	account = strstr((const char *)text.p, member);
	bench_require(account != NULL, name);
	member_copy(account, "\"apiKey\":\"", out->api_key, EXCHANGE_KEY_SIZE);
	member_copy(account, "\"secret\":\"", out->secret, EXCHANGE_KEY_SIZE);
}

static void
registration_fill(const struct stage *s, struct registration *r)
{
	*r = (struct registration){
		.user_id = "bench", .exchange = "binance", .account_type = "spot", .sandbox = true
	};
	asker_key(s, "demo", &r->credential);
}

static void
seal(const struct stage *s, const struct attested *at, struct buf *out)
{
	struct envelope e = { .challenge_size = at->challenge_size,
		.issued_at = clock_wall_ms(clock_system()) / 1000,
		.metadata = { .exchange = "binance", .ttl = 3600, .proof = "none" },
		.has_ttl = true };
	AUTO(buf) plain = buf_new(ENVELOPE_CIPHER_SIZE_MAX);
	struct registration r;
	struct pop_key pop;
	struct audit_key audit;

	registration_fill(s, &r);
	memcpy(e.key_id, at->key_id, sizeof(e.key_id));
	memcpy(e.challenge, at->challenge, sizeof(e.challenge));
	bench_require(registration_write(&r, &plain) == OK &&
		envelope_seal(&e, &at->enclave, buf_span(&plain), NULL, &pop, &audit) == OK &&
		envelope_write(&e, out) == OK,
	    "sealing a key");
}

void
asker_register(struct asker *a, const struct stage *s, char id[ASKER_ID_SIZE])
{
	AUTO(buf) body = buf_new(ENVELOPE_BODY_SIZE_MAX);
	struct registration_reply reply;
	struct attested attested;
	struct why why;

	attest(a, s, &attested);
	seal(s, &attested, &body);
	asker_ask(a, "POST", "/enclave/submit_key", buf_span(&body));
	bench_require(
	    a->status == 201 && registration_reply_parse(a->body, &reply, &why) == OK, "register");
	memcpy(id, reply.session_id, ASKER_ID_SIZE);
}
