/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/advice.h"

static const char refresh[] =
    "the operator must refresh the enclave's collateral; try again later, or tell them";
static const char right_time[] = "compare the clock of this machine with the right time";
static const char other_code[] = "compare it with what the release publishes; if that has changed, "
				 "get the new measurements.json "
				 "from where you got the old one";
static const char no_collateral[] = "the operator must give the enclave the whole collateral: "
				    "`perf-aggregator collateral DIR` says "
				    "what is missing";

static const struct {
	enum att_code code;
	const char *words;
} table[] = {
	{ ATT_E_CERT_EXPIRED, refresh },
	{ ATT_E_CRL_EXPIRED, refresh },
	{ ATT_E_TCB_SIGNER_EXPIRED, refresh },
	{ ATT_E_TCB_EXPIRED, refresh },
	{ ATT_E_QEID_SIGNER_EXPIRED, refresh },
	{ ATT_E_QEID_EXPIRED, refresh },
	{ ATT_E_COLLATERAL_AGE, refresh },
	{ ATT_E_CERT_NOT_YET_VALID, right_time },
	{ ATT_E_CRL_NOT_YET_VALID, right_time },
	{ ATT_E_TCB_SIGNER_NOT_YET_VALID, right_time },
	{ ATT_E_TCB_NOT_YET_VALID, right_time },
	{ ATT_E_QEID_SIGNER_NOT_YET_VALID, right_time },
	{ ATT_E_QEID_NOT_YET_VALID, right_time },
	{ ATT_E_CRL_MISSING, no_collateral },
	{ ATT_E_TCB_FORMAT, no_collateral },
	{ ATT_E_QEID_FORMAT, no_collateral },
	{ ATT_E_MRENCLAVE, other_code },
	{ ATT_E_MRSIGNER, other_code },
	{ ATT_E_ISVPRODID, other_code },
	{ ATT_E_ISVSVN, other_code },
	{ ATT_E_MEASUREMENT, other_code },
	{ ATT_E_ROOT_UNTRUSTED,
	    "if it is a demo, name its root with --insecure-simulated-root; a genuine one has the "
	    "maker's" },
	{ ATT_E_TCB_STATUS,
	    "the platform has weaknesses its operator should mend; who accepts them lists the "
	    "status "
	    "in \"statuses\" of the --policy file" },
	{ ATT_E_ADVISORY,
	    "list it in \"advisories\" of the --policy file only if the release says that its code "
	    "stops it" },
	{ ATT_E_EVAL_NUMBER,
	    "the operator must refresh the enclave's collateral: a newer one may show a weakness; "
	    "\"min_tcb_evaluation_data_number\" of the --policy file says from when it counts" },
	{ ATT_E_PLATFORM, "\"platforms\" of the --policy file lists the machines that count" },
	{ ATT_E_TCB_MINIMUM,
	    "the operator must update the firmware; \"snp_min_tcb\" of the --policy file says to "
	    "what" },
	{ ATT_E_TLS, "somebody ends TLS in between; if that is a gateway you know, add --gateway" },
	{ ATT_E_STALE, "run the command again" },
};

const char *
advice_on(enum att_code code)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].code == code)
			return table[i].words;
	return NULL;
}

bool
advice_is_stale(enum att_code code)
{
	return advice_on(code) == refresh;
}

enum leave
advice_leave(enum att_code code)
{
	return advice_is_stale(code) ? LEAVE_COLLATERAL : LEAVE_ATTESTATION;
}
