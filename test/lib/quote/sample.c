/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/quote/sample.h"

#include "lib/base/secret.h"
#include "test/check.h"

void
sample_load(struct sample *out)
{
	AUTO(vector_file) f = { .text = NULL };
	struct vector v;

	vector_file_load(&f);
	vector_first(&f, &v);
	*out = (struct sample){ .quote = buf_new(QUOTE_SIZE_MAX + 1), .root_pem = buf_new(4096) };
	vector_policy(&f, &v, &out->root, out->report_data, &out->policy);
	/* the other measurement is there for the SDKs: here one is enough */
	out->policy.identities[0] = out->policy.identities[1];
	out->policy.identity_count = 1;
	vector_quote(&f, &v, &out->quote);
	CHECK_OK(vector_collateral(&f, v.collateral, &out->collateral));
	vector_root_pem(&f, v.root, &out->root_pem);
}

void
sample_wipe(struct sample *s)
{
	buf_wipe(&s->quote);
	buf_wipe(&s->root_pem);
	vector_collateral_wipe(&s->collateral);
}

void
sample_chain(const struct sample *s, struct chain *chain)
{
	struct att_failure failure = { .code = ATT_OK };
	struct quote q;

	CHECK_INT(quote_parse(buf_span(&s->quote), &q, NULL), ATT_OK);
	CHECK_OK(chain_parse(q.pem_chain, CHAIN_IN_QUOTE, &chain_of_platform, chain, &failure));
}

enum att_code
sample_verify(const struct sample *s, struct span quote)
{
	static const struct quote_facts nothing;
	const struct quote_evidence evidence = { quote, &s->collateral.items };
	struct att_failure failure;
	struct quote_facts facts;
	const enum att_code code = quote_verify(&evidence, &s->policy, &facts, &failure);

	CHECK_INT(code, failure.code);
	if (code == ATT_OK)
		CHECK(facts.is_simulated);
	else
		assert_memory_equal(&facts, &nothing, sizeof(nothing));
	return code;
}
