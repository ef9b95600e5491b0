/* SPDX-License-Identifier: Apache-2.0 */
/*
 * simulated_certificate.h - one certificate of the simulated provisioning PKI.
 *
 * Room:      enclave/attest, for insecure_simulated only.
 * Promises:  the profile lib/quote/x509.h reads.
 */
#ifndef ATTEST_SIMULATED_CERTIFICATE_H
#define ATTEST_SIMULATED_CERTIFICATE_H

#include "lib/base/bytes.h"
#include "lib/crypto/crypto.h"

enum { SIMULATED_SERIAL_SIZE = 20, SIMULATED_CERTIFICATE_SIZE_MAX = 4096 };

struct simulated_subject {
	const char *common_name;
	uint8_t point[P256_POINT_SIZE];
	uint8_t serial[SIMULATED_SERIAL_SIZE];
	int path_length;           /* X509_PATH_LENGTH_NONE: no CA */
	struct span sgx;           /* the SGX extension's value; empty: none */
	int64_t from_ms, until_ms; /* 0: 2020-01-01 to 2049-12-31 */
};

/*
 * Append the DER of a certificate for `subject`, signed by `issuer` (itself for the root) with
 * `issuer_key`.  Errors as buf_append and p256_sign.
 */
enum err simulated_certificate(const struct simulated_subject *subject,
    const struct simulated_subject *issuer, const struct p256_private *issuer_key, struct buf *out);

/*
 * Append the value of a PCK certificate's SGX extension: what every simulated platform says of
 * itself (FMSPC 53494d000000, PPID "SIMULATED-PPID").
 */
enum err simulated_sgx_extension(struct buf *out);

#endif
