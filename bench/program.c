/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/program.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/clock.h"

enum { PATH_SIZE = 512, ARGUMENTS_MAX = 32, LOOK_US = 200, READY_MS_MAX = 20000 };

void
others_wait(bool do_wait)
{
	const struct sched_param first = { .sched_priority = do_wait ? 1 : 0 };

	(void)sched_setscheduler(0, do_wait ? SCHED_RR : SCHED_OTHER, &first);
}

void
directory_make(char path[DIRECTORY_SIZE])
{
	(void)snprintf(path, DIRECTORY_SIZE, "/tmp/perf-aggregator-bench-XXXXXX");
	bench_require(mkdtemp(path) != NULL, "a temporary directory");
}

void
directory_remove(const char *path)
{
	DIR *d = opendir(path);
	const struct dirent *entry;

	bench_require(d != NULL, path);
	while ((entry = readdir(d)) != NULL)
		if (entry->d_name[0] != '.')
			(void)unlinkat(dirfd(d), entry->d_name, 0);
	(void)closedir(d);
	bench_require(rmdir(path) == 0, path);
}

/* The programs lie two directories above this one: BUILD/bench/bench. */
static void
path_of(const char *name, char out[PATH_SIZE])
{
	char self[256];
	const ssize_t size = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash = NULL;

	bench_require(size > 0, "/proc/self/exe");
	self[size] = '\0';
	for (int i = 0; i < 2; i++) {
		slash = strrchr(self, '/');
		bench_require(slash != NULL, self);
		*slash = '\0';
	}
	(void)snprintf(out, PATH_SIZE, "%s/perf-aggregator-%s", self, name);
}

static void
become(const char *path, const char *const *arguments, const char *log)
{
	const int out = open(log, O_CREAT | O_TRUNC | O_WRONLY, 0600);
	char *words[ARGUMENTS_MAX + 2] = { strdup(path) };

	for (size_t i = 0; i < ARGUMENTS_MAX && arguments[i] != NULL; i++)
		words[i + 1] = strdup(arguments[i]);
	if (out >= 0 && dup2(out, STDOUT_FILENO) >= 0 && dup2(out, STDERR_FILENO) >= 0)
		(void)execv(path, words);
	_exit(127);
}

/* The port in the address of the ready line; 0: there is no such line yet. */
static unsigned
port_in(const char *log)
{
	char line[PROGRAM_LINE_SIZE];
	FILE *f = fopen(log, "r");
	unsigned port = 0;

	while (f != NULL && port == 0 && fgets(line, sizeof(line), f) != NULL) {
		const char *address = strstr(line, "://");
		const char *colon = address == NULL ? NULL : strchr(address + 3, ':');

		if (strstr(line, "\"ready\"") != NULL && strchr(line, '\n') != NULL &&
		    colon != NULL)
			port = (unsigned)strtoul(colon + 1, NULL, 10);
	}
	if (f != NULL)
		(void)fclose(f);
	return port;
}

struct program
program_start(const char *directory, const char *name, const char *const *arguments)
{
	const int64_t start_us = clock_mono_us(clock_system());
	char path[PATH_SIZE], log[PATH_SIZE];
	struct program p = { 0 };
	int status;

	path_of(name, path);
	(void)snprintf(log, sizeof(log), "%s/%s.log", directory, name);
	(void)unlink(log); /* a former run was ready, too */
	p.pid = fork();
	bench_require(p.pid >= 0, "fork");
	if (p.pid == 0)
		become(path, arguments, log);
	while (p.port == 0) {
		(void)usleep(LOOK_US);
		p.port = port_in(log);
		p.start_ms = (double)(clock_mono_us(clock_system()) - start_us) / 1000;
		bench_require(
		    waitpid(p.pid, &status, WNOHANG) == 0 && p.start_ms < READY_MS_MAX, path);
	}
	return p;
}

void
program_stop(const struct program *p)
{
	int status;

	bench_require(kill(p->pid, SIGTERM) == 0, "kill");
	bench_require(waitpid(p->pid, &status, 0) == p->pid && status == 0, "a clean end");
}

double
program_cpu_us(const struct program *p)
{
	struct timespec t;
	clockid_t clock;

	bench_require(clock_getcpuclockid(p->pid, &clock) == 0 && clock_gettime(clock, &t) == 0,
	    "another process's clock");
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* The sandbox's accounts, with their keys, into DIRECTORY/accounts.log. */
static void
accounts_save(const char *directory, const char *crowd)
{
	char path[PATH_SIZE], log[PATH_SIZE];
	pid_t pid;
	int status;

	path_of("sandbox", path);
	(void)snprintf(log, sizeof(log), "%s/accounts.log", directory);
	pid = fork();
	bench_require(pid >= 0, "fork");
	if (pid == 0)
		become(path, (const char *const[]){ "--accounts", "--crowd", crowd, NULL }, log);
	bench_require(waitpid(pid, &status, 0) == pid && status == 0, path);
}

struct stage
stage_open(const struct stage_plan *plan)
{
	struct stage s = { .has_enclave = plan->has_enclave };
	char latency[16], crowd[16], rate[16], url[64];

	directory_make(s.directory);
	(void)snprintf(latency, sizeof(latency), "%u", plan->latency_ms);
	(void)snprintf(crowd, sizeof(crowd), "%u", plan->crowd);
	(void)snprintf(rate, sizeof(rate), "%u", plan->clock_rate == 0 ? 1 : plan->clock_rate);
	accounts_save(s.directory, crowd);
	s.sandbox = program_start(s.directory, "sandbox",
	    (const char *const[]){ "--port", "0", "--latency-ms", latency, "--crowd", crowd,
		"--clock-rate", rate, NULL });
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u", s.sandbox.port);
	if (s.has_enclave)
		s.enclave = program_start(s.directory, "enclave",
		    (const char *const[]){ "--attestation", "insecure_simulated", "--data-dir",
			s.directory, "--tls", "off", "--host", "127.0.0.1", "--port", "0",
			"--sandbox-exchange", url, NULL });
	return s;
}

void
stage_close(const struct stage *s)
{
	if (s->has_enclave)
		program_stop(&s->enclave);
	program_stop(&s->sandbox);
	directory_remove(s->directory);
}
