/* SPDX-License-Identifier: Apache-2.0 */
/*
 * x509_field.h - what certificates and revocation lists have in common (RFC 5280).
 *
 * Room:      lib/quote, private to it.  Calls: lib/quote/der.
 * Promises:  every function: ERR_INPUT when the next bytes are not what was asked for; the reader
 *            then means nothing.
 */
#ifndef QUOTE_X509_FIELD_H
#define QUOTE_X509_FIELD_H

#include "lib/base/bytes.h"
#include "lib/crypto/crypto.h"

/* Exactly these bytes. */
enum err x509_exact(struct reader *r, struct span want);

/* AlgorithmIdentifier: ecdsa-with-SHA256 without parameters (RFC 5758 section 3.2). */
enum err x509_algorithm(struct reader *r);

/* BIT STRING { SEQUENCE { INTEGER r, INTEGER s } } as raw r||s. */
enum err x509_signature(struct reader *r, uint8_t out[SIGNATURE_SIZE]);

/*
 * AMD's two: RSASSA-PSS with SHA-384, MGF1 over SHA-384 and a salt of 48 bytes, in one of the two
 * forms that AMD writes; `*form` is a view of it.  BIT STRING of RSA4096_SIZE bytes.
 */
enum err x509_algorithm_pss(struct reader *r, struct span *form);
enum err x509_signature_pss(struct reader *r, struct span *out);

struct x509_extension {
	struct span oid, value;
	bool is_critical;
};

enum { X509_EXTENSIONS_MAX = 16 }; /* in one list, known or not */

/* A list of extensions on its way. */
struct x509_extensions {
	struct reader rest;
	struct span seen[X509_EXTENSIONS_MAX];
	size_t count;
};

/* Step into SEQUENCE OF Extension, which must come next. */
enum err x509_extensions_enter(struct reader *r, struct x509_extensions *out);

/* The next one, or *more = false at the end.  ERR_INPUT also when it was there before. */
enum err x509_extensions_next(struct x509_extensions *list, struct x509_extension *out, bool *more);

#endif
