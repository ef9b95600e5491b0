/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snp_verify.h - believe, or refuse, SEV-SNP evidence: the steps of docs/attestation.md that
 * quote_check() and quote_verify() walk when the collateral holds AMD's certificates.
 *
 * Room:      lib/quote, private to it.
 */
#ifndef QUOTE_SNP_VERIFY_H
#define QUOTE_SNP_VERIFY_H

#include "lib/quote/quote.h"
#include "lib/quote/validity.h"

/* Is this collateral AMD's? */
bool snp_verify_is_for(const struct collateral *collateral);

/*
 * A to L without a policy: everything that makes a report genuine, and that its guest cannot be
 * debugged.  ERR_REFUSED with `failure` filled; `out` is then partly filled.
 */
enum err snp_verify_check(const struct quote_evidence *evidence, const struct quote_root *root,
    struct validity *validity, struct quote_facts *out, struct att_failure *failure);

/*
 * L: what a policy demands of a guest that is genuine.  ATT_E_GUEST_POLICY, ATT_E_MEASUREMENT,
 * ATT_E_ISVSVN, ATT_E_TCB_MINIMUM, ATT_E_PLATFORM.  Report data is the caller's to compare.
 */
enum err snp_verify_policy(const struct quote_facts *facts, const struct quote_policy *policy,
    struct att_failure *failure);

#endif
