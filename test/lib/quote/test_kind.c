/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/kind.h"
#include "test/check.h"

static struct certificate
named(const char *common_name, const char *organisation)
{
	return (struct certificate){
		.common_name = span_text(common_name),
		.organisation = span_text(organisation),
	};
}

TEST(the_simulated_vendor_id_is_the_hash_the_specification_names)
{
	uint8_t digest[SHA256_SIZE];

	CHECK_OK(sha256_of(S("simulated QE vendor"), digest));
	assert_memory_equal(kind_simulated.vendor, digest, KIND_VENDOR_SIZE);
	CHECK(kind_of_vendor(SPAN_OF(kind_simulated.vendor)) == &kind_simulated);
	CHECK(kind_of_vendor(SPAN_OF(kind_intel.vendor)) == &kind_intel);
	CHECK(kind_of_vendor(span_first(SPAN_OF(kind_intel.vendor), 15)) == NULL);
	CHECK(kind_of_vendor(S("0123456789abcdef")) == NULL);
}

TEST(kind_of_root_pairs_each_root_with_its_own_kind)
{
	struct quote_root root = { .anchor = QUOTE_ANCHOR_SIMULATED };

	CHECK(kind_of_root(&root) == &kind_simulated && kind_simulated.is_simulated);
	CHECK(kind_of_root(quote_root_intel()) == &kind_intel && !kind_intel.is_simulated);
	root.anchor = QUOTE_ANCHOR_GIVEN;
	CHECK(kind_of_root(&root) == &kind_intel);
	root.given_is_simulated = true;
	CHECK(kind_of_root(&root) == &kind_simulated);
}

TEST(kind_of_chain_wants_all_six_names_of_one_kind)
{
	static const char *const pck[] = { "Intel SGX PCK Certificate",
		"INSECURE SIMULATED SGX PCK Certificate" };
	static const char *const ca[] = { "Intel SGX PCK Platform CA",
		"INSECURE SIMULATED SGX PCK Platform CA" };
	static const char *const root[] = { "Intel SGX Root CA", "INSECURE SIMULATED SGX Root CA" };
	static const char *const organisation[] = { "Intel Corporation", "Simulated" };

	for (unsigned mix = 0; mix < 64; mix++) {
		const struct certificate p = named(pck[mix & 1], organisation[mix >> 1 & 1]);
		const struct certificate c = named(ca[mix >> 2 & 1], organisation[mix >> 3 & 1]);
		const struct certificate r = named(root[mix >> 4 & 1], organisation[mix >> 5 & 1]);
		const struct kind *want = mix == 0 ? &kind_intel
		    : mix == 63                    ? &kind_simulated
						   : NULL;

		CHECK(kind_of_chain(&p, &c, &r) == want);
	}
}

TEST(kind_of_chain_knows_both_of_intels_cas_and_no_other)
{
	const struct certificate p = named("Intel SGX PCK Certificate", "Intel Corporation");
	const struct certificate r = named("Intel SGX Root CA", "Intel Corporation");
	struct certificate c = named("Intel SGX PCK Processor CA", "Intel Corporation");

	CHECK(kind_of_chain(&p, &c, &r) == &kind_intel);
	c = named("Intel SGX PCK Processor CA ", "Intel Corporation");
	CHECK(kind_of_chain(&p, &c, &r) == NULL);
	c = named("Intel SGX TCB Signing", "Intel Corporation");
	CHECK(kind_of_chain(&p, &c, &r) == NULL);
	c = named("", "");
	CHECK(kind_of_chain(&p, &c, &r) == NULL);
}
