/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/chain.h"

#include "lib/base/text.h"
#include "lib/quote/pem.h"
#include "lib/quote/refuse.h"

static const char pck_item[] = "PCK certificate";
static const char ca_item[] = "PCK CA";
static const char root_item[] = "root CA";

enum {
	CA_USES = X509_USE_CERT_SIGN | X509_USE_CRL_SIGN,
	LEAF_USES = X509_USE_DIGITAL_SIGNATURE | X509_USE_NON_REPUDIATION,
};

void
chain_wipe(struct chain *c)
{
	buf_wipe(&c->der);
	*c = (struct chain){ .kind = NULL };
}

static enum err
parse_one(struct span der, const char *item, struct certificate *out, struct att_failure *failure)
{
	if (x509_parse(der, out) != OK)
		return att_refuse(
		    failure, ATT_E_CERT_FORMAT, item, "not a certificate of the SGX profile");
	return OK;
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

enum err
chain_parse(struct span pem, struct chain *out, struct att_failure *failure)
{
	struct span der[3];

	*out = (struct chain){ .der = buf_new(PEM_SIZE_MAX) };
	if (pem_parse(pem, 3, &out->der, der) != OK)
		return att_refuse(failure, ATT_E_CERT_FORMAT, "certificate chain",
		    "not exactly three PEM certificates");
	TRY(parse_one(der[0], pck_item, &out->pck, failure));
	TRY(parse_one(der[1], ca_item, &out->ca, failure));
	TRY(parse_one(der[2], root_item, &out->root, failure));

	TRY(check_link(&out->pck, &out->ca, pck_item, failure));
	TRY(check_link(&out->ca, &out->root, ca_item, failure));
	TRY(check_link(&out->root, &out->root, root_item, failure));
	out->kind = kind_of_chain(&out->pck, &out->ca, &out->root);
	if (out->kind == NULL)
		return att_refuse(failure, ATT_E_CHAIN_CN, "certificate chain",
		    "its names are not those of an SGX chain");
	return OK;
}

enum err
chain_check_anchor(
    const struct chain *c, const struct quote_root *anchor, struct att_failure *failure)
{
	static const char *const anchors[] = {
		[QUOTE_ANCHOR_INTEL] = "Intel's",
		[QUOTE_ANCHOR_SIMULATED] = "a simulated one",
		[QUOTE_ANCHOR_GIVEN] = "the given one",
	};

	if (!span_equal(SPAN_OF(c->root.point), SPAN_OF(anchor->point)))
		return att_refuse(failure, ATT_E_ROOT_UNTRUSTED, root_item,
		    "%s, and %s is the root to trust here",
		    c->kind->is_simulated ? "a SIMULATED one" : "its key is another one",
		    anchors[anchor->anchor]);
	if (c->kind != kind_of_root(anchor))
		return att_refuse(failure, ATT_E_CHAIN_CN, root_item,
		    "this root may not issue certificates with these names");
	return OK;
}

static enum err
check_signature(const struct certificate *c, const struct certificate *issuer, const char *item,
    struct att_failure *failure)
{
	if (p256_verify(issuer->point, c->tbs, c->signature) != OK)
		return att_refuse(failure, ATT_E_CHAIN_SIGNATURE, item,
		    "it is not signed by the key of its issuer");
	return OK;
}

static enum err
check_ca(
    const struct certificate *c, int path_length, const char *item, struct att_failure *failure)
{
	if (!c->is_ca || c->path_length != path_length || c->key_uses != CA_USES)
		return att_refuse(failure, ATT_E_CHAIN_CONSTRAINT, item,
		    "not a CA of path length %d for certificates and CRLs", path_length);
	return OK;
}

static enum err
check_leaf(const struct certificate *c, struct att_failure *failure)
{
	if (c->is_ca || c->key_uses != LEAF_USES)
		return att_refuse(failure, ATT_E_CHAIN_CONSTRAINT, pck_item,
		    "not a certificate for signatures only");
	return OK;
}

enum err
chain_check_root(const struct certificate *root, struct att_failure *failure)
{
	TRY(check_signature(root, root, root_item, failure));
	return check_ca(root, 1, root_item, failure);
}

enum err
chain_check_signatures(const struct chain *c, struct att_failure *failure)
{
	TRY(check_signature(&c->root, &c->root, root_item, failure));
	TRY(check_signature(&c->ca, &c->root, ca_item, failure));
	TRY(check_signature(&c->pck, &c->ca, pck_item, failure));

	TRY(check_ca(&c->root, 1, root_item, failure));
	TRY(check_ca(&c->ca, 0, ca_item, failure));
	return check_leaf(&c->pck, failure);
}

static enum err
check_dates(
    const struct certificate *c, int64_t at_ms, const char *item, struct att_failure *failure)
{
	char at[TEXT_TIME_SIZE], limit[TEXT_TIME_SIZE];

	text_time_write(at_ms, at);
	if (at_ms < c->not_before_ms) {
		text_time_write(c->not_before_ms, limit);
		return att_refuse(failure, ATT_E_CERT_NOT_YET_VALID, item,
		    "valid from %s, judged at %s", limit, at);
	}
	if (at_ms > c->not_after_ms) {
		text_time_write(c->not_after_ms, limit);
		return att_refuse(
		    failure, ATT_E_CERT_EXPIRED, item, "valid until %s, judged at %s", limit, at);
	}
	return OK;
}

enum err
chain_check_dates(const struct chain *c, int64_t at_ms, struct att_failure *failure)
{
	TRY(check_dates(&c->root, at_ms, root_item, failure));
	TRY(check_dates(&c->ca, at_ms, ca_item, failure));
	return check_dates(&c->pck, at_ms, pck_item, failure);
}
