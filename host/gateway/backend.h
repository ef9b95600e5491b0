/* SPDX-License-Identifier: Apache-2.0 */
/*
 * backend.h - the enclave behind the gateway, verified before each connection carries a request.
 *
 * Every new connection first asks for an attestation with a fresh nonce; only when the whole of
 * attestation_accept() holds does it carry anything else.
 *
 * Room:      host/gateway.  Calls: lib/wire, lib/net.
 */
#ifndef GATEWAY_BACKEND_H
#define GATEWAY_BACKEND_H

#include "host/gateway/config.h"
#include "lib/net/client.h"

struct backend; /* opaque */

/* ERR_NOMEM, ERR_IO with `why`.  `config` and `log` are borrowed. */
enum err backend_new(struct loop *l, const struct gateway_config *config, const struct log *log,
    struct backend **out, struct why *why);
void backend_free(struct backend *b); /* takes NULL */

/* The client that asks the enclave; borrowed, lives as long as `b`. */
struct client *backend_client(struct backend *b);

/* Has a connection been verified, and nothing refused since?  `*refused` says why not. */
bool backend_is_verified(const struct backend *b, enum att_code *refused);

/* Ask for nothing but the greeting, so that a wrong enclave is known at once. */
void backend_probe(struct backend *b);

#endif
