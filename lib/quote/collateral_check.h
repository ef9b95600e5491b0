/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collateral_check.h - is collateral genuine, and what of it ends when?  For its operator, without
 * a quote to judge.
 *
 * Signatures are checked up to the root and dates are only reported: what is stale may be genuine,
 * and its operator wants to know which item it is.  A quote's verification does not go through
 * here; it checks all of this itself (verify.c).
 *
 * Room:      lib/quote.  Calls: lib/crypto, lib/json, lib/base.
 * Never:     a reason to trust a quote.
 */
#ifndef QUOTE_COLLATERAL_CHECK_H
#define QUOTE_COLLATERAL_CHECK_H

#include "lib/quote/quote.h"

enum { COLLATERAL_ITEMS_MAX = 12 };

/* A certificate, list or statement. */
struct collateral_item {
	const char *name;          /* a literal */
	int64_t from_ms, until_ms; /* both inclusive */
	bool is_aged;              /* policies limit its age, too: TCB info and QE identity */
};

struct collateral_report {
	struct collateral_item items[COLLATERAL_ITEMS_MAX];
	size_t count;
	enum quote_tee tee;
	/* Intel's: whose platform the TCB info is for, and of which TCB recovery the two are */
	uint8_t fmspc[QUOTE_FMSPC_SIZE];
	uint32_t tcb_evaluation_number, qe_evaluation_number;
	bool is_pck_crl_verified; /* with a platform's chain only */
};

/*
 * Check it under `root`.  `pck_chain` is the PEM chain of a platform's quote, or empty: with it the
 * PCK CRL's signature is checked, that this platform is not revoked, and that the TCB info is for
 * it.
 * ATT_OK, or the code of the step of docs/attestation.md that fails but for those of dates; with
 * `failure` filled.  `out` has the items that were read so far.
 */
enum att_code collateral_check(const struct collateral *c, struct span pck_chain,
    const struct quote_root *root, struct collateral_report *out, struct att_failure *failure);

#endif
