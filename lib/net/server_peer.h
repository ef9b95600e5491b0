/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server_peer.h - who is at the other end of a connection, for caps and logs.  Private to lib/net.
 *
 * An IPv4 address is one peer; so is an IPv6 /64, which is what one customer gets.  An IPv4
 * address mapped into IPv6 is that IPv4 address.
 *
 * Room:      lib/net.
 */
#ifndef NET_SERVER_PEER_H
#define NET_SERVER_PEER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct server_peer {
	uint8_t key[12]; /* the same for the same peer */
	bool is_loopback;
	char text[46]; /* numeric; INET6_ADDRSTRLEN */
};

/* The peer behind an IPv4 or IPv6 address. */
void server_peer_read(const struct sockaddr_storage *from, struct server_peer *out);

/* The same peer, in the sense above? */
bool server_peer_is_same(const struct server_peer *a, const struct server_peer *b);

#endif
