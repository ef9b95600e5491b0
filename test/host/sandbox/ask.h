/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ask.h - ask the sandbox's venue without a socket, as a client would: signed, or wrongly.
 */
#ifndef TEST_HOST_SANDBOX_ASK_H
#define TEST_HOST_SANDBOX_ASK_H

#include "host/sandbox/venue.h"
#include "lib/base/clock.h"
#include "lib/exchange/exchange.h"

/* One clock for all tests: it stands at 2026-11-22 until a test moves it. */
struct clock_fake *ask_clock(void);

/*
 * The demo world, and the whole world, which has the demo's accounts too.  A key of an account that
 * only the whole world has asks there, all others ask the demo world.
 */
const struct world *ask_world(void);
const struct world *ask_whole(void);
const struct world_account *ask_account(const char *name);

/* Whose exchange answers calls without a key: the demo world's, until this is set. */
void ask_public_of_whole(bool is_whole);

/* What goes wrong from now on; NULL: nothing. */
void ask_faults(struct faults *f);

/* Forget the weights that were used. */
void ask_calm(void);

/* Ask `target` ("/api/v3/time?x=1") as it is, with this key field (NULL: none). */
unsigned ask_raw(const char *target, const char *api_key);

/* The same by POST; and what our own connector wrote. */
unsigned ask_post(const char *target, const char *api_key);
unsigned ask_request(const struct exchange_request *request, const char *api_key);

/* Ask with the account's key: "path?query&timestamp=now", signed, signature last. */
unsigned ask_signed(const char *account, const char *path, const char *query);

/* The last answer's body, a header field (or ""), and the error code in the body (0: none). */
const char *ask_body(void);
const char *ask_field(const char *name);
int64_t ask_code(void);

/* hex HMAC of `payload` under the account's secret; good until the next call. */
const char *ask_signature(const char *account, const char *payload);

#endif
