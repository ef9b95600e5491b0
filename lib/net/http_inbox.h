/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_inbox.h - the bytes that came in on one connection, read as one message after another.
 *
 * One buffer: the head, then the body (decoded in place when chunked), then what belongs to the
 * next message.  Whoever owns the connection puts bytes in and asks for the head, then for the
 * body; ERR_BUSY means "put more in".  Server and client both read through it, and so do the fuzz
 * targets: there is no socket here.
 *
 * Room:      lib/net.
 * Promises:  bytes that were dropped are wiped; one empty line before a request is skipped
 *            (RFC 9112 2.2).  After any error but ERR_BUSY the inbox is good for nothing more.
 */
#ifndef NET_HTTP_INBOX_H
#define NET_HTTP_INBOX_H

#include "lib/net/http_chunked.h"
#include "lib/net/http_head.h"

struct http_inbox {
	struct buf in;
	struct http_head_search search;
	struct http_framing framing;
	struct http_chunked chunked;
	size_t head_size, body_size; /* head_size 0: the head is not complete */
	const uint8_t *viewed;       /* where `in` was when the head was parsed */
	bool has_skipped_line;
};

/* An inbox for messages whose bodies never exceed `body_size_max`. */
void http_inbox_init(struct http_inbox *b, size_t body_size_max);
void http_inbox_wipe(struct http_inbox *b);

/* Where to put more bytes, and how many.  Views given before die.  ERR_NOMEM, ERR_LIMIT. */
enum err http_inbox_room(struct http_inbox *b, uint8_t **at, size_t *room);

/* The same without moving anything: `*room` may be 0. */
void http_inbox_spare(struct http_inbox *b, uint8_t **at, size_t *room);

/* `size` bytes were put there. */
void http_inbox_add(struct http_inbox *b, size_t size);

/* Is there anything of a message that has not been dropped? */
bool http_inbox_is_empty(const struct http_inbox *b);

/*
 * The head, once it is complete, also when asked again.  ERR_BUSY, or the errors of
 * http_head_find() and http_request_parse().
 */
enum err http_inbox_request(
    struct http_inbox *b, struct http_request *out, struct http_refusal *no);

/* The same of a response. */
enum err http_inbox_response(
    struct http_inbox *b, bool is_to_head, struct http_response *out, struct http_refusal *no);

/*
 * After the head: is the body complete?  ERR_BUSY, ERR_INPUT (400), ERR_LIMIT (413 over
 * `size_max`, known as early as the message says it), ERR_NOMEM.  `size_max` must not change
 * within a message.
 */
enum err http_inbox_body(struct http_inbox *b, size_t size_max, struct http_refusal *no);

/* The message with its body, after http_inbox_body() said OK. */
enum err http_inbox_request_whole(struct http_inbox *b, struct http_request *out);
enum err http_inbox_response_whole(
    struct http_inbox *b, bool is_to_head, struct http_response *out);

/* Drop this message; the next one begins. */
void http_inbox_next(struct http_inbox *b);

#endif
