/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy.h - what is demanded of evidence that is genuine: steps L and M.
 *
 * Room:      lib/quote, private to it.
 */
#ifndef QUOTE_POLICY_H
#define QUOTE_POLICY_H

#include "lib/quote/quote.h"

/* What the policy judges beside the facts. */
struct policy_subject {
	const struct quote_facts *facts;
	uint64_t enclave_flags; /* QUOTE_SGX: ATTRIBUTES.FLAGS */
	/* Intel's: when TCB info and QE identity were issued, and the latter's number */
	int64_t tcb_issued_ms, qe_issued_ms;
	uint32_t qe_evaluation_number;
	const uint8_t *ppid; /* QUOTE_PLATFORM_ID_SIZE */
};

/*
 * May the host look inside?  Simulated evidence is always of debug mode, the vendors' never: the
 * two exclude each other.  ATT_E_DEBUG, ATT_E_NOT_SIMULATED.
 */
enum err policy_check_debug(
    const struct quote_facts *facts, bool must_be_debug, struct att_failure *failure);

/* L, in the order of docs/attestation.md. */
enum err policy_check(const struct quote_policy *policy, const struct policy_subject *subject,
    struct att_failure *failure);

/* M: compared in constant time; an expectation that is all zero is refused. */
enum err policy_check_report_data(const struct quote_policy *policy,
    const struct quote_facts *facts, struct att_failure *failure);

#endif
