/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_session.h - from a context of tls.h to the TLS of one connection.  Private to lib/net.
 *
 * Room:      lib/net.  Calls: libssl.
 */
#ifndef NET_TLS_SESSION_H
#define NET_TLS_SESSION_H

#include "lib/net/tls.h"

struct ssl_st;
struct x509_st;

/* TLS on `fd`, ready for its handshake; the caller frees it with SSL_free().  ERR_NOMEM. */
enum err tls_session_server(const struct tls_server *t, int fd, struct ssl_st **out);

/* The same as a client of `host`, a name or a numeric address. */
enum err tls_session_client(
    const struct tls_client *t, int fd, const char *host, struct ssl_st **out);

/* SHA-256 of a certificate's SubjectPublicKeyInfo.  ERR_BUG. */
enum err tls_spki_of(struct x509_st *certificate, uint8_t out[SHA256_SIZE]);

#endif
