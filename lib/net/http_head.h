/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_head.h - the head of one HTTP/1.1 message: where it ends, what it says, how its body is
 * framed (RFC 9112 sections 2 to 6).
 *
 * Two steps.  http_head_find() looks at bytes as they come and says where the head ends; it never
 * looks at a byte twice.  http_request_parse() or http_response_parse() then reads the whole head.
 * Whatever a sender and another reader could understand differently is refused.
 *
 * Room:      lib/net.  Calls: lib/base.
 * Promises:  allocates nothing; the views in the results are into the head.
 */
#ifndef NET_HTTP_HEAD_H
#define NET_HTTP_HEAD_H

#include "lib/net/http.h"

/* Why a message is refused. */
struct http_refusal {
	unsigned status;    /* what a server answers: 400, 408, 413, 414, 417, 431, 501, 505 */
	const char *reason; /* a literal */
};

/* Fill `no` (unless NULL) and return `e`. */
enum err http_refuse(struct http_refusal *no, enum err e, unsigned status, const char *reason);

/* How far the search for the end of the head has come; all zero to begin. */
struct http_head_search {
	size_t line_start, searched;
};

/*
 * `in` begins with the message and grows between calls.  OK: the head, with the empty line that
 * ends it, is the first `*head_size` bytes.  ERR_BUSY: not all there yet.  ERR_INPUT: a line that
 * does not end in CRLF, or no first line.  ERR_LIMIT: a line over HTTP_LINE_SIZE_MAX or a head
 * over HTTP_HEAD_SIZE_MAX (414 for the first line, else 431).
 */
enum err http_head_find(
    struct http_head_search *search, struct span in, size_t *head_size, struct http_refusal *no);

/* What follows the head, and what becomes of the connection. */
struct http_framing {
	bool is_chunked;
	bool expects_continue; /* a request that waits for 100 */
	bool closes;           /* the sender will not send another message */
	uint64_t length;       /* bytes of body, when not chunked */
};

/*
 * Read a request's head.  ERR_INPUT, ERR_LIMIT (more than HTTP_FIELDS_MAX fields) with `no`; `out`
 * is then unspecified.  `out->body` is left empty.
 */
enum err http_request_parse(struct span head, struct http_request *out,
    struct http_framing *framing, struct http_refusal *no);

/*
 * Read a response's head.  `is_to_head`: it answers HEAD, so it has no body.  ERR_INPUT, also for a
 * response that has a body but does not say where it ends; ERR_LIMIT.
 */
enum err http_response_parse(struct span head, bool is_to_head, struct http_response *out,
    struct http_framing *framing, struct http_refusal *no);

#endif
