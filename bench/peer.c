/* SPDX-License-Identifier: Apache-2.0 */
/* The same work in another language, in the same minutes on the same machine. */
#include <sys/wait.h>
#include <unistd.h>

#include "bench/bench.h"

enum { NODE_OLD = 99 };

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

static void
node_become(const char *path, int input, int output)
{
	if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0)
		(void)execlp("node", "node", path, (char *)NULL);
	_exit(NODE_OLD);
}

bool
bench_peer(const char *script, struct span input, double *value)
{
	char path[128], text[64] = "";
	const int in = input_open(input);
	int out[2], status;
	ssize_t size;
	pid_t pid;

	(void)snprintf(path, sizeof(path), "bench/%s.mjs", script);
	bench_require(pipe(out) == 0, "a pipe");
	pid = fork();
	bench_require(pid >= 0, "fork");
	if (pid == 0)
		node_become(path, in, out[1]);
	(void)close(out[1]);
	size = read(out[0], text, sizeof(text) - 1);
	(void)close(out[0]);
	bench_require(waitpid(pid, &status, 0) == pid, "waiting for node");
	if (WIFEXITED(status) && WEXITSTATUS(status) == NODE_OLD) {
		bench_skip(script, "there is no Node of at least version 20 here to compare with");
		return false;
	}
	bench_require(size > 0 && status == 0 && sscanf(text, "%lf", value) == 1, path);
	return true;
}
