/* SPDX-License-Identifier: Apache-2.0 */
/* The verifier on simulated evidence; test_genuine.c has what vendors signed. */
#include "lib/base/secret.h"
#include "test/check.h"
#include "test/lib/quote/fixture.h"
#include "test/lib/quote/sample.h"
#include "test/lib/quote/spoil.h"

TEST(quote_verify_fills_the_facts_of_good_evidence)
{
	struct quote_evidence evidence;
	struct att_failure failure;
	struct quote_facts facts;
	uint8_t digest[SHA256_SIZE];
	AUTO(sample) s;

	sample_load(&s);
	evidence = (struct quote_evidence){ buf_span(&s.quote), &s.collateral.items };
	CHECK_INT(quote_verify(&evidence, &s.policy, &facts, &failure), ATT_OK);
	CHECK_INT(facts.tee, QUOTE_SGX);
	CHECK_INT(facts.anchor, QUOTE_ANCHOR_SIMULATED);
	CHECK(facts.is_simulated && facts.is_debug);
	assert_memory_equal(facts.mrenclave, s.policy.identities[0].mrenclave, 32);
	CHECK_SPAN(measurement_span(&facts.measurement), SPAN_OF(facts.mrenclave));
	assert_memory_equal(facts.report_data, s.report_data, 64);
	CHECK_INT(facts.isvprodid, 7);
	CHECK_INT(facts.isvsvn, 3);
	CHECK(facts.valid_from_ms < s.policy.at_ms && s.policy.at_ms < facts.valid_until_ms);
	CHECK_TEXT(facts.expires_first, "root CRL");
	CHECK(facts.tcb.is_known && facts.tcb.advisories.count == 0);
	CHECK_INT(facts.tcb.status, TCB_UP_TO_DATE);
	CHECK_INT(facts.tcb.evaluation_number, 21);
	CHECK(facts.tcb.date_ms == 1767225600000); /* 2026-01-01 */
	CHECK_SPAN(SPAN_OF(facts.fmspc), S("SIM\0\0\0"));
	CHECK_SPAN(SPAN_OF(facts.pceid), S("\0\0"));
	CHECK_OK(sha256_of(S("SIMULATED-PPID\0\0"), digest));
	CHECK_SPAN(SPAN_OF(facts.ppid_sha256), SPAN_OF(digest));
	CHECK(facts.has_platform_instance && !facts.has_smt && !facts.is_dynamic_platform);
	CHECK_SPAN(SPAN_OF(facts.platform_instance), S("SIMULATED-HOST\0\0"));
	CHECK_INT(quote_verify(&evidence, &s.policy, &facts, NULL), ATT_OK);
}

TEST(quote_verify_refuses_a_policy_that_allows_no_measurement)
{
	AUTO(sample) s;

	sample_load(&s);
	s.policy.identity_count = 0;
	CHECK_INT(sample_verify(&s, buf_span(&s.quote)), ATT_E_MRENCLAVE);
}

TEST(quote_verify_looks_at_every_allowed_measurement_and_at_no_more)
{
	static const uint8_t other[QUOTE_MEASUREMENT_SIZE] = { 0xee };
	struct quote_identity good;
	AUTO(sample) s;

	sample_load(&s);
	good = s.policy.identities[0];
	s.policy.identity_count = 0;
	for (size_t i = 0; i < QUOTE_ALLOWED_MAX; i++)
		CHECK_OK(quote_policy_allow(&s.policy, other));
	CHECK_ERR(quote_policy_allow(&s.policy, other), ERR_LIMIT);
	s.policy.identities[QUOTE_ALLOWED_MAX - 1] = good;
	CHECK_INT(sample_verify(&s, buf_span(&s.quote)), ATT_OK);
	s.policy.identity_count = QUOTE_ALLOWED_MAX - 1;
	CHECK_INT(sample_verify(&s, buf_span(&s.quote)), ATT_E_MRENCLAVE);
	s.policy.identities[QUOTE_ALLOWED_MAX - 1] = s.policy.identities[0];
	s.policy.identity_count = SIZE_MAX;
	CHECK_INT(sample_verify(&s, buf_span(&s.quote)), ATT_E_MRENCLAVE);
}

TEST(quote_verify_refuses_each_wrong_bit_of_the_expected_report_data)
{
	AUTO(sample) s;

	sample_load(&s);
	for (size_t i = 0; i < sizeof(s.report_data); i++) {
		s.report_data[i] ^= (uint8_t)(1u << i % 8);
		CHECK_INT(sample_verify(&s, buf_span(&s.quote)), ATT_E_REPORT_DATA);
		s.report_data[i] ^= (uint8_t)(1u << i % 8);
	}
	s.policy.report_data = NULL;
	CHECK_INT(sample_verify(&s, buf_span(&s.quote)), ATT_E_REPORT_DATA);
}

TEST(quote_verify_refuses_every_truncation)
{
	AUTO(sample) s;

	sample_load(&s);
	for (size_t size = 0; size < s.quote.size; size++)
		CHECK_INT(
		    sample_verify(&s, span_first(buf_span(&s.quote), size)), ATT_E_QUOTE_TRUNCATED);
}

TEST(quote_verify_takes_a_space_for_the_nul_at_the_end_and_nothing_else)
{
	AUTO(sample) s;

	sample_load(&s);
	for (unsigned v = 0; v < 256; v++) {
		const bool is_space = v == ' ' || v == '\t' || v == '\r' || v == '\n';

		s.quote.p[s.quote.size - 1] = (uint8_t)v;
		CHECK_INT(sample_verify(&s, buf_span(&s.quote)),
		    v == 0 || is_space ? ATT_OK : ATT_E_CERT_FORMAT);
	}
}

TEST(quote_verify_refuses_flipped_bits_of_a_simulated_quote_and_its_collateral)
{
	AUTO(sample) s;

	sample_load(&s);
	spoil_quote(&s.quote, &s.collateral.items, &s.policy);
	spoil_collateral(buf_span(&s.quote), &s.collateral.items, &s.policy);
}

TEST(quote_verify_refuses_evidence_without_collateral)
{
	struct quote_evidence evidence = { .collateral = NULL };
	struct att_failure failure;
	struct quote_facts facts;
	AUTO(sample) s;

	sample_load(&s);
	evidence.quote = buf_span(&s.quote);
	CHECK_INT(quote_verify(&evidence, &s.policy, &facts, &failure), ATT_E_CRL_MISSING);
	CHECK_TEXT(failure.item, "root CRL");
	CHECK_INT(quote_check(&evidence, &s.root, s.policy.at_ms, &facts, NULL), ATT_E_CRL_MISSING);
}

/* It reports, so what a policy would refuse comes out as what it is. */
TEST(quote_check_asks_for_no_policy)
{
	struct quote_evidence evidence;
	struct quote_facts facts;
	struct quote_root given;
	AUTO(sample) s;

	sample_load(&s);
	evidence = (struct quote_evidence){ buf_span(&s.quote), &s.collateral.items };
	CHECK_INT(quote_check(&evidence, &s.root, s.policy.at_ms, &facts, NULL), ATT_OK);
	CHECK(facts.is_simulated && facts.tcb.is_known);
	CHECK_OK(quote_root_given(buf_span(&s.root_pem), &given, NULL));
	CHECK_INT(quote_check(&evidence, &given, s.policy.at_ms, &facts, NULL), ATT_OK);
	CHECK_INT(facts.anchor, QUOTE_ANCHOR_GIVEN);
	CHECK(facts.is_simulated);
	s.policy.root = &given; /* for looking, not for trusting */
	CHECK_INT(quote_verify(&evidence, &s.policy, &facts, NULL), ATT_E_ROOT_UNTRUSTED);
	s.policy.root = &s.root;
	given.given_is_simulated = false; /* the right key, and names of the other kind */
	CHECK_INT(quote_check(&evidence, &given, s.policy.at_ms, &facts, NULL), ATT_E_CHAIN_CN);
}

/* A simulated root never admits what Intel signed, nor Intel's names from anybody. */
TEST(a_simulated_root_admits_no_quote_with_intels_names)
{
	static const char *const paths[] = { "teepot/azure", "synthetic/debug_enclave" };
	AUTO(sample) s;

	sample_load(&s);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct att_failure failure = { .code = ATT_OK };
		AUTO(chain) chain = { .kind = NULL };
		AUTO(fixture_case) c;
		struct quote_facts facts;
		struct quote q;

		if (!fixture_case_load(&c, paths[i])) {
			sample_wipe(&s);
			fixture_skip();
		}
		s.policy.at_ms = c.at_ms;
		CHECK_INT(quote_verify(&c.evidence, &s.policy, &facts, NULL), ATT_E_ROOT_UNTRUSTED);

		/* and when its very root is taken for a simulated one */
		CHECK_INT(quote_parse(buf_span(&c.quote), &q, NULL), ATT_OK);
		CHECK_OK(
		    chain_parse(q.pem_chain, CHAIN_IN_QUOTE, &chain_of_platform, &chain, &failure));
		memcpy(s.root.point, chain_root(&chain)->point, sizeof(s.root.point));
		CHECK_INT(quote_verify(&c.evidence, &s.policy, &facts, NULL), ATT_E_CHAIN_CN);
		memset(s.root.point, 0, sizeof(s.root.point));
		case_counted();
	}
}

TEST(intels_root_admits_no_simulated_quote_even_with_the_simulated_key)
{
	AUTO(sample) s;

	sample_load(&s);
	s.policy.root = quote_root_intel();
	CHECK_INT(sample_verify(&s, buf_span(&s.quote)), ATT_E_ROOT_UNTRUSTED);
	s.policy.root = &s.root;
	s.root.anchor = QUOTE_ANCHOR_INTEL; /* the key is right, the kind is not */
	CHECK_INT(sample_verify(&s, buf_span(&s.quote)), ATT_E_CHAIN_CN);
}

/* Evidence of one platform with the collateral of another, both ways. */
TEST(intels_evidence_and_simulated_evidence_do_not_mix)
{
	struct quote_evidence evidence;
	struct quote_facts facts;
	AUTO(fixture_case) c;
	AUTO(sample) s;

	sample_load(&s);
	if (!fixture_case_load(&c, "teepot/azure")) {
		sample_wipe(&s);
		fixture_skip();
	}
	evidence = (struct quote_evidence){ buf_span(&c.quote), &s.collateral.items };
	CHECK_INT(
	    quote_check(&evidence, quote_root_intel(), c.at_ms, &facts, NULL), ATT_E_CRL_ISSUER);
	evidence = (struct quote_evidence){ buf_span(&s.quote), &c.collateral };
	CHECK_INT(quote_check(&evidence, &s.root, s.policy.at_ms, &facts, NULL), ATT_E_CRL_ISSUER);
	/* the lists right, what is signed from the other side */
	c.collateral.root_crl = s.collateral.items.root_crl;
	c.collateral.pck_crl = s.collateral.items.pck_crl;
	CHECK_INT(
	    quote_check(&evidence, &s.root, s.policy.at_ms, &facts, NULL), ATT_E_ROOT_UNTRUSTED);
	c.collateral.tcb_chain = s.collateral.items.tcb_chain;
	CHECK_INT(
	    quote_check(&evidence, &s.root, s.policy.at_ms, &facts, NULL), ATT_E_TCB_SIGNATURE);
}

/* 1 MiB of anything costs a look at its size. */
TEST(a_mebibyte_of_anything_is_refused_by_its_size)
{
	static uint8_t bytes[1 << 20];
	struct quote_evidence evidence = { .quote = SPAN_OF(bytes) };
	struct att_failure failure;
	struct quote_facts facts;
	AUTO(sample) s;

	sample_load(&s);
	memcpy(bytes, s.quote.p, s.quote.size);
	CHECK_INT(quote_verify(&evidence, &s.policy, &facts, &failure), ATT_E_QUOTE_SIZE);
	CHECK(strstr(failure.detail, "1048576") != NULL);
}
