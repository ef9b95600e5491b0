/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/asker.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include "lib/base/secret.h"

enum { ANSWER_SIZE_MAX = 4 << 20, READ_SIZE = 65536 };

struct asker
asker_new(unsigned port)
{
	return (struct asker){ .port = port, .fd = -1, .answer = buf_new(ANSWER_SIZE_MAX) };
}

static void
hang_up(struct asker *a)
{
	if (a->fd >= 0)
		(void)close(a->fd);
	a->fd = -1;
}

void
asker_wipe(struct asker *a)
{
	hang_up(a);
	buf_wipe(&a->answer);
}

static void
call(struct asker *a)
{
	const struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)a->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const int on = 1;

	a->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bench_require(
	    a->fd >= 0 && connect(a->fd, (const struct sockaddr *)&to, sizeof(to)) == 0, "connect");
	bench_require(
	    setsockopt(a->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) == 0, "TCP_NODELAY");
}

static void
say(const struct asker *a, struct span text)
{
	while (text.size > 0) {
		const ssize_t size = write(a->fd, text.p, text.size);

		bench_require(size > 0, "write");
		text = span_from(text, (size_t)size);
	}
}

/* Of the head, which is text up to an empty line: where the body begins, and its size. */
static bool
head_read(struct asker *a, size_t *from, size_t *size)
{
	const char *head = (const char *)a->answer.p;
	const char *end = memmem(head, a->answer.size, "\r\n\r\n", 4), *length;

	if (end == NULL)
		return false;
	*from = (size_t)(end + 4 - head);
	length = memmem(head, *from, "Content-Length: ", 16);
	bench_require(length != NULL, "an answer with a length");
	*size = strtoul(length + 16, NULL, 10);
	a->status = (unsigned)strtoul(head + 9, NULL, 10);
	return true;
}

static void
listen_on(struct asker *a)
{
	size_t from, size;
	uint8_t *room;
	ssize_t more;

	buf_clear(&a->answer);
	for (;;) {
		bench_require(buf_reserve(&a->answer, READ_SIZE, &room) == OK, "buf");
		more = read(a->fd, room, READ_SIZE);
		bench_require(more > 0, "an answer");
		a->answer.size += (size_t)more;
		if (head_read(a, &from, &size) && a->answer.size - from >= size)
			break;
	}
	a->body = (struct span){ a->answer.p + from, size };
	if (memmem(a->answer.p, from, "Connection: close", 17) != NULL)
		hang_up(a);
}

void
asker_ask(struct asker *a, const char *method, const char *target, struct span body)
{
	AUTO(buf) text = buf_new(READ_SIZE);

	if (a->fd < 0)
		call(a);
	bench_require(buf_print(&text,
			  "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nContent-Type: "
			  "application/json\r\nContent-Length: %zu\r\n\r\n",
			  method, target, a->port, body.size) == OK &&
		buf_append(&text, body) == OK,
	    "a request");
	say(a, buf_span(&text));
	listen_on(a);
}
