/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keyring.h - private keys live and die here.
 *
 *   receive keys   X25519, memory only, a new one each hour; the one before opens for an hour more
 *   identity key   Ed25519, sealed on disk by the TEE, made at first start
 *   challenges     stateless: time || MAC, single use, 300 s
 *   session ids    only their MAC is kept, under a key that dies with the process
 *
 * Room:      enclave/keyring.  Calls: lib/wire, lib/crypto, lib/base.
 * Promises:  no function hands out a private key; forward secrecy within two hours.
 * Never:     tells why an envelope did not open.
 */
#ifndef KEYRING_KEYRING_H
#define KEYRING_KEYRING_H

#include "lib/base/clock.h"
#include "lib/base/why.h"
#include "lib/wire/envelope.h"
#include "lib/wire/registration.h"

enum {
	KEYRING_ROTATE_MS = 3600000,
	CHALLENGE_SIZE = 24,
	CHALLENGE_LIFE_MS = 300000,
	KEYRING_ENVELOPES_MAX = 65536, /* that can be told apart in two hours */
};

SECRET_KEY(seal_key); /* the TEE's, for this measurement */

struct keyring; /* opaque */

/* What an opened envelope exports for its session. */
struct envelope_keys {
	struct pop_key pop;
	struct audit_key audit;
};
void envelope_keys_wipe(struct envelope_keys *k);

struct keyring_config {
	const struct clock *clock;   /* borrowed */
	const struct seal_key *seal; /* used during keyring_new() only; NULL: nothing is kept */
	const char *private_path;    /* where the sealed identity key is; NULL: not kept */
	const char *public_path;     /* where its PEM goes, for operators; NULL: nowhere */
};

/*
 * Make or unseal the identity key, make the first receive key.
 * ERR_IO or ERR_AUTH with `why` naming the file; ERR_NOMEM.
 */
enum err keyring_new(const struct keyring_config *config, struct keyring **out, struct why *why);
void keyring_free(struct keyring *k); /* wipes; takes NULL */

/* Rotate when it is time.  Call before anything that shows or uses a receive key. */
enum err keyring_tick(struct keyring *k);

/* The public halves that go into the binding, and until when the receive key is shown. */
void keyring_public(const struct keyring *k, uint8_t public_key[KEY_PUBLIC_SIZE],
    uint8_t identity_key[KEY_PUBLIC_SIZE], int64_t *expires_ms);

/*
 * Open an envelope addressed to this measurement and configuration.  `plain` holds
 * e->cipher_size bytes.
 * ERR_AUTH for every failure to open, after the same work: unknown key id, a challenge we did not
 * make, any changed byte.  Only for an envelope that did open:
 * ERR_REFUSED  it is too old: the challenge has expired, or issued_at is off by over 300 s
 * ERR_CONFLICT it, or its challenge, was used before
 * ERR_LIMIT    too many envelopes to remember: try later
 * In each of these `plain` and the keys are zero.
 */
enum err keyring_open(struct keyring *k, const struct envelope *e,
    const struct measurement *measurement, const uint8_t config_sha256[SHA256_SIZE], uint8_t *plain,
    struct envelope_keys *keys);

/* A new challenge; never the same one twice. */
enum err keyring_challenge(struct keyring *k, uint8_t out[CHALLENGE_SIZE], int64_t *expires_ms);

/* A new session id of 256 random bits. */
enum err keyring_session_id(struct keyring *k, char out[SESSION_ID_SIZE]);

/* What is kept of a session id. */
enum err keyring_session_mac(const struct keyring *k, struct span id, uint8_t out[SHA256_SIZE]);

#endif
