/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/simulated_collateral.h"
#include "enclave/attest/simulated_pki.h"
#include "lib/base/secret.h"
#include "test/check.h"

TEST(simulated_keys_come_from_the_seed_alone_and_differ_from_each_other)
{
	uint8_t seed[SIMULATED_SEED_SIZE] = { 7 };
	AUTO(simulated_keys) a = { .qe_id = { 0 } };
	AUTO(simulated_keys) b = { .qe_id = { 0 } };
	AUTO(simulated_keys) c = { .qe_id = { 0 } };
	const uint8_t *const keys[] = { a.root.b, a.ca.b, a.pck.b, a.attestation.b };

	CHECK_OK(simulated_keys_derive(seed, &a));
	CHECK_OK(simulated_keys_derive(seed, &b));
	seed[31] ^= 1;
	CHECK_OK(simulated_keys_derive(seed, &c));
	assert_memory_equal(&a, &b, sizeof(a));
	assert_memory_not_equal(a.qe_id, c.qe_id, sizeof(a.qe_id));
	assert_memory_not_equal(a.root.b, c.root.b, 32);
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < i; k++)
			assert_memory_not_equal(keys[i], keys[k], 32);
}

/* A quote from these keys, and a policy that wants exactly it. */
struct made {
	struct simulated_keys keys;
	struct buf root_pem, chain_pem, quote;
	struct simulated_report report;
	struct quote_root root;
	struct quote_policy policy;
	struct quote_evidence evidence;
	struct simulated_collateral issued;
	struct collateral collateral;
};

static void
made_wipe(struct made *m)
{
	simulated_keys_wipe(&m->keys);
	buf_wipe(&m->root_pem);
	buf_wipe(&m->chain_pem);
	buf_wipe(&m->quote);
	simulated_collateral_wipe(&m->issued);
}

static void
make(struct made *m)
{
	*m = (struct made){
		.root_pem = buf_new(SIMULATED_PEM_SIZE_MAX),
		.chain_pem = buf_new(SIMULATED_PEM_SIZE_MAX),
		.quote = buf_new(QUOTE_SIZE_MAX),
		.report = { .attribute_flags = SIMULATED_FLAGS,
		    .mrenclave = { 1, 2, 3 },
		    .isvprodid = 0x1234,
		    .isvsvn = 0x5678,
		    .report_data = { 9 } },
	};
	CHECK_OK(simulated_keys_derive(simulated_published_seed, &m->keys));
	CHECK_OK(simulated_chain_issue(&m->keys, &m->root_pem, &m->chain_pem));
	CHECK_OK(simulated_quote_write(&m->keys, buf_span(&m->chain_pem), &m->report, &m->quote));
	CHECK_OK(quote_root_simulated(buf_span(&m->root_pem), &m->root, NULL));
	quote_policy_default(&m->root, &m->policy);
	m->policy.at_ms = 1767657600000;
	m->policy.report_data = m->report.report_data;
	CHECK_OK(quote_policy_allow(&m->policy, m->report.mrenclave));
	CHECK_OK(simulated_collateral_issue(
	    &m->keys, buf_span(&m->root_pem), m->policy.at_ms, &m->issued));
	m->collateral = simulated_collateral_view(&m->issued);
	m->evidence = (struct quote_evidence){ buf_span(&m->quote), &m->collateral };
}

TEST(simulated_quotes_pass_the_verifier_under_their_own_root_only)
{
	struct quote_facts facts;
	uint8_t mrsigner[SHA256_SIZE];
	AUTO(made) m;

	make(&m);
	CHECK_INT(quote_verify(&m.evidence, &m.policy, &facts, NULL), ATT_OK);
	CHECK(facts.is_simulated && facts.is_debug);
	CHECK_INT(facts.isvprodid, 0x1234);
	CHECK_INT(facts.isvsvn, 0x5678);
	CHECK_OK(sha256_of(S("SIMULATED"), mrsigner));
	assert_memory_equal(facts.mrsigner, mrsigner, sizeof(mrsigner));
	m.policy.root = quote_root_intel();
	CHECK_INT(quote_verify(&m.evidence, &m.policy, &facts, NULL), ATT_E_ROOT_UNTRUSTED);
}

/* The vectors' file was made with these keys: whoever trusts its root trusts this one. */
TEST(the_published_seed_gives_the_root_key_of_the_shared_vectors)
{
	static const uint8_t x[] = { 0x2e, 0xb3, 0x1b, 0xb9, 0x0c, 0x7e, 0xd2, 0x82 };
	AUTO(made) m;

	make(&m);
	assert_memory_equal(m.root.point, x, sizeof(x));
}

TEST(simulated_quote_write_stops_at_the_limit_of_the_buffer)
{
	AUTO(made) m;

	make(&m);
	for (size_t max = 0; max < m.quote.size; max += 97) {
		AUTO(buf) small = buf_new(max);

		CHECK_ERR(simulated_quote_write(&m.keys, buf_span(&m.chain_pem), &m.report, &small),
		    ERR_LIMIT);
	}
}
