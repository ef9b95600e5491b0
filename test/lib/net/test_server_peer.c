/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>

#include "lib/net/server_peer.h"
#include "test/check.h"

static struct server_peer
peer(const char *text)
{
	struct sockaddr_storage from = { 0 };
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&from;
	struct sockaddr_in *four = (struct sockaddr_in *)&from;
	struct server_peer out;

	if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
		from.ss_family = AF_INET;
	} else {
		CHECK_INT(inet_pton(AF_INET6, text, &six->sin6_addr), 1);
		from.ss_family = AF_INET6;
	}
	server_peer_read(&from, &out);
	return out;
}

static bool
is_same(const char *a, const char *b)
{
	const struct server_peer peer_a = peer(a), peer_b = peer(b);

	return server_peer_is_same(&peer_a, &peer_b);
}

TEST(server_peer_is_an_ipv4_address_or_an_ipv6_network)
{
	CHECK(is_same("192.0.2.1", "192.0.2.1"));
	CHECK(!is_same("192.0.2.1", "192.0.2.2"));
	CHECK(is_same("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"));
	CHECK(!is_same("2001:db8:1:2::1", "2001:db8:1:3::1"));
	CHECK(is_same("::ffff:192.0.2.1", "192.0.2.1"));
	CHECK(!is_same("::ffff:192.0.2.1", "::ffff:192.0.2.2"));
	CHECK(!is_same("::", "192.0.2.1"));
}

TEST(server_peer_knows_this_machine_and_writes_addresses)
{
	CHECK(peer("127.0.0.1").is_loopback);
	CHECK(peer("127.9.9.9").is_loopback);
	CHECK(peer("::1").is_loopback);
	CHECK(peer("::ffff:127.0.0.1").is_loopback);
	CHECK(!peer("128.0.0.1").is_loopback);
	CHECK(!peer("::2").is_loopback);
	CHECK_TEXT(peer("::ffff:192.0.2.1").text, "192.0.2.1");
	CHECK_TEXT(peer("2001:db8::1").text, "2001:db8::1");
}
