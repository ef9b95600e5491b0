/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "enclave/keyring/keyring.h"
#include "lib/base/text.h"
#include "test/check.h"

struct ring {
	struct clock_fake fake;
	struct clock clock;
	struct keyring *k;
	struct measurement measurement;
	uint8_t config[32];
};

static void
ring_open(struct ring *r)
{
	memset(r, 0, sizeof(*r));
	r->fake = (struct clock_fake){ .wall_ms = 1790000000000, .mono_us = 5000000 };
	r->clock = clock_fake(&r->fake);
	r->measurement = (struct measurement){ .b = { 1 }, .size = 32 };
	r->config[0] = 2;
	const struct seal_key seal = { { 3 } };
	const struct keyring_config config = { .clock = &r->clock, .seal = &seal };

	CHECK_OK(keyring_new(&config, &r->k, NULL));
}

/* What an honest client sends now. */
static void
seal_for(struct ring *r, struct envelope *e)
{
	AUTO(pop_key) pop = { 0 };
	AUTO(audit_key) audit = { 0 };
	struct envelope_enclave us = { 0 };
	int64_t expires_ms;

	memset(e, 0, sizeof(*e));
	keyring_public(r->k, us.public_key, us.identity_key, &expires_ms);
	us.measurement = r->measurement;
	memcpy(us.config_sha256, r->config, 32);
	CHECK_OK(key_id_of(us.public_key, e->key_id));
	CHECK_OK(keyring_challenge(r->k, e->challenge, &expires_ms));
	e->challenge_size = CHALLENGE_SIZE;
	e->issued_at = r->fake.wall_ms / 1000;
	e->metadata = (struct envelope_metadata){ "binance", "l", 600, "none" };
	CHECK_OK(envelope_seal(e, &us, S("{}"), NULL, &pop, &audit));
}

static enum err
open_it(struct ring *r, const struct envelope *e)
{
	AUTO(envelope_keys) keys = { 0 };
	uint8_t plain[ENVELOPE_CIPHER_SIZE_MAX];

	memset(plain, 1, sizeof(plain));
	const enum err result = keyring_open(r->k, e, &r->measurement, r->config, plain, &keys);

	if (result == OK)
		CHECK(memcmp(plain, "{} ", 3) == 0);
	else
		CHECK(plain[0] == 0 && keys.pop.b[0] == 0 && keys.pop.b[31] == 0);
	return result;
}

TEST(keyring_opens_an_envelope_once)
{
	struct ring r;
	struct envelope e;

	ring_open(&r);
	seal_for(&r, &e);
	CHECK_OK(open_it(&r, &e));
	CHECK_ERR(open_it(&r, &e), ERR_CONFLICT);
	clock_fake_advance_ms(&r.fake, CHALLENGE_LIFE_MS + 1);
	CHECK_ERR(open_it(&r, &e), ERR_CONFLICT); /* still a replay, not merely late */
	keyring_free(r.k);
}

TEST(keyring_challenges_expire_and_are_single_use)
{
	struct ring r;
	struct envelope e, second;

	ring_open(&r);
	seal_for(&r, &e);
	clock_fake_advance_ms(&r.fake, CHALLENGE_LIFE_MS);
	CHECK_OK(open_it(&r, &e));
	seal_for(&r, &e);
	clock_fake_advance_ms(&r.fake, CHALLENGE_LIFE_MS + 1);
	e.issued_at = 0; /* irrelevant: it does not open any more with this changed */
	CHECK_ERR(open_it(&r, &e), ERR_AUTH);
	seal_for(&r, &e);
	clock_fake_advance_ms(&r.fake, CHALLENGE_LIFE_MS + 1);
	CHECK_ERR(open_it(&r, &e), ERR_REFUSED);
	/* Two envelopes over one challenge. */
	seal_for(&r, &e);
	seal_for(&r, &second);
	CHECK(memcmp(e.challenge, second.challenge, CHALLENGE_SIZE) != 0);
	CHECK_OK(open_it(&r, &e));
	CHECK_OK(open_it(&r, &second));
	keyring_free(r.k);
}

TEST(keyring_refuses_a_challenge_it_did_not_make)
{
	struct ring a, b;
	struct envelope e;
	AUTO(pop_key) pop = { 0 };
	AUTO(audit_key) audit = { 0 };
	struct envelope_enclave us = { 0 };
	int64_t expires_ms;

	ring_open(&a);
	ring_open(&b);
	seal_for(&a, &e);
	keyring_public(a.k, us.public_key, us.identity_key, &expires_ms);
	us.measurement = a.measurement;
	memcpy(us.config_sha256, a.config, 32);
	CHECK_OK(keyring_challenge(b.k, e.challenge, &expires_ms)); /* another enclave's */
	CHECK_OK(envelope_seal(&e, &us, S("{}"), NULL, &pop, &audit));
	CHECK_ERR(open_it(&a, &e), ERR_AUTH);
	keyring_free(a.k);
	keyring_free(b.k);
}

TEST(keyring_rotates_each_hour_and_the_key_before_opens_for_one_more)
{
	struct ring r;
	struct envelope e, fresh;
	uint8_t first[32], now[32], identity[32];
	int64_t expires_ms;

	ring_open(&r);
	keyring_public(r.k, first, identity, &expires_ms);
	CHECK_INT(expires_ms, r.fake.wall_ms + KEYRING_ROTATE_MS);
	clock_fake_advance_ms(&r.fake, KEYRING_ROTATE_MS - 1000);
	seal_for(&r, &e);
	clock_fake_advance_ms(&r.fake, 1000);
	CHECK_OK(keyring_tick(r.k));
	keyring_public(r.k, now, identity, &expires_ms);
	CHECK(memcmp(first, now, 32) != 0);
	CHECK_OK(open_it(&r, &e)); /* sealed to the key before */
	seal_for(&r, &fresh);
	CHECK_OK(open_it(&r, &fresh));
	keyring_free(r.k);
}

TEST(keyring_forgets_a_key_after_two_hours)
{
	struct ring r;
	struct envelope e;
	struct envelope_enclave us = { 0 };
	AUTO(pop_key) pop = { 0 };
	AUTO(audit_key) audit = { 0 };
	int64_t expires_ms;

	ring_open(&r);
	keyring_public(r.k, us.public_key, us.identity_key, &expires_ms);
	us.measurement = r.measurement;
	memcpy(us.config_sha256, r.config, 32);
	clock_fake_advance_ms(&r.fake, KEYRING_ROTATE_MS);
	CHECK_OK(keyring_tick(r.k));
	clock_fake_advance_ms(&r.fake, KEYRING_ROTATE_MS);
	CHECK_OK(keyring_tick(r.k));
	seal_for(&r, &e);
	CHECK_OK(key_id_of(us.public_key, e.key_id));
	CHECK_OK(envelope_seal(&e, &us, S("{}"), NULL, &pop, &audit)); /* to the dead key */
	CHECK_ERR(open_it(&r, &e), ERR_AUTH);
	keyring_free(r.k);
}

TEST(keyring_identity_survives_a_restart_and_opens_for_its_measurement_only)
{
	char private_path[] = "/tmp/identity-XXXXXX", public_path[64];
	const struct seal_key seal = { { 3 } }, other = { { 4 } };
	struct keyring_config config = { .clock = clock_system(),
		.seal = &seal,
		.private_path = private_path,
		.public_path = public_path };
	struct keyring *k;
	struct why why = { "" };
	uint8_t key[32], first[32], again[32];
	int64_t expires_ms;
	size_t size;
	char *pem;

	CHECK(mkstemp(private_path) >= 0);
	CHECK_INT(unlink(private_path), 0);
	(void)snprintf(public_path, sizeof(public_path), "%s.pem", private_path);
	CHECK_OK(keyring_new(&config, &k, NULL));
	keyring_public(k, key, first, &expires_ms);
	keyring_free(k);
	CHECK_OK(keyring_new(&config, &k, NULL));
	keyring_public(k, key, again, &expires_ms);
	keyring_free(k);
	CHECK(memcmp(first, again, 32) == 0);
	pem = fixture_read(public_path, &size);
	CHECK(strstr(pem, "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA") == pem);
	free(pem);
	config.seal = &other;
	CHECK_ERR(keyring_new(&config, &k, &why), ERR_AUTH);
	CHECK(strstr(why.text, private_path) != NULL);
	CHECK_INT(unlink(private_path), 0);
	CHECK_INT(unlink(public_path), 0);
}

TEST(keyring_session_ids_are_long_and_never_repeat)
{
	struct ring r;
	char a[SESSION_ID_SIZE], b[SESSION_ID_SIZE];
	uint8_t mac_a[32], mac_b[32];

	ring_open(&r);
	CHECK_OK(keyring_session_id(r.k, a));
	CHECK_OK(keyring_session_id(r.k, b));
	CHECK_INT(strlen(a), strlen("session_1790000000_") + 43);
	CHECK(strcmp(a, b) != 0);
	CHECK_OK(keyring_session_mac(r.k, span_text(a), mac_a));
	CHECK_OK(keyring_session_mac(r.k, span_text(b), mac_b));
	CHECK(memcmp(mac_a, mac_b, 32) != 0);
	keyring_free(r.k);
}

TEST(keyring_without_a_seal_keeps_nothing_and_is_somebody_else_each_time)
{
	uint8_t receive[KEY_PUBLIC_SIZE], first[KEY_PUBLIC_SIZE], second[KEY_PUBLIC_SIZE];
	const struct keyring_config config = { .clock = clock_system() };
	struct keyring *k;
	int64_t expires_ms;

	CHECK_OK(keyring_new(&config, &k, NULL));
	keyring_public(k, receive, first, &expires_ms);
	keyring_free(k);
	CHECK_OK(keyring_new(&config, &k, NULL));
	keyring_public(k, receive, second, &expires_ms);
	keyring_free(k);
	assert_memory_not_equal(first, second, sizeof(first));
}
