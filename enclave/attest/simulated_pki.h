/* SPDX-License-Identifier: Apache-2.0 */
/*
 * simulated_pki.h - a development PKI in the shape of Intel's, and quotes from it.
 *
 * Keys come from one 32-byte seed, so that the same seed is the same platform; certificates are
 * signed with fresh randomness, so whoever wants them stable keeps them.  Everything says
 * SIMULATED: names, vendor id, FMSPC, and the DEBUG bit of every quote.
 *
 * Room:      enclave/attest, for insecure_simulated only.
 * Promises:  what lib/quote verifies under the simulated root, and never under Intel's.
 */
#ifndef ATTEST_SIMULATED_PKI_H
#define ATTEST_SIMULATED_PKI_H

#include "lib/base/bytes.h"
#include "lib/crypto/crypto.h"
#include "lib/quote/quote.h"

enum {
	SIMULATED_SEED_SIZE = 32,
	SIMULATED_PEM_SIZE_MAX = 8192,
	/* the security versions of everything on a simulated platform */
	SIMULATED_SVN = 8,
	SIMULATED_PCESVN = 13,
	SIMULATED_QE_PRODUCT = 1,
};

/* What its quoting enclave's MRSIGNER is the hash of. */
#define SIMULATED_QE_SIGNER "SIMULATED QE"

/* The seed of the published test vectors: a running enclave refuses it. */
extern const uint8_t simulated_published_seed[SIMULATED_SEED_SIZE];

/* The private keys of one simulated platform. */
struct simulated_keys {
	struct p256_private root, ca, pck, attestation, tcb_signer;
	uint8_t qe_id[16];
};

void simulated_keys_wipe(struct simulated_keys *k);

/* ERR_BUG when libcrypto fails. */
enum err simulated_keys_derive(const uint8_t seed[SIMULATED_SEED_SIZE], struct simulated_keys *out);

/*
 * Issue new certificates: append the root's PEM to `root_pem`, and leaf, CA and root to
 * `chain_pem`.  Errors as buf_append and p256_sign.
 */
enum err simulated_chain_issue(
    const struct simulated_keys *keys, struct buf *root_pem, struct buf *chain_pem);

/*
 * Append the PEM of a new certificate for the signer of TCB info and QE identity, without its root.
 * Errors as above.
 */
enum err simulated_tcb_signer_issue(const struct simulated_keys *keys, struct buf *pem);

/* What a quote says; tests change it to make evidence that must be refused. */
struct simulated_report {
	uint64_t attribute_flags; /* SIMULATED_FLAGS from a running enclave */
	uint8_t mrenclave[QUOTE_MEASUREMENT_SIZE];
	uint16_t isvprodid, isvsvn;
	uint8_t report_data[QUOTE_REPORT_DATA_SIZE];
};

/* ATTRIBUTES: INIT, DEBUG, MODE64BIT */
enum { SIMULATED_FLAGS = 0x07 };

/* Append a quote v3 with this chain.  Errors as buf_append and p256_sign. */
enum err simulated_quote_write(const struct simulated_keys *keys, struct span chain_pem,
    const struct simulated_report *report, struct buf *out);

#endif
