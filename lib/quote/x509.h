/* SPDX-License-Identifier: Apache-2.0 */
/*
 * x509.h - the two certificate profiles of our evidence (RFC 5280).
 *
 * SGX provisioning (Intel SGX PCK Certificate and CRL Profile Specification): X.509 v3,
 * ecdsa-with-SHA256 on P-256, uncompressed keys, KeyUsage and BasicConstraints present.
 * AMD's key distribution (AMD 57230, VCEK Certificate and KDS Interface Specification): RSASSA-PSS
 * with SHA-384; keys are RSA of 4096 bits, or on P-384; KeyUsage and BasicConstraints where AMD
 * puts them.
 *
 * Known extensions: these two, which must be critical, authority and subject key identifier, CRL
 * distribution points, and the SGX one.  An unknown critical extension, or any extension twice, is
 * refused.
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
	uint8_t point[P256_POINT_SIZE];    /* SGX's */
	uint8_t signature[SIGNATURE_SIZE]; /* SGX's */
	/* AMD's: a modulus (RSA4096_SIZE) or x, y (P384_POINT_SIZE); with its whole frame */
	struct span key, key_info;
	struct span rsa_signature; /* AMD's, RSA4096_SIZE */
	bool has_constraints, is_ca;
	int path_length;        /* X509_PATH_LENGTH_NONE when absent */
	uint8_t key_uses;       /* X509_USE_... */
	bool has_padded_uses;   /* AMD's only: zero bits at their end, which DER has not */
	struct span sgx;        /* the SGX extension's value; empty when there is none */
	struct span extensions; /* SEQUENCE OF Extension, for x509_extensions_enter() */
};

/*
 * Read one certificate of the SGX profile, or of AMD's; no byte may follow it.  ERR_INPUT when it
 * does not fit the profile.
 */
enum err x509_parse(struct span der, struct certificate *out);
enum err x509_parse_amd(struct span der, struct certificate *out);

#endif
