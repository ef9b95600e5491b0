/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "test/check.h"
#include "test/lib/quote/sample.h"

enum { AT_PEM = 1052 };

TEST(quote_verify_fills_the_facts_of_a_good_quote)
{
	struct quote_evidence evidence;
	struct att_failure failure;
	struct quote_facts facts;
	AUTO(sample) s;

	sample_load(&s);
	evidence = (struct quote_evidence){ .quote = buf_span(&s.quote) };
	CHECK_INT(quote_verify(&evidence, &s.policy, &facts, &failure), ATT_OK);
	CHECK(facts.is_simulated && facts.is_debug);
	assert_memory_equal(facts.mrenclave, s.policy.identities[0].mrenclave, 32);
	assert_memory_equal(facts.report_data, s.report_data, 64);
	CHECK_INT(facts.isvprodid, 7);
	CHECK(facts.valid_from_ms < s.policy.at_ms && s.policy.at_ms < facts.valid_until_ms);
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
	s.policy.identity_count = QUOTE_ALLOWED_MAX;
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

/*
 * The one bit a quote may lose: the NUL behind the last certificate may become a space, because
 * white space is allowed there and the NUL is not required.
 */
static bool
may_flip(struct span quote, size_t at, uint8_t flip)
{
	return at == quote.size - 1 && quote.p[at] == '\0' && flip == ' ';
}

/*
 * Flip every 127th bit, in the loop people wait for: 127 is prime to 8, so each bit of a byte has
 * its turn.  With PERF_AGGREGATOR_EVERY_BIT set, flip them all: a minute.
 */
static void
check_flips(struct buf *quote, const struct quote_policy *policy)
{
	const struct quote_evidence evidence = { .quote = buf_span(quote) };
	const size_t step = getenv("PERF_AGGREGATOR_EVERY_BIT") != NULL ? 1 : 127;

	for (size_t i = 0; i < quote->size * 8; i += step) {
		const size_t at = i / 8;
		const uint8_t flip = (uint8_t)(1u << i % 8);
		struct quote_facts facts;
		enum att_code code;

		quote->p[at] ^= flip;
		code = quote_verify(&evidence, policy, &facts, NULL);
		quote->p[at] ^= flip;
		if ((code == ATT_OK) != may_flip(buf_span(quote), at, flip))
			fail_msg("bit %zu of byte %zu: %s", i % 8, at, att_name(code));
	}
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

TEST(quote_verify_refuses_flipped_bits_of_a_simulated_quote)
{
	AUTO(sample) s;

	sample_load(&s);
	check_flips(&s.quote, &s.policy);
}

/* Signed by Intel, of a Processor CA and of a Platform CA, each with a trailing NUL. */
TEST(quote_verify_refuses_flipped_bits_of_genuine_quotes)
{
	static const struct {
		const char *path;
		int64_t at_ms;
	} genuine[] = {
		{ "attestation/phala-dcap-qvl/sgx_v3_conf_and_swhardening/quote.bin",
		    1751624924000 },
		{ "attestation/teepot/azure/quote.bin", 1684165303000 },
	};

	for (size_t i = 0; i < sizeof(genuine) / sizeof(genuine[0]); i++) {
		const char *path = fixture_path(genuine[i].path);
		AUTO(buf) quote = buf_new(QUOTE_SIZE_MAX);
		struct quote_policy policy;
		struct quote_evidence evidence;
		uint8_t report_data[QUOTE_REPORT_DATA_SIZE];
		struct quote_facts facts;
		struct quote q;
		size_t size;
		char *bytes;

		if (path == NULL)
			fixture_skip();
		bytes = fixture_read(path, &size);
		CHECK_OK(buf_append(&quote, (struct span){ (uint8_t *)bytes, size }));
		free(bytes);
		CHECK_INT(quote_parse(buf_span(&quote), &q, NULL), ATT_OK);
		quote_policy_default(quote_root_intel(), &policy);
		CHECK_OK(quote_policy_allow(&policy, q.mrenclave.p));
		memcpy(report_data, q.report_data.p, sizeof(report_data));
		policy.report_data = report_data;
		policy.at_ms = genuine[i].at_ms;
		evidence = (struct quote_evidence){ .quote = buf_span(&quote) };
		CHECK_INT(quote_verify(&evidence, &policy, &facts, NULL), ATT_OK);
		check_flips(&quote, &policy);
		for (evidence.quote.size = 0; evidence.quote.size < quote.size;
		     evidence.quote.size++)
			CHECK(quote_verify(&evidence, &policy, &facts, NULL) != ATT_OK);
		case_counted();
	}
}

/* A simulated root never admits what Intel signed, nor Intel's names from anybody. */
TEST(a_simulated_root_admits_no_quote_with_intels_names)
{
	static const char *const paths[] = {
		"attestation/teepot/azure/quote.bin",
		"attestation/synthetic/debug_enclave/quote.bin",
	};
	AUTO(sample) s;

	if (fixture_path(paths[0]) == NULL)
		fixture_skip(); /* before anything is held */
	sample_load(&s);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		const char *path = fixture_path(paths[i]);
		struct att_failure failure = { .code = ATT_OK };
		AUTO(chain) chain = { .kind = NULL };
		struct span quote;
		struct quote q;
		char *bytes;

		assert_non_null(path);
		bytes = fixture_read(path, &quote.size);
		quote.p = (uint8_t *)bytes;
		CHECK_INT(sample_verify(&s, quote), ATT_E_ROOT_UNTRUSTED);

		/* and when its very root is taken for a simulated one */
		CHECK_INT(quote_parse(quote, &q, NULL), ATT_OK);
		CHECK_OK(chain_parse(q.pem_chain, &chain, &failure));
		memcpy(s.root.point, chain.root.point, sizeof(s.root.point));
		CHECK_INT(sample_verify(&s, quote), ATT_E_CHAIN_CN);
		memset(s.root.point, 0, sizeof(s.root.point));
		free(bytes);
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
