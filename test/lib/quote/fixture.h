/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fixture.h - the third-party evidence (fixtures: attestation/MANIFEST.md), case by case.
 */
#ifndef TEST_LIB_QUOTE_FIXTURE_H
#define TEST_LIB_QUOTE_FIXTURE_H

#include "lib/quote/quote.h"

/* What expected.json says. */
struct fixture_expected {
	char path[128], verdict[32], error[256], verification_time[32];
	char tcb_status[64], platform_tcb_status[64], qe_tcb_status[64], tcb_date[32];
	int64_t version, cert_data_type, trailing_bytes;
	struct span report, pck, advisories, validity_window; /* JSON, or empty */
};

struct fixture_case {
	struct fixture_expected expected;
	struct buf quote, store;
	struct collateral collateral; /* views into store */
	bool has_collateral;
	struct quote_root root;
	int64_t at_ms; /* without an instant: the PCK certificate's first one, or 0 */
	struct quote_evidence evidence; /* points into this struct */
};

/* Read one by its path below attestation/; it must not move; false when it is not there. */
bool fixture_case_load(struct fixture_case *c, const char *path);
void fixture_case_wipe(struct fixture_case *c);

/* Run every case of the index but SEV-SNP's; skips the test when there are no fixtures. */
void fixture_case_each(void (*run)(const struct fixture_case *c));

/*
 * A policy that allows just this evidence, whatever its status and age; `report_data` (64 bytes) is
 * filled and pointed at.
 */
void fixture_case_policy(
    const struct fixture_case *c, struct quote_policy *out, uint8_t *report_data);

#endif
