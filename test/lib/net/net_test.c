/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/net/net_test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

static size_t
body_size_max(void *self, const struct http_request *head)
{
	(void)self;
	if (span_is(head->path, "/enclave/submit_key"))
		return 8192;
	return span_is(head->path, "/echo") ? 1 << 20 : 0;
}

static void
reply(struct server_call *call, unsigned status, struct span body)
{
	const struct server_reply r = {
		.status = status, .content_type = "application/json", .body = body
	};

	server_reply(call, &r);
}

static void
reply_size(struct server_call *call, const struct http_request *request)
{
	char text[16];
	uint64_t size;
	uint8_t *body;

	CHECK_OK(http_query_get(request->query, "n", text, sizeof(text)));
	CHECK_OK(text_u64_parse(span_text(text), 1 << 26, &size));
	body = malloc(size + 1);
	assert_non_null(body);
	memset(body, 'x', size);
	reply(call, 200, (struct span){ body, size });
	free(body);
}

static void
handle(void *self, struct server_call *call, const struct http_request *request)
{
	const struct span *type = http_request_field(request, "Content-Type");
	const bool is_get = span_is(request->method, "GET") || span_is(request->method, "HEAD");
	struct net_test *t = self;

	t->handled_count++;
	if (is_get && span_is(request->path, "/health"))
		reply(call, 200, S("{\"status\":\"ok\"}"));
	else if (is_get && span_is(request->path, "/size"))
		reply_size(call, request);
	else if (is_get && span_is(request->path, "/park"))
		t->parked[t->parked_count++] = call;
	else if (span_is(request->path, "/echo"))
		reply(call, 200, request->body);
	else if (!span_is(request->path, "/enclave/submit_key"))
		reply(call, 404, S("{}"));
	else if (type == NULL || !span_is(*type, "application/json"))
		reply(call, 415, S("{}"));
	else
		reply(call, 400, S("{}"));
}

static void
refused(void *self, unsigned status)
{
	struct net_test *t = self;

	t->refused_count++;
	t->refused_status = status;
}

void
net_test_start(struct net_test *t, const struct server_limits *limits, const struct tls_server *tls)
{
	struct server_config config = {
		.host = "127.0.0.1", .tls = tls, .handler = { t, body_size_max, handle, refused }
	};
	struct why why = { 0 };

	*t = (struct net_test){ .time = { 1790000000000, 5000000 } };
	t->clock = clock_fake(&t->time);
	if (limits != NULL)
		config.limits = *limits;
	CHECK_OK(loop_new(&t->clock, &t->loop));
	CHECK_OK(server_new(t->loop, &config, &t->server, &why));
}

void
net_test_wipe(struct net_test *t)
{
	server_free(t->server);
	loop_free(t->loop);
	*t = (struct net_test){ 0 };
}

void
net_test_step(struct net_test *t)
{
	for (int i = 0; i < 3; i++)
		CHECK_OK(loop_step(t->loop, 0));
}

void
peer_wipe(struct peer *p)
{
	/* Reset instead of a polite close, so that thousands of tests leave no waiting sockets. */
	const struct linger linger = { .l_onoff = 1 };

	if (p->fd > 0) {
		(void)setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
		(void)close(p->fd);
	}
	buf_wipe(&p->got);
	*p = (struct peer){ 0 };
}

void
peer_connect(struct net_test *t, struct peer *out)
{
	struct sockaddr_in to = { .sin_family = AF_INET };

	*out = (struct peer){ .got = buf_new(1 << 26) };
	to.sin_port = htons(server_port(t->server));
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	out->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(out->fd > 0);
	assert_int_equal(connect(out->fd, (struct sockaddr *)&to, sizeof(to)), 0);
	net_test_step(t);
}

/* Take what is there now.  How much? */
static size_t
take(struct peer *p)
{
	size_t before = p->got.size;
	ssize_t size;
	uint8_t *at;

	while (!p->is_closed) {
		CHECK_OK(buf_reserve(&p->got, 65536, &at));
		size = recv(p->fd, at, 65536, MSG_DONTWAIT);
		if (size < 0 && errno == EAGAIN)
			break;
		p->is_closed = size <= 0;
		p->got.size += size > 0 ? (size_t)size : 0;
	}
	return p->got.size - before;
}

void
peer_send(struct net_test *t, struct peer *p, struct span bytes)
{
	for (int tries = 0; bytes.size > 0 && tries < 10000; tries++) {
		const ssize_t size = send(p->fd, bytes.p, bytes.size, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (size > 0)
			bytes = span_from(bytes, (size_t)size);
		else if (errno != EAGAIN)
			break; /* the server has closed: the answer says why */
		net_test_step(t);
		(void)take(p);
	}
}

void
peer_read(struct net_test *t, struct peer *p)
{
	for (int quiet = 0; quiet < 3 && !p->is_closed; quiet++) {
		CHECK_OK(loop_step(t->loop, 0));
		CHECK_OK(loop_step(t->loop, 1));
		if (take(p) > 0)
			quiet = 0;
	}
}

void
peer_read_size(struct net_test *t, struct peer *p, size_t size)
{
	for (int tries = 0; p->got.size < size && tries < 10000; tries++) {
		CHECK_OK(loop_step(t->loop, 1));
		(void)take(p);
	}
	assert_true(p->got.size >= size);
}

void
peer_wait_ms(struct net_test *t, struct peer *p, int64_t ms)
{
	clock_fake_advance_ms(&t->time, ms);
	peer_read(t, p);
}

size_t
peer_statuses(const struct peer *p, unsigned *statuses, size_t room)
{
	struct http_inbox inbox;
	struct http_response response;
	size_t count = 0;

	http_inbox_init(&inbox, 1 << 26);
	CHECK_OK(buf_append(&inbox.in, buf_span(&p->got)));
	while (!http_inbox_is_empty(&inbox)) {
		CHECK_OK(http_inbox_response(&inbox, false, &response, NULL));
		CHECK_OK(http_inbox_body(&inbox, 1 << 26, NULL));
		assert_true(count < room);
		statuses[count++] = response.status;
		http_inbox_next(&inbox);
	}
	http_inbox_wipe(&inbox);
	return count;
}

bool
peer_got(const struct peer *p, const char *text)
{
	return p->got.size > 0 && memmem(p->got.p, p->got.size, text, strlen(text)) != NULL;
}
