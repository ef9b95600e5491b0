/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tcb_match.h - where a platform stands: steps I, J, K.
 *
 * Room:      lib/quote, private to it.
 */
#ifndef QUOTE_TCB_MATCH_H
#define QUOTE_TCB_MATCH_H

#include "lib/quote/pck_extension.h"
#include "lib/quote/qe_identity.h"
#include "lib/quote/tcb_info.h"

/* All of it authentic, and of one platform. */
struct tcb_evidence {
	const struct quote *quote;
	const struct pck_extension *platform;
	const struct tcb_info *info;
	const struct qe_identity *qe;
};

/*
 * Fill `out`.  ERR_REFUSED: ATT_E_QEID_FORMAT, ATT_E_QE_TCB_UNSUPPORTED; ATT_E_TCB_FORMAT,
 * ATT_E_TCB_UNSUPPORTED; ATT_E_TDX_MODULE.
 */
enum err tcb_match(
    const struct tcb_evidence *e, struct quote_tcb *out, struct att_failure *failure);

#endif
