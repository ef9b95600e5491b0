/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <unistd.h>

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

/*
 * A program of one setting
 */

struct program {
	struct service service;
	struct settings settings;
	struct net_test net;
	struct loop_timer timer;
	enum err how_it_starts;
	bool is_started;
};

static const struct setting table[] = { { "WORD", "--word", "none", "a word" } };

static enum err
load(void *self, int argc, char **argv, struct why *why)
{
	struct program *p = self;

	return settings_load(&p->settings, table, 1, argc, argv, why);
}

static void
help(FILE *out)
{
	settings_help(table, 1, out);
}

static enum err
start(void *self, struct why *why)
{
	struct program *p = self;

	p->is_started = true;
	if (p->how_it_starts == ERR_IO)
		return why_set(why, ERR_IO, "no such device");
	TRY(p->how_it_starts);
	net_test_start(&p->net, NULL, NULL);
	p->service.loop = p->net.loop;
	p->service.server = p->net.server;
	return loop_timer_set(p->service.loop, &p->timer, 0, stop_it, p->service.loop);
}

/* What a run says on one of the process's streams, and how it ends. */
struct said {
	char text[1024];
	int code;
};

static struct said
run(struct program *p, int fd, char *argument)
{
	char *argv[] = { (char[]){ "a-server" }, argument, NULL };
	const int kept = dup(fd);
	FILE *file = tmpfile();
	struct said said = { .text = "" };

	CHECK(kept >= 0 && file != NULL);
	(void)fflush(NULL);
	CHECK(dup2(fileno(file), fd) == fd);
	p->service = (struct service){
		.name = "a-server",
		.about = "serves a test",
		.self = p,
		.load = load,
		.settings = &p->settings,
		.help = help,
		.start = start,
	};
	said.code = service_main(&p->service, argument == NULL ? 1 : 2, argv);
	(void)fflush(NULL);
	CHECK(dup2(kept, fd) == fd);
	rewind(file);
	said.text[fread(said.text, 1, sizeof(said.text) - 1, file)] = '\0';
	(void)fclose(file);
	(void)close(kept);
	settings_wipe(&p->settings);
	return said;
}

TEST(service_main_answers_help_and_version_without_a_start)
{
	struct program p = { 0 };
	struct said said = run(&p, STDOUT_FILENO, (char[]){ "--version" });

	CHECK_INT(said.code, 0);
	CHECK_TEXT(said.text, "a-server " PERF_AGGREGATOR_VERSION "\n");
	said = run(&p, STDOUT_FILENO, (char[]){ "--help" });
	CHECK_INT(said.code, 0);
	CHECK(strncmp(said.text, "a-server: serves a test\n\n", 25) == 0);
	CHECK(strstr(said.text, "--word") != NULL);
	CHECK(!p.is_started);
}

TEST(service_main_says_why_it_does_not_start)
{
	struct program p = { .how_it_starts = ERR_IO };
	struct said said = run(&p, STDERR_FILENO, (char[]){ "--wrod=x" });

	CHECK_INT(said.code, SERVICE_EXIT_USAGE);
	CHECK(strncmp(said.text, "a-server: ", 10) == 0 && strstr(said.text, "--wrod") != NULL);
	CHECK(!p.is_started);
	said = run(&p, STDERR_FILENO, NULL);
	CHECK_INT(said.code, SERVICE_EXIT_START);
	CHECK_TEXT(said.text, "a-server: no such device\n");
	p.how_it_starts = ERR_NOMEM; /* without words of its own */
	said = run(&p, STDERR_FILENO, NULL);
	CHECK_INT(said.code, SERVICE_EXIT_START);
	CHECK(strlen(said.text) > strlen("a-server: \n"));
}

TEST(service_main_serves_until_it_is_told_to_stop)
{
	struct program p = { .how_it_starts = OK };
	const struct said said = run(&p, STDERR_FILENO, (char[]){ "--word=x" });

	CHECK_INT(said.code, 0);
	CHECK_TEXT(said.text, "");
	CHECK(p.is_started);
	net_test_wipe(&p.net);
}
