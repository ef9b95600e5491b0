/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/floor.h"

#include <netinet/in.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void
answer_for_ever(int listener, struct span answer)
{
	char question[4096];

	for (;;) {
		const int fd = accept(listener, NULL, NULL);

		while (fd >= 0 && read(fd, question, sizeof(question)) > 0)
			if (write(fd, answer.p, answer.size) < 0)
				break;
		(void)close(fd);
	}
}

struct program
floor_start(struct span answer)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const int listener = socket(AF_INET, SOCK_STREAM, 0);
	socklen_t size = sizeof(at);
	struct program p = { 0 };

	bench_require(listener >= 0 && bind(listener, (struct sockaddr *)&at, size) == 0 &&
		listen(listener, 8) == 0 &&
		getsockname(listener, (struct sockaddr *)&at, &size) == 0,
	    "a listener");
	p.port = ntohs(at.sin_port);
	p.pid = fork();
	bench_require(p.pid >= 0, "fork");
	if (p.pid == 0)
		answer_for_ever(listener, answer);
	(void)close(listener);
	return p;
}

void
floor_stop(const struct program *p)
{
	(void)kill(p->pid, SIGKILL);
	(void)waitpid(p->pid, NULL, 0);
}
