/* SPDX-License-Identifier: Apache-2.0 */
/*
 * qe_identity.h - which quoting enclave is Intel's (PCS API version 4, "Get QE Identity", version
 * 2), and where a report of one stands.
 *
 * Room:      lib/quote, private to it.  Calls: lib/json.
 */
#ifndef QUOTE_QE_IDENTITY_H
#define QUOTE_QE_IDENTITY_H

#include "lib/quote/quote.h"
#include "lib/quote/tcb_level.h"
#include "lib/quote/validity.h"

struct qe_identity {
	bool is_known_version; /* 2, "QE" or "TD_QE" */
	enum quote_tee tee;    /* whose reports it signs */
	struct period valid;
	uint32_t evaluation_number;
	uint8_t miscselect[4], miscselect_mask[4];
	uint8_t attributes[16], attributes_mask[16];
	uint8_t mrsigner[32];
	int64_t isvprodid;
	struct span levels; /* JSON, for tcb_level_by_isvsvn() */
};

/*
 * Read all of it but the levels.
 * ERR_INPUT with `why` when it is no QE identity; another version is not an error.
 */
enum err qe_identity_parse(struct span text, struct qe_identity *out, struct why *why);

/*
 * Is this report one of the quoting enclave described, and not in debug mode?  NULL, or the name of
 * the field that differs.
 */
const char *qe_identity_mismatch(const struct qe_identity *id, const struct quote_report *report);

#endif
