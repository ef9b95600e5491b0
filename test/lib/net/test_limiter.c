/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/limiter.h"
#include "test/check.h"

TEST(limiter_gives_each_peer_its_share_and_refills_evenly)
{
	struct limiter *l;
	struct limiter_answer a;

	CHECK_OK(limiter_new(10, 60000, &l));
	for (int i = 0; i < 10; i++)
		CHECK(limiter_take(l, "192.0.2.1", 1000).is_allowed);
	a = limiter_take(l, "192.0.2.1", 1000);
	CHECK(!a.is_allowed && a.wait_ms == 6000 && a.remaining == 0 && a.limit == 10);
	CHECK(limiter_take(l, "192.0.2.2", 1000).is_allowed); /* another peer */
	CHECK(!limiter_take(l, "192.0.2.1", 6999).is_allowed);
	CHECK(limiter_take(l, "192.0.2.1", 7000).is_allowed);
	CHECK(!limiter_take(l, "192.0.2.1", 7000).is_allowed);
	limiter_free(l);
	limiter_free(NULL);
}

TEST(limiter_counts_an_ipv6_network_as_one_peer)
{
	struct limiter *l;

	CHECK_OK(limiter_new(2, 60000, &l));
	CHECK(limiter_take(l, "2001:db8::1", 1).is_allowed);
	CHECK(limiter_take(l, "2001:db8::2", 1).is_allowed);
	CHECK(!limiter_take(l, "2001:db8::3", 1).is_allowed);
	CHECK(limiter_take(l, "2001:db8:0:1::3", 1).is_allowed);
	limiter_free(l);
}

TEST(limiter_leaves_this_machine_alone_and_zero_means_no_limit)
{
	struct limiter *l;

	CHECK_OK(limiter_new(1, 60000, &l));
	for (int i = 0; i < 100; i++) {
		CHECK(limiter_take(l, "127.0.0.1", 1).is_allowed);
		CHECK(limiter_take(l, "::1", 1).is_allowed);
	}
	limiter_free(l);
	CHECK_OK(limiter_new(0, 60000, &l));
	for (int i = 0; i < 100; i++)
		CHECK(limiter_take(l, "192.0.2.1", 1).is_allowed);
	limiter_free(l);
	CHECK(limiter_is_loopback("127.9.9.9") && limiter_is_loopback("::ffff:127.0.0.1"));
	CHECK(!limiter_is_loopback("128.0.0.1") && !limiter_is_loopback("::2"));
}

TEST(limiter_survives_more_peers_than_it_has_room_for)
{
	struct limiter *l;
	char peer[32];

	CHECK_OK(limiter_new(1, 60000, &l));
	for (int i = 0; i < 3 * LIMITER_PEERS; i++) {
		(void)snprintf(
		    peer, sizeof(peer), "10.%d.%d.%d", i >> 16 & 255, i >> 8 & 255, i & 255);
		(void)limiter_take(l, peer, i);
	}
	CHECK(limiter_take(l, "198.51.100.7", 99999).is_allowed);
	limiter_free(l);
}
