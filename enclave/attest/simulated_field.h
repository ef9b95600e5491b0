/* SPDX-License-Identifier: Apache-2.0 */
/*
 * simulated_field.h - what simulated certificates and revocation lists have in common.
 *
 * Room:      enclave/attest, for insecure_simulated only.
 * Promises:  every function: errors as buf_append.
 */
#ifndef ATTEST_SIMULATED_FIELD_H
#define ATTEST_SIMULATED_FIELD_H

#include "lib/base/bytes.h"
#include "lib/crypto/crypto.h"

enum { SIMULATED_DER_SIZE_MAX = 16384 };

/* Append AlgorithmIdentifier ecdsa-with-SHA256. */
enum err simulated_algorithm(struct buf *out);

/* Append the name CN = `common_name`, O = Simulated. */
enum err simulated_name(struct buf *out, const char *common_name);

/* Append a UTCTime, a GeneralizedTime from 2050 on (RFC 5280 section 4.1.2.5). */
enum err simulated_time(struct buf *out, int64_t unix_ms);

/* Append a BIT STRING whose bits fill its bytes. */
enum err simulated_bit_string(struct buf *out, struct span bytes);

/* Append Extension. */
enum err simulated_extension(struct buf *out, struct span oid, bool is_critical, struct span value);

/* The same for OID 2.5.29.`which`. */
enum err simulated_standard_extension(
    struct buf *out, uint8_t which, bool is_critical, struct span value);

/* A key's identifier: the first 160 bits of its SHA-256 (RFC 7093 section 2, method 1). */
enum err simulated_key_identifier(
    const uint8_t point[P256_POINT_SIZE], uint8_t store[SHA256_SIZE], struct span *id);

/* Append the extension that names the issuer's key. */
enum err simulated_authority_key(struct buf *out, const uint8_t issuer_point[P256_POINT_SIZE]);

/* Append SEQUENCE { to_sign, algorithm, signature }.  Errors as p256_sign, too. */
enum err simulated_signed(struct buf *out, struct span to_sign, const struct p256_private *key);

#endif
