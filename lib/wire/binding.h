/* SPDX-License-Identifier: Apache-2.0 */
/*
 * binding.h - what an attestation vouches for, in 64 bytes (docs/wire.md section 1).
 *
 * report_data = SHA-512 of a fixed 232-byte preimage: label, version, flags, the client's nonce,
 * the enclave's two public keys, and the hashes of its TLS key, its collateral and its effective
 * configuration.  Who changes any of them has another report_data.
 *
 * Room:      lib/wire.  Calls: lib/crypto, lib/base.
 */
#ifndef WIRE_BINDING_H
#define WIRE_BINDING_H

#include "lib/crypto/crypto.h"

enum {
	BINDING_VERSION = 1,
	BINDING_SIZE = 232,
	BINDING_NONCE_SIZE = 32,
	BINDING_REPORT_DATA_SIZE = 64,
	BINDING_TLS = 1,       /* tls_spki_sha256 holds */
	BINDING_NONCE = 2,     /* nonce is the client's */
	BINDING_SIMULATED = 4, /* from a simulated provider */
};

struct binding {
	uint32_t version, flags;
	uint8_t nonce[BINDING_NONCE_SIZE]; /* zero without BINDING_NONCE */
	uint8_t public_key[KEY_PUBLIC_SIZE];
	uint8_t identity_key[KEY_PUBLIC_SIZE];
	uint8_t tls_spki_sha256[SHA256_SIZE];   /* zero without BINDING_TLS */
	uint8_t collateral_sha256[SHA256_SIZE]; /* zero when none is served */
	uint8_t config_sha256[SHA256_SIZE];
};

/* The 232 bytes that are hashed. */
void binding_preimage(const struct binding *b, uint8_t out[BINDING_SIZE]);

/* ERR_BUG as sha512. */
enum err binding_report_data(const struct binding *b, uint8_t out[BINDING_REPORT_DATA_SIZE]);

enum { KEY_ID_SIZE = 8 };

/* First 8 bytes of SHA-256("perf-aggregator/kid/v1" || public_key).  ERR_BUG as sha256. */
enum err key_id_of(const uint8_t public_key[KEY_PUBLIC_SIZE], uint8_t out[KEY_ID_SIZE]);

#endif
