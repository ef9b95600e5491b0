/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quote.h - believe, or refuse, an SGX ECDSA quote v3 (docs/attestation.md).
 *
 * quote_parse() reads the layout.  quote_verify() walks the certificate chain to a given root
 * key, checks every signature down to the report, the policy on the enclave's identity, and that
 * report_data is the expected one.  There is one trust anchor per call, Intel's or a simulated
 * one, and each admits only its own kind of evidence: names, vendor id and DEBUG bit of simulated
 * evidence never pass under Intel's root, nor the reverse.
 *
 * Room:      lib/quote.  Calls: lib/crypto, lib/base.
 * Promises:  nothing in `struct quote_facts` is filled before everything was verified; the first
 *            failed step is the one reported; no step can be skipped.
 * Never:     reads a clock, a file or a socket.
 */
#ifndef QUOTE_QUOTE_H
#define QUOTE_QUOTE_H

#include "lib/base/bytes.h"
#include "lib/base/why.h"
#include "lib/crypto/crypto.h"
#include "lib/quote/att_error.h"

enum {
	QUOTE_SIZE_MAX = 16384,
	QUOTE_REPORT_DATA_SIZE = 64,
	QUOTE_MEASUREMENT_SIZE = 32,
	QUOTE_ALLOWED_MAX = 16,
};

/* Views into the quote's bytes: layout only, believed by nobody yet. */
struct quote {
	struct span header, report, signed_part; /* 48, 384, 432 bytes */
	uint64_t attribute_flags;
	struct span mrenclave, mrsigner, report_data;
	uint16_t isvprodid, isvsvn;
	struct span signature, attestation_key;       /* 64, 64 */
	struct span qe_report, qe_signature, qe_auth; /* 384, 64, 0..1024 */
	struct span pem_chain;                        /* type 5: leaf, intermediate, root */
};

/* ATT_OK, or the first thing that is wrong, with `failure` filled (NULL allowed). */
enum att_code quote_parse(struct span bytes, struct quote *out, struct att_failure *failure);

struct quote_root {
	uint8_t point[P256_POINT_SIZE]; /* the root's public key */
	bool is_simulated;
};

/* Intel's SGX Root CA, by its public key (two certificates with it circulate). */
const struct quote_root *quote_root_intel(void);

/*
 * A simulated root from its PEM certificate, for who explicitly asks for it.
 * ERR_INPUT with `why` when it is no certificate of the "INSECURE SIMULATED" kind: Intel's own, or
 * any other, cannot be slipped in this way.
 */
enum err quote_root_simulated(struct span pem, struct quote_root *out, struct why *why);

struct quote_policy {
	const struct quote_root *root;
	/* Allowed MRENCLAVE values; at least one: there is no "any". */
	uint8_t measurements[QUOTE_ALLOWED_MAX][QUOTE_MEASUREMENT_SIZE];
	size_t measurement_count;
	int64_t at_ms;              /* the time to judge by */
	const uint8_t *report_data; /* 64 bytes expected; all zero is refused */
};

/* What is believed after ATT_OK. */
struct quote_facts {
	bool is_simulated, is_debug;
	uint8_t mrenclave[32], mrsigner[32];
	uint16_t isvprodid, isvsvn;
	uint8_t report_data[64];
	int64_t valid_from_ms, valid_until_ms; /* of the chain */
};

/* Verify against a policy.  `facts` is all zero unless ATT_OK comes back. */
enum att_code quote_verify(struct span bytes, const struct quote_policy *policy,
    struct quote_facts *facts, struct att_failure *failure);

/*
 * The measurement a quote claims, unverified, so that a person can look at it and compare.
 * Never a reason to trust.
 */
enum att_code quote_claimed_measurement(struct span bytes, uint8_t out[QUOTE_MEASUREMENT_SIZE]);

#endif
