/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chain.h - the certificates of a quote, from the platform's key up to the root: steps B1 to B5.
 *
 * The steps are separate so that verify.c reads as the order of docs/attestation.md.  Each returns
 * ERR_REFUSED with `failure` filled.
 *
 * Room:      lib/quote, private to it.
 */
#ifndef QUOTE_CHAIN_H
#define QUOTE_CHAIN_H

#include "lib/quote/kind.h"
#include "lib/quote/quote.h"

struct chain {
	struct buf der; /* what the certificates are views of */
	struct certificate pck, ca, root;
	const struct kind *kind; /* whose names it bears */
};

void chain_wipe(struct chain *c);

/*
 * B1, B2: exactly three certificates of the profile, each issued by the next, all bearing names of
 * one kind.  ATT_E_CERT_FORMAT, ATT_E_CHAIN_LINK, ATT_E_CHAIN_CN.  Fills `out`; wipe it in any
 * case.
 */
enum err chain_parse(struct span pem, struct chain *out, struct att_failure *failure);

/*
 * B3: the root's key is the anchor's, and the names are of the anchor's kind.
 * ATT_E_ROOT_UNTRUSTED, ATT_E_CHAIN_CN.
 */
enum err chain_check_anchor(
    const struct chain *c, const struct quote_root *anchor, struct att_failure *failure);

/*
 * B4: each signed by the next, the root by itself; then what each may be used for.
 * ATT_E_CHAIN_SIGNATURE, ATT_E_CHAIN_CONSTRAINT.
 */
enum err chain_check_signatures(const struct chain *c, struct att_failure *failure);

/* B5: all three valid at `at_ms`.  ATT_E_CERT_NOT_YET_VALID, ATT_E_CERT_EXPIRED. */
enum err chain_check_dates(const struct chain *c, int64_t at_ms, struct att_failure *failure);

/* May this certificate be a root: signed by itself, CA, path length 1?  Codes as B4. */
enum err chain_check_root(const struct certificate *root, struct att_failure *failure);

#endif
