/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/session/session.h"

#include <assert.h>

struct sessions {
	struct sessions_config config;
	struct session **slots; /* open addressing by the MAC's first bytes */
	size_t slot_count, count;
	struct session nobody;
};

static enum err
sessions_fill(struct sessions *t, const struct sessions_config *config)
{
	t->config = *config;
	t->slot_count = 16;
	while (t->slot_count < config->count_max * 2)
		t->slot_count *= 2;
	t->slots = calloc(t->slot_count, sizeof(struct session *));
	ENSURE(t->slots != NULL, ERR_NOMEM);
	t->nobody = (struct session){ .proof = SESSION_PROOF_HMAC, .is_released = true };
	seen_init(&t->nobody.nonces, SESSION_PROOF_NONCES_MAX);
	return random_bytes(t->nobody.pop.b, sizeof(t->nobody.pop.b));
}

enum err
sessions_new(const struct sessions_config *config, struct sessions **out)
{
	struct sessions *t = calloc(1, sizeof(*t));
	enum err e;

	ENSURE(t != NULL, ERR_NOMEM);
	e = sessions_fill(t, config);
	if (e != OK) {
		sessions_free(t);
		return e;
	}
	*out = t;
	return OK;
}

struct session *
sessions_nobody(struct sessions *t)
{
	return &t->nobody;
}

static void
session_release(struct sessions *t, struct session *s)
{
	if (!s->is_released)
		t->config.release(t->config.self, s);
	s->is_released = true;
}

static void
session_free(struct sessions *t, struct session *s)
{
	session_release(t, s);
	seen_wipe(&s->nonces);
	bytes_wipe(s, sizeof(*s));
	free(s);
}

void
sessions_free(struct sessions *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; t->slots != NULL && i < t->slot_count; i++)
		if (t->slots[i] != NULL)
			session_free(t, t->slots[i]);
	seen_wipe(&t->nobody.nonces);
	free(t->slots);
	bytes_wipe(t, sizeof(*t));
	free(t);
}

static size_t
home_of(const struct sessions *t, const uint8_t mac[SHA256_SIZE])
{
	size_t at;

	memcpy(&at, mac, sizeof(at));
	return at & (t->slot_count - 1);
}

static size_t
slot_of(const struct sessions *t, const uint8_t mac[SHA256_SIZE])
{
	size_t at = home_of(t, mac);

	while (t->slots[at] != NULL && !bytes_equal_ct(t->slots[at]->id_mac, mac, SHA256_SIZE))
		at = (at + 1) & (t->slot_count - 1);
	return at;
}

enum err
sessions_put(struct sessions *t, struct session *s, int64_t ttl_s, char id[SESSION_ID_SIZE],
    struct session **out)
{
	struct session *kept;

	ENSURE(t->count < t->config.count_max, ERR_LIMIT);
	TRY(keyring_session_id(t->config.keyring, id));
	TRY(keyring_session_mac(t->config.keyring, span_text(id), s->id_mac));
	s->created_ms = clock_wall_ms(t->config.clock);
	s->expires_ms = s->created_ms + ttl_s * 1000;
	s->expires_mono_ms = clock_mono_ms(t->config.clock) + ttl_s * 1000;
	kept = malloc(sizeof(*kept));
	ENSURE(kept != NULL, ERR_NOMEM);
	*kept = *s;
	seen_init(&kept->nonces, SESSION_PROOF_NONCES_MAX);
	bytes_wipe(s, sizeof(*s));
	t->slots[slot_of(t, kept->id_mac)] = kept;
	t->count++;
	*out = kept;
	return OK;
}

static bool
is_over(const struct sessions *t, const struct session *s)
{
	/*
	 * Two clocks: the host can turn the wall clock back, but not the monotonic one.  What was
	 * let go stays over.
	 */
	return s->is_released || clock_mono_ms(t->config.clock) >= s->expires_mono_ms ||
	    clock_wall_ms(t->config.clock) >= s->expires_ms;
}

struct session *
sessions_find(struct sessions *t, struct span id, bool *is_expired)
{
	uint8_t mac[SHA256_SIZE];
	struct session *s;

	if (keyring_session_mac(t->config.keyring, id, mac) != OK)
		return NULL;
	s = t->slots[slot_of(t, mac)];
	if (s != NULL)
		*is_expired = is_over(t, s);
	return s;
}

/* Close the gap that a removed slot leaves, so that probing never meets a hole too early. */
static void
close_gap(struct sessions *t, size_t hole)
{
	const size_t mask = t->slot_count - 1;

	for (size_t at = (hole + 1) & mask; t->slots[at] != NULL; at = (at + 1) & mask) {
		const size_t home = home_of(t, t->slots[at]->id_mac);

		if (((at - home) & mask) >= ((at - hole) & mask)) {
			t->slots[hole] = t->slots[at];
			t->slots[at] = NULL;
			hole = at;
		}
	}
}

void
sessions_remove(struct sessions *t, struct session *s)
{
	const size_t at = slot_of(t, s->id_mac);

	assert(t->slots[at] == s);
	t->slots[at] = NULL;
	t->count--;
	close_gap(t, at);
	session_free(t, s);
}

struct key_permissions
session_permissions(const struct session *s)
{
	return (struct key_permissions){ .reads = true,
		.is_ip_restricted = s->is_ip_restricted,
		.is_verified = s->is_verified };
}

size_t
sessions_release_expired(struct sessions *t)
{
	const int64_t now_ms = clock_mono_ms(t->config.clock);
	size_t released = 0;

	for (size_t at = 0; at < t->slot_count; at++) {
		struct session *s = t->slots[at];

		if (s == NULL)
			continue;
		seen_rest(&s->nonces, now_ms);
		if (!s->is_released && is_over(t, s)) {
			session_release(t, s);
			released++;
		}
	}
	return released;
}

size_t
sessions_sweep(struct sessions *t)
{
	size_t removed = 0;

	for (size_t at = 0; at < t->slot_count;) {
		struct session *s = t->slots[at];

		if (s != NULL && is_over(t, s)) {
			sessions_remove(t, s);
			removed++; /* another may have moved into this slot: look again */
		} else {
			at++;
		}
	}
	return removed;
}

size_t
sessions_count(const struct sessions *t)
{
	size_t live = 0;

	for (size_t at = 0; at < t->slot_count; at++)
		live += t->slots[at] != NULL && !is_over(t, t->slots[at]);
	return live;
}

enum err
session_check_proof(struct sessions *t, struct session *s, const struct session_claim *claim,
    const struct proof_request *request)
{
	const int64_t now_ms = clock_mono_ms(t->config.clock);
	const int64_t now_s = clock_wall_ms(t->config.clock) / 1000;
	struct proof p;
	enum err e;

	if (s->proof == SESSION_PROOF_NONE)
		return OK;
	ENSURE(claim->signature_input != NULL && claim->signature != NULL, ERR_AUTH);
	ENSURE(proof_parse(*claim->signature_input, *claim->signature, &p, NULL) == OK, ERR_AUTH);
	TRY(proof_verify(&p, &s->pop, request));
	ENSURE(
	    p.created >= now_s - PROOF_AGE_MAX_S && p.created <= now_s + PROOF_AGE_MAX_S, ERR_AUTH);
	e = seen_put(&s->nonces, p.nonce, now_ms, now_ms + 2 * PROOF_AGE_MAX_S * 1000);
	ENSURE(e != ERR_CONFLICT, ERR_AUTH);
	ENSURE(e != ERR_LIMIT, ERR_BUSY);
	return e;
}
