/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/service.h"

#include <signal.h>

#include "lib/crypto/crypto.h"

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

static int
start_and_run(struct service *s)
{
	struct why why = { "" };
	const enum err e = s->start(s->self, &why);

	if (e != OK) {
		(void)fprintf(
		    stderr, "%s: %s\n", s->name, why.text[0] != '\0' ? why.text : err_words(e));
		return SERVICE_EXIT_START;
	}
	return service_run(s->loop, s->server, &s->log) == OK ? 0 : 1;
}

int
service_main(struct service *s, int argc, char **argv)
{
	struct why why = { "" };

	if (crypto_start() != OK) {
		(void)fprintf(stderr, "%s: libcrypto does not start\n", s->name);
		return SERVICE_EXIT_START;
	}
	if (s->load(s->self, argc, argv, &why) != OK) {
		(void)fprintf(stderr, "%s: %s\n", s->name, why.text);
		return SERVICE_EXIT_USAGE;
	}
	if (s->settings->wants_version) {
		(void)printf("%s %s\n", s->name, PERF_AGGREGATOR_VERSION);
		return 0;
	}
	if (s->settings->wants_help) {
		(void)printf("%s: %s\n\n", s->name, s->about);
		s->help(stdout);
		return 0;
	}
	return start_and_run(s);
}
