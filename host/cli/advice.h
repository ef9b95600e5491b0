/* SPDX-License-Identifier: Apache-2.0 */
/*
 * advice.h - what a person can do when evidence was refused.
 *
 * Room:      host/cli.  Calls: lib/quote.
 */
#ifndef CLI_ADVICE_H
#define CLI_ADVICE_H

#include "host/cli/complaint.h"
#include "lib/quote/att_error.h"

/* A sentence without its stop, or NULL when there is nothing to do but to stay away. */
const char *advice_on(enum att_code code);

/* Would fresher collateral, and nothing else, change the verdict? */
bool advice_is_stale(enum att_code code);

/* LEAVE_COLLATERAL for stale collateral, else LEAVE_ATTESTATION. */
enum leave advice_leave(enum att_code code);

#endif
