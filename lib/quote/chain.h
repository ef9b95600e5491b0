/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chain.h - certificates from a signing key up to the root: steps B1 to B5.
 *
 * Three chains are judged by the same code: the platform's (PCK certificate, CA, root), and those
 * of the signers of TCB info and QE identity (signer, root).  They differ in names and codes, which
 * is all a `struct chain_form` says.  The steps are separate so that verify.c reads as the order of
 * docs/attestation.md.  Each returns ERR_REFUSED with `failure` filled.
 *
 * Room:      lib/quote, private to it.
 */
#ifndef QUOTE_CHAIN_H
#define QUOTE_CHAIN_H

#include "lib/quote/kind.h"
#include "lib/quote/quote.h"
#include "lib/quote/validity.h"

enum { CHAIN_COUNT_MAX = 3 };

struct chain_form {
	size_t count;
	enum kind_role roles[CHAIN_COUNT_MAX]; /* leaf first, root last */
	const char *items[CHAIN_COUNT_MAX];    /* what they are called */
	const char *item;                      /* and all of them */
	enum att_code format, link, name, signature, constraint;
	struct validity_codes dates;
};

extern const struct chain_form chain_of_platform, chain_of_tcb_signer, chain_of_qe_signer;

struct chain {
	const struct chain_form *form;
	struct buf der; /* what the certificates are views of */
	struct certificate certificates[CHAIN_COUNT_MAX];
	const struct kind *kind; /* whose names they bear */
};

/* In a quote certificates come in order; beside it, in collateral, the root may stand anywhere. */
enum chain_place { CHAIN_IN_QUOTE, CHAIN_BESIDE };

void chain_wipe(struct chain *c);

/* The first and the last; the one in the middle of the platform's. */
const struct certificate *chain_leaf(const struct chain *c);
const struct certificate *chain_root(const struct chain *c);
const struct certificate *chain_ca(const struct chain *c);

/*
 * B1, B2: exactly as many certificates of the profile, put or found in order, each issued by the
 * next, all bearing names of one kind.  Codes format, link, name.  Fills `out`; wipe it in any
 * case.
 */
enum err chain_parse(struct span pem, enum chain_place place, const struct chain_form *form,
    struct chain *out, struct att_failure *failure);

/*
 * B3: the root's key is the anchor's, and the names are of the kind it admits.
 * ATT_E_ROOT_UNTRUSTED for another key in any chain; code name.
 */
enum err chain_check_anchor(
    const struct chain *c, const struct quote_root *anchor, struct att_failure *failure);

/*
 * B4: each signed by the next, the root by itself; then what each may be used for.  Codes
 * signature, constraint.  A certificate that is byte for byte one of `known`, a chain under the
 * same anchor that passed already (NULL: none), is not verified a second time.
 */
enum err chain_check_signatures(
    const struct chain *c, const struct chain *known, struct att_failure *failure);

/* B5: all of them valid.  Code dates. */
enum err chain_check_dates(
    const struct chain *c, struct validity *validity, struct att_failure *failure);

/* May this certificate be a root: signed by itself, CA, path length 1?  The platform's codes. */
enum err chain_check_root(const struct certificate *root, struct att_failure *failure);

#endif
