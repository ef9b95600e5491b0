/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/kind.h"

const struct kind kind_intel = {
	.is_simulated = false,
	.organisation = "Intel Corporation",
	.names = { [KIND_ROOT] = "Intel SGX Root CA",
	    [KIND_CA] = "Intel SGX PCK Platform CA",
	    [KIND_PCK] = "Intel SGX PCK Certificate",
	    [KIND_TCB_SIGNER] = "Intel SGX TCB Signing" },
	.other_ca = "Intel SGX PCK Processor CA",
	.vendor = { 0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95,
	    0x7f, 0x06, 0x07 },
};

const struct kind kind_simulated = {
	.is_simulated = true,
	.organisation = "Simulated",
	.names = { [KIND_ROOT] = "INSECURE SIMULATED SGX Root CA",
	    [KIND_CA] = "INSECURE SIMULATED SGX PCK Platform CA",
	    [KIND_PCK] = "INSECURE SIMULATED SGX PCK Certificate",
	    [KIND_TCB_SIGNER] = "INSECURE SIMULATED SGX TCB Signing" },
	/* the first 16 bytes of SHA-256("simulated QE vendor") */
	.vendor = { 0xc1, 0x76, 0xff, 0x9e, 0x06, 0x3a, 0x2f, 0xf5, 0x81, 0x8b, 0x6b, 0x46, 0xe5,
	    0x34, 0x8e, 0x47 },
};

const uint8_t kind_simulated_fmspc[KIND_FMSPC_SIZE] = { 'S', 'I', 'M', 0, 0, 0 };

static const struct kind *const kinds[] = { &kind_intel, &kind_simulated };

enum { KIND_COUNT = sizeof(kinds) / sizeof(kinds[0]) };

const struct kind *
kind_of_root(const struct quote_root *root)
{
	const bool is_simulated = root->anchor == QUOTE_ANCHOR_SIMULATED ||
	    (root->anchor == QUOTE_ANCHOR_GIVEN && root->given_is_simulated);

	return is_simulated ? &kind_simulated : &kind_intel;
}

const struct kind *
kind_of_vendor(struct span vendor)
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (span_equal(vendor, SPAN_OF(kinds[i]->vendor)))
			return kinds[i];
	return NULL;
}

bool
kind_names(const struct kind *kind, enum kind_role role, const struct certificate *c)
{
	const bool is_other_ca =
	    role == KIND_CA && kind->other_ca != NULL && span_is(c->common_name, kind->other_ca);

	return (is_other_ca || span_is(c->common_name, kind->names[role])) &&
	    span_is(c->organisation, kind->organisation);
}

const struct kind *
kind_of_chain(const struct certificate *certificates, const enum kind_role *roles, size_t count)
{
	for (size_t i = 0; i < KIND_COUNT; i++) {
		size_t fitting = 0;

		while (
		    fitting < count && kind_names(kinds[i], roles[fitting], &certificates[fitting]))
			fitting++;
		if (fitting == count)
			return kinds[i];
	}
	return NULL;
}
