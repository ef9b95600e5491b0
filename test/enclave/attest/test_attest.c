/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/attest.h"
#include "test/check.h"

TEST(attest_provider_by_name_finds_exact_names_only)
{
	const struct attest_provider *first = attest_provider_at(0);

	CHECK(attest_provider_by_name(S("")) == NULL);
	CHECK(attest_provider_by_name(S("gramine")) == NULL);
	CHECK(attest_provider_by_name(S("simulated")) == NULL);
	if (first == NULL)
		return; /* a build without providers to choose from */
	CHECK(attest_provider_by_name(span_text(first->name)) == first);
	CHECK(attest_provider_by_name(span_first(span_text(first->name), 5)) == NULL);
}

TEST(every_attest_provider_is_complete_and_says_when_it_is_simulated)
{
	size_t count = 0;

	while (attest_provider_at(count) != NULL) {
		const struct attest_provider *p = attest_provider_at(count++);
		const bool is_named_insecure = span_starts(span_text(p->name), "insecure_");

		CHECK(p->open != NULL && p->close != NULL && p->quote != NULL);
		CHECK(p->measurement != NULL && p->seal_key != NULL);
		CHECK_INT(p->is_simulated, is_named_insecure);
	}
	CHECK(attest_provider_at(count + 1) == NULL && attest_provider_at(SIZE_MAX) == NULL);
}
