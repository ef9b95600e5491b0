/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Target:  quote_parse, quote_verify
 * Oracle:  no crash; if it parses, its parts lie inside the input and in order; nothing verifies
 *          under a root whose key nobody has.
 */
#include "fuzz/fuzz.h"
#include "lib/quote/quote.h"

FUZZ(quote_sgx, data, size)
{
	static const uint8_t report_data[QUOTE_REPORT_DATA_SIZE] = { 1 };
	const struct quote_root nobody = { .point = { 1 }, .anchor = QUOTE_ANCHOR_SIMULATED };
	const struct quote_policy policy = { .root = &nobody, .report_data = report_data };
	const struct span bytes = { data, size };
	const struct quote_evidence evidence = { .quote = bytes };
	struct quote_facts facts;
	struct quote q;

	assert(quote_verify(&evidence, &policy, &facts, NULL) != ATT_OK);
	if (quote_parse(bytes, &q, NULL) != ATT_OK)
		return;
	assert(q.signed_part.p == data && q.report.p + q.report.size == data + 432);
	assert(q.qe_auth.p == data + 1014 && q.qe_auth.size <= 1024);
	assert(q.pem_chain.p == q.qe_auth.p + q.qe_auth.size + 6);
	assert(q.pem_chain.p + q.pem_chain.size <= data + size);
}
