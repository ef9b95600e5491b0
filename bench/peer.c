/* SPDX-License-Identifier: Apache-2.0 */
/* The same work in another language, in the same minutes on the same machine. */
#include <sys/wait.h>
#include <unistd.h>

#include "bench/bench.h"

enum { PEER_MISSING = 99 /* what a peer exits with that has not got what it needs */ };

/* A file that nobody else sees, with `input` in it, at its start. */
static int
input_open(struct span input)
{
	FILE *f = tmpfile();

	bench_require(f != NULL && fwrite(input.p, 1, input.size, f) == input.size &&
		fseek(f, 0, SEEK_SET) == 0,
	    "a temporary file");
	return fileno(f); /* `f` stays open until we leave */
}

static bool
is_python(const char *script)
{
	const char *dot = strrchr(script, '.');

	return dot != NULL && strcmp(dot, ".py") == 0;
}

/* Debian's own Python: its packages are for that one. */
static void
peer_become(const char *path, int input, int output)
{
	const char *program = is_python(path) ? "/usr/bin/python3" : "node";

	if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0)
		(void)execlp(program, program, path, (char *)NULL);
	_exit(PEER_MISSING);
}

bool
bench_peer(const char *script, struct span input, double *value)
{
	char path[128], text[64] = "";
	const int in = input_open(input);
	int out[2], status;
	ssize_t size;
	pid_t pid;

	(void)snprintf(path, sizeof(path), "bench/%s", script);
	bench_require(pipe(out) == 0, "a pipe");
	pid = fork();
	bench_require(pid >= 0, "fork");
	if (pid == 0)
		peer_become(path, in, out[1]);
	(void)close(out[1]);
	size = read(out[0], text, sizeof(text) - 1);
	(void)close(out[0]);
	bench_require(waitpid(pid, &status, 0) == pid, "waiting for a peer");
	if (WIFEXITED(status) && WEXITSTATUS(status) == PEER_MISSING) {
		bench_skip(script,
		    is_python(script) ? "there is no /usr/bin/python3 with pandas (python3-pandas)"
				      : "there is no Node of at least version 20 here, or no ccxt "
					"(./dev test scenario installs it)");
		return false;
	}
	bench_require(size > 0 && status == 0 && sscanf(text, "%lf", value) == 1, path);
	return true;
}
