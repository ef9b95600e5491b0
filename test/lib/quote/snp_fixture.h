/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snp_fixture.h - the third-party SEV-SNP cases (fixtures: attestation/MANIFEST.md), each with a
 * policy that fits it, for tests to spoil.
 */
#ifndef TEST_LIB_QUOTE_SNP_FIXTURE_H
#define TEST_LIB_QUOTE_SNP_FIXTURE_H

#include "lib/quote/quote.h"

enum { SNP_FIXTURE_COUNT = 5 };

extern const char *const snp_fixture_names[SNP_FIXTURE_COUNT];

/* What a case's expected.json says of its report; bytes as hex. */
struct snp_fixture_report {
	int64_t version, guest_svn, vmpl;
	struct span report_data, measurement, host_data, reported_tcb, chip_id;
	bool debug;
};

struct snp_fixture {
	char *files[5]; /* report, VEK, ASK, ARK, expected.json: what the rest has views into */
	struct span report;
	struct collateral collateral;
	struct snp_fixture_report said;
	int64_t from_ms, until_ms; /* the VEK's */
	uint8_t report_data[QUOTE_REPORT_DATA_SIZE];
	struct quote_policy policy; /* at the VEK's first moment; points at report_data */
};

/*
 * Fill `f` (all zero, or loaded before), which must not move afterwards; skips the running test
 * when the fixtures are not here.
 */
void snp_fixture_load(struct snp_fixture *f, const char *name);

void snp_fixture_wipe(struct snp_fixture *f);

/* The verdict under its policy; `facts` and `failure` as quote_verify(), NULL allowed. */
enum att_code snp_fixture_verify(
    const struct snp_fixture *f, struct quote_facts *facts, struct att_failure *failure);

#endif
