/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hpke.h - Hybrid Public Key Encryption (RFC 9180), base mode, one suite.
 *
 * DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM: KEM 0x0020, KDF 0x0001, AEAD 0x0002.
 * A sender sets up a context to a public key and gets `enc`; the receiver sets up the same context
 * from `enc`.  Both then seal or open in order, and export keys that never crossed the wire.
 *
 * Room:      lib/hpke.  Calls: lib/crypto, lib/base.
 * Promises:  a context is wiped when it goes; every failure to open is ERR_AUTH.
 * Never:     another mode or suite.
 */
#ifndef HPKE_HPKE_H
#define HPKE_HPKE_H

#include "lib/crypto/crypto.h"

enum { HPKE_ENC_SIZE = 32, HPKE_EXPORT_SIZE_MAX = 255 * 32 };

struct hpke {
	struct aead_key key;
	uint8_t base_nonce[AEAD_NONCE_SIZE];
	uint8_t exporter_secret[SHA256_SIZE];
	uint64_t sequence;
};

void hpke_wipe(struct hpke *h);

/*
 * SetupBaseS (RFC 9180 section 5.1.1) with this ephemeral key, which must be fresh and random
 * outside tests.  ERR_AUTH when `to` is a low-order point; `h` is then zero.
 */
enum err hpke_init_sender(struct hpke *h, const uint8_t to[KEY_PUBLIC_SIZE], struct span info,
    const struct x25519_private *ephemeral, uint8_t enc[HPKE_ENC_SIZE]);

/*
 * SetupBaseR.  `public_key` is that of `mine`: whoever receives knows it, and computing it again
 * would cost half as much as all the rest; with another one nothing opens.
 * ERR_AUTH when `enc` is a low-order point; `h` is then zero.
 */
enum err hpke_init_receiver(struct hpke *h, const struct x25519_private *mine,
    const uint8_t public_key[KEY_PUBLIC_SIZE], const uint8_t enc[HPKE_ENC_SIZE], struct span info);

/* Seal (5.2): `out` gets plain.size bytes.  ERR_LIMIT when the sequence is used up. */
enum err hpke_seal(
    struct hpke *h, struct span aad, struct span plain, uint8_t *out, uint8_t tag[AEAD_TAG_SIZE]);

/*
 * Open: `out` gets cipher.size bytes.  ERR_AUTH: the sequence then stays where it was and `out` is
 * zero.  ERR_LIMIT when the sequence is used up.
 */
enum err hpke_open(struct hpke *h, struct span aad, struct span cipher,
    const uint8_t tag[AEAD_TAG_SIZE], uint8_t *out);

/* The nonce the next message uses (base_nonce XOR sequence). */
void hpke_next_nonce(const struct hpke *h, uint8_t out[AEAD_NONCE_SIZE]);

/* Export (5.3).  ERR_LIMIT past HPKE_EXPORT_SIZE_MAX. */
enum err hpke_export(const struct hpke *h, struct span context, uint8_t *out, size_t out_size);

#endif
