/* SPDX-License-Identifier: Apache-2.0 */
/*
 * transport.h - a connected socket, plain or under TLS, that never blocks.
 *
 * Server and client connections read and write through it and do not know which it is.  When
 * nothing can be done now it says ERR_BUSY and `wants` tells what to wait for (under TLS a read
 * may have to write, and the other way round).
 *
 * Room:      lib/net.  Calls: lib/base, libssl through tls_session.h.
 * Errors:    ERR_BUSY   wait for `wants`, then call again
 *            ERR_ABSENT the peer ended the stream in order
 *            ERR_IO     the connection is broken, or ended without TLS saying so
 *            ERR_AUTH   the peer's certificate is not trusted (handshake only)
 */
#ifndef NET_TRANSPORT_H
#define NET_TRANSPORT_H

#include "lib/net/tls.h"

struct ssl_st; /* OpenSSL's SSL */

struct transport {
	int fd;             /* -1: closed */
	struct ssl_st *ssl; /* NULL: plain */
	unsigned wants;     /* LOOP_READ or LOOP_WRITE, after ERR_BUSY */
	bool is_dry;        /* the last read took all there was */
};

/* Put TLS on a fresh connection, as the server or the client of it.  ERR_NOMEM. */
enum err transport_start_server(struct transport *t, const struct tls_server *tls);
enum err transport_start_client(
    struct transport *t, const struct tls_client *tls, const char *host);

/* Finish the TLS handshake; OK at once when plain. */
enum err transport_handshake(struct transport *t);

/* After a handshake as a client: SHA-256 of the peer's SubjectPublicKeyInfo.  ERR_BUG. */
enum err transport_spki(const struct transport *t, uint8_t out[SHA256_SIZE]);

/*
 * Read at least one byte, at most `room`.  After a read that took all there was it says ERR_BUSY
 * without asking the kernel, until transport_wake(): inside an enclave each such call is dear.
 */
enum err transport_read(struct transport *t, uint8_t *at, size_t room, size_t *got);

/* The loop saw an event, or the caller wants to be sure: the next read asks again. */
void transport_wake(struct transport *t);

/*
 * The caller thinks that nothing came yet: until transport_wake() the next read does not ask the
 * kernel, either.
 */
void transport_expect_event(struct transport *t);

/* Write at least one byte of `bytes`. */
enum err transport_write(struct transport *t, struct span bytes, size_t *written);

/* Say that we shall write no more; what the peer still sends may be read with transport_scrap. */
void transport_finish(struct transport *t);

/* Read and drop what came in, undecrypted.  OK: there was something.  ERR_BUSY, ERR_ABSENT. */
enum err transport_scrap(struct transport *t);

/* Close; the socket is gone afterwards, however often it is called. */
void transport_close(struct transport *t);

#endif
