/* SPDX-License-Identifier: Apache-2.0 */
/*
 * att_error.h - why evidence was refused: one table for C, JavaScript and the docs.
 *
 * tools/gen writes sdk/js/verify/codes.js and docs/errors.md from ATT_TABLE.  Append rows, never
 * renumber: the numbers are part of the command line's JSON.
 *
 * Room:      lib/quote.
 */
#ifndef QUOTE_ATT_ERROR_H
#define QUOTE_ATT_ERROR_H

/* X(code, stage, words for people) */
#define ATT_TABLE(X)                                                                           \
	X(ATT_OK, "ok", "genuine")                                                             \
	X(ATT_E_QUOTE_TRUNCATED, "quote", "the quote ends too early")                          \
	X(ATT_E_QUOTE_SIZE, "quote", "the quote's lengths do not add up")                      \
	X(ATT_E_QUOTE_VERSION, "quote", "unknown quote version")                               \
	X(ATT_E_AK_TYPE, "quote", "unknown attestation key type")                              \
	X(ATT_E_TEE_TYPE, "quote", "unknown TEE type")                                         \
	X(ATT_E_QE_VENDOR, "quote", "the quoting enclave is not from the vendor of this root") \
	X(ATT_E_CERT_DATA_TYPE, "quote", "the quote carries no certificate chain")             \
	X(ATT_E_CERT_DATA_SIZE, "quote", "the certificate chain's length does not add up")     \
	X(ATT_E_CERT_FORMAT, "pck", "a certificate is malformed")                              \
	X(ATT_E_CHAIN_LINK, "pck", "the certificates do not follow each other")                \
	X(ATT_E_CHAIN_CN, "pck", "a certificate has the wrong name for this root")             \
	X(ATT_E_ROOT_UNTRUSTED, "pck", "the chain ends at a root that is not trusted here")    \
	X(ATT_E_CHAIN_SIGNATURE, "pck", "a certificate's signature is wrong")                  \
	X(ATT_E_CHAIN_CONSTRAINT, "pck", "a certificate may not be used like this")            \
	X(ATT_E_CERT_NOT_YET_VALID, "pck", "a certificate is not valid yet")                   \
	X(ATT_E_CERT_EXPIRED, "pck", "a certificate has expired")                              \
	X(ATT_E_PCK_EXTENSION, "pck", "the PCK certificate's SGX extension is malformed")      \
	X(ATT_E_QE_REPORT_SIGNATURE, "sig",                                                    \
	    "the quoting enclave's report is not signed by its key")                           \
	X(ATT_E_QE_REPORT_DATA, "sig", "the quoting enclave did not vouch for this key")       \
	X(ATT_E_QUOTE_SIGNATURE, "sig", "the quote's signature is wrong")                      \
	X(ATT_E_DEBUG, "policy", "the enclave runs in debug mode")                             \
	X(ATT_E_ATTRIBUTES, "policy", "the enclave has attributes that are not allowed")       \
	X(ATT_E_MRENCLAVE, "policy", "this is not the code that was expected")                 \
	X(ATT_E_SIMULATED, "policy", "simulated evidence, and no simulated root was allowed")  \
	X(ATT_E_NOT_SIMULATED, "policy",                                                       \
	    "evidence under a simulated root must say it is simulated")                        \
	X(ATT_E_REPORT_DATA, "binding", "the quote is not bound to this answer")               \
	X(ATT_E_NONCE, "binding", "the answer is not for this request")                        \
	X(ATT_E_TLS, "binding", "the answer is not bound to this TLS connection")              \
	X(ATT_E_CONFIG, "binding", "the configuration shown is not the one that is bound")     \
	X(ATT_E_COLLATERAL, "binding", "the collateral shown is not the one that is bound")    \
	X(ATT_E_STALE, "binding", "the evidence is too old")

enum att_code {
#define X(code, stage, words) code,
	ATT_TABLE(X)
#undef X
	    ATT_CODE_COUNT
};

/* "ATT_E_ROOT_UNTRUSTED"; never NULL. */
const char *att_name(enum att_code c);
const char *att_stage(enum att_code c);
const char *att_words(enum att_code c);

/* The one refusal of a verification: the first, with details for people. */
struct att_failure {
	enum att_code code;
	char item[48];    /* which part: "PCK certificate", "root CA" */
	char detail[160]; /* printable; never a secret (evidence holds none) */
};

#endif
