/* SPDX-License-Identifier: Apache-2.0 */
/*
 * simulated_collateral.h - revocation lists, TCB info and QE identity of the simulated platform, so
 * that its quotes are judged by the same steps as real ones.
 *
 * Nobody is revoked, everything is up to date, and it is valid for 30 days like Intel's: whoever
 * serves it issues it anew before.
 *
 * Room:      enclave/attest, for insecure_simulated only.
 * Promises:  what lib/quote verifies under the simulated root, and never under Intel's.
 */
#ifndef ATTEST_SIMULATED_COLLATERAL_H
#define ATTEST_SIMULATED_COLLATERAL_H

#include "enclave/attest/simulated_pki.h"
#include "lib/quote/collateral.h"

enum { SIMULATED_JSON_SIZE_MAX = 8192 };

struct simulated_collateral {
	struct buf root_crl, pck_crl, tcb_chain, tcb_info, qe_identity;
	uint8_t tcb_signature[SIGNATURE_SIZE], qe_signature[SIGNATURE_SIZE];
	int64_t issued_ms;
};

void simulated_collateral_wipe(struct simulated_collateral *c);

/*
 * Issue all of it at the beginning of the day (UTC) before `now_ms`, so that no client whose clock
 * is late finds it in the future.  `root_pem` is the root clients were given, one certificate.
 * Fills `out`; wipe it in any case.  Errors as buf_append and p256_sign.
 */
enum err simulated_collateral_issue(const struct simulated_keys *keys, struct span root_pem,
    int64_t now_ms, struct simulated_collateral *out);

/* Is it the one that simulated_collateral_issue() would make at `now_ms`? */
bool simulated_collateral_is_current(const struct simulated_collateral *c, int64_t now_ms);

/* Its views, good as long as it is. */
struct collateral simulated_collateral_view(const struct simulated_collateral *c);

/* What is signed, for tests to spoil: append the text.  Errors as buf_append. */
enum err simulated_tcb_info_write(int64_t from_ms, int64_t until_ms, struct buf *out);
enum err simulated_qe_identity_write(int64_t from_ms, int64_t until_ms, struct buf *out);

#endif
