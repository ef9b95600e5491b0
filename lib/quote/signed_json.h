/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signed_json.h - TCB info and QE identity: JSON that Intel signed as it stands, byte for byte.
 *
 * Whose signature, over which bytes, valid when: the same for both, so it is here.  What is inside
 * is read afterwards (tcb_info.h, qe_identity.h), from bytes that are authentic by then.
 *
 * Room:      lib/quote, private to it.
 */
#ifndef QUOTE_SIGNED_JSON_H
#define QUOTE_SIGNED_JSON_H

#include "lib/quote/chain.h"
#include "lib/quote/crl.h"

/* What differs between the two. */
struct signed_json_form {
	const struct chain_form *chain;
	const char *item;
	enum att_code format, revoked, signature;
	struct validity_codes dates;
};

extern const struct signed_json_form signed_tcb_info, signed_qe_identity;

/* Of the collateral. */
struct signed_json {
	struct span chain, text, signature;
};

/* What the signer is judged by. */
struct signed_json_trust {
	const struct quote_root *root;
	const struct crl *root_crl;
	const struct chain *known; /* passed already, under the same root */
};

/*
 * B2 to B5 for the signer's chain, its serial not in the root's list, and the signature over the
 * exact text, which then must have the form below.  Fills `signer`; wipe it in any case.  Codes of
 * the form, ATT_E_ROOT_UNTRUSTED.
 */
enum err signed_json_verify(const struct signed_json *s, const struct signed_json_form *form,
    const struct signed_json_trust *trust, struct validity *validity, struct chain *signer,
    struct att_failure *failure);

/*
 * What no service of Intel's sends, wherever it stands: nesting of more than 8 objects and arrays,
 * a number with a fraction or an exponent.  ERR_INPUT.  That it is JSON is not looked at.
 */
enum err signed_json_check_form(struct span text);

#endif
