/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Target:  quote_parse, quote_verify, quote_check
 * Oracle:  no crash; if it parses, its parts lie inside the input and in order, and are all of it
 *          but zeros; nothing is genuine under a root whose key nobody has.
 */
#include "fuzz/fuzz.h"
#include "lib/quote/quote.h"

static void
check_order(const struct quote *q, struct span bytes)
{
	const struct span parts[] = { q->header, q->report_data, q->signature, q->attestation_key,
		q->qe.all, q->qe_signature, q->qe_auth, q->pem_chain };
	const uint8_t *at = bytes.p;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		assert(parts[i].p >= at);
		at = parts[i].p + parts[i].size;
	}
	assert(at <= bytes.p + bytes.size);
	for (; at < bytes.p + bytes.size; at++)
		assert(*at == 0);
	assert(q->signed_part.p == bytes.p);
	assert(q->signed_part.p + q->signed_part.size + 4 == q->signature.p);
}

FUZZ(quote, data, size)
{
	static const uint8_t report_data[QUOTE_REPORT_DATA_SIZE] = { 1 };
	const struct quote_root nobody = { .point = { 1 }, .anchor = QUOTE_ANCHOR_SIMULATED };
	const struct span bytes = { data, size };
	const struct quote_evidence evidence = { .quote = bytes };
	struct quote_policy policy;
	struct quote_facts facts;
	struct quote q;

	quote_policy_default(&nobody, &policy);
	policy.report_data = report_data;
	assert(quote_verify(&evidence, &policy, &facts, NULL) != ATT_OK);
	assert(quote_check(&evidence, &nobody, 0, &facts, NULL) != ATT_OK);
	if (quote_parse(bytes, &q, NULL) != ATT_OK)
		return;
	check_order(&q, bytes);
	assert(q.version >= 3 && q.version <= 5);
	assert(q.tee == QUOTE_SGX || (q.tee == QUOTE_TDX && q.version > 3));
	assert(q.qe_auth.size <= 1024);
}
