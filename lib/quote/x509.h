/* SPDX-License-Identifier: Apache-2.0 */
/*
 * x509.h - the one certificate profile of SGX provisioning (Intel SGX PCK Certificate and CRL
 * Profile Specification; RFC 5280).
 *
 * X.509 v3, ecdsa-with-SHA256 on P-256, uncompressed keys, KeyUsage and BasicConstraints present
 * and critical.  Known extensions: authority and subject key identifier, CRL distribution points,
 * and the SGX one.  An unknown critical extension, or any extension twice, is refused.
 *
 * Room:      lib/quote.  Calls: lib/quote/der.
 * Promises:  reading only: no signature, date or chain is judged here.
 */
#ifndef QUOTE_X509_H
#define QUOTE_X509_H

#include "lib/base/bytes.h"
#include "lib/crypto/crypto.h"
#include "lib/quote/validity.h"

enum {
	X509_SERIAL_SIZE_MAX = 21, /* 20 bytes and a zero in front (RFC 5280 section 4.1.2.2) */
	X509_PATH_LENGTH_NONE = -1,
};

/* KeyUsage bits as RFC 5280 section 4.2.1.3 numbers them from the left of the first byte. */
enum {
	X509_USE_DIGITAL_SIGNATURE = 0x80,
	X509_USE_NON_REPUDIATION = 0x40,
	X509_USE_CERT_SIGN = 0x04,
	X509_USE_CRL_SIGN = 0x02,
};

/* Everything is a view into the certificate's DER, or a copy of it. */
struct certificate {
	struct span der;                       /* all of it */
	struct span tbs;                       /* what is signed, with tag and length */
	struct span serial;                    /* INTEGER contents */
	struct span issuer, subject;           /* whole names, to be compared as bytes */
	struct span common_name, organisation; /* of the subject */
	struct period valid;
	uint8_t point[P256_POINT_SIZE];
	uint8_t signature[SIGNATURE_SIZE];
	bool has_constraints, is_ca;
	int path_length;  /* X509_PATH_LENGTH_NONE when absent */
	uint8_t key_uses; /* X509_USE_... */
	struct span sgx;  /* the SGX extension's value; empty when there is none */
};

/* Read one certificate; no byte may follow it.  ERR_INPUT when it does not fit the profile. */
enum err x509_parse(struct span der, struct certificate *out);

#endif
