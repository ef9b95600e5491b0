/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listener.h - where a program listens and under which TLS, read from its settings.
 *
 * Room:      lib/net.  Calls: lib/crypto, lib/base.
 * Promises:  plain HTTP is for loopback, unless the operator says twice that it is not; what is
 *            wrong is named by its setting and its flag.
 */
#ifndef NET_LISTENER_H
#define NET_LISTENER_H

#include "lib/base/settings.h"
#include "lib/net/tls.h"

enum listener_tls {
	LISTENER_TLS_OFF,
	LISTENER_TLS_SELF, /* a key made at start, in memory only */
	LISTENER_TLS_FILES
};

enum { LISTENER_ADDRESS_SIZE = 128 };

struct listener {
	const char *host; /* numeric; borrowed from the settings, like the paths */
	uint16_t port;    /* 0: any free one */
	enum listener_tls tls;
	const char *certificate, *key; /* PEM files, with LISTENER_TLS_FILES */
};

/* What the settings are called in a program's table; their flags are every program's. */
struct listener_names {
	const char *host, *port, *tls, *certificate, *key, *off_anywhere;
};

/* ERR_INPUT with `why`. */
enum err listener_load(struct listener *l, const struct settings *s,
    const struct listener_names *names, struct why *why);

/* The server's side of TLS, NULL when it is off.  Errors as tls_server_new_self and _files. */
enum err listener_tls_new(const struct listener *l, struct tls_server **out, struct why *why);

/* "https://0.0.0.0:3000"; the port that was asked for may have been 0. */
void listener_address(const struct listener *l, uint16_t port, char out[LISTENER_ADDRESS_SIZE]);

#endif
