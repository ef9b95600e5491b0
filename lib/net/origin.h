/* SPDX-License-Identifier: Apache-2.0 */
/*
 * origin.h - from an origin's name to the addresses behind it.  Private to lib/net.
 *
 * Room:      lib/net.
 */
#ifndef NET_ORIGIN_H
#define NET_ORIGIN_H

#include <sys/socket.h>

#include "lib/net/client.h"

enum { ORIGIN_ADDRESSES_MAX = 8 };

struct origin_address {
	struct sockaddr_storage to;
	socklen_t size;
	int family;
};

/*
 * The addresses of `origin`, best first.  A numeric host is read at once; a name is looked up with
 * getaddrinfo(), which BLOCKS the loop until the resolver answers.  ERR_IO: no address.
 */
enum err origin_resolve(const struct client_origin *origin,
    struct origin_address out[ORIGIN_ADDRESSES_MAX], size_t *count);

/* Append the Host field's value: the host, in brackets if IPv6, and the port unless the usual. */
enum err origin_host_write(const struct client_origin *origin, struct buf *out);

#endif
