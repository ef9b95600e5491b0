/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collateral_files.h - collateral as a directory holds it: a file for each item, or one for all.
 *
 * The host's fetcher fills such a directory; the enclave and `perf-aggregator collateral` read it.
 * Each item is signed and dated by itself, so a directory in which some are newer than others is
 * good, and files can be replaced one by one.  Reading the files is the caller's; here is what they
 * are called, how large they may be, and what is in them.
 *
 *   root-ca.crl, pck.crl                       DER
 *   tcb-info.json, qe-identity.json            as Intel's service answers: {"tcbInfo": {...},
 *                                              "signature": "HEX"}, {"enclaveIdentity": ...}
 *   tcb-signing-chain.pem, qe-identity-chain.pem   signer first
 *   vek.der, ask.pem, ark.pem                  AMD's, for SEV-SNP
 *   collateral.json                            instead of all of these: what crosses the wire
 *
 * Room:      lib/quote.  Calls: lib/json, lib/base.
 * Promises:  limits before work; carries, believes nothing.
 */
#ifndef QUOTE_COLLATERAL_FILES_H
#define QUOTE_COLLATERAL_FILES_H

#include "lib/quote/collateral.h"

/* X(name, its file, the most bytes it may have) */
#define COLLATERAL_FILE_TABLE(X)                                                         \
	X(COLLATERAL_FILE_ROOT_CRL, "root-ca.crl", COLLATERAL_CRL_SIZE_MAX)              \
	X(COLLATERAL_FILE_PCK_CRL, "pck.crl", COLLATERAL_CRL_SIZE_MAX)                   \
	X(COLLATERAL_FILE_TCB_CHAIN, "tcb-signing-chain.pem", COLLATERAL_CHAIN_SIZE_MAX) \
	X(COLLATERAL_FILE_TCB_INFO, "tcb-info.json", COLLATERAL_ANSWER_SIZE_MAX)         \
	X(COLLATERAL_FILE_QE_CHAIN, "qe-identity-chain.pem", COLLATERAL_CHAIN_SIZE_MAX)  \
	X(COLLATERAL_FILE_QE_IDENTITY, "qe-identity.json", COLLATERAL_ANSWER_SIZE_MAX)   \
	X(COLLATERAL_FILE_VEK, "vek.der", COLLATERAL_VEK_SIZE_MAX)                       \
	X(COLLATERAL_FILE_ASK, "ask.pem", COLLATERAL_CHAIN_SIZE_MAX)                     \
	X(COLLATERAL_FILE_ARK, "ark.pem", COLLATERAL_CHAIN_SIZE_MAX)                     \
	X(COLLATERAL_FILE_ALL, "collateral.json", COLLATERAL_JSON_SIZE_MAX)

enum { COLLATERAL_ANSWER_SIZE_MAX = COLLATERAL_TEXT_SIZE_MAX + 1024 };

enum collateral_file {
#define X(name, file, size) name,
	COLLATERAL_FILE_TABLE(X)
#undef X
	    COLLATERAL_FILE_COUNT
};

/* Its name in the directory; never NULL. */
const char *collateral_file_name(enum collateral_file f);

/* The most bytes it may have. */
size_t collateral_file_size_max(enum collateral_file f);

/*
 * Put together what the files hold; one that is not there is an empty span.  `out` has views into
 * `files` and `store`, good until they change: give an empty store that may grow to
 * COLLATERAL_JSON_SIZE_MAX + 1.
 * ERR_INPUT or ERR_LIMIT with `why` naming the file and what is wrong in it, ERR_NOMEM; ERR_ABSENT
 * when there is no file at all.  What is missing otherwise, the steps of verification will name.
 */
enum err collateral_files_parse(const struct span files[COLLATERAL_FILE_COUNT], struct buf *store,
    struct collateral *out, struct why *why);

#endif
