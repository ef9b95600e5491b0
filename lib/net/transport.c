/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/transport.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/net/loop.h"

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

enum err
transport_handshake(struct transport *t)
{
	(void)t;
	return OK;
}

enum err
transport_read(struct transport *t, uint8_t *at, size_t room, size_t *got)
{
	ssize_t size;

	size = recv(t->fd, at, room, 0);
	if (size < 0)
		return socket_failed(t, LOOP_READ);
	ENSURE(size > 0, ERR_ABSENT);
	*got = (size_t)size;
	return OK;
}

enum err
transport_write(struct transport *t, struct span bytes, size_t *written)
{
	ssize_t size;

	size = send(t->fd, bytes.p, bytes.size, MSG_NOSIGNAL);
	if (size < 0)
		return socket_failed(t, LOOP_WRITE);
	*written = (size_t)size;
	return OK;
}

void
transport_finish(struct transport *t)
{
	(void)shutdown(t->fd, SHUT_WR);
}

enum err
transport_scrap(struct transport *t)
{
	uint8_t scrap[16384];
	const ssize_t size = recv(t->fd, scrap, sizeof(scrap), 0);

	if (size < 0)
		return socket_failed(t, LOOP_READ);
	ENSURE(size > 0, ERR_ABSENT);
	return OK;
}

void
transport_close(struct transport *t)
{
	if (t->fd >= 0)
		(void)close(t->fd);
	*t = (struct transport){ .fd = -1 };
}
