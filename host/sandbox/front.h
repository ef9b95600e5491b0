/* SPDX-License-Identifier: Apache-2.0 */
/*
 * front.h - the venue behind a server, with an optional wait before each answer.
 *
 * Room:      host/sandbox.  Calls: lib/net.
 */
#ifndef SANDBOX_FRONT_H
#define SANDBOX_FRONT_H

#include "host/sandbox/venue.h"
#include "lib/net/server.h"

struct front; /* opaque */

struct front_config {
	const struct world *world; /* borrowed */
	struct hands *hands;       /* the exchange's clock; borrowed; NULL: the loop's */
	struct faults *faults;     /* what goes wrong; borrowed; NULL: nothing */
	const char *host;
	uint16_t port;                /* 0: any free one */
	const struct tls_server *tls; /* NULL: plain; borrowed */
	int64_t latency_ms;
};

/* Listen and answer on `l`.  ERR_IO, ERR_INPUT with `why`; ERR_NOMEM. */
enum err front_new(
    struct loop *l, const struct front_config *config, struct front **out, struct why *why);

/* Close; answers still waiting are dropped.  Takes NULL.  Before the loop is freed. */
void front_free(struct front *f);

/* Answers that are made and not yet sent: their latency is not over. */
size_t front_waiting_count(const struct front *f);

/* The port it listens on. */
uint16_t front_port(const struct front *f);

#endif
