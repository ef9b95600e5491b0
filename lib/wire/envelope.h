/* SPDX-License-Identifier: Apache-2.0 */
/*
 * envelope.h - a trader's key, sealed to an attested enclave (docs/wire.md section 2).
 *
 * HPKE base mode; `info` names the enclave (measurement, keys, configuration), `aad` names this
 * submission (challenge, time, metadata).  Both are built from decoded values with length
 * prefixes, so who reserialises the JSON on the way breaks nothing and who changes a value breaks
 * everything.
 *
 * Room:      lib/wire.  Calls: lib/hpke, lib/json, lib/crypto, lib/base.
 * Promises:  the plaintext is wiped wherever it was; its size says little about the key.
 */
#ifndef WIRE_ENVELOPE_H
#define WIRE_ENVELOPE_H

#include "lib/base/why.h"
#include "lib/hpke/hpke.h"
#include "lib/quote/measurement.h"
#include "lib/wire/binding.h"

enum {
	ENVELOPE_BODY_SIZE_MAX = 8192,
	ENVELOPE_CIPHER_SIZE_MAX = 4096,
	ENVELOPE_PAD = 256,
	ENVELOPE_CHALLENGE_SIZE_MAX = 64,
	ENVELOPE_TTL_MIN = 300,
	ENVELOPE_TTL_MAX = 604800,
	ENVELOPE_TTL_DEFAULT = 86400,
	ENVELOPE_LABEL_SIZE_MAX = 64,
	ENVELOPE_SKEW_MS = 300000,
	USER_ID_SIZE_MAX = 64,
	EXCHANGE_NAME_SIZE_MAX = 32,
	SYMBOL_HINTS_MAX = 64,
};

SECRET_KEY(pop_key);   /* proves possession of the session */
SECRET_KEY(audit_key); /* opens the session's own audit leaves */

/* What both sides know of the enclave. */
struct envelope_enclave {
	struct measurement measurement;
	uint8_t public_key[KEY_PUBLIC_SIZE];
	uint8_t identity_key[KEY_PUBLIC_SIZE];
	uint8_t config_sha256[SHA256_SIZE];
};

/* What travels in the clear, authenticated. */
struct envelope_metadata {
	char exchange[EXCHANGE_NAME_SIZE_MAX + 1];
	char label[256]; /* up to ENVELOPE_LABEL_SIZE_MAX bytes when valid */
	int64_t ttl;     /* seconds */
	char proof[8];   /* "none" or "hmac" */
};

/* The request, decoded. */
struct envelope {
	uint8_t key_id[KEY_ID_SIZE];
	uint8_t challenge[ENVELOPE_CHALLENGE_SIZE_MAX];
	size_t challenge_size;
	int64_t issued_at; /* Unix seconds */
	uint8_t ephemeral_pub[HPKE_ENC_SIZE];
	uint8_t nonce[AEAD_NONCE_SIZE];
	uint8_t cipher[ENVELOPE_CIPHER_SIZE_MAX];
	size_t cipher_size;
	uint8_t tag[AEAD_TAG_SIZE];
	struct envelope_metadata metadata;
	bool has_ttl; /* false: none was sent, and ENVELOPE_TTL_DEFAULT stands in the aad */
};

/*
 * Read the body of POST /enclave/submit_key: JSON and encodings only; nothing in it is believed
 * or judged yet.  ERR_INPUT or ERR_LIMIT with `why` naming the member.
 */
enum err envelope_parse(struct span body, struct envelope *out, struct why *why);

/* Append the request's JSON.  Errors as buf_append. */
enum err envelope_write(const struct envelope *e, struct buf *out);

/* Append HPKE's info and aad.  Errors as buf_append. */
enum err envelope_info(const struct envelope_enclave *enclave, struct buf *out);
enum err envelope_aad(const struct envelope *e, struct buf *out);

/*
 * Open: the plaintext (cipher_size bytes, still padded) into `plain`, and the two exported keys.
 * `enclave->public_key` is that of `mine`.
 * ERR_AUTH for every kind of failure, always after the same work; `plain` is then zero.
 */
enum err envelope_open(const struct envelope *e, const struct envelope_enclave *enclave,
    const struct x25519_private *mine, uint8_t *plain, struct pop_key *pop,
    struct audit_key *audit);

/*
 * Seal `plain` (padded here with spaces to a multiple of ENVELOPE_PAD) into `e`, whose key_id,
 * challenge, issued_at and metadata are set already.  `ephemeral` NULL: a fresh random key.
 * ERR_LIMIT when it does not fit; ERR_AUTH for a key no honest enclave has.
 */
enum err envelope_seal(struct envelope *e, const struct envelope_enclave *enclave,
    struct span plain, const struct x25519_private *ephemeral, struct pop_key *pop,
    struct audit_key *audit);

/* The metadata's rules, judged after opening.  ERR_INPUT with `why`. */
enum err envelope_metadata_check(const struct envelope_metadata *m, struct why *why);

#endif
