/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/transport.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/net/loop.h"
#include "lib/net/tls_session.h"

static enum err
wait_for(struct transport *t, unsigned events)
{
	t->wants = events;
	return ERR_BUSY;
}

/* What errno says after a socket call failed. */
static enum err
socket_failed(struct transport *t, unsigned events)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return wait_for(t, events);
	return ERR_IO;
}

/* What OpenSSL says after a call that did not succeed. */
static enum err
ssl_failed(struct transport *t, int result)
{
	const int error = SSL_get_error(t->ssl, result);

	ERR_clear_error();
	switch (error) {
	case SSL_ERROR_WANT_READ:
		return wait_for(t, LOOP_READ);
	case SSL_ERROR_WANT_WRITE:
		return wait_for(t, LOOP_WRITE);
	case SSL_ERROR_ZERO_RETURN:
		return ERR_ABSENT;
	default:
		/* Also an end of the stream that TLS did not announce: an answer cut short. */
		return ERR_IO;
	}
}

enum err
transport_start_server(struct transport *t, const struct tls_server *tls)
{
	return tls_session_server(tls, t->fd, &t->ssl);
}

enum err
transport_start_client(struct transport *t, const struct tls_client *tls, const char *host)
{
	return tls_session_client(tls, t->fd, host, &t->ssl);
}

enum err
transport_handshake(struct transport *t)
{
	int result;
	enum err e;

	if (t->ssl == NULL)
		return OK;
	ERR_clear_error();
	result = SSL_do_handshake(t->ssl);
	if (result == 1)
		return OK;
	e = ssl_failed(t, result);
	/* Without SSL_VERIFY_PEER the verdict is there too, but it is not why we failed. */
	if (e == ERR_IO && SSL_get_verify_mode(t->ssl) == SSL_VERIFY_PEER &&
	    SSL_get_verify_result(t->ssl) != X509_V_OK)
		return ERR_AUTH;
	return e;
}

enum err
transport_spki(const struct transport *t, uint8_t out[SHA256_SIZE])
{
	X509 *peer = t->ssl == NULL ? NULL : SSL_get0_peer_certificate(t->ssl);

	ENSURE(peer != NULL, ERR_BUG);
	return tls_spki_of(peer, out);
}

static enum err
ssl_read(struct transport *t, uint8_t *at, size_t room, size_t *got)
{
	int result;
	enum err e;

	ERR_clear_error();
	result = SSL_read_ex(t->ssl, at, room, got);
	e = result == 1 ? OK : ssl_failed(t, result);
	t->is_dry = !SSL_has_pending(t->ssl);
	return e;
}

static enum err
socket_read(struct transport *t, uint8_t *at, size_t room, size_t *got)
{
	const ssize_t size = recv(t->fd, at, room, 0);

	t->is_dry = size < (ssize_t)room;
	if (size < 0)
		return socket_failed(t, LOOP_READ);
	ENSURE(size > 0, ERR_ABSENT);
	*got = (size_t)size;
	return OK;
}

enum err
transport_read(struct transport *t, uint8_t *at, size_t room, size_t *got)
{
	if (t->is_dry)
		return wait_for(t, LOOP_READ);
	return t->ssl != NULL ? ssl_read(t, at, room, got) : socket_read(t, at, room, got);
}

void
transport_wake(struct transport *t)
{
	t->is_dry = false;
}

void
transport_expect_event(struct transport *t)
{
	t->is_dry = t->ssl == NULL || !SSL_has_pending(t->ssl);
}

static enum err
ssl_write(struct transport *t, struct span bytes, size_t *written)
{
	int result;

	ERR_clear_error();
	result = SSL_write_ex(t->ssl, bytes.p, bytes.size, written);
	return result == 1 ? OK : ssl_failed(t, result);
}

enum err
transport_write(struct transport *t, struct span bytes, size_t *written)
{
	ssize_t size;

	if (t->ssl != NULL)
		return ssl_write(t, bytes, written);
	size = send(t->fd, bytes.p, bytes.size, MSG_NOSIGNAL);
	if (size < 0)
		return socket_failed(t, LOOP_WRITE);
	*written = (size_t)size;
	return OK;
}

void
transport_finish(struct transport *t)
{
	/* Once: our close_notify.  The peer's is not waited for, its bytes are dropped unread. */
	if (t->ssl != NULL && SSL_shutdown(t->ssl) < 0)
		ERR_clear_error();
	(void)shutdown(t->fd, SHUT_WR);
}

enum err
transport_scrap(struct transport *t)
{
	uint8_t scrap[16384];
	const ssize_t size = recv(t->fd, scrap, sizeof(scrap), 0);

	if (size < 0)
		return socket_failed(t, LOOP_READ);
	bytes_wipe(scrap, (size_t)size);
	ENSURE(size > 0, ERR_ABSENT);
	return OK;
}

void
transport_close(struct transport *t)
{
	SSL_free(t->ssl);
	if (t->fd >= 0)
		(void)close(t->fd);
	*t = (struct transport){ .fd = -1 };
}
