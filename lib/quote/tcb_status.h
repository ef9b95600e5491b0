/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tcb_status.h - Intel's words for how up to date a platform is, and how they combine.
 *
 * Room:      lib/quote.
 */
#ifndef QUOTE_TCB_STATUS_H
#define QUOTE_TCB_STATUS_H

#include "lib/base/bytes.h"

/* X(name, text): from best to worst */
#define TCB_STATUS_TABLE(X)                                                                     \
	X(TCB_UP_TO_DATE, "UpToDate")                                                           \
	X(TCB_SW_HARDENING_NEEDED, "SWHardeningNeeded")                                         \
	X(TCB_CONFIGURATION_NEEDED, "ConfigurationNeeded")                                      \
	X(TCB_CONFIGURATION_AND_SW_HARDENING_NEEDED, "ConfigurationAndSWHardeningNeeded")       \
	X(TCB_TD_RELAUNCH_ADVISED, "TDRelaunchAdvised")                                         \
	X(TCB_TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED, "TDRelaunchAdvisedConfigurationNeeded") \
	X(TCB_OUT_OF_DATE, "OutOfDate")                                                         \
	X(TCB_OUT_OF_DATE_CONFIGURATION_NEEDED, "OutOfDateConfigurationNeeded")                 \
	X(TCB_REVOKED, "Revoked")

enum tcb_status {
#define X(name, text) name,
	TCB_STATUS_TABLE(X)
#undef X
	    TCB_STATUS_COUNT
};

/* For sets of them. */
#define TCB_STATUS_BIT(status) (1u << (status))

/* "UpToDate"; never NULL. */
const char *tcb_status_text(enum tcb_status s);

/* The status with exactly this text.  ERR_INPUT for any other: an unknown one is never good. */
enum err tcb_status_parse(struct span text, enum tcb_status *out);

/*
 * Intel's convergence table: a platform, and a part of it (quoting enclave, TDX module) that is
 * UpToDate, OutOfDate or Revoked.
 */
enum tcb_status tcb_status_converge(enum tcb_status platform, enum tcb_status part);

/*
 * TDX 1.5, where the module may be newer than when the guest was launched: an out of date launch
 * under a current module that is not means the guest should be launched again.
 */
enum tcb_status tcb_status_relaunch(enum tcb_status launch, enum tcb_status current);

/* Names of security advisories ("INTEL-SA-00615"), each once. */
enum { TCB_ADVISORIES_MAX = 64, TCB_ADVISORY_SIZE = 32 };

struct tcb_advisories {
	char names[TCB_ADVISORIES_MAX][TCB_ADVISORY_SIZE]; /* NUL-terminated */
	size_t count;
};

/*
 * Add a name unless it is there.  ERR_LIMIT when there is no room, ERR_INPUT when it is no name:
 * empty, longer than TCB_ADVISORY_SIZE - 1, or not of letters, digits and '-'.
 */
enum err tcb_advisories_add(struct tcb_advisories *a, struct span name);

/* Is it there? */
bool tcb_advisories_has(const struct tcb_advisories *a, const char *name);

#endif
