/* SPDX-License-Identifier: Apache-2.0 */
/*
 * problem.h - the errors that cross the wire (docs/wire.md section 6, RFC 9457).
 *
 * One table: a code for machines, the HTTP status, a title for people, and the words the original
 * contract used.  `detail` says what was wrong this time and what to do.
 *
 * Room:      lib/wire.  Calls: lib/json, lib/base.
 */
#ifndef WIRE_PROBLEM_H
#define WIRE_PROBLEM_H

#include "lib/base/bytes.h"
#include "lib/base/secret.h"

/* X(code, status, title) */
#define PROBLEM_TABLE(X)                                              \
	X(INVALID_REQUEST, 400, "The request is malformed")           \
	X(ENCRYPTION_ERROR, 400, "The envelope could not be opened")  \
	X(INVALID_SESSION, 401, "Invalid or expired session")         \
	X(SESSION_EXPIRED, 401, "The session has expired")            \
	X(INVALID_CREDENTIALS, 403, "The exchange refuses this key")  \
	X(INSUFFICIENT_PERMISSIONS, 403, "The key may do too little") \
	X(KEY_TOO_POWERFUL, 403, "The key may do too much")           \
	X(FORBIDDEN, 403, "Not allowed here")                         \
	X(NOT_FOUND, 404, "No such resource")                         \
	X(METHOD_NOT_ALLOWED, 405, "Method not allowed")              \
	X(REPLAY, 409, "This envelope was used already")              \
	X(CHALLENGE_EXPIRED, 410, "The challenge has expired")        \
	X(PAYLOAD_TOO_LARGE, 413, "The request is too large")         \
	X(UNSUPPORTED_MEDIA_TYPE, 415, "Unsupported media type")      \
	X(RATE_LIMIT_EXCEEDED, 429, "Too many requests")              \
	X(INTERNAL_ERROR, 500, "Internal error")                      \
	X(EXCHANGE_ERROR, 502, "The exchange failed")                 \
	X(UNAVAILABLE, 503, "Not available now")

enum problem {
#define X(code, status, title) PROBLEM_##code,
	PROBLEM_TABLE(X)
#undef X
	    PROBLEM_COUNT
};

const char *problem_code(enum problem p);  /* "INVALID_REQUEST" */
unsigned problem_status(enum problem p);   /* 400 */
const char *problem_title(enum problem p); /* "The request is malformed" */

/* The problem a code names; PROBLEM_COUNT if there is none. */
enum problem problem_by_code(struct span code);

struct problem_report {
	enum problem kind;
	const char *detail;     /* printable; NULL: the title */
	const char *request_id; /* NULL: left out */
	/* What the exchange itself said; NULL message: left out. */
	const char *exchange_message;
	int64_t exchange_code;
};

/* Append the application/problem+json document.  Errors as buf_append. */
enum err problem_write(const struct problem_report *r, struct buf *out);

enum { PROBLEM_DETAIL_SIZE = 512 };

/* What a client needs of one. */
struct problem_seen {
	enum problem kind; /* PROBLEM_COUNT: a code we do not know */
	char code[40];
	char detail[PROBLEM_DETAIL_SIZE];
};

/* Read a problem document.  ERR_INPUT when it is none. */
enum err problem_parse(struct span body, struct problem_seen *out);

#endif
