/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crl.h - the one profile of revocation list (RFC 5280 section 5; Intel SGX PCK Certificate and CRL
 * Profile Specification): version 2, complete, of one issuer.
 *
 * CRL number and authority key identifier must be there.  Delta lists, indirect lists and unknown
 * critical extensions, of the list or of an entry, are refused: who does not understand one must
 * not use it.
 *
 * Room:      lib/quote, private to it.  Calls: lib/quote/der.
 * Promises:  reading only: no signature, date or issuer is judged here.
 */
#ifndef QUOTE_CRL_H
#define QUOTE_CRL_H

#include "lib/base/bytes.h"
#include "lib/crypto/crypto.h"
#include "lib/quote/validity.h"

/* Everything is a view into the list's DER, or a copy of it. */
struct crl {
	struct span tbs;    /* what is signed, with tag and length */
	struct span issuer; /* the whole name, to be compared as bytes */
	struct period valid;
	struct span entries; /* one after the other, well-formed */
	uint8_t signature[SIGNATURE_SIZE];
};

/* Read one list; no byte may follow it.  ERR_INPUT when it does not fit the profile. */
enum err crl_parse(struct span der, struct crl *out);

/* Does it name this serial number, given as a certificate's INTEGER contents? */
bool crl_has(const struct crl *c, struct span serial);

#endif
