/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exchange_client.h - asking an exchange itself, from this machine, one question at a time.
 *
 * The host is the connector's own, or a sandbox on this machine; the clock is the exchange's.
 *
 * Room:      host/cli.  Calls: lib/exchange, lib/net, lib/base.
 * Never:     a host that an option could choose, but for a loopback address.
 */
#ifndef CLI_EXCHANGE_CLIENT_H
#define CLI_EXCHANGE_CLIENT_H

#include "host/cli/cli.h"
#include "lib/exchange/exchange.h"

struct exchange_client {
	const struct exchange *exchange;
	const char *origin; /* borrowed */
	struct tls_client *tls;
	struct client *client;
	int64_t offset_ms; /* the exchange's clock less ours */
};
void exchange_client_wipe(struct exchange_client *x);

/*
 * Make ready to ask at --url, when it names this machine, else at the exchange; read its clock.
 * ERR_INPUT with a complaint for another --url; else as exchange_client_ask.
 */
enum err exchange_client_open(
    struct cli *c, const struct exchange_feed *feed, struct exchange_client *out);

/* What was asked, and what came of it. */
struct exchange_said {
	struct exchange_result result;
	struct why why;
};

/*
 * Ask this feed with this key (NULL: publicly) and read the rows into `sink`.
 * ERR_IO with a complaint: no answer came; ERR_NOMEM with one.  Otherwise as exchange.parse, with
 * the words in `out` and no complaint: the caller knows what they mean.
 */
enum err exchange_client_ask(struct cli *c, struct exchange_client *x,
    const struct exchange_ask *ask, const struct exchange_sink *sink, struct exchange_said *out);

#endif
