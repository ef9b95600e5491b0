/* SPDX-License-Identifier: Apache-2.0 */
/*
 * forward.h - what the gateway lets through: a table of routes, a table of header fields.
 *
 * A request is parsed, matched, written anew from what was parsed, and sent to the verified
 * enclave; the answer goes back the same way.  Bodies, ids and header values are never logged; of
 * a path only its template is.
 *
 * Room:      host/gateway.  Calls: lib/net, lib/wire.
 * Never:     a second parser's view of a request; a route that is not in the table.
 */
#ifndef GATEWAY_FORWARD_H
#define GATEWAY_FORWARD_H

#include "host/gateway/backend.h"
#include "lib/net/limiter.h"
#include "lib/net/server.h"

struct forward {
	const struct clock *clock;
	const struct log *log;
	struct backend *backend;
	struct limiter *limiter;
};

/* Point a server at the gateway's routes. */
struct server_handler forward_handler(struct forward *f);

#endif
