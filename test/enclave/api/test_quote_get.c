/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/api/enclave_room.h"
#include "test/enclave/attest/platform.h"

#define TWICE                                                \
	"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8&nonce=" \
	"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

static const char nonce_text[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"; /* 0, 1, ... 31 */

static struct attestation_expect
expect_of(const struct enclave_room *r)
{
	struct attestation_expect e = { .has_spki = false };

	quote_policy_default(platform_root(), &e.policy);
	e.policy.at_ms = r->net.time.wall_ms;
	CHECK_OK(quote_policy_allow(&e.policy, platform_measurement()));
	for (uint8_t i = 0; i < BINDING_NONCE_SIZE; i++)
		e.nonce[i] = i;
	return e;
}

static enum att_code
accept(const struct enclave_room *r, struct attested *out)
{
	const struct attestation_expect e = expect_of(r);

	return attestation_accept(span_text(reply_body(r)), &e, out, NULL);
}

static unsigned
get_quote(struct enclave_room *r)
{
	char target[128];

	(void)snprintf(target, sizeof(target), "/attestation/quote?nonce=%s", nonce_text);
	return ask(r, "GET", target);
}

TEST(quote_get_gives_evidence_a_client_accepts_and_keys_it_can_seal_to)
{
	AUTO(pop_key) pop = { 0 };
	AUTO(audit_key) audit = { 0 };
	AUTO(sealed) sealed = { 0 };
	AUTO(buf) plain = buf_new(4096);
	const struct submission s = submission_of("a-key-of-the-tests", "its-secret", "hmac");
	struct envelope *e = &sealed.envelope;
	struct attested a;
	struct enclave_room r;

	enclave_room_open(&r, &(struct enclave_options){ .config = "one\nline=\"two\"\n" });
	CHECK_INT(get_quote(&r), 200);
	CHECK_INT(accept(&r, &a), ATT_OK);
	CHECK_TEXT(a.config, "one\nline=\"two\"\n");
	CHECK_TEXT(a.enclave_id, r.api.enclave_id);
	CHECK_INT(a.key_expires_ms, r.net.time.wall_ms + KEYRING_ROTATE_MS);
	CHECK_INT(a.challenge_expires_ms, r.net.time.wall_ms + CHALLENGE_LIFE_MS);
	memcpy(e->key_id, a.key_id, KEY_ID_SIZE);
	memcpy(e->challenge, a.challenge, a.challenge_size);
	e->challenge_size = a.challenge_size;
	e->issued_at = r.net.time.wall_ms / 1000;
	e->metadata = s.metadata;
	CHECK_OK(registration_write(&s.registration, &plain));
	CHECK_OK(envelope_seal(e, &a.enclave, buf_span(&plain), NULL, &pop, &audit));
	sealed_write(&sealed);
	CHECK_INT(submit(&r, &sealed), 201);
	CHECK_INT(r.api.monitor.quotes, 1);
	enclave_room_close(&r);
}

TEST(quote_get_says_that_it_is_simulated_wherever_one_looks)
{
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	CHECK_INT(get_quote(&r), 200);
	CHECK(reply_says(&r, "\"attestation_type\":\"SGX_QUOTE_SIMULATED\""));
	CHECK(reply_says(&r, "\"simulated\":true"));
	CHECK(reply_says(&r, "\"flags\":6"));
	CHECK_TEXT(reply_field(&r, "Cache-Control"), "no-store");
	enclave_room_close(&r);
}

TEST(quote_get_without_a_nonce_is_flagged_and_refused_by_clients)
{
	struct attested a;
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	CHECK_INT(ask(&r, "GET", "/attestation/quote"), 200);
	CHECK(reply_says(&r, "\"flags\":4"));
	CHECK_INT(accept(&r, &a), ATT_E_NONCE);
	enclave_room_close(&r);
}

TEST(quote_get_names_a_nonce_that_is_none)
{
	static const char *const bad[] = { "", "AAEC", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh",
		"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9", /* stray bits */
		"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
		"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8AAECAwQFBgcICQoLDA0ODxAREhMUFRYXG",
		"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh+", TWICE };
	struct enclave_room r;
	char target[256];

	enclave_room_open(&r, NULL);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(target, sizeof(target), "/attestation/quote?nonce=%s", bad[i]);
		CHECK_INT(ask(&r, "GET", target), 400);
		CHECK_TEXT(reply_code(&r), "INVALID_REQUEST");
		CHECK(reply_says(&r, "nonce: expected 32 bytes"));
		case_counted();
	}
	CHECK_INT(r.api.monitor.quotes, 0);
	enclave_room_close(&r);
}

TEST(quote_get_gives_each_caller_another_challenge_and_the_newest_key)
{
	struct attested first, second, later;
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	(void)get_quote(&r);
	CHECK_INT(accept(&r, &first), ATT_OK);
	(void)get_quote(&r);
	CHECK_INT(accept(&r, &second), ATT_OK);
	CHECK(memcmp(first.challenge, second.challenge, CHALLENGE_SIZE) != 0);
	CHECK(memcmp(first.key_id, second.key_id, KEY_ID_SIZE) == 0);
	clock_fake_advance_ms(&r.net.time, KEYRING_ROTATE_MS);
	(void)get_quote(&r);
	CHECK_INT(accept(&r, &later), ATT_OK);
	CHECK(memcmp(first.key_id, later.key_id, KEY_ID_SIZE) != 0);
	CHECK(memcmp(first.enclave.identity_key, later.enclave.identity_key, 32) == 0);
	enclave_room_close(&r);
}

static enum err
no_quote(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE], struct buf *out,
    struct why *why)
{
	(void)why;
	(void)self;
	(void)report_data;
	(void)out;
	return ERR_UPSTREAM;
}

TEST(quote_get_is_unavailable_and_the_enclave_not_ready_when_the_platform_fails)
{
	struct attest_provider broken;
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	broken = *r.api.provider;
	broken.quote = no_quote;
	CHECK_INT(ask(&r, "GET", "/health/ready"), 200);
	r.api.provider = &broken;
	CHECK_INT(get_quote(&r), 503);
	CHECK_TEXT(reply_code(&r), "UNAVAILABLE");
	CHECK_INT(r.api.monitor.quotes_failed, 1);
	CHECK_INT(ask(&r, "GET", "/health/ready"), 503);
	CHECK_INT(ask(&r, "GET", "/health/live"), 200);
	enclave_room_close(&r);
}
