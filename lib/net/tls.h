/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls.h - TLS 1.3 for our servers, TLS 1.2 and 1.3 for our client, on OpenSSL.
 *
 * A server's key is either made at start and lives in memory only (its SPKI hash goes into the
 * attestation binding, so a client that checks the binding needs no certificate authority), or
 * comes from files.  A client checks the name and the chain against the system's or a given
 * bundle, or, for attested servers, takes any certificate and reports its SPKI hash: the caller
 * must then compare it with the binding before it says anything secret.
 *
 * Room:      lib/net.  Calls: lib/crypto, lib/base, libssl.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include "lib/base/why.h"
#include "lib/crypto/crypto.h"

struct tls_server; /* opaque */
struct tls_client; /* opaque */

/* A fresh P-256 key and a self-signed certificate, in memory only.  ERR_NOMEM, ERR_BUG. */
enum err tls_server_new_self(struct tls_server **out);

/* PEM files.  ERR_IO, ERR_INPUT with `why` naming the file. */
enum err tls_server_new_files(
    const char *certificate_path, const char *key_path, struct tls_server **out, struct why *why);
void tls_server_free(struct tls_server *t); /* takes NULL */

/* SHA-256 of the leaf's SubjectPublicKeyInfo (DER). */
void tls_server_spki(const struct tls_server *t, uint8_t out[SHA256_SIZE]);

enum tls_trust {
	TLS_TRUST_ROOTS,  /* chain and host name must verify */
	TLS_TRUST_BINDING /* any certificate: the caller compares its SPKI with an attestation */
};

/* `roots_path`: a PEM bundle, NULL for the system's.  ERR_IO, ERR_INPUT with `why`. */
enum err tls_client_new(
    enum tls_trust trust, const char *roots_path, struct tls_client **out, struct why *why);
void tls_client_free(struct tls_client *t); /* takes NULL */

#endif
