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
#define ATT_TABLE(X)                                                                               \
	X(ATT_OK, "ok", "genuine")                                                                 \
	X(ATT_E_QUOTE_TRUNCATED, "quote", "the quote ends too early")                              \
	X(ATT_E_QUOTE_SIZE, "quote", "the quote's lengths do not add up")                          \
	X(ATT_E_QUOTE_VERSION, "quote", "unknown quote version")                                   \
	X(ATT_E_AK_TYPE, "quote", "unknown attestation key type")                                  \
	X(ATT_E_TEE_TYPE, "quote", "unknown TEE type")                                             \
	X(ATT_E_QE_VENDOR, "quote", "the quoting enclave is not from the vendor of this root")     \
	X(ATT_E_CERT_DATA_TYPE, "quote", "the quote carries no certificate chain")                 \
	X(ATT_E_CERT_DATA_SIZE, "quote", "the certificate chain's length does not add up")         \
	X(ATT_E_CERT_FORMAT, "pck", "a certificate is malformed")                                  \
	X(ATT_E_CHAIN_LINK, "pck", "the certificates do not follow each other")                    \
	X(ATT_E_CHAIN_CN, "pck", "a certificate has the wrong name for this root")                 \
	X(ATT_E_ROOT_UNTRUSTED, "pck", "the chain ends at a root that is not trusted here")        \
	X(ATT_E_CHAIN_SIGNATURE, "pck", "a certificate's signature is wrong")                      \
	X(ATT_E_CHAIN_CONSTRAINT, "pck", "a certificate may not be used like this")                \
	X(ATT_E_CERT_NOT_YET_VALID, "pck", "a certificate is not valid yet")                       \
	X(ATT_E_CERT_EXPIRED, "pck", "a certificate has expired")                                  \
	X(ATT_E_PCK_EXTENSION, "pck", "the PCK certificate's SGX extension is malformed")          \
	X(ATT_E_QE_REPORT_SIGNATURE, "sig",                                                        \
	    "the quoting enclave's report is not signed by its key")                               \
	X(ATT_E_QE_REPORT_DATA, "sig", "the quoting enclave did not vouch for this key")           \
	X(ATT_E_QUOTE_SIGNATURE, "sig", "the quote's signature is wrong")                          \
	X(ATT_E_DEBUG, "policy", "the enclave runs in debug mode")                                 \
	X(ATT_E_ATTRIBUTES, "policy", "the enclave has attributes that are not allowed")           \
	X(ATT_E_MRENCLAVE, "policy", "this is not the code that was expected")                     \
	X(ATT_E_SIMULATED, "policy", "simulated evidence, and no simulated root was allowed")      \
	X(ATT_E_NOT_SIMULATED, "policy",                                                           \
	    "evidence under a simulated root must say it is simulated")                            \
	X(ATT_E_REPORT_DATA, "binding", "the quote is not bound to this answer")                   \
	X(ATT_E_NONCE, "binding", "the answer is not for this request")                            \
	X(ATT_E_TLS, "binding", "the answer is not bound to this TLS connection")                  \
	X(ATT_E_CONFIG, "binding", "the configuration shown is not the one that is bound")         \
	X(ATT_E_COLLATERAL, "binding", "the collateral shown is not the one that is bound")        \
	X(ATT_E_STALE, "binding", "the evidence is too old")                                       \
	X(ATT_E_ANSWER, "binding", "the answer is not an attestation")                             \
	X(ATT_E_COLLATERAL_FORMAT, "tcb", "the collateral is malformed")                           \
	X(ATT_E_CRL_MISSING, "crl", "a revocation list is missing")                                \
	X(ATT_E_CRL_FORMAT, "crl", "a revocation list is malformed")                               \
	X(ATT_E_CRL_ISSUER, "crl", "a revocation list is from another issuer")                     \
	X(ATT_E_CRL_SIGNATURE, "crl", "a revocation list's signature is wrong")                    \
	X(ATT_E_CRL_NOT_YET_VALID, "crl", "a revocation list is not valid yet")                    \
	X(ATT_E_CRL_EXPIRED, "crl", "a revocation list has expired")                               \
	X(ATT_E_REVOKED_CA, "crl", "the platform's CA is revoked")                                 \
	X(ATT_E_REVOKED_PCK, "crl", "the platform's certificate is revoked")                       \
	X(ATT_E_TCB_SIGNER_FORMAT, "tcb", "the TCB info's certificates are missing or malformed")  \
	X(ATT_E_TCB_SIGNER_LINK, "tcb", "the TCB info's certificates do not follow each other")    \
	X(ATT_E_TCB_SIGNER_CN, "tcb", "the TCB info is signed under the wrong name")               \
	X(ATT_E_TCB_SIGNER_SIGNATURE, "tcb", "the signature of the TCB info's signer is wrong")    \
	X(ATT_E_TCB_SIGNER_CONSTRAINT, "tcb", "the TCB info's signer may not be used like this")   \
	X(ATT_E_TCB_SIGNER_NOT_YET_VALID, "tcb", "the TCB info's signer is not valid yet")         \
	X(ATT_E_TCB_SIGNER_EXPIRED, "tcb", "the TCB info's signer has expired")                    \
	X(ATT_E_TCB_SIGNER_REVOKED, "tcb", "the TCB info's signer is revoked")                     \
	X(ATT_E_TCB_SIGNATURE, "tcb", "the TCB info is not signed by its signer")                  \
	X(ATT_E_TCB_FORMAT, "tcb", "the TCB info is missing or malformed")                         \
	X(ATT_E_TCB_NOT_YET_VALID, "tcb", "the TCB info is not valid yet")                         \
	X(ATT_E_TCB_EXPIRED, "tcb", "the TCB info has expired")                                    \
	X(ATT_E_TCB_TEE, "tcb", "the TCB info is for another TEE or of another version")           \
	X(ATT_E_QEID_SIGNER_FORMAT, "qe",                                                          \
	    "the QE identity's certificates are missing or malformed")                             \
	X(ATT_E_QEID_SIGNER_LINK, "qe", "the QE identity's certificates do not follow each other") \
	X(ATT_E_QEID_SIGNER_CN, "qe", "the QE identity is signed under the wrong name")            \
	X(ATT_E_QEID_SIGNER_SIGNATURE, "qe", "the signature of the QE identity's signer is wrong") \
	X(ATT_E_QEID_SIGNER_CONSTRAINT, "qe",                                                      \
	    "the QE identity's signer may not be used like this")                                  \
	X(ATT_E_QEID_SIGNER_NOT_YET_VALID, "qe", "the QE identity's signer is not valid yet")      \
	X(ATT_E_QEID_SIGNER_EXPIRED, "qe", "the QE identity's signer has expired")                 \
	X(ATT_E_QEID_SIGNER_REVOKED, "qe", "the QE identity's signer is revoked")                  \
	X(ATT_E_QEID_SIGNATURE, "qe", "the QE identity is not signed by its signer")               \
	X(ATT_E_QEID_FORMAT, "qe", "the QE identity is missing or malformed")                      \
	X(ATT_E_QEID_NOT_YET_VALID, "qe", "the QE identity is not valid yet")                      \
	X(ATT_E_QEID_EXPIRED, "qe", "the QE identity has expired")                                 \
	X(ATT_E_QEID_TEE, "qe", "the QE identity is for another TEE or of another version")        \
	X(ATT_E_FMSPC, "tcb", "the TCB info is for another platform family")                       \
	X(ATT_E_PCEID, "tcb", "the TCB info is for another provisioning enclave")                  \
	X(ATT_E_TDX_MODULE, "tcb", "the TDX module is not one that the TCB info knows")            \
	X(ATT_E_TCB_UNSUPPORTED, "tcb", "the platform is below every TCB level")                   \
	X(ATT_E_QE_IDENTITY, "qe", "the quoting enclave is not the one its identity describes")    \
	X(ATT_E_QE_TCB_UNSUPPORTED, "qe", "the quoting enclave is below every TCB level")          \
	X(ATT_E_SNP_REPORT, "quote", "the SEV-SNP report is malformed")                            \
	X(ATT_E_VEK_EXTENSION, "pck", "the VEK certificate's AMD extensions are malformed")        \
	X(ATT_E_VEK_TCB, "tcb", "the VEK certificate is not for the TCB that is reported")         \
	X(ATT_E_CHIP_ID, "tcb", "the VEK certificate is not for the chip that is reported")        \
	X(ATT_E_TCB_STATUS, "policy", "the platform's TCB status is not allowed")                  \
	X(ATT_E_ADVISORY, "policy", "a security advisory applies that is not allowed")             \
	X(ATT_E_EVAL_NUMBER, "policy",                                                             \
	    "the collateral predates the TCB recovery that is demanded")                           \
	X(ATT_E_COLLATERAL_AGE, "policy", "the collateral is older than allowed")                  \
	X(ATT_E_MRSIGNER, "policy", "this is not code of the signer that was expected")            \
	X(ATT_E_ISVPRODID, "policy", "this is not the product that was expected")                  \
	X(ATT_E_ISVSVN, "policy", "the code is older than allowed")                                \
	X(ATT_E_MEASUREMENT, "policy", "this is not the guest that was expected")                  \
	X(ATT_E_PLATFORM, "policy", "the platform is not one of those allowed")                    \
	X(ATT_E_GUEST_POLICY, "policy", "the guest's policy allows too much")                      \
	X(ATT_E_TCB_MINIMUM, "policy", "the platform's TCB is below the minimum")

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
