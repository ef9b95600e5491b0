/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quote.h - believe, or refuse, attestation evidence (docs/attestation.md).
 *
 * Evidence is a quote and the collateral to judge it with.  quote_check() finds out whether it is
 * genuine, and what TCB status it has: layout, certificate chain up to one given root key,
 * revocation, signed TCB information, every signature down to the report, and that the host cannot
 * debug it.  quote_verify() does all that and then judges by a policy: status, advisories, age,
 * identity, and that report_data is the expected one.  Only quote_verify() is a reason to trust:
 * quote_check() reports and decides nothing.
 *
 * Room:      lib/quote.  Calls: lib/crypto, lib/json, lib/base.
 * Promises:  nothing in `struct quote_facts` is filled before everything was verified (but for
 *            its `tcb`, see quote_check); the first failed step is the one reported; no step can be
 *            skipped; there is no "any".
 * Never:     reads a clock, a file or a socket.
 */
#ifndef QUOTE_QUOTE_H
#define QUOTE_QUOTE_H

#include "lib/base/bytes.h"
#include "lib/base/why.h"
#include "lib/crypto/crypto.h"
#include "lib/quote/att_error.h"
#include "lib/quote/collateral.h"
#include "lib/quote/measurement.h"
#include "lib/quote/tcb_status.h"

enum quote_tee { QUOTE_SGX, QUOTE_TDX, QUOTE_SNP };

enum {
	QUOTE_SIZE_MAX = 32768,
	QUOTE_V3_SIZE_MAX = 16384,
	QUOTE_REPORT_DATA_SIZE = 64,
	QUOTE_MEASUREMENT_SIZE = 32, /* MRENCLAVE */
	QUOTE_TD_REGISTER_SIZE = 48, /* MRTD, RTMR0, ..., and the measurement of SEV-SNP */
	QUOTE_RTMR_COUNT = 4,
	QUOTE_ALLOWED_MAX = 16, /* identities; platforms */
	QUOTE_PLATFORM_ID_SIZE = 16,
	QUOTE_FMSPC_SIZE = 6,
	QUOTE_PCEID_SIZE = 2,
	QUOTE_EVALUATION_NUMBER_DEFAULT = 21,   /* Intel's of July 2026 */
	QUOTE_COLLATERAL_AGE_DAYS_DEFAULT = 30, /* Intel issues anew every day, for 30 days */
	QUOTE_SKEW_MS = 300000,                 /* for live evidence; archived evidence has none */
};

/* An SGX report: 384 bytes, the enclave's and the quoting enclave's alike. */
struct quote_report {
	struct span all;
	struct span miscselect, attributes; /* 4, 16 */
	uint64_t flags;                     /* the first half of attributes */
	struct span mrenclave, mrsigner;
	uint16_t isvprodid, isvsvn;
	struct span report_data;
};

/* A TD report: 584 bytes, or 648 with the members of TDX 1.5. */
struct quote_td_report {
	struct span tee_tcb_svn, mrseam, mrsignerseam, seam_attributes; /* 16, 48, 48, 8 */
	uint64_t attributes;
	struct span mrtd, mrconfigid, mrowner, mrownerconfig, rtmr[QUOTE_RTMR_COUNT]; /* 48 */
	struct span report_data;
	struct span tee_tcb_svn2; /* 16, or empty: TDX 1.5, of the module that runs now */
};

/* Views into the quote's bytes: layout only, believed by nobody yet. */
struct quote {
	uint16_t version; /* 3, 4, 5 */
	enum quote_tee tee;
	struct span header, signed_part;
	struct quote_report enclave;            /* QUOTE_SGX */
	struct quote_td_report td;              /* QUOTE_TDX */
	struct span report_data;                /* of the one or the other */
	struct span signature, attestation_key; /* 64, 64 */
	struct quote_report qe;
	struct span qe_signature, qe_auth; /* 64, 0..1024 */
	uint16_t certification_type;       /* of what the next is: 5 for PEM */
	struct span pem_chain;             /* leaf, intermediate, root */
};

/* ATT_OK, or the first thing that is wrong, with `failure` filled (NULL allowed). */
enum att_code quote_parse(struct span bytes, struct quote *out, struct att_failure *failure);

enum quote_anchor {
	QUOTE_ANCHOR_INTEL,     /* as a root: the makers', so for SEV-SNP AMD's */
	QUOTE_ANCHOR_SIMULATED, /* of the "INSECURE SIMULATED" kind, explicitly asked for */
	QUOTE_ANCHOR_GIVEN,     /* any, for quote_check() alone: quote_verify() refuses it */
	QUOTE_ANCHOR_AMD,       /* AMD's root key for the product: for SEV-SNP alone */
};

struct quote_root {
	uint8_t point[P256_POINT_SIZE]; /* the root's public key */
	enum quote_anchor anchor;
	bool given_is_simulated; /* QUOTE_ANCHOR_GIVEN: it bears the simulated names */
	/* QUOTE_ANCHOR_GIVEN: AMD's kind instead, by SHA-256 of its SubjectPublicKeyInfo */
	bool given_is_ark;
	uint8_t ark_sha256[SHA256_SIZE];
};

/*
 * Intel's SGX Root CA, by its public key (two certificates with it circulate).  The same root
 * admits SEV-SNP under AMD's own keys, which are built in, too (snp_chain.h).
 */
const struct quote_root *quote_root_intel(void);

/*
 * A simulated root from its PEM certificate, for who explicitly asks for it.
 * ERR_INPUT with `why` when it is no certificate of the "INSECURE SIMULATED" kind: Intel's own, or
 * any other, cannot be slipped in this way.
 */
enum err quote_root_simulated(struct span pem, struct quote_root *out, struct why *why);

/*
 * Any root of the profile, Intel's or a simulated one or another key under one of these names, or
 * an AMD root key (ARK), for a check by name (quote check --root): the anchor is the maker's for
 * the maker's key, else QUOTE_ANCHOR_GIVEN.  ERR_INPUT with `why` when it is no such certificate.
 */
enum err quote_root_given(struct span pem, struct quote_root *out, struct why *why);

/* What is judged.  Without collateral (NULL, or nothing in it) nothing is genuine. */
struct quote_evidence {
	struct span quote;
	const struct collateral *collateral;
};

/* One enclave or guest that is allowed; what `has_` does not name is not looked at. */
struct quote_identity {
	enum quote_tee tee;
	/* SGX: this code, or any code of this signer, product and version or later */
	bool has_mrenclave;
	uint8_t mrenclave[QUOTE_MEASUREMENT_SIZE];
	uint8_t mrsigner[32];
	uint16_t isvprodid, min_isvsvn;
	/* TDX, SEV-SNP: MRTD, or the launch measurement; always looked at */
	uint8_t measurement[QUOTE_TD_REGISTER_SIZE];
	bool has_rtmr[QUOTE_RTMR_COUNT];
	uint8_t rtmr[QUOTE_RTMR_COUNT][QUOTE_TD_REGISTER_SIZE];
	bool has_mrconfigid, has_mrowner, has_mrownerconfig;
	uint8_t mrconfigid[QUOTE_TD_REGISTER_SIZE], mrowner[QUOTE_TD_REGISTER_SIZE];
	uint8_t mrownerconfig[QUOTE_TD_REGISTER_SIZE];
	bool has_vmpl, has_host_data; /* SEV-SNP */
	uint32_t vmpl, min_guest_svn;
	uint8_t host_data[32];
};

/* Security version numbers of SEV-SNP's firmware; only Turin has an FMC. */
struct quote_snp_tcb {
	uint8_t bootloader, tee, snp, microcode, fmc;
};

/* What is demanded.  Start from quote_policy_default() and say who is allowed. */
struct quote_policy {
	const struct quote_root *root;
	struct quote_identity identities[QUOTE_ALLOWED_MAX]; /* at least one */
	size_t identity_count;
	unsigned statuses;                /* TCB_STATUS_BIT() of each; Revoked never counts */
	struct tcb_advisories advisories; /* what a status other than UpToDate may carry */
	uint32_t min_evaluation_number;   /* of TCB info and QE identity */
	uint32_t collateral_age_days_max; /* of the same, since they were issued */
	uint8_t platforms[QUOTE_ALLOWED_MAX][QUOTE_PLATFORM_ID_SIZE]; /* PPID or instance id */
	size_t platform_count;                                        /* 0: any */
	struct quote_snp_tcb snp_min_tcb;
	int64_t at_ms;              /* the time to judge by */
	int64_t skew_ms;            /* what may lie in the future, by our clock; not for expiry */
	const uint8_t *report_data; /* 64 bytes expected; all zero is refused */
};

/*
 * No identity, no report data, no time yet; statuses UpToDate and SWHardeningNeeded, no advisory,
 * QUOTE_EVALUATION_NUMBER_DEFAULT, QUOTE_COLLATERAL_AGE_DAYS_DEFAULT, any platform, no skew.
 * `root` is borrowed.
 */
void quote_policy_default(const struct quote_root *root, struct quote_policy *out);

/* Allow one more SGX enclave by its MRENCLAVE.  ERR_LIMIT over QUOTE_ALLOWED_MAX. */
enum err quote_policy_allow(
    struct quote_policy *p, const uint8_t mrenclave[QUOTE_MEASUREMENT_SIZE]);

/* What the signed TCB information says of the platform. */
struct quote_tcb {
	bool is_known;
	enum tcb_status status;       /* of platform, TDX module and quoting enclave together */
	enum tcb_status platform, qe; /* of the one and the other */
	struct tcb_advisories advisories;
	int64_t date_ms;            /* the platform's TCB level's */
	uint32_t evaluation_number; /* the TCB info's */
};

/* The registers of a trust domain. */
struct quote_td {
	uint64_t attributes;
	uint8_t mrtd[QUOTE_TD_REGISTER_SIZE], mrseam[QUOTE_TD_REGISTER_SIZE];
	uint8_t mrconfigid[QUOTE_TD_REGISTER_SIZE], mrowner[QUOTE_TD_REGISTER_SIZE];
	uint8_t mrownerconfig[QUOTE_TD_REGISTER_SIZE];
	uint8_t rtmr[QUOTE_RTMR_COUNT][QUOTE_TD_REGISTER_SIZE];
	uint8_t tee_tcb_svn[16];
};

/* What an SEV-SNP report says beside its measurement. */
struct quote_snp {
	const char *product; /* a literal: "Milan" */
	bool is_vlek;        /* signed with a provider's key, not the chip's */
	uint32_t version, vmpl, guest_svn;
	uint64_t policy, platform_info;
	struct quote_snp_tcb reported_tcb, launch_tcb;
	uint8_t host_data[32], chip_id[64];
};

/* What is believed after ATT_OK. */
struct quote_facts {
	enum quote_tee tee;
	enum quote_anchor anchor;
	bool is_simulated; /* the anchor is not the vendor's */
	bool is_debug;
	struct quote_tcb tcb;
	struct measurement measurement;
	uint8_t report_data[QUOTE_REPORT_DATA_SIZE];
	/* SGX */
	uint8_t mrenclave[QUOTE_MEASUREMENT_SIZE], mrsigner[32];
	uint16_t isvprodid, isvsvn;
	/* TDX */
	struct quote_td td;
	/* SEV-SNP */
	struct quote_snp snp;
	/* when all of certificates, lists and signed information are valid, and which ends first */
	int64_t valid_from_ms, valid_until_ms;
	const char *expires_first; /* a literal */
	/* the platform, from its PCK certificate */
	uint8_t fmspc[QUOTE_FMSPC_SIZE], pceid[QUOTE_PCEID_SIZE], ppid_sha256[SHA256_SIZE];
	bool has_platform_instance; /* the rest of this block holds */
	uint8_t platform_instance[QUOTE_PLATFORM_ID_SIZE];
	bool is_dynamic_platform, has_cached_keys, has_smt;
};

/* Verify against a policy.  `facts` is all zero unless ATT_OK comes back. */
enum att_code quote_verify(const struct quote_evidence *evidence, const struct quote_policy *policy,
    struct quote_facts *facts, struct att_failure *failure);

/*
 * Is it genuine under `root` at `at_ms`, and not in debug mode?  That and its status is all that
 * is found out: no policy, no binding.  `facts` is all zero unless ATT_OK comes back, but that
 * `facts->tcb` is filled, too, when the refusal is of stage "policy".
 */
enum att_code quote_check(const struct quote_evidence *evidence, const struct quote_root *root,
    int64_t at_ms, struct quote_facts *facts, struct att_failure *failure);

/*
 * The measurement a quote claims, unverified, so that a person can look at it and compare.
 * Never a reason to trust.
 */
enum att_code quote_claimed_measurement(struct span bytes, struct measurement *out);

#endif
