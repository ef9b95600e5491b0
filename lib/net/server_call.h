/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server_call.h - one connection of a server, from accept to close.  Private to lib/net.
 *
 * A connection carries one request at a time, so to a handler it *is* the call.  server.c accepts
 * and counts; server_call.c runs the states below; server_reply.c writes replies.
 *
 *   HANDSHAKE -> IDLE -> HEAD -> BODY -> HANDLING -> WRITING -> IDLE ...
 *                          any refusal ------------> WRITING -> LINGERING -> closed
 *
 * Each state but HANDLING has an absolute deadline, set when the state is entered.  LINGERING
 * reads and drops what the client is still sending, because closing a socket with unread bytes
 * would reset the connection and could destroy the answer on its way.
 */
#ifndef NET_SERVER_CALL_H
#define NET_SERVER_CALL_H

#include "lib/net/http_inbox.h"
#include "lib/net/server.h"
#include "lib/net/server_peer.h"
#include "lib/net/transport.h"

enum call_state {
	CALL_HANDSHAKE,
	CALL_IDLE, /* no byte of a request yet */
	CALL_HEAD,
	CALL_BODY,
	CALL_HANDLING, /* the handler has it */
	CALL_WRITING,
	CALL_LINGERING,
};

/* What follows when `out` is written. */
enum call_next { CALL_NEXT_REQUEST, CALL_NEXT_BODY, CALL_NEXT_CLOSE };

struct server_call {
	struct server *server;
	struct server_call *before, *after; /* the server's connections */
	struct transport transport;
	struct http_inbox inbox;
	struct http_request request;
	size_t body_size_max;
	struct buf out;
	size_t out_written;
	enum call_state state;
	enum call_next next;
	bool is_in_handler;
	bool is_head; /* the method: the reply has no body */
	bool is_gone;
	bool is_deadline_set; /* for this state */
	bool closes;          /* after this reply */
	struct loop_timer deadline, resume;
	size_t request_count;
	int64_t started_us;
	struct server_peer peer;
};

struct server {
	struct loop *loop;
	struct server_config config;
	int listen_fd;
	uint16_t port;
	bool is_draining;
	struct loop_timer accept_again;
	struct server_call *calls;
	size_t call_count;
};

/* Go on as far as possible without waiting.  The call may be freed when this returns. */
void call_run(struct server_call *c);

/* Close the socket, unlink and free. */
void call_close(struct server_call *c);

/* Answer with a problem document, then close. */
void call_refuse(struct server_call *c, const struct http_refusal *no);

/*
 * Put the reply in `out`, ready to be written.  A reply that cannot be written as HTTP (a bad
 * field, no memory) becomes a 500 and closes.
 */
void call_compose(struct server_call *c, const struct server_reply *reply);

#endif
