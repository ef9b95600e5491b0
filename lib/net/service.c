/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/service.h"

#include <signal.h>

static struct loop *stopped_by_signal;

static void
on_signal(int number)
{
	(void)number;
	loop_stop(stopped_by_signal);
}

void
service_take_signals(struct loop *l)
{
	const struct sigaction stop = { .sa_handler = on_signal };

	stopped_by_signal = l;
	(void)sigaction(SIGTERM, &stop, NULL);
	(void)sigaction(SIGINT, &stop, NULL);
}

enum err
service_run(struct loop *l, struct server *s, const struct log *log)
{
	const struct clock *clock = loop_clock(l);
	int64_t until_ms;

	TRY(loop_run(l));
	LOG(log, LOG_INFO, "stopping", LOG_N(LOG_COUNT, (int64_t)server_connection_count(s)));
	until_ms = clock_mono_ms(clock) + SERVICE_DRAIN_MS;
	while (!server_drain(s) && clock_mono_ms(clock) < until_ms)
		TRY(loop_step(l, 50));
	return OK;
}
