/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attestation.h - the answer to GET /attestation/quote, written and judged (docs/wire.md 1).
 *
 * attestation_accept() is the whole of what a client of ours does before it believes an enclave:
 * chain, signatures, policy, binding, nonce, configuration.  The command line and the gateway call
 * it; there is no lesser check to call by mistake.
 *
 * Room:      lib/wire.  Calls: lib/quote, lib/json, lib/crypto, lib/base.
 * Promises:  `struct attested` is all zero unless everything held.
 * Never:     a clock: the caller says when it is.
 */
#ifndef WIRE_ATTESTATION_H
#define WIRE_ATTESTATION_H

#include "lib/quote/quote.h"
#include "lib/wire/envelope.h"

enum {
	ATTESTATION_BODY_SIZE_MAX = 262144,
	ATTESTATION_CONFIG_SIZE_MAX = 4096,
	ATTESTATION_AGE_MAX_MS = 60000,
	ATTESTATION_WAIT_MS = 30000, /* our clients', for an answer; enclaves give up earlier */
	ENCLAVE_ID_SIZE = 33,        /* 32 hex digits and a NUL */
};

/* What an enclave says of itself. */
struct attestation {
	char enclave_id[ENCLAVE_ID_SIZE];
	enum quote_tee tee;
	bool is_simulated;
	int64_t now_ms, key_expires_ms, challenge_expires_ms;
	struct measurement measurement;
	uint8_t challenge[ENVELOPE_CHALLENGE_SIZE_MAX];
	size_t challenge_size;
	struct binding binding;
	struct span quote;
	const struct collateral *collateral; /* NULL: none is served */
	struct span config;                  /* canonical text, UTF-8 */
};

/* "SGX_QUOTE", "SGX_QUOTE_SIMULATED", "TDX_QUOTE" or "SEV_SNP_REPORT"; never NULL. */
const char *attestation_type_text(enum quote_tee tee, bool is_simulated);

/* Append the JSON.  Errors as buf_append. */
enum err attestation_write(const struct attestation *a, struct buf *out);

/* What a client knows and demands. */
struct attestation_expect {
	struct quote_policy policy; /* its report_data is not looked at: the answer gives it */
	uint8_t nonce[BINDING_NONCE_SIZE];
	bool has_spki; /* the TLS key seen must be the one that is bound */
	uint8_t spki_sha256[SHA256_SIZE];
};

/* What is believed afterwards. */
struct attested {
	struct quote_facts facts;
	struct envelope_enclave enclave;
	uint8_t key_id[KEY_ID_SIZE];
	uint8_t challenge[ENVELOPE_CHALLENGE_SIZE_MAX];
	size_t challenge_size;
	int64_t key_expires_ms, challenge_expires_ms;
	char enclave_id[ENCLAVE_ID_SIZE];
	char config[ATTESTATION_CONFIG_SIZE_MAX];
};

/* ATT_OK, or the first thing that is wrong, with `failure` filled. */
enum att_code attestation_accept(struct span body, const struct attestation_expect *expect,
    struct attested *out, struct att_failure *failure);

/*
 * The measurement the answer claims, believed by nobody, so that a person can compare it.
 * ERR_INPUT when the body is no attestation.
 */
enum err attestation_claimed_measurement(struct span body, struct measurement *out);

#endif
