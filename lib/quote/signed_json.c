/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/signed_json.h"

#include <ctype.h>

#include "lib/quote/refuse.h"

const struct signed_json_form signed_tcb_info = {
	.chain = &chain_of_tcb_signer,
	.item = "TCB info",
	.format = ATT_E_TCB_FORMAT,
	.revoked = ATT_E_TCB_SIGNER_REVOKED,
	.signature = ATT_E_TCB_SIGNATURE,
	.dates = { ATT_E_TCB_NOT_YET_VALID, ATT_E_TCB_EXPIRED },
};

const struct signed_json_form signed_qe_identity = {
	.chain = &chain_of_qe_signer,
	.item = "QE identity",
	.format = ATT_E_QEID_FORMAT,
	.revoked = ATT_E_QEID_SIGNER_REVOKED,
	.signature = ATT_E_QEID_SIGNATURE,
	.dates = { ATT_E_QEID_NOT_YET_VALID, ATT_E_QEID_EXPIRED },
};

/* Behind the text that begins at `at`; escapes are two bytes or more, and the second is no end. */
static size_t
text_end(struct span json, size_t at)
{
	for (at++; at < json.size && json.p[at] != '"'; at++)
		at += json.p[at] == '\\';
	return at;
}

enum err
signed_json_check_form(struct span text)
{
	enum { DEPTH_MAX = 8 };
	size_t depth = 0;

	for (size_t at = 0; at < text.size; at++) {
		const uint8_t c = text.p[at];

		if (c == '"')
			at = text_end(text, at);
		else if (c == '{' || c == '[')
			depth++;
		else if (c == '}' || c == ']')
			depth -= depth > 0;
		ENSURE(depth <= DEPTH_MAX, ERR_INPUT);
		/* outside texts these letters stand in numbers only, but for true and false */
		ENSURE(c != '.' && c != 'E', ERR_INPUT);
		ENSURE(c != 'e' || at == 0 || !isdigit(text.p[at - 1]), ERR_INPUT);
	}
	return OK;
}

enum err
signed_json_verify(const struct signed_json *s, const struct signed_json_form *form,
    const struct signed_json_trust *trust, struct validity *validity, struct chain *signer,
    struct att_failure *failure)
{
	const struct certificate *leaf;

	TRY(chain_parse(s->chain, CHAIN_BESIDE, form->chain, signer, failure));
	TRY(chain_check_anchor(signer, trust->root, failure));
	TRY(chain_check_signatures(signer, trust->known, failure));
	TRY(chain_check_dates(signer, validity, failure));
	leaf = chain_leaf(signer);
	if (crl_has(trust->root_crl, leaf->serial))
		return att_refuse(failure, form->revoked, form->chain->items[0],
		    "the root CRL names its serial number");
	if (s->text.size == 0 || s->signature.size != SIGNATURE_SIZE)
		return att_refuse(failure, form->format, form->item,
		    "its text, or its signature of 64 bytes, is missing");
	if (p256_verify(leaf->point, s->text, s->signature.p) != OK)
		return att_refuse(failure, form->signature, form->item,
		    "its bytes are not signed by the key of its signing certificate");
	if (signed_json_check_form(s->text) != OK)
		return att_refuse(failure, form->format, form->item,
		    "deeper than 8 levels, or a number that is not whole");
	return OK;
}
