/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/server_peer.h"

#include <arpa/inet.h>

static void
read_four(const uint8_t address[4], struct server_peer *out)
{
	memcpy(out->key + 8, address, 4);
	out->is_loopback = address[0] == 127;
	(void)inet_ntop(AF_INET, address, out->text, sizeof(out->text));
}

void
server_peer_read(const struct sockaddr_storage *from, struct server_peer *out)
{
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)from;
	const struct sockaddr_in *four = (const struct sockaddr_in *)from;

	*out = (struct server_peer){ 0 };
	if (from->ss_family == AF_INET) {
		read_four((const uint8_t *)&four->sin_addr, out);
	} else if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr)) {
		read_four(&six->sin6_addr.s6_addr[12], out);
	} else {
		memcpy(out->key, &six->sin6_addr, 8);
		out->is_loopback = IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
		(void)inet_ntop(AF_INET6, &six->sin6_addr, out->text, sizeof(out->text));
	}
}

bool
server_peer_is_same(const struct server_peer *a, const struct server_peer *b)
{
	return memcmp(a->key, b->key, sizeof(a->key)) == 0;
}
