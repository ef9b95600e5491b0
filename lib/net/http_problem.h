/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_problem.h - status codes in words, and the problem documents the server writes itself.
 *
 * {"type":"about:blank","title":"...","status":400,"detail":"...","code":"INVALID_REQUEST"}
 * (RFC 9457 plus `code`).  Who has more to say (an instance, a request id) begins with the same
 * members.
 *
 * Room:      lib/net.  Calls: lib/base.
 */
#ifndef NET_HTTP_PROBLEM_H
#define NET_HTTP_PROBLEM_H

#include "lib/base/bytes.h"

#define HTTP_PROBLEM_TYPE "application/problem+json"

/* The reason phrase of RFC 9110, "Unknown" for a code not in its table; never NULL. */
const char *http_status_words(unsigned status);

/*
 * Append a problem document.  `detail` and `code` are literals of ours: printable ASCII without
 * quotes or backslashes.  Errors as buf_append.
 */
enum err http_problem_write(unsigned status, const char *code, const char *detail, struct buf *out);

#endif
