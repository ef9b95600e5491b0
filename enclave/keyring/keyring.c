/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/keyring/keyring.h"

#include "enclave/keyring/identity.h"
#include "enclave/keyring/seen.h"
#include "lib/base/text.h"

struct receive_key {
	struct x25519_private secret;
	uint8_t public_key[KEY_PUBLIC_SIZE];
	uint8_t key_id[KEY_ID_SIZE];
	int64_t made_ms; /* monotonic; 0: none */
};

struct keyring {
	const struct clock *clock;
	struct receive_key current, previous;
	struct ed25519_private identity;
	uint8_t identity_public[KEY_PUBLIC_SIZE];
	struct mac_key challenge_key, session_key;
	int64_t last_challenge_us;
	struct seen challenges, envelopes;
};

static enum err
receive_key_make(struct receive_key *k, int64_t now_ms)
{
	TRY(random_bytes(k->secret.b, sizeof(k->secret.b)));
	TRY(x25519_public_of(&k->secret, k->public_key));
	TRY(key_id_of(k->public_key, k->key_id));
	k->made_ms = now_ms;
	return OK;
}

static enum err
keyring_fill(struct keyring *k, const struct keyring_config *config, struct why *why)
{
	k->clock = config->clock;
	TRY(receive_key_make(&k->current, clock_mono_ms(k->clock)));
	TRY(random_bytes(k->challenge_key.b, sizeof(k->challenge_key.b)));
	TRY(random_bytes(k->session_key.b, sizeof(k->session_key.b)));
	seen_init(&k->challenges, KEYRING_ENVELOPES_MAX);
	seen_init(&k->envelopes, KEYRING_ENVELOPES_MAX);
	TRY(identity_load_or_make(config->seal, config->private_path, &k->identity, why));
	TRY(ed25519_public_of(&k->identity, k->identity_public));
	if (config->public_path != NULL)
		TRY(identity_publish(k->identity_public, config->public_path, why));
	return OK;
}

enum err
keyring_new(const struct keyring_config *config, struct keyring **out, struct why *why)
{
	struct keyring *k = calloc(1, sizeof(*k));
	enum err e;

	ENSURE(k != NULL, ERR_NOMEM);
	e = keyring_fill(k, config, why);
	if (e != OK) {
		keyring_free(k);
		return e;
	}
	*out = k;
	return OK;
}

void
keyring_free(struct keyring *k)
{
	if (k == NULL)
		return;
	seen_wipe(&k->challenges);
	seen_wipe(&k->envelopes);
	bytes_wipe(k, sizeof(*k));
	free(k);
}

enum err
keyring_tick(struct keyring *k)
{
	const int64_t now_ms = clock_mono_ms(k->clock);
	struct receive_key fresh = { 0 };

	if (now_ms - k->previous.made_ms >= 2 * KEYRING_ROTATE_MS)
		bytes_wipe(&k->previous, sizeof(k->previous));
	if (now_ms - k->current.made_ms < KEYRING_ROTATE_MS)
		return OK;
	TRY(receive_key_make(&fresh, now_ms));
	k->previous = k->current;
	k->current = fresh;
	bytes_wipe(&fresh, sizeof(fresh));
	/* A process that slept: the key before may be past its time already. */
	if (now_ms - k->previous.made_ms >= 2 * KEYRING_ROTATE_MS)
		bytes_wipe(&k->previous, sizeof(k->previous));
	return OK;
}

void
keyring_public(const struct keyring *k, uint8_t public_key[KEY_PUBLIC_SIZE],
    uint8_t identity_key[KEY_PUBLIC_SIZE], int64_t *expires_ms)
{
	const int64_t age_ms = clock_mono_ms(k->clock) - k->current.made_ms;

	memcpy(public_key, k->current.public_key, KEY_PUBLIC_SIZE);
	memcpy(identity_key, k->identity_public, KEY_PUBLIC_SIZE);
	*expires_ms = clock_wall_ms(k->clock) + KEYRING_ROTATE_MS - age_ms;
}

/* time_us || HMAC(time_us)[0..16): our own clock, so no one else's word is needed. */
static enum err
challenge_mac(const struct keyring *k, const uint8_t time_us[8], uint8_t out[SHA256_SIZE])
{
	const struct span parts[] = { S("perf-aggregator/challenge/v1"), { time_us, 8 } };

	return hmac_sha256(SPAN_OF(k->challenge_key.b), parts, 2, out);
}

enum err
keyring_challenge(struct keyring *k, uint8_t out[CHALLENGE_SIZE], int64_t *expires_ms)
{
	const int64_t now_us = clock_mono_us(k->clock);
	const int64_t stamp = now_us > k->last_challenge_us ? now_us : k->last_challenge_us + 1;
	uint8_t mac[SHA256_SIZE];

	for (int i = 0; i < 8; i++)
		out[i] = (uint8_t)((uint64_t)stamp >> (56 - 8 * i));
	TRY(challenge_mac(k, out, mac));
	memcpy(out + 8, mac, 16);
	k->last_challenge_us = stamp;
	*expires_ms = clock_wall_ms(k->clock) + CHALLENGE_LIFE_MS;
	return OK;
}

/* Is it ours, and how old?  All of it runs whatever the answer. */
static bool
challenge_is_ours(const struct keyring *k, const struct envelope *e, int64_t *age_ms)
{
	uint8_t mac[SHA256_SIZE];
	struct reader r = reader_over(SPAN_OF(e->challenge));
	uint64_t stamp = 0;
	bool is_ours;

	is_ours = challenge_mac(k, e->challenge, mac) == OK;
	is_ours &= bytes_equal_ct(mac, e->challenge + 8, 16);
	is_ours &= e->challenge_size == CHALLENGE_SIZE;
	is_ours &= reader_u64be(&r, &stamp) == OK;
	*age_ms = clock_mono_ms(k->clock) - (int64_t)(stamp / 1000);
	return is_ours;
}

/* The key this envelope names, or the current one so that a wrong name costs the same. */
static const struct receive_key *
key_named(const struct keyring *k, const uint8_t key_id[KEY_ID_SIZE], bool *is_known)
{
	const bool is_current = bytes_equal_ct(key_id, k->current.key_id, KEY_ID_SIZE);
	const bool is_previous =
	    bytes_equal_ct(key_id, k->previous.key_id, KEY_ID_SIZE) & (k->previous.made_ms != 0);

	*is_known = is_current | is_previous;
	return is_previous ? &k->previous : &k->current;
}

/* An envelope that did open: may it be used, and remember that it was. */
static enum err
use_once(struct keyring *k, const struct envelope *e, int64_t challenge_age_ms)
{
	const int64_t now_ms = clock_mono_ms(k->clock);
	const int64_t off_ms = clock_wall_ms(k->clock) - e->issued_at * 1000;
	uint8_t tag[SHA256_SIZE];

	ENSURE(e->issued_at >= 0 && e->issued_at < INT64_MAX / 1000, ERR_REFUSED);
	TRY(sha256_of(SPAN_OF(e->ephemeral_pub), tag));
	ENSURE(!seen_has(&k->envelopes, tag, now_ms), ERR_CONFLICT);
	ENSURE(!seen_has(&k->challenges, e->challenge + 8, now_ms), ERR_CONFLICT);
	ENSURE(challenge_age_ms >= 0 && challenge_age_ms <= CHALLENGE_LIFE_MS, ERR_REFUSED);
	ENSURE(off_ms >= -ENVELOPE_SKEW_MS && off_ms <= ENVELOPE_SKEW_MS, ERR_REFUSED);
	TRY(seen_put(&k->envelopes, tag, now_ms, now_ms + 2 * KEYRING_ROTATE_MS));
	return seen_put(&k->challenges, e->challenge + 8, now_ms, now_ms + CHALLENGE_LIFE_MS + 1);
}

void
envelope_keys_wipe(struct envelope_keys *k)
{
	bytes_wipe(k, sizeof(*k));
}

enum err
keyring_open(struct keyring *k, const struct envelope *e, const struct measurement *measurement,
    const uint8_t config_sha256[SHA256_SIZE], uint8_t *plain, struct envelope_keys *keys)
{
	struct envelope_enclave us;
	const struct receive_key *key;
	int64_t age_ms;
	bool is_known, is_ours;
	enum err opened;

	TRY(keyring_tick(k));
	key = key_named(k, e->key_id, &is_known);
	is_ours = challenge_is_ours(k, e, &age_ms);
	us.measurement = *measurement;
	memcpy(us.public_key, key->public_key, sizeof(us.public_key));
	memcpy(us.identity_key, k->identity_public, sizeof(us.identity_key));
	memcpy(us.config_sha256, config_sha256, sizeof(us.config_sha256));
	opened = envelope_open(e, &us, &key->secret, plain, &keys->pop, &keys->audit);
	if (opened == OK && !(is_known & is_ours))
		opened = ERR_AUTH;
	if (opened == OK)
		opened = use_once(k, e, age_ms);
	if (opened != OK) {
		bytes_wipe(plain, e->cipher_size);
		envelope_keys_wipe(keys);
	}
	return opened;
}

enum err
keyring_session_id(struct keyring *k, char out[SESSION_ID_SIZE])
{
	AUTO(buf) text = buf_new(SESSION_ID_SIZE);
	AUTO(mac_key) random = { 0 };

	TRY(random_bytes(random.b, sizeof(random.b)));
	TRY(buf_print(&text, "session_%lld_", (long long)(clock_wall_ms(k->clock) / 1000)));
	TRY(text_base64_write(TEXT_BASE64URL, SPAN_OF(random.b), &text));
	return span_to_text(buf_span(&text), out, SESSION_ID_SIZE);
}

enum err
keyring_session_mac(const struct keyring *k, struct span id, uint8_t out[SHA256_SIZE])
{
	const struct span parts[] = { S("perf-aggregator/session/v1"), id };

	return hmac_sha256(SPAN_OF(k->session_key.b), parts, 2, out);
}
