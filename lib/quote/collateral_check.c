/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/collateral_check.h"

#include "lib/quote/chain.h"
#include "lib/quote/crl.h"
#include "lib/quote/pck_extension.h"
#include "lib/quote/qe_identity.h"
#include "lib/quote/refuse.h"
#include "lib/quote/signed_json.h"
#include "lib/quote/snp_chain.h"
#include "lib/quote/tcb_info.h"

/* What one check knows so far. */
struct check {
	const struct collateral *c;
	const struct quote_root *root;
	struct validity any_time;
	struct chain platform, tcb_signer, qe_signer;
	struct crl root_crl;
	struct tcb_info tcb_info;
	struct collateral_report *out;
	struct att_failure *failure;
};

static void
check_wipe(struct check *k)
{
	chain_wipe(&k->platform);
	chain_wipe(&k->tcb_signer);
	chain_wipe(&k->qe_signer);
}

static void
note(struct check *k, const char *name, struct period valid, bool is_aged)
{
	struct collateral_report *out = k->out;

	if (out->count < COLLATERAL_ITEMS_MAX)
		out->items[out->count++] =
		    (struct collateral_item){ name, valid.from_ms, valid.until_ms, is_aged };
}

static void
note_chain(struct check *k, const struct chain *c, size_t count)
{
	for (size_t i = 0; i < count; i++)
		note(k, c->form->items[i], c->certificates[i].valid, false);
}

static enum err
check_crl(struct check *k, struct span der, const struct certificate *issuer, const char *item,
    struct crl *out)
{
	if (der.size == 0)
		return att_refuse(
		    k->failure, ATT_E_CRL_MISSING, item, "the collateral does not have it");
	if (crl_parse(der, out) != OK)
		return att_refuse(
		    k->failure, ATT_E_CRL_FORMAT, item, "not a revocation list of the SGX profile");
	note(k, item, out->valid, false);
	if (issuer == NULL)
		return OK;
	if (!span_equal(out->issuer, issuer->subject))
		return att_refuse(k->failure, ATT_E_CRL_ISSUER, item,
		    "its issuer is not the one of the certificates it is for");
	if (p256_verify(issuer->point, out->tbs, out->signature) != OK)
		return att_refuse(k->failure, ATT_E_CRL_SIGNATURE, item,
		    "it is not signed by the key of its issuer");
	return OK;
}

/* The root's own certificate comes with whichever chain there is. */
static enum err
check_root_crl(struct check *k, struct span pck_chain)
{
	AUTO(chain) c = { .kind = NULL };
	const bool has_platform = pck_chain.size > 0;
	const struct chain_form *form = has_platform ? &chain_of_platform : &chain_of_tcb_signer;

	TRY(chain_parse(has_platform ? pck_chain : k->c->tcb_chain,
	    has_platform ? CHAIN_IN_QUOTE : CHAIN_BESIDE, form, &c, k->failure));
	TRY(chain_check_anchor(&c, k->root, k->failure));
	TRY(chain_check_signatures(&c, NULL, k->failure));
	return check_crl(k, k->c->root_crl, chain_root(&c), "root CRL", &k->root_crl);
}

static enum err
check_signed(struct check *k, const struct signed_json_form *form, const struct signed_json *s,
    struct chain *signer)
{
	const struct signed_json_trust trust = { k->root, &k->root_crl, NULL };

	return signed_json_verify(s, form, &trust, &k->any_time, signer, k->failure);
}

static enum err
check_tcb_info(struct check *k)
{
	const struct collateral *c = k->c;
	const struct signed_json text = { c->tcb_chain, c->tcb_info, c->tcb_signature };
	const struct signed_json_form *form = &signed_tcb_info;
	struct tcb_info *info = &k->tcb_info;
	struct why why = { "" };

	TRY(check_signed(k, form, &text, &k->tcb_signer));
	note_chain(k, &k->tcb_signer, form->chain->count);
	if (tcb_info_parse(c->tcb_info, info, &why) != OK)
		return att_refuse(k->failure, form->format, form->item, "%s", why.text);
	note(k, form->item, info->valid, true);
	if (!info->is_known_version)
		return att_refuse(
		    k->failure, ATT_E_TCB_TEE, form->item, "its version is not known here");
	k->out->tee = info->tee;
	memcpy(k->out->fmspc, info->fmspc, sizeof(info->fmspc));
	k->out->tcb_evaluation_number = info->evaluation_number;
	return OK;
}

static enum err
check_qe_identity(struct check *k)
{
	const struct collateral *c = k->c;
	const struct signed_json text = { c->qe_chain, c->qe_identity, c->qe_signature };
	const struct signed_json_form *form = &signed_qe_identity;
	struct qe_identity id;
	struct why why = { "" };

	TRY(check_signed(k, form, &text, &k->qe_signer));
	note_chain(k, &k->qe_signer, 1); /* its root is noted already */
	if (qe_identity_parse(c->qe_identity, &id, &why) != OK)
		return att_refuse(k->failure, form->format, form->item, "%s", why.text);
	note(k, form->item, id.valid, true);
	if (!id.is_known_version || id.tee != k->tcb_info.tee)
		return att_refuse(k->failure, ATT_E_QEID_TEE, form->item,
		    "its id and version do not go with the TCB info's");
	k->out->qe_evaluation_number = id.evaluation_number;
	return OK;
}

/* Is the platform of this chain one of those the collateral is for? */
static enum err
check_platform(struct check *k, struct span pem)
{
	struct chain *c = &k->platform;
	struct pck_extension platform;
	struct crl crl;

	TRY(chain_parse(pem, CHAIN_IN_QUOTE, &chain_of_platform, c, k->failure));
	if (crl_has(&k->root_crl, chain_ca(c)->serial))
		return att_refuse(
		    k->failure, ATT_E_REVOKED_CA, "PCK CA", "the root CRL names its serial number");
	TRY(check_crl(k, k->c->pck_crl, chain_ca(c), "PCK CRL", &crl));
	if (crl_has(&crl, chain_leaf(c)->serial))
		return att_refuse(k->failure, ATT_E_REVOKED_PCK, "PCK certificate",
		    "the PCK CRL names its serial number");
	if (pck_extension_parse(chain_leaf(c)->sgx, &platform) != OK)
		return att_refuse(k->failure, ATT_E_PCK_EXTENSION, "PCK certificate",
		    "its SGX extension is missing or malformed");
	if (!span_equal(SPAN_OF(platform.fmspc), SPAN_OF(k->tcb_info.fmspc)))
		return att_refuse(k->failure, ATT_E_FMSPC, signed_tcb_info.item,
		    "its FMSPC is not the PCK certificate's");
	note_chain(k, c, c->form->count - 1); /* the root is there already */
	k->out->is_pck_crl_verified = true;
	return OK;
}

static enum err
check_intel(struct check *k, struct span pck_chain)
{
	struct crl crl;

	TRY(check_root_crl(k, pck_chain));
	TRY(check_tcb_info(k));
	TRY(check_qe_identity(k));
	if (pck_chain.size > 0)
		return check_platform(k, pck_chain);
	return check_crl(k, k->c->pck_crl, NULL, "PCK CRL", &crl);
}

static enum err
check_amd(struct check *k)
{
	AUTO(snp_chain) c = { .product = NULL };
	struct vek_extension vek;

	TRY(snp_chain_parse(k->c, &c, k->failure));
	TRY(snp_chain_check_anchor(&c, k->root, k->failure));
	TRY(snp_chain_check_signatures(&c, k->failure));
	TRY(snp_chain_read_vek(&c, &vek, k->failure));
	k->out->tee = QUOTE_SNP;
	note(k, "VEK certificate", c.vek.valid, false);
	note(k, "ASK", c.ask.valid, false);
	note(k, "ARK", c.ark.valid, false);
	return OK;
}

enum att_code
collateral_check(const struct collateral *c, struct span pck_chain, const struct quote_root *root,
    struct collateral_report *out, struct att_failure *failure)
{
	/* No date is too early or too late. */
	AUTO(check)
	k = { .c = c,
		.root = root,
		.any_time = validity_at(0, INT64_MAX / 2),
		.out = out,
		.failure = failure };

	*failure = (struct att_failure){ .code = ATT_OK };
	*out = (struct collateral_report){ .count = 0 };
	if ((c->vek.size > 0 ? check_amd(&k) : check_intel(&k, pck_chain)) != OK)
		(void)att_refuse(
		    failure, ATT_E_COLLATERAL_FORMAT, "collateral", "it could not be checked");
	return failure->code;
}
