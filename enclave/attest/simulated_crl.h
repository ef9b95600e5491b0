/* SPDX-License-Identifier: Apache-2.0 */
/*
 * simulated_crl.h - one revocation list of the simulated provisioning PKI.
 *
 * Room:      enclave/attest, for insecure_simulated only.
 * Promises:  the profile lib/quote/crl.h reads.
 */
#ifndef ATTEST_SIMULATED_CRL_H
#define ATTEST_SIMULATED_CRL_H

#include "lib/base/bytes.h"
#include "lib/crypto/crypto.h"

struct simulated_crl {
	const char *issuer; /* its common name */
	int64_t from_ms, until_ms;
	const struct span *serials; /* revoked: numbers, big-endian */
	size_t serial_count;
	bool is_delta; /* what must be refused */
};

/* Append the DER, signed with the issuer's key.  Errors as buf_append and p256_sign. */
enum err simulated_crl_write(
    const struct simulated_crl *crl, const struct p256_private *issuer_key, struct buf *out);

#endif
