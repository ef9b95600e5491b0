/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ask.h - ask the sandbox's venue without a socket, as a client would: signed, or wrongly.
 */
#ifndef TEST_HOST_SANDBOX_ASK_H
#define TEST_HOST_SANDBOX_ASK_H

#include "host/sandbox/venue.h"
#include "lib/base/clock.h"

/* One world for all tests; its clock stands at 2026-11-22 until a test moves it. */
struct clock_fake *ask_clock(void);
const struct world *ask_world(void);

/* Forget the weights that were used. */
void ask_calm(void);

/* Ask `target` ("/api/v3/time?x=1") as it is, with this key field (NULL: none). */
unsigned ask_raw(const char *target, const char *api_key);

/* Ask with the account's key: "path?query&timestamp=now", signed, signature last. */
unsigned ask_signed(const char *account, const char *path, const char *query);

/* The last answer's body, a header field (or ""), and the error code in the body (0: none). */
const char *ask_body(void);
const char *ask_field(const char *name);
int64_t ask_code(void);

/* hex HMAC of `payload` under the account's secret; good until the next call. */
const char *ask_signature(const char *account, const char *payload);

#endif
