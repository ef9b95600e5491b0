/* SPDX-License-Identifier: Apache-2.0 */
/* The trust anchors. */
#include "lib/base/secret.h"
#include "lib/quote/chain.h"
#include "lib/quote/pem.h"
#include "lib/quote/quote.h"

/* The key of both certificates of Intel's SGX Root CA (notAfter 2033 and 2049). */
static const struct quote_root intel = {
	.point = { 0x0b, 0xa9, 0xc4, 0xc0, 0xc0, 0xc8, 0x61, 0x93, 0xa3, 0xfe, 0x23, 0xd6, 0xb0,
	    0x2c, 0xda, 0x10, 0xa8, 0xbb, 0xd4, 0xe8, 0x8e, 0x48, 0xb4, 0x45, 0x85, 0x61, 0xa3,
	    0x6e, 0x70, 0x55, 0x25, 0xf5, 0x67, 0x91, 0x8e, 0x2e, 0xdc, 0x88, 0xe4, 0x0d, 0x86,
	    0x0b, 0xd0, 0xcc, 0x4e, 0xe2, 0x6a, 0xac, 0xc9, 0x88, 0xe5, 0x05, 0xa9, 0x53, 0x55,
	    0x8c, 0x45, 0x3f, 0x6b, 0x09, 0x04, 0xae, 0x73, 0x94 },
	.is_simulated = false,
};

const struct quote_root *
quote_root_intel(void)
{
	return &intel;
}

enum err
quote_root_simulated(struct span pem, struct quote_root *out, struct why *why)
{
	AUTO(buf) der = buf_new(PEM_SIZE_MAX);
	struct att_failure failure = { .code = ATT_OK };
	struct certificate root;
	struct span one;

	memset(out, 0, sizeof(*out));
	if (pem_parse(pem, 1, &der, &one) != OK || x509_parse(one, &root) != OK)
		return why_set(why, ERR_INPUT,
		    "the simulated root is not one PEM certificate of the SGX profile");
	if (!kind_names_root(&kind_simulated, &root))
		return why_set(why, ERR_INPUT,
		    "the simulated root must be named \"%s\": give the file the simulated "
		    "enclave wrote, no other root is accepted",
		    kind_simulated.root_name);
	if (!span_equal(root.issuer, root.subject) || chain_check_root(&root, &failure) != OK)
		return why_set(why, ERR_INPUT, "the simulated root is not signed by itself");
	if (span_equal(SPAN_OF(root.point), SPAN_OF(intel.point)))
		return why_set(why, ERR_INPUT, "the simulated root has Intel's key");
	memcpy(out->point, root.point, sizeof(out->point));
	out->is_simulated = true;
	return OK;
}
