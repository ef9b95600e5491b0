/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crypto.h - the primitives the house uses, thin over libcrypto (OpenSSL 3.0 API).
 *
 * SHA-256/512, HMAC-SHA256, HKDF-SHA256 (RFC 5869), AES-256-GCM with 96-bit nonces, X25519
 * (RFC 7748), Ed25519 (RFC 8032), ECDSA P-256 with SHA-256 as raw r||s, signatures under private
 * keys in PEM, random bytes.  Only to be verified, for AMD's certificates and reports: ECDSA P-384
 * with SHA-384, RSASSA-PSS with SHA-384.
 *
 * Every function here may also say ERR_BUG: libcrypto failed where it must not.
 *
 * Room:      lib/crypto.  Calls: lib/base, libcrypto.
 * Promises:  no algorithm is chosen at run time; no secret is left behind on any way out; nothing
 *            is left in libcrypto's error queue.
 * Never:     a private key in a log or in an error.
 */
#ifndef CRYPTO_CRYPTO_H
#define CRYPTO_CRYPTO_H

#include "lib/base/bytes.h"
#include "lib/base/secret.h"

/*
 * First thing in main(): libcrypto then reads no configuration file, which is the host's word, from
 * the environment or the disk.  ERR_BUG when libcrypto does not start.
 */
enum err crypto_start(void);

SECRET_KEY(x25519_private);
SECRET_KEY(ed25519_private); /* the 32-byte seed */
SECRET_KEY(p256_private);    /* the scalar, big-endian */
SECRET_KEY(aead_key);
SECRET_KEY(mac_key);

enum {
	SHA256_SIZE = 32,
	SHA512_SIZE = 64,
	AEAD_NONCE_SIZE = 12,
	AEAD_TAG_SIZE = 16,
	KEY_PUBLIC_SIZE = 32,
	P256_POINT_SIZE = 64, /* x then y, big-endian, without the 0x04 */
	SIGNATURE_SIZE = 64,
	P384_POINT_SIZE = 96,
	P384_SIGNATURE_SIZE = 96,
	RSA4096_SIZE = 512, /* of a modulus, and of a signature */
	HKDF_SIZE_MAX = 255 * SHA256_SIZE,
	HKDF_PARTS_MAX = 8,
};

/* Digest of all parts, one after the other. */
enum err sha256(const struct span *parts, size_t part_count, uint8_t out[SHA256_SIZE]);
enum err sha512(const struct span *parts, size_t part_count, uint8_t out[SHA512_SIZE]);
enum err sha256_of(struct span bytes, uint8_t out[SHA256_SIZE]);

/* HMAC-SHA256 (RFC 2104) under a key of any size, over all parts in turn. */
enum err hmac_sha256(
    struct span key, const struct span *parts, size_t part_count, uint8_t out[SHA256_SIZE]);

/* RFC 5869.  `out_size` <= HKDF_SIZE_MAX, else ERR_LIMIT. */
enum err hkdf_sha256_extract(struct span salt, struct span secret, uint8_t out[SHA256_SIZE]);
enum err hkdf_sha256_expand(
    const uint8_t prk[SHA256_SIZE], struct span info, uint8_t *out, size_t out_size);

/* The same with `info` in parts, one after the other; more than HKDF_PARTS_MAX are ERR_LIMIT too.
 */
enum err hkdf_sha256_expand_parts(const uint8_t prk[SHA256_SIZE], const struct span *info,
    size_t info_count, uint8_t *out, size_t out_size);

/* `out` gets plain.size bytes, `tag` 16.  `out` may be plain.p.  ERR_LIMIT over INT_MAX bytes. */
enum err aead_seal(const struct aead_key *key, const uint8_t nonce[AEAD_NONCE_SIZE],
    struct span aad, struct span plain, uint8_t *out, uint8_t tag[AEAD_TAG_SIZE]);

/*
 * ERR_AUTH when the tag does not match, ERR_LIMIT over INT_MAX bytes; `out` (cipher.size bytes) is
 * then zero.  `out` may be cipher.p.
 */
enum err aead_open(const struct aead_key *key, const uint8_t nonce[AEAD_NONCE_SIZE],
    struct span aad, struct span cipher, const uint8_t tag[AEAD_TAG_SIZE], uint8_t *out);

/* The public key that belongs to `k`.  ERR_BUG when OpenSSL fails. */
enum err x25519_public_of(const struct x25519_private *k, uint8_t out[KEY_PUBLIC_SIZE]);

/* The shared secret.  ERR_AUTH when it is all zero (a low-order point; RFC 7748 section 6.1). */
enum err x25519(
    const struct x25519_private *k, const uint8_t peer[KEY_PUBLIC_SIZE], uint8_t out[32]);

/* The public key that belongs to `k`; its signature over `message`.  ERR_BUG when OpenSSL fails. */
enum err ed25519_public_of(const struct ed25519_private *k, uint8_t out[KEY_PUBLIC_SIZE]);
enum err ed25519_sign(
    const struct ed25519_private *k, struct span message, uint8_t out[SIGNATURE_SIZE]);
/* ERR_AUTH when the signature or the key is not right. */
enum err ed25519_verify(const uint8_t public_key[KEY_PUBLIC_SIZE], struct span message,
    const uint8_t signature[SIGNATURE_SIZE]);

/* Both: ERR_INPUT when the scalar is not in 1..n-1. */
enum err p256_public_of(const struct p256_private *k, uint8_t out[P256_POINT_SIZE]);
enum err p256_sign(const struct p256_private *k, struct span message, uint8_t out[SIGNATURE_SIZE]);
/* ECDSA over SHA-256(message); the point must be on the curve.  ERR_AUTH otherwise. */
enum err p256_verify(const uint8_t point[P256_POINT_SIZE], struct span message,
    const uint8_t signature[SIGNATURE_SIZE]);

/* The same on P-384 over SHA-384(message), r then s, 48 bytes each. */
enum err p384_verify(const uint8_t point[P384_POINT_SIZE], struct span message,
    const uint8_t signature[P384_SIGNATURE_SIZE]);

/*
 * RSASSA-PSS (RFC 8017 section 8.1) with SHA-384, MGF1 over SHA-384 and a salt of 48 bytes, under
 * a modulus of 4096 bits and the exponent 65537.  ERR_AUTH otherwise.
 */
enum err rsa4096_pss_sha384_verify(const uint8_t modulus[RSA4096_SIZE], struct span message,
    const uint8_t signature[RSA4096_SIZE]);

/*
 * Append the signature of `message` under a private key as people have it: PEM text, PKCS #8 or
 * PKCS #1, not encrypted, lines broken anyhow.  Ed25519 (RFC 8032), or RSA of 2048 to 4096 bits
 * with PKCS #1 v1.5 and SHA-256 (RFC 8017 section 8.2); the key says which.
 * ERR_INPUT it is no such key; otherwise as buf_append.  Nothing is appended then.
 */
enum err private_pem_sign(struct span pem, struct span message, struct buf *out);

/* Unpredictable bytes.  ERR_BUG when the system gives none: stop, never go on without. */
enum err random_bytes(uint8_t *out, size_t size);

/* `room` - 1 random hex digits (an even number, at most 64) and a NUL.  Errors as random_bytes. */
enum err random_hex(char *out, size_t room);

#endif
