/* SPDX-License-Identifier: Apache-2.0 */
#include "test/host/gateway/gateway_room.h"

static void
settle(struct gateway_room *g)
{
	for (int i = 0; i < 40; i++)
		CHECK_OK(loop_step(g->enclave.net.loop, 0));
}

TEST(backend_knows_a_wrong_enclave_at_once)
{
	enum att_code refused;
	struct gateway_room g;

	gateway_room_open(&g, &(struct gateway_options){ .expects_another = true });
	CHECK(!backend_is_verified(g.backend, &refused));
	backend_probe(g.backend);
	settle(&g);
	CHECK(!backend_is_verified(g.backend, &refused));
	CHECK_INT(refused, ATT_E_MRENCLAVE);
	CHECK_INT(g.enclave.api.monitor.quotes, 1);
	/* It is asked again and again: the operator may mend it. */
	clock_fake_advance_ms(&g.enclave.net.time, 5000);
	settle(&g);
	CHECK_INT(g.enclave.api.monitor.quotes, 2);
	gateway_room_close(&g);
}

TEST(backend_knows_the_right_enclave_and_asks_each_connection_with_its_own_nonce)
{
	enum att_code refused;
	struct gateway_room g;

	gateway_room_open(&g, NULL);
	backend_probe(g.backend);
	settle(&g);
	CHECK(backend_is_verified(g.backend, &refused));
	CHECK_INT(refused, ATT_OK);
	CHECK_INT(g.enclave.api.monitor.quotes, 1);
	CHECK_INT(ask(&g.enclave, "GET", "/health"), 200); /* on the same connection */
	CHECK_INT(g.enclave.api.monitor.quotes, 1);
	clock_fake_advance_ms(&g.enclave.net.time, 20000); /* it was closed: a new one */
	settle(&g);
	CHECK_INT(ask(&g.enclave, "GET", "/health"), 200);
	CHECK_INT(g.enclave.api.monitor.quotes, 2);
	gateway_room_close(&g);
}

TEST(backend_finds_an_enclave_that_comes_later)
{
	enum att_code refused;
	struct gateway_room g;

	gateway_room_open(&g, NULL);
	gateway_room_enclave_stop(&g);
	backend_probe(g.backend);
	settle(&g);
	CHECK(!backend_is_verified(g.backend, &refused));
	gateway_room_enclave_start(&g, NULL);
	clock_fake_advance_ms(&g.enclave.net.time, 5000);
	settle(&g);
	CHECK(backend_is_verified(g.backend, &refused));
	gateway_room_close(&g);
}

TEST(backend_takes_no_simulated_enclave_under_intel_s_root)
{
	enum att_code refused;
	struct gateway_room g;

	gateway_room_open(&g, &(struct gateway_options){ .expects_intel = true });
	backend_probe(g.backend);
	settle(&g);
	CHECK(!backend_is_verified(g.backend, &refused));
	CHECK(refused != ATT_OK);
	gateway_room_close(&g);
}

TEST(backend_is_freed_in_the_middle_of_a_probe_and_leaves_no_timer)
{
	struct gateway_room g;

	gateway_room_open(&g, NULL);
	backend_probe(g.backend);
	CHECK_OK(loop_step(g.enclave.net.loop, 0)); /* under way */
	backend_free(g.backend);
	g.backend = NULL;
	backend_free(NULL);
	clock_fake_advance_ms(&g.enclave.net.time, 60000);
	settle(&g);
	gateway_room_close(&g);
}
