/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>

#include "lib/net/service.h"
#include "test/lib/net/net_test.h"

static void
raise_it(void *self)
{
	const int *number = self;

	CHECK_INT(raise(*number), 0);
}

/* Goal: each signal ends the run, with nothing in flight at once. */
TEST(service_runs_until_it_is_told_to_stop)
{
	static const int numbers[] = { SIGTERM, SIGINT };

	for (size_t i = 0; i < 2; i++) {
		struct net_test t;
		struct loop_timer timer = { 0 };
		int number = numbers[i];

		net_test_start(&t, NULL, NULL);
		service_take_signals(t.loop);
		CHECK_OK(loop_timer_set(t.loop, &timer, 0, raise_it, &number));
		CHECK_OK(service_run(t.loop, t.server, NULL));
		net_test_wipe(&t);
	}
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGINT, SIG_DFL);
}

static void
stop_it(void *self)
{
	loop_stop(self);
}

TEST(service_ends_when_its_loop_is_stopped)
{
	struct net_test t;
	struct loop_timer timer = { 0 };

	net_test_start(&t, NULL, NULL);
	CHECK_OK(loop_timer_set(t.loop, &timer, 0, stop_it, t.loop));
	CHECK_OK(service_run(t.loop, t.server, NULL));
	CHECK_INT(server_connection_count(t.server), 0);
	net_test_wipe(&t);
}
