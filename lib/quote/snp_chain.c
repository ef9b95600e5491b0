/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/snp_chain.h"

#include "lib/base/secret.h"
#include "lib/quote/pem.h"
#include "lib/quote/refuse.h"

static const char vek_item[] = "VEK certificate";
static const char ask_item[] = "ASK";
static const char ark_item[] = "ARK";

static const char organisation[] = "Advanced Micro Devices";

/* The keys of AMD's root certificates, as its key distribution service hands them out. */
static const struct snp_product products[] = {
	{ "Milan", 0x19, VEK_LAYOUT_MILAN,
	    { 0x9f, 0x05, 0x6b, 0xee, 0x44, 0x37, 0x7e, 0x29, 0x30, 0x8c, 0xb5, 0xff, 0xa8, 0x95,
		0xbd, 0xfb, 0x62, 0xd1, 0x88, 0x81, 0xfa, 0x6b, 0xed, 0x8d, 0x6f, 0x07, 0x5b, 0x02,
		0x04, 0x08, 0x9c, 0xb9 } },
	{ "Genoa", 0x19, VEK_LAYOUT_MILAN,
	    { 0x42, 0x9a, 0x69, 0xc9, 0x42, 0x2a, 0xa2, 0x58, 0xee, 0x4d, 0x8d, 0xb5, 0xfc, 0xda,
		0x9c, 0x64, 0x70, 0xef, 0x15, 0xf8, 0xcd, 0x5a, 0x9c, 0xeb, 0xd6, 0xcb, 0xc7, 0xd9,
		0x0b, 0x86, 0x38, 0x31 } },
	{ "Turin", 0x1a, VEK_LAYOUT_TURIN,
	    { 0x4f, 0x12, 0x54, 0x10, 0x56, 0x3a, 0x2a, 0xb9, 0xa5, 0x03, 0x56, 0xf9, 0x24, 0x3f,
		0x6f, 0xe0, 0xb6, 0xf7, 0x3d, 0xe9, 0x86, 0x03, 0xf5, 0x3f, 0x90, 0x33, 0x9c, 0x70,
		0xe9, 0xd7, 0xad, 0x08 } },
};

enum { PRODUCT_COUNT = sizeof(products) / sizeof(products[0]) };

/* The common names of a VEK and of what issues it, up to the product's name. */
static const struct signer_names {
	const char *vek, *ask_before_product;
} signers[] = {
	[SNP_VCEK] = { "SEV-VCEK", "SEV-" },
	[SNP_VLEK] = { "SEV-VLEK", "SEV-VLEK-" },
};

void
snp_chain_wipe(struct snp_chain *c)
{
	buf_wipe(&c->ask_der);
	buf_wipe(&c->ark_der);
	*c = (struct snp_chain){ .product = NULL };
}

static enum err
parse_der(struct span der, const char *item, struct certificate *out, struct att_failure *failure)
{
	if (x509_parse_amd(der, out) != OK)
		return att_refuse(
		    failure, ATT_E_CERT_FORMAT, item, "not a certificate of AMD's profile");
	return OK;
}

static enum err
parse_pem(struct span pem, struct buf *store, const char *item, struct certificate *out,
    struct att_failure *failure)
{
	struct span der;

	if (pem_parse(pem, 1, store, &der) != OK)
		return att_refuse(failure, ATT_E_CERT_FORMAT, item, "not one PEM certificate");
	return parse_der(der, item, out, failure);
}

static enum err
check_link(const struct certificate *c, const struct certificate *issuer, const char *item,
    struct att_failure *failure)
{
	if (!span_equal(c->issuer, issuer->subject))
		return att_refuse(failure, ATT_E_CHAIN_LINK, item,
		    "its issuer is not the subject of the next certificate");
	return OK;
}

/* Is the text `before` and `name`, nothing more? */
static bool
is_joined(struct span text, const char *before, const char *name)
{
	return span_starts(text, before) && span_is(span_from(text, strlen(before)), name);
}

static bool
is_all_amds(const struct snp_chain *c)
{
	return span_is(c->vek.organisation, organisation) &&
	    span_is(c->ask.organisation, organisation) &&
	    span_is(c->ark.organisation, organisation);
}

static enum err
name(struct snp_chain *c, struct att_failure *failure)
{
	c->signer = span_is(c->vek.common_name, signers[SNP_VLEK].vek) ? SNP_VLEK : SNP_VCEK;
	if (!is_all_amds(c) || !span_is(c->vek.common_name, signers[c->signer].vek))
		return att_refuse(failure, ATT_E_CHAIN_CN, vek_item,
		    "it is named neither \"%s\" nor \"%s\" of %s", signers[SNP_VCEK].vek,
		    signers[SNP_VLEK].vek, organisation);
	for (size_t i = 0; i < PRODUCT_COUNT; i++)
		if (is_joined(c->ark.common_name, "ARK-", products[i].name) &&
		    is_joined(c->ask.common_name, signers[c->signer].ask_before_product,
			products[i].name))
			c->product = &products[i];
	if (c->product == NULL)
		return att_refuse(failure, ATT_E_CHAIN_CN, ask_item,
		    "ASK and ARK are not named as those of one product known here");
	return OK;
}

enum err
snp_chain_parse(
    const struct collateral *collateral, struct snp_chain *out, struct att_failure *failure)
{
	*out = (struct snp_chain){
		.ask_der = buf_new(PEM_SIZE_MAX),
		.ark_der = buf_new(PEM_SIZE_MAX),
	};
	TRY(parse_der(collateral->vek, vek_item, &out->vek, failure));
	TRY(parse_pem(collateral->ask, &out->ask_der, ask_item, &out->ask, failure));
	TRY(parse_pem(collateral->ark, &out->ark_der, ark_item, &out->ark, failure));
	TRY(check_link(&out->vek, &out->ask, vek_item, failure));
	TRY(check_link(&out->ask, &out->ark, ask_item, failure));
	TRY(check_link(&out->ark, &out->ark, ark_item, failure));
	TRY(sha256_of(out->ark.key_info, out->ark_sha256));
	return name(out, failure);
}

enum err
snp_chain_check_anchor(
    const struct snp_chain *c, const struct quote_root *root, struct att_failure *failure)
{
	const struct span found = SPAN_OF(c->ark_sha256);

	switch (root->anchor) {
	case QUOTE_ANCHOR_INTEL:
	case QUOTE_ANCHOR_AMD:
		if (!span_equal(found, SPAN_OF(c->product->ark_sha256)))
			return att_refuse(failure, ATT_E_ROOT_UNTRUSTED, ark_item,
			    "its key is not AMD's for %s", c->product->name);
		return OK;
	case QUOTE_ANCHOR_GIVEN:
		if (!root->given_is_ark || !span_equal(found, SPAN_OF(root->ark_sha256)))
			return att_refuse(failure, ATT_E_ROOT_UNTRUSTED, ark_item,
			    "its key is not that of the given root");
		return OK;
	case QUOTE_ANCHOR_SIMULATED:
	default:
		return att_refuse(failure, ATT_E_ROOT_UNTRUSTED, ark_item,
		    "a simulated root vouches for no SEV-SNP");
	}
}

static enum err
check_signature(const struct certificate *c, const struct certificate *issuer, const char *item,
    struct att_failure *failure)
{
	if (issuer->key.size != RSA4096_SIZE ||
	    rsa4096_pss_sha384_verify(issuer->key.p, c->tbs, c->rsa_signature.p) != OK)
		return att_refuse(failure, ATT_E_CHAIN_SIGNATURE, item,
		    "it is not signed by the key of its issuer");
	return OK;
}

/* AMD's root has no path length, and may sign revocation lists; what it issues has 0, and may not.
 */
static enum err
check_ark(const struct certificate *c, struct att_failure *failure)
{
	if (!c->is_ca || c->path_length != X509_PATH_LENGTH_NONE ||
	    c->key_uses != (X509_USE_CERT_SIGN | X509_USE_CRL_SIGN))
		return att_refuse(failure, ATT_E_CHAIN_CONSTRAINT, ark_item,
		    "not a CA for certificates and revocation lists");
	return OK;
}

static enum err
check_ask(const struct certificate *c, struct att_failure *failure)
{
	if (!c->is_ca || c->path_length != 0 || c->key_uses != X509_USE_CERT_SIGN)
		return att_refuse(failure, ATT_E_CHAIN_CONSTRAINT, ask_item,
		    "not a CA of path length 0 for certificates");
	return OK;
}

/* AMD names no uses in a VEK's certificate: it could only be for signatures. */
static enum err
check_vek(const struct certificate *c, struct att_failure *failure)
{
	if (c->is_ca || (c->key_uses & ~X509_USE_DIGITAL_SIGNATURE) != 0 ||
	    c->key.size != P384_POINT_SIZE)
		return att_refuse(failure, ATT_E_CHAIN_CONSTRAINT, vek_item,
		    "not a certificate for signatures on P-384 only");
	return OK;
}

enum err
snp_chain_check_signatures(const struct snp_chain *c, struct att_failure *failure)
{
	TRY(check_signature(&c->ark, &c->ark, ark_item, failure));
	TRY(check_signature(&c->ask, &c->ark, ask_item, failure));
	TRY(check_signature(&c->vek, &c->ask, vek_item, failure));

	TRY(check_ark(&c->ark, failure));
	TRY(check_ask(&c->ask, failure));
	return check_vek(&c->vek, failure);
}

enum err
snp_chain_check_dates(
    const struct snp_chain *c, struct validity *validity, struct att_failure *failure)
{
	static const struct validity_codes codes = { ATT_E_CERT_NOT_YET_VALID, ATT_E_CERT_EXPIRED };

	TRY(validity_check(validity, c->ark.valid, ark_item, codes, failure));
	TRY(validity_check(validity, c->ask.valid, ask_item, codes, failure));
	return validity_check(validity, c->vek.valid, vek_item, codes, failure);
}

/* "Milan", or "Milan-" and a stepping, a letter and a digit. */
static bool
is_of_product(struct span product, const char *name)
{
	const struct span rest = span_from(product, strlen(name));

	return span_starts(product, name) &&
	    (rest.size == 0 ||
		(rest.size == 3 && rest.p[0] == '-' && rest.p[1] >= 'A' && rest.p[1] <= 'Z' &&
		    rest.p[2] >= '0' && rest.p[2] <= '9'));
}

enum err
snp_chain_read_vek(
    const struct snp_chain *c, struct vek_extension *out, struct att_failure *failure)
{
	if (vek_extension_parse(&c->vek, out) != OK)
		return att_refuse(failure, ATT_E_VEK_EXTENSION, vek_item,
		    "its AMD extensions are missing or malformed");
	if (!is_of_product(out->product, c->product->name) || out->layout != c->product->layout)
		return att_refuse(failure, ATT_E_VEK_EXTENSION, vek_item,
		    "it is for another product than %s, whose root it has", c->product->name);
	if ((out->provider.size > 0) != (c->signer == SNP_VLEK))
		return att_refuse(failure, ATT_E_VEK_EXTENSION, vek_item,
		    "a VCEK's names a chip, a VLEK's a provider; this one is called the other");
	return OK;
}

bool
snp_chain_is_pinned(const uint8_t ark_sha256[SHA256_SIZE])
{
	for (size_t i = 0; i < PRODUCT_COUNT; i++)
		if (memcmp(products[i].ark_sha256, ark_sha256, SHA256_SIZE) == 0)
			return true;
	return false;
}

enum err
snp_chain_root_parse(struct span pem, uint8_t ark_sha256[SHA256_SIZE])
{
	AUTO(buf) der = buf_new(PEM_SIZE_MAX);
	struct att_failure failure = { .code = ATT_OK };
	struct certificate c;

	ENSURE(parse_pem(pem, &der, ark_item, &c, &failure) == OK, ERR_INPUT);
	ENSURE(span_equal(c.issuer, c.subject), ERR_INPUT);
	ENSURE(span_is(c.organisation, organisation), ERR_INPUT);
	ENSURE(span_starts(c.common_name, "ARK-"), ERR_INPUT);
	ENSURE(check_ark(&c, &failure) == OK, ERR_INPUT);
	ENSURE(check_signature(&c, &c, ark_item, &failure) == OK, ERR_INPUT);
	return sha256_of(c.key_info, ark_sha256);
}
