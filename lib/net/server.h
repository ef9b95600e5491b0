/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server.h - a strict HTTP/1.1 server on a loop.
 *
 * Reads whole requests (head, then body up to the limit the handler's owner names for this head),
 * calls the handler, writes its reply, keeps the connection.  Absolute deadlines: head, body,
 * write, idle.  One request at a time per connection; pipelined ones wait their turn.
 *
 * A handler answers at once with server_reply(), or keeps `struct server_call *` and answers later
 * (a parked call).  A parked call whose client went away stays valid until it is answered.
 *
 * Room:      lib/net.
 * Promises:  buffers that held a request or reply are wiped; a request that breaks the rules is
 *            answered with a problem document and the connection is closed.
 * Never:     a Server header, TRACE, CONNECT, Upgrade.
 */
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include "lib/base/log.h"
#include "lib/base/why.h"
#include "lib/net/http.h"
#include "lib/net/loop.h"
#include "lib/net/tls.h"

struct server;
struct server_call;

struct server_limits {
	size_t connections_max;         /* default 900 */
	size_t connections_per_peer;    /* default 256; loopback peers are not counted */
	size_t requests_per_connection; /* default 10,000; then Connection: close */
	size_t body_size_max;           /* default 1 MiB, the ceiling over every route */
	int64_t head_ms, body_ms, write_ms, idle_ms; /* 5000, 10000, 10000, 15000 */
};

struct server_handler {
	void *self;
	/*
	 * The head is complete: how large may this request's body be?  Called before the body is
	 * read.  0 means no body is allowed (a larger one is 413).
	 */
	size_t (*body_size_max)(void *self, const struct http_request *head);
	/* The request is complete: answer now, or keep `call` and answer later. */
	void (*handle)(void *self, struct server_call *call, const struct http_request *request);
	/* A request was refused by the server itself (malformed, too large, too slow).  May be
	 * NULL. */
	void (*refused)(void *self, unsigned status);
};

struct server_config {
	const char *host;             /* numeric address */
	uint16_t port;                /* 0: any free one */
	const struct tls_server *tls; /* NULL: plain */
	struct server_limits limits;  /* zero members take their defaults */
	struct server_handler handler;
	const struct log *log;
};

/* Listen and serve on `l` until freed.  ERR_IO (`why`: address and reason), ERR_INPUT, ERR_NOMEM.
 */
enum err server_new(
    struct loop *l, const struct server_config *config, struct server **out, struct why *why);

/*
 * Close everything; parked calls are dropped and must not be answered any more.  Takes NULL.  Not
 * from inside a handler.
 */
void server_free(struct server *s);

/* The port it listens on. */
uint16_t server_port(const struct server *s);

/*
 * Stop accepting, close what is idle, answer what is in flight with Connection: close.  True when
 * nothing is left; call it again until then.
 */
bool server_drain(struct server *s);

/* Connections open now, parked calls whose client left included. */
size_t server_connection_count(const struct server *s);

struct server_reply {
	unsigned status;
	const char *content_type;        /* NULL: no body */
	const struct http_field *fields; /* more header fields */
	size_t field_count;
	struct span body;
	bool closes; /* send Connection: close */
	/*
	 * `body` is all that is sent, head and all, right or wrong: for a server that must be able
	 * to misbehave, to see what its clients do.
	 */
	bool is_raw;
};

/*
 * Send the reply (copied) and give `call` back.  Adds Content-Length and, unless `fields` has its
 * own, Cache-Control: no-store and X-Content-Type-Options: nosniff.  A reply that cannot be written
 * (a malformed field, or one of Content-Length, Content-Type, Connection, Transfer-Encoding among
 * `fields`; no memory) becomes a 500 and a log line.  To HEAD the body is left out.
 */
void server_reply(struct server_call *call, const struct server_reply *reply);

/* The peer's numeric address; lives as long as the call. */
const char *server_call_peer(const struct server_call *call);

/* When the request's first byte came, for durations. */
int64_t server_call_started_us(const struct server_call *call);

/*
 * Has the client gone?  Then the reply goes nowhere, but the call must still be answered.  A client
 * that closed only its sending side while its call was parked counts as gone.
 */
bool server_call_is_gone(const struct server_call *call);

#endif
