/* SPDX-License-Identifier: Apache-2.0 */
/*
 * proof.h - each request of a session signed (RFC 9421, hmac-sha256; docs/wire.md section 3).
 *
 *   Signature-Input: sig1=("@method" "@path" "@query");created=...;nonce="...";alg="hmac-sha256"
 *   Signature: sig1=:base64:
 *
 * The components and their order are fixed, so there is nothing to negotiate and one way to write
 * the signature base.  `@query` is "?" followed by the query, "?" alone when there is none.
 *
 * Room:      lib/wire.  Calls: lib/crypto, lib/base.  No clock: the caller judges `created`.
 */
#ifndef WIRE_PROOF_H
#define WIRE_PROOF_H

#include "lib/wire/envelope.h"

enum {
	PROOF_NONCE_SIZE = 16,
	PROOF_FIELD_SIZE_MAX = 256,
	PROOF_AGE_MAX_S = 60,
};

struct proof {
	int64_t created; /* Unix seconds */
	uint8_t nonce[PROOF_NONCE_SIZE];
	uint8_t signature[SHA256_SIZE];
	/* The parameters as sent: they are part of what is signed. */
	char params[PROOF_FIELD_SIZE_MAX];
};

struct proof_request {
	struct span method, path, query; /* query without '?' */
};

/* Read the two header values.  ERR_INPUT with `why` for anything but the form above. */
enum err proof_parse(
    struct span signature_input, struct span signature, struct proof *out, struct why *why);

/* ERR_AUTH unless the signature is this key's over this request. */
enum err proof_verify(
    const struct proof *p, const struct pop_key *pop, const struct proof_request *request);

/* Write both header values for a request, with a fresh nonce. */
enum err proof_make(const struct pop_key *pop, const struct proof_request *request, int64_t created,
    char signature_input[PROOF_FIELD_SIZE_MAX], char signature[PROOF_FIELD_SIZE_MAX]);

#endif
