/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/server.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/net/server_call.h"

enum {
	BACKLOG = 511,
	ACCEPTS_PER_TURN = 64,
	ACCEPT_AGAIN_MS = 100,
};

static void on_connect(void *self, unsigned events);

static struct server_limits
limits_or_defaults(const struct server_limits *given)
{
	struct server_limits l = *given;

	l.connections_max = l.connections_max > 0 ? l.connections_max : 900;
	l.connections_per_peer = l.connections_per_peer > 0 ? l.connections_per_peer : 256;
	l.requests_per_connection =
	    l.requests_per_connection > 0 ? l.requests_per_connection : 10000;
	l.body_size_max = l.body_size_max > 0 ? l.body_size_max : 1 << 20;
	l.head_ms = l.head_ms > 0 ? l.head_ms : 5000;
	l.body_ms = l.body_ms > 0 ? l.body_ms : 10000;
	l.write_ms = l.write_ms > 0 ? l.write_ms : 10000;
	l.idle_ms = l.idle_ms > 0 ? l.idle_ms : 15000;
	return l;
}

static enum err
listen_failed(const struct server_config *config, struct why *why)
{
	return why_set(why, ERR_IO, "cannot listen on %s port %u: %s", config->host,
	    (unsigned)config->port, strerror(errno));
}

static enum err
listen_on(struct server *s, const struct server_config *config, const struct addrinfo *to,
    struct why *why)
{
	struct sockaddr_storage bound = { 0 };
	socklen_t size = sizeof(bound);
	const int one = 1;

	s->listen_fd = socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->listen_fd < 0)
		return listen_failed(config, why);
	if (setsockopt(s->listen_fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) != 0 ||
	    bind(s->listen_fd, to->ai_addr, to->ai_addrlen) != 0 ||
	    listen(s->listen_fd, BACKLOG) != 0 ||
	    getsockname(s->listen_fd, (struct sockaddr *)&bound, &size) != 0)
		return listen_failed(config, why);
	if (bound.ss_family == AF_INET6)
		s->port = ntohs(((const struct sockaddr_in6 *)&bound)->sin6_port);
	else
		s->port = ntohs(((const struct sockaddr_in *)&bound)->sin_port);
	return OK;
}

static enum err
start(struct server *s, const struct server_config *config, struct why *why)
{
	const struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found = NULL;
	char port[8];
	enum err e;

	(void)snprintf(port, sizeof(port), "%u", (unsigned)config->port);
	if (config->host == NULL || getaddrinfo(config->host, port, &hints, &found) != 0)
		return why_set(why, ERR_INPUT, "\"%s\" is not a numeric address to listen on",
		    config->host == NULL ? "" : config->host);
	e = listen_on(s, config, found, why);
	freeaddrinfo(found);
	TRY(e);
	TRY(loop_watch(s->loop, s->listen_fd, LOOP_READ, on_connect, s));
	return OK;
}

enum err
server_new(struct loop *l, const struct server_config *config, struct server **out, struct why *why)
{
	struct server *s = calloc(1, sizeof(*s));
	enum err e;

	ENSURE(s != NULL, ERR_NOMEM);
	s->loop = l;
	s->config = *config;
	s->config.limits = limits_or_defaults(&config->limits);
	s->listen_fd = -1;
	e = start(s, config, why);
	s->config.host = NULL; /* the caller's text may go now */
	if (e != OK) {
		server_free(s);
		return e;
	}
	*out = s;
	return OK;
}

static void
stop_listening(struct server *s)
{
	if (s->listen_fd < 0)
		return;
	loop_timer_cancel(s->loop, &s->accept_again);
	loop_unwatch(s->loop, s->listen_fd);
	(void)close(s->listen_fd);
	s->listen_fd = -1;
}

void
server_free(struct server *s)
{
	if (s == NULL)
		return;
	stop_listening(s);
	while (s->calls != NULL)
		call_close(s->calls);
	free(s);
}

uint16_t
server_port(const struct server *s)
{
	return s->port;
}

size_t
server_connection_count(const struct server *s)
{
	return s->call_count;
}

bool
server_drain(struct server *s)
{
	struct server_call *after;

	s->is_draining = true;
	stop_listening(s);
	for (struct server_call *c = s->calls; c != NULL; c = after) {
		after = c->after;
		if (c->state == CALL_IDLE || c->state == CALL_HANDSHAKE)
			call_close(c);
	}
	return s->call_count == 0;
}

void
call_close(struct server_call *c)
{
	struct server *s = c->server;

	loop_timer_cancel(s->loop, &c->deadline);
	loop_timer_cancel(s->loop, &c->resume);
	loop_unwatch(s->loop, c->transport.fd);
	transport_close(&c->transport);
	http_inbox_wipe(&c->inbox);
	buf_wipe(&c->out);
	if (c->before != NULL)
		c->before->after = c->after;
	else
		s->calls = c->after;
	if (c->after != NULL)
		c->after->before = c->before;
	s->call_count--;
	bytes_wipe(c, sizeof(*c));
	free(c);
}

static bool
is_over_a_cap(const struct server *s, const struct server_call *newcomer)
{
	size_t same = 0;

	if (s->call_count >= s->config.limits.connections_max)
		return true;
	if (newcomer->peer.is_loopback)
		return false;
	for (const struct server_call *c = s->calls; c != NULL; c = c->after)
		same += server_peer_is_same(&c->peer, &newcomer->peer);
	return same >= s->config.limits.connections_per_peer;
}

static enum err
start_transport(const struct server *s, struct server_call *c)
{
	return s->config.tls == NULL ? OK : transport_start_server(&c->transport, s->config.tls);
}

/* A connection of ours from now on; `fd` is closed in any case of error. */
static enum err
call_new(struct server *s, int fd, const struct sockaddr_storage *from, struct server_call **out)
{
	struct server_call *c = calloc(1, sizeof(*c));
	const int one = 1;

	if (c == NULL) {
		(void)close(fd);
		return ERR_NOMEM;
	}
	c->server = s;
	c->transport.fd = fd;
	server_peer_read(from, &c->peer);
	if (is_over_a_cap(s, c) || start_transport(s, c) != OK) {
		transport_close(&c->transport);
		free(c);
		return ERR_LIMIT;
	}
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	http_inbox_init(&c->inbox, s->config.limits.body_size_max);
	c->out = buf_new(SIZE_MAX);
	c->after = s->calls;
	if (s->calls != NULL)
		s->calls->before = c;
	s->calls = c;
	s->call_count++;
	*out = c;
	return OK;
}

static void
on_accept_again(void *self)
{
	struct server *s = self;

	if (loop_watch(s->loop, s->listen_fd, LOOP_READ, on_connect, s) == OK)
		return;
	/* The listener's place among the watches was given to another; wait until one is free. */
	if (loop_timer_set(s->loop, &s->accept_again, ACCEPT_AGAIN_MS, on_accept_again, s) != OK)
		LOG(s->config.log, LOG_ERROR, "accept_stopped",
		    LOG_N(LOG_COUNT, (int64_t)s->call_count));
}

/* No descriptor left: asking again at once would only turn in circles. */
static void
rest_accepting(struct server *s)
{
	loop_unwatch(s->loop, s->listen_fd);
	if (loop_timer_set(s->loop, &s->accept_again, ACCEPT_AGAIN_MS, on_accept_again, s) != OK)
		on_accept_again(s); /* no timer left either: then turn in circles */
}

static void
on_connect(void *self, unsigned events)
{
	struct server *s = self;
	struct sockaddr_storage from = { 0 };
	struct server_call *c;

	(void)events;
	for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
		socklen_t size = sizeof(from);
		const int fd = accept4(
		    s->listen_fd, (struct sockaddr *)&from, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (fd < 0 && errno != ECONNABORTED && errno != EINTR && errno != EPROTO) {
			rest_accepting(s);
			return;
		}
		if (fd >= 0 && call_new(s, fd, &from, &c) == OK)
			call_run(c);
	}
}
