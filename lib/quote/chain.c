/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/chain.h"

#include "lib/quote/pem.h"
#include "lib/quote/refuse.h"

const struct chain_form chain_of_platform = {
	.count = 3,
	.roles = { KIND_PCK, KIND_CA, KIND_ROOT },
	.items = { "PCK certificate", "PCK CA", "root CA" },
	.item = "certificate chain",
	.format = ATT_E_CERT_FORMAT,
	.link = ATT_E_CHAIN_LINK,
	.name = ATT_E_CHAIN_CN,
	.signature = ATT_E_CHAIN_SIGNATURE,
	.constraint = ATT_E_CHAIN_CONSTRAINT,
	.dates = { ATT_E_CERT_NOT_YET_VALID, ATT_E_CERT_EXPIRED },
};

const struct chain_form chain_of_tcb_signer = {
	.count = 2,
	.roles = { KIND_TCB_SIGNER, KIND_ROOT },
	.items = { "TCB signing certificate", "TCB signing root" },
	.item = "TCB info issuer chain",
	.format = ATT_E_TCB_SIGNER_FORMAT,
	.link = ATT_E_TCB_SIGNER_LINK,
	.name = ATT_E_TCB_SIGNER_CN,
	.signature = ATT_E_TCB_SIGNER_SIGNATURE,
	.constraint = ATT_E_TCB_SIGNER_CONSTRAINT,
	.dates = { ATT_E_TCB_SIGNER_NOT_YET_VALID, ATT_E_TCB_SIGNER_EXPIRED },
};

const struct chain_form chain_of_qe_signer = {
	.count = 2,
	.roles = { KIND_TCB_SIGNER, KIND_ROOT },
	.items = { "QE identity signing certificate", "TCB signing root" },
	.item = "QE identity issuer chain",
	.format = ATT_E_QEID_SIGNER_FORMAT,
	.link = ATT_E_QEID_SIGNER_LINK,
	.name = ATT_E_QEID_SIGNER_CN,
	.signature = ATT_E_QEID_SIGNER_SIGNATURE,
	.constraint = ATT_E_QEID_SIGNER_CONSTRAINT,
	.dates = { ATT_E_QEID_SIGNER_NOT_YET_VALID, ATT_E_QEID_SIGNER_EXPIRED },
};

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

const struct certificate *
chain_leaf(const struct chain *c)
{
	return &c->certificates[0];
}

const struct certificate *
chain_root(const struct chain *c)
{
	return &c->certificates[c->form->count - 1];
}

const struct certificate *
chain_ca(const struct chain *c)
{
	return &c->certificates[1];
}

/* Who issued it: the next one; the root itself. */
static const struct certificate *
issuer_of(const struct chain *c, size_t i)
{
	return &c->certificates[i + 1 < c->form->count ? i + 1 : i];
}

/* The one that issued itself goes to the end, where a root belongs. */
static void
root_last(struct chain *c)
{
	struct certificate *all = c->certificates;
	const size_t last = c->form->count - 1;

	for (size_t i = 0; i < last && !span_equal(all[last].issuer, all[last].subject); i++)
		if (span_equal(all[i].issuer, all[i].subject)) {
			const struct certificate root = all[i];

			memmove(all + i, all + i + 1, (last - i) * sizeof(*all));
			all[last] = root;
		}
}

enum err
chain_parse(struct span pem, enum chain_place place, const struct chain_form *form,
    struct chain *out, struct att_failure *failure)
{
	struct span der[CHAIN_COUNT_MAX];

	*out = (struct chain){ .form = form, .der = buf_new(PEM_SIZE_MAX) };
	if (pem_parse(pem, form->count, &out->der, der) != OK)
		return att_refuse(failure, form->format, form->item,
		    "not exactly %zu PEM certificates", form->count);
	for (size_t i = 0; i < form->count; i++)
		if (x509_parse(der[i], &out->certificates[i]) != OK)
			return att_refuse(failure, form->format, form->items[i],
			    "not a certificate of the SGX profile");
	if (place == CHAIN_BESIDE)
		root_last(out);
	for (size_t i = 0; i < form->count; i++)
		if (!span_equal(out->certificates[i].issuer, issuer_of(out, i)->subject))
			return att_refuse(failure, form->link, form->items[i],
			    "its issuer is not the subject of the next certificate");
	out->kind = kind_of_chain(out->certificates, form->roles, form->count);
	if (out->kind == NULL)
		return att_refuse(
		    failure, form->name, form->item, "its names are not those of an SGX chain");
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
		[QUOTE_ANCHOR_AMD] = "AMD's",
	};
	const char *item = c->form->items[c->form->count - 1];

	if (!span_equal(SPAN_OF(chain_root(c)->point), SPAN_OF(anchor->point)))
		return att_refuse(failure, ATT_E_ROOT_UNTRUSTED, item,
		    "%s, and %s is the root to trust here",
		    c->kind->is_simulated ? "a SIMULATED one" : "its key is another one",
		    anchors[anchor->anchor]);
	if (c->kind != kind_of_root(anchor))
		return att_refuse(failure, c->form->name, item,
		    "this root may not issue certificates with these names");
	return OK;
}

/* The same certificate, under the same key, as one that passed. */
static bool
is_known(const struct certificate *c, const struct certificate *issuer, const struct chain *known)
{
	for (size_t i = 0; known != NULL && i < known->form->count; i++)
		if (span_equal(c->der, known->certificates[i].der) &&
		    span_equal(SPAN_OF(issuer->point), SPAN_OF(issuer_of(known, i)->point)))
			return true;
	return false;
}

static enum err
check_signature(const struct certificate *c, const struct certificate *issuer,
    const struct chain_form *form, const char *item, struct att_failure *failure)
{
	if (p256_verify(issuer->point, c->tbs, c->signature) != OK)
		return att_refuse(
		    failure, form->signature, item, "it is not signed by the key of its issuer");
	return OK;
}

static enum err
check_use(const struct certificate *c, enum kind_role role, const struct chain_form *form,
    const char *item, struct att_failure *failure)
{
	const bool must_be_ca = role == KIND_ROOT || role == KIND_CA;
	const int path_length = role == KIND_ROOT ? 1 : role == KIND_CA ? 0 : X509_PATH_LENGTH_NONE;

	if (c->is_ca == must_be_ca && c->path_length == path_length &&
	    c->key_uses == (must_be_ca ? CA_USES : LEAF_USES))
		return OK;
	return must_be_ca
	    ? att_refuse(failure, form->constraint, item,
		  "not a CA of path length %d for certificates and CRLs", path_length)
	    : att_refuse(failure, form->constraint, item, "not a certificate for signatures only");
}

enum err
chain_check_root(const struct certificate *root, struct att_failure *failure)
{
	const struct chain_form *form = &chain_of_platform;
	const char *item = form->items[2];

	TRY(check_signature(root, root, form, item, failure));
	return check_use(root, KIND_ROOT, form, item, failure);
}

enum err
chain_check_signatures(
    const struct chain *c, const struct chain *known, struct att_failure *failure)
{
	const struct chain_form *form = c->form;

	for (size_t i = form->count; i-- > 0;)
		if (!is_known(&c->certificates[i], issuer_of(c, i), known))
			TRY(check_signature(
			    &c->certificates[i], issuer_of(c, i), form, form->items[i], failure));
	for (size_t i = form->count; i-- > 0;)
		TRY(check_use(&c->certificates[i], form->roles[i], form, form->items[i], failure));
	return OK;
}

enum err
chain_check_dates(const struct chain *c, struct validity *validity, struct att_failure *failure)
{
	for (size_t i = c->form->count; i-- > 0;)
		TRY(validity_check(validity, c->certificates[i].valid, c->form->items[i],
		    c->form->dates, failure));
	return OK;
}
