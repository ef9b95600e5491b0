/* SPDX-License-Identifier: Apache-2.0 */
/* The trust anchors. */
#include "lib/base/secret.h"
#include "lib/quote/chain.h"
#include "lib/quote/pem.h"
#include "lib/quote/quote.h"
#include "lib/quote/snp_chain.h"

/* The key of both certificates of Intel's SGX Root CA (notAfter 2033 and 2049). */
static const struct quote_root intel = {
	.point = { 0x0b, 0xa9, 0xc4, 0xc0, 0xc0, 0xc8, 0x61, 0x93, 0xa3, 0xfe, 0x23, 0xd6, 0xb0,
	    0x2c, 0xda, 0x10, 0xa8, 0xbb, 0xd4, 0xe8, 0x8e, 0x48, 0xb4, 0x45, 0x85, 0x61, 0xa3,
	    0x6e, 0x70, 0x55, 0x25, 0xf5, 0x67, 0x91, 0x8e, 0x2e, 0xdc, 0x88, 0xe4, 0x0d, 0x86,
	    0x0b, 0xd0, 0xcc, 0x4e, 0xe2, 0x6a, 0xac, 0xc9, 0x88, 0xe5, 0x05, 0xa9, 0x53, 0x55,
	    0x8c, 0x45, 0x3f, 0x6b, 0x09, 0x04, 0xae, 0x73, 0x94 },
	.anchor = QUOTE_ANCHOR_INTEL,
};

const struct quote_root *
quote_root_intel(void)
{
	return &intel;
}

static enum err
check_itself(const struct certificate *root, const char *which, struct why *why)
{
	struct att_failure failure = { .code = ATT_OK };

	if (!span_equal(root->issuer, root->subject) || chain_check_root(root, &failure) != OK)
		return why_set(why, ERR_INPUT, "the %s root is not signed by itself", which);
	return OK;
}

static bool
is_intels(const struct certificate *root)
{
	return span_equal(SPAN_OF(root->point), SPAN_OF(intel.point));
}

static enum err
root_parse(
    struct span pem, struct buf *der, const char *which, struct certificate *out, struct why *why)
{
	struct span one;

	if (pem_parse(pem, 1, der, &one) != OK || x509_parse(one, out) != OK)
		return why_set(why, ERR_INPUT,
		    "the %s root is not one PEM certificate of the SGX profile", which);
	return OK;
}

enum err
quote_root_simulated(struct span pem, struct quote_root *out, struct why *why)
{
	static const char which[] = "simulated";
	AUTO(buf) der = buf_new(PEM_SIZE_MAX);
	struct certificate root;

	memset(out, 0, sizeof(*out));
	TRY(root_parse(pem, &der, which, &root, why));
	if (!kind_names(&kind_simulated, KIND_ROOT, &root))
		return why_set(why, ERR_INPUT,
		    "the simulated root must be named \"%s\": give the file the simulated "
		    "enclave wrote, no other root is accepted",
		    kind_simulated.names[KIND_ROOT]);
	TRY(check_itself(&root, which, why));
	if (is_intels(&root))
		return why_set(why, ERR_INPUT, "the simulated root has Intel's key");
	memcpy(out->point, root.point, sizeof(out->point));
	out->anchor = QUOTE_ANCHOR_SIMULATED;
	return OK;
}

enum err
quote_root_given(struct span pem, struct quote_root *out, struct why *why)
{
	static const char which[] = "given";
	AUTO(buf) der = buf_new(PEM_SIZE_MAX);
	struct certificate root;
	bool is_simulated;

	memset(out, 0, sizeof(*out));
	if (snp_chain_root_parse(pem, out->ark_sha256) == OK) {
		out->given_is_ark = !snp_chain_is_pinned(out->ark_sha256);
		out->anchor = out->given_is_ark ? QUOTE_ANCHOR_GIVEN : QUOTE_ANCHOR_AMD;
		return OK;
	}
	TRY(root_parse(pem, &der, which, &root, why));
	is_simulated = kind_names(&kind_simulated, KIND_ROOT, &root);
	if (!is_simulated && !kind_names(&kind_intel, KIND_ROOT, &root))
		return why_set(why, ERR_INPUT, "the given root is named neither \"%s\" nor \"%s\"",
		    kind_intel.names[KIND_ROOT], kind_simulated.names[KIND_ROOT]);
	TRY(check_itself(&root, which, why));
	memcpy(out->point, root.point, sizeof(out->point));
	out->anchor = is_intels(&root) ? QUOTE_ANCHOR_INTEL : QUOTE_ANCHOR_GIVEN;
	out->given_is_simulated = is_simulated && !is_intels(&root);
	return OK;
}
