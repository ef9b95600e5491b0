/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/kind.h"

const struct kind kind_intel = {
	.is_simulated = false,
	.organisation = "Intel Corporation",
	.root_name = "Intel SGX Root CA",
	.ca_names = { "Intel SGX PCK Platform CA", "Intel SGX PCK Processor CA" },
	.pck_name = "Intel SGX PCK Certificate",
	.vendor = { 0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95,
	    0x7f, 0x06, 0x07 },
};

const struct kind kind_simulated = {
	.is_simulated = true,
	.organisation = "Simulated",
	.root_name = "INSECURE SIMULATED SGX Root CA",
	.ca_names = { "INSECURE SIMULATED SGX PCK Platform CA", NULL },
	.pck_name = "INSECURE SIMULATED SGX PCK Certificate",
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

static bool
is_named(const struct kind *kind, const struct certificate *c, const char *common_name)
{
	return common_name != NULL && span_is(c->common_name, common_name) &&
	    span_is(c->organisation, kind->organisation);
}

bool
kind_names_root(const struct kind *kind, const struct certificate *root)
{
	return is_named(kind, root, kind->root_name);
}

const struct kind *
kind_of_chain(
    const struct certificate *pck, const struct certificate *ca, const struct certificate *root)
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (is_named(kinds[i], pck, kinds[i]->pck_name) &&
		    (is_named(kinds[i], ca, kinds[i]->ca_names[0]) ||
			is_named(kinds[i], ca, kinds[i]->ca_names[1])) &&
		    kind_names_root(kinds[i], root))
			return kinds[i];
	return NULL;
}
