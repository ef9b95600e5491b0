/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/net/client_test.h"

void
told_wipe(struct told *s)
{
	buf_wipe(&s->body);
}

void
send_get(struct client *c, const char *target, struct told *s)
{
	const struct client_request r = { .method = "GET", .target = target };

	CHECK_OK(client_send(c, &r, told_answer, s));
}

void
told_answer(void *self, const struct client_answer *answer)
{
	struct told *s = self;

	s->error = answer->error;
	s->reason = answer->reason;
	s->took_us = answer->answered_us - answer->started_us;
	CHECK(!answer->has_spki);
	CHECK((answer->error == OK) == (answer->response != NULL));
	s->status = answer->response != NULL ? answer->response->status : 0;
	assert_true(s->count < 64);
	s->statuses[s->count++] = s->status;
	buf_wipe(&s->body);
	s->body = buf_new(1 << 26);
	if (answer->response != NULL)
		CHECK_OK(buf_append(&s->body, answer->response->body));
	if (s->again != NULL) {
		struct client *c = s->again;

		s->again = NULL;
		send_get(c, "/health", s);
	}
}

struct client *
client_of(struct net_test *t, struct client_config config)
{
	struct client *c = NULL;
	AUTO(buf) url = buf_new(100);

	if (config.origin.port == 0) {
		CHECK_OK(buf_print(&url, "http://127.0.0.1:%u", server_port(t->server)));
		CHECK_OK(buf_u8(&url, 0));
		CHECK_OK(client_origin_parse((char *)url.p, &config.origin, NULL));
	}
	CHECK_OK(client_new(t->loop, &config, &c));
	return c;
}

void
step_until(struct net_test *t, const struct told *s, size_t count)
{
	for (int i = 0; i < 20000 && s->count < count; i++)
		CHECK_OK(loop_step(t->loop, 1));
	CHECK_INT(s->count, count);
}
