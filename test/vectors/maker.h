/* SPDX-License-Identifier: Apache-2.0 */
/*
 * maker.h - what the writers of quote.json's cases share.
 */
#ifndef TEST_VECTORS_MAKER_H
#define TEST_VECTORS_MAKER_H

#include "enclave/attest/simulated_certificate.h"
#include "enclave/attest/simulated_collateral.h"
#include "enclave/attest/simulated_pki.h"
#include "lib/json/json_write.h"

/* The time most cases are judged by, as text and as a number: 2026-01-06. */
extern const char maker_at[];
enum { MAKER_DAY_MS = 86400000 };
static const int64_t maker_at_ms = 1767657600000;

struct maker {
	struct simulated_keys keys, other_keys;
	struct buf root_pem, chain_pem, other_root_pem, other_chain_pem;
	struct simulated_report report;
	struct simulated_collateral good; /* issued for maker_at_ms */
	struct buf quote;                 /* the good one: a case about it does not repeat it */
	struct buf collaterals;           /* JSON members so far, written by name at the end */
	struct json_writer json;
};

/* One case; members left out take the ordinary value. */
struct case_plan {
	const char *name, *code;
	const char *root;       /* default "simulated" */
	const char *at;         /* default maker_at */
	const char *collateral; /* a name given to maker_collateral(); default "good" */
	const char *policy;     /* measurements.json, instead of the measurements */
	int64_t skew_ms;
	const char *status, *valid_from, *valid_until; /* of the facts; defaults: the good ones' */
	const struct simulated_report *want;           /* default m->report */
};

struct case_plan maker_plain(const char *name, const char *code);

/* A failure here is a bug in the maker. */
void must(enum err e);

void maker_init(struct maker *m, struct buf *text);
void maker_wipe(struct maker *m);

/* Keep this collateral under a name for the cases that follow; or this JSON. */
void maker_collateral(struct maker *m, const char *name, const struct collateral *c);
void maker_collateral_json(struct maker *m, const char *name, const char *json);

/* Write one case about this quote. */
void maker_write_case(struct maker *m, struct case_plan plan, struct span quote);

/* A quote of the simulated platform; a case about it. */
void maker_quote(
    struct maker *m, const struct simulated_report *report, struct span chain, struct buf *out);
void maker_case(struct maker *m, struct case_plan plan);

/* A text of the collateral in which the first `from` (NULL: all of it) becomes `to`. */
enum maker_text { TCB_INFO, QE_IDENTITY };

struct maker_change {
	enum maker_text which;
	const char *from, *to;
};

/* A case whose texts are changed, and then signed; the collateral has the case's name. */
void maker_signed_case(
    struct maker *m, struct case_plan plan, const struct maker_change *changes, size_t count);

/* The cases that spoil the collateral, and those of the policy about it. */
void maker_crl_cases(struct maker *m);
void maker_signer_cases(struct maker *m);
void maker_text_cases(struct maker *m);
void maker_policy_cases(struct maker *m);

#endif
