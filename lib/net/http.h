/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http.h - HTTP/1.1 messages as bytes, strictly (RFC 9110, RFC 9112).
 *
 * The small language we accept: CRLF line ends only, no folding, exactly one Host, one
 * Content-Length of plain digits or one `Transfer-Encoding: chunked` and never both, origin-form
 * targets of visible ASCII, at most HTTP_FIELDS_MAX fields and HTTP_HEAD_SIZE_MAX bytes of head.
 * Everything else is an error with the status to answer.  One parser serves the enclave, the
 * gateway, the sandbox and, for answers, the client.
 *
 * Room:      lib/net.  Calls: lib/base.  No socket, no clock: bytes in, structs out.
 */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include "lib/base/bytes.h"

enum {
	HTTP_FIELDS_MAX = 64,
	HTTP_HEAD_SIZE_MAX = 16384,
	HTTP_LINE_SIZE_MAX = 8192,
	HTTP_METHOD_SIZE_MAX = 16,
	HTTP_CHUNK_EXTENSION_SIZE_MAX = 256,
};

struct http_field {
	struct span name, value; /* value without surrounding white space */
};

/* A complete request; all views are into the connection's buffers and die with the reply. */
struct http_request {
	struct span method, target; /* target as received */
	struct span path, query;    /* of the target, still percent-encoded, query without '?' */
	unsigned version_minor;     /* HTTP/1.0 or 1.1 */
	struct http_field fields[HTTP_FIELDS_MAX];
	size_t field_count;
	struct span body;
	struct span raw_head; /* the exact bytes, for who must verify a signature over them */
};

struct http_response {
	unsigned status;
	struct http_field fields[HTTP_FIELDS_MAX];
	size_t field_count;
	struct span body;
};

/* The value of the only field of this name (any case); NULL if there is none or more than one. */
const struct span *http_request_field(const struct http_request *r, const char *name);
const struct span *http_response_field(const struct http_response *r, const char *name);

/* For who writes a message: a field name or method; a field value; a Host value. */
bool http_is_token(struct span text);
bool http_is_field_value(struct span text);
bool http_is_host(struct span text);

/*
 * Origin-form: "/" and then the characters RFC 3986 allows in a path and a query, every `%` with
 * two hex digits that are not 00.  No normalisation: what is received is what is compared.
 */
bool http_is_target(struct span text);

/*
 * The value of parameter `name` in a query, percent-decoded into `out` with a NUL.
 * ERR_ABSENT if it is not there; ERR_INPUT if it is there twice or its escapes are bad or decode
 * to a NUL; ERR_LIMIT if it does not fit.  `+` is a plus, not a space; the name is compared as it
 * is written.  `out` is "" then.
 */
enum err http_query_get(struct span query, const char *name, char *out, size_t room);

/*
 * Append `text` percent-encoded: unreserved characters of RFC 3986 stay.
 * ERR_LIMIT, ERR_NOMEM: nothing was appended.
 */
enum err http_percent_encode(struct span text, struct buf *out);

/*
 * Does `path` fit a route's template, in which "{id}" (once, or not at all) stands for one segment
 * that is not empty?  `*id` is then that segment as it came; untouched for a template without one.
 */
bool http_path_fits(const char *template, struct span path, struct span *id);

#endif
