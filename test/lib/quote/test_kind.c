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

static const enum kind_role roles[] = { KIND_PCK, KIND_CA, KIND_ROOT };

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
		const struct certificate chain[] = {
			named(pck[mix & 1], organisation[mix >> 1 & 1]),
			named(ca[mix >> 2 & 1], organisation[mix >> 3 & 1]),
			named(root[mix >> 4 & 1], organisation[mix >> 5 & 1]),
		};
		const struct kind *want = mix == 0 ? &kind_intel
		    : mix == 63                    ? &kind_simulated
						   : NULL;

		CHECK(kind_of_chain(chain, roles, 3) == want);
	}
}

TEST(kind_of_chain_knows_both_of_intels_cas_and_no_other)
{
	struct certificate chain[] = {
		named("Intel SGX PCK Certificate", "Intel Corporation"),
		named("Intel SGX PCK Processor CA", "Intel Corporation"),
		named("Intel SGX Root CA", "Intel Corporation"),
	};

	CHECK(kind_of_chain(chain, roles, 3) == &kind_intel);
	chain[1] = named("Intel SGX PCK Processor CA ", "Intel Corporation");
	CHECK(kind_of_chain(chain, roles, 3) == NULL);
	chain[1] = named("Intel SGX TCB Signing", "Intel Corporation");
	CHECK(kind_of_chain(chain, roles, 3) == NULL);
	chain[1] = named("", "");
	CHECK(kind_of_chain(chain, roles, 3) == NULL);
}

TEST(kind_names_wants_the_name_of_the_role)
{
	const struct certificate signer = named("Intel SGX TCB Signing", "Intel Corporation");
	const struct certificate simulated =
	    named("INSECURE SIMULATED SGX TCB Signing", "Simulated");

	CHECK(kind_names(&kind_intel, KIND_TCB_SIGNER, &signer));
	CHECK(!kind_names(&kind_intel, KIND_CA, &signer));
	CHECK(!kind_names(&kind_simulated, KIND_TCB_SIGNER, &signer));
	CHECK(kind_names(&kind_simulated, KIND_TCB_SIGNER, &simulated));
	CHECK(!kind_names(&kind_intel, KIND_TCB_SIGNER, &simulated));
}
