/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client.h - an asynchronous HTTP/1.1 client on a loop, over TLS or plain.
 *
 * A client talks to one origin.  It keeps a few connections alive and runs the requests it is
 * given, at most `in_flight_max` at a time, the rest in order.  Answers are limited in size and
 * time, never decompressed, never redirected.  What to retry is the caller's business; a request
 * that failed on a kept-alive connection before any byte of the answer came is tried once more on
 * a new one only if it is a GET.
 *
 * A numeric host costs no waiting.  A name is looked up with getaddrinfo(), at most once a minute,
 * and that call blocks the loop; a thread of its own for it would be the next step.
 *
 * Room:      lib/net.
 * Promises:  each request's callback runs exactly once, never inside client_send(); buffers that
 *            held a request or an answer are wiped; an answer that does not say where it ends, or
 *            bytes that answer no request, end the connection.
 */
#ifndef NET_CLIENT_H
#define NET_CLIENT_H

#include "lib/net/http.h"
#include "lib/net/loop.h"
#include "lib/net/tls.h"

struct client; /* opaque */

struct client_origin {
	bool is_tls;
	char host[256]; /* a name or a numeric address, no brackets */
	uint16_t port;
};

/*
 * "https://host[:port]" or "http://host[:port]", nothing after it but an optional "/".
 * ERR_INPUT with `why` naming what is wrong.
 */
enum err client_origin_parse(const char *url, struct client_origin *out, struct why *why);

struct client_answer;

/* What makes one greeting different from every other. */
struct client_greeting_nonce {
	uint8_t b[32];
};

/*
 * With a greeting, every new connection asks it first and carries nothing else before its answer
 * was accepted: this is how a client makes sure that each of its connections ends in an enclave
 * that attested itself on it.
 */
struct client_greeting {
	/* Fill the nonce and append the target of a GET.  An error ends the connection's request.
	 */
	enum err (*ask)(void *self, struct client_greeting_nonce *nonce, struct buf *target);
	/* OK: go on.  Anything else: close, and the request ends with ERR_AUTH. */
	enum err (*judge)(void *self, const struct client_greeting_nonce *nonce,
	    const struct client_answer *answer);
	void *self;
};

struct client_config {
	struct client_origin origin;
	const struct tls_client *tls;    /* for https; borrowed */
	size_t in_flight_max;            /* default 4 */
	size_t queue_max;                /* default 1024 */
	size_t answer_size_max;          /* default 8 MiB */
	int64_t connect_ms, answer_ms;   /* 5000, 15000 */
	int64_t idle_ms;                 /* 12000: how long a connection is kept for nothing */
	struct client_greeting greeting; /* all zero: none */
};

/* ERR_NOMEM, ERR_INPUT. */
enum err client_new(struct loop *l, const struct client_config *config, struct client **out);

/*
 * Requests still under way are dropped: their callbacks run with ERR_IO.  Takes NULL.  Not from
 * inside a callback of this client.
 */
void client_free(struct client *c);

struct client_request {
	const char *method;
	const char *target;              /* origin-form, percent-encoded */
	const struct http_field *fields; /* Host, Content-Length, Connection are ours */
	size_t field_count;
	struct span body;
};

struct client_answer {
	/*
	 * OK: `response` holds, whatever its status.  ERR_IO: no connection, lost, too late, or
	 * the client is closing.  ERR_AUTH: the certificate is not trusted, or not the required
	 * one, or the greeting was refused; nothing was sent.  ERR_INPUT: the answer is malformed.
	 * ERR_LIMIT: it is too large. ERR_NOMEM.
	 */
	enum err error;
	const char *reason;                   /* words for `error`, a literal */
	const struct http_response *response; /* valid during the callback only */
	bool has_spki;                        /* TLS: the peer's SPKI hash */
	uint8_t spki_sha256[SHA256_SIZE];
	int64_t started_us, answered_us; /* monotonic; from when a connection took it up */
};

typedef void client_answer_fn(void *self, const struct client_answer *answer);

/*
 * Queue a request (copied).  ERR_LIMIT when the queue is full, ERR_INPUT for a bad method, target
 * or field, ERR_NOMEM, ERR_REFUSED while the client is being freed; then `call` never runs.
 */
enum err client_send(
    struct client *c, const struct client_request *request, client_answer_fn *call, void *self);

/*
 * From now on send nothing to a peer whose SPKI hash is another: such a connection is closed
 * before it carries a request, and the request ends with ERR_AUTH.  This is how a client that
 * compared an attestation's binding makes sure that all its connections end in that enclave.
 */
void client_require_spki(struct client *c, const uint8_t spki[SHA256_SIZE]);

#endif
