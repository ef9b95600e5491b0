/* SPDX-License-Identifier: Apache-2.0 */
/* A client whose connections must introduce themselves before they carry anything. */
#include "test/lib/net/net_test.h"

struct greeter {
	struct net_test t;
	struct client *c;
	size_t asked_count, judged_count, answered_count;
	enum err ask_says, judge_says;
	struct client_greeting_nonce last;
	enum err error;
	unsigned status;
};

static enum err
ask(void *self, struct client_greeting_nonce *nonce, struct buf *target)
{
	struct greeter *g = self;

	g->asked_count++;
	memset(nonce->b, (int)g->asked_count, sizeof(nonce->b));
	g->last = *nonce;
	TRY(g->ask_says);
	return buf_print(target, "/size?n=%zu", g->asked_count);
}

static enum err
judge(void *self, const struct client_greeting_nonce *nonce, const struct client_answer *answer)
{
	struct greeter *g = self;

	g->judged_count++;
	CHECK(memcmp(nonce->b, g->last.b, sizeof(nonce->b)) == 0);
	CHECK(answer->error == OK && answer->response->body.size == g->asked_count);
	CHECK_INT(g->answered_count + 1, g->judged_count); /* before the request it holds up */
	return g->judge_says;
}

static void
answered(void *self, const struct client_answer *answer)
{
	struct greeter *g = self;

	g->answered_count++;
	g->error = answer->error;
	g->status = answer->response == NULL ? 0 : answer->response->status;
}

static void
greeter_open(struct greeter *g)
{
	struct client_config config = { .in_flight_max = 1, .greeting = { ask, judge, g } };
	char url[64];

	memset(g, 0, sizeof(*g));
	net_test_start(&g->t, NULL, NULL);
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u", server_port(g->t.server));
	CHECK_OK(client_origin_parse(url, &config.origin, NULL));
	CHECK_OK(client_new(g->t.loop, &config, &g->c));
}

static void
greeter_close(struct greeter *g)
{
	client_free(g->c);
	net_test_wipe(&g->t);
}

static void
get(struct greeter *g)
{
	const size_t before = g->answered_count;

	CHECK_OK(client_send(
	    g->c, &(struct client_request){ .method = "GET", .target = "/health" }, answered, g));
	for (int i = 0; i < 1000 && g->answered_count == before; i++)
		net_test_step(&g->t);
	CHECK_INT(g->answered_count, before + 1);
}

TEST(client_greets_once_per_connection_before_the_first_request)
{
	struct greeter g;

	greeter_open(&g);
	get(&g);
	CHECK(g.error == OK && g.status == 200);
	CHECK_INT(g.asked_count, 1);
	CHECK_INT(g.t.handled_count, 2);
	g.judged_count = g.answered_count; /* nothing more is to be judged */
	get(&g);
	CHECK_INT(g.asked_count, 1);
	CHECK_INT(g.t.handled_count, 3);
	/* The idle connection is closed in time; the next one introduces itself again. */
	clock_fake_advance_ms(&g.t.time, 13000);
	net_test_step(&g.t);
	g.judged_count = g.answered_count;
	get(&g);
	CHECK(g.error == OK && g.asked_count == 2);
	CHECK_INT(g.t.handled_count, 5);
	greeter_close(&g);
}

TEST(client_sends_nothing_to_a_peer_whose_greeting_was_refused)
{
	struct greeter g;

	greeter_open(&g);
	g.judge_says = ERR_REFUSED;
	get(&g);
	CHECK_INT(g.error, ERR_AUTH);
	CHECK_INT(g.t.handled_count, 1); /* the greeting, and nothing else */
	get(&g);                         /* and again on the next connection */
	CHECK_INT(g.error, ERR_AUTH);
	CHECK_INT(g.t.handled_count, 2);
	greeter_close(&g);
}

TEST(client_whose_greeting_cannot_be_made_fails_the_request)
{
	struct greeter g;

	greeter_open(&g);
	g.ask_says = ERR_BUG;
	get(&g);
	CHECK_INT(g.error, ERR_IO);
	CHECK_INT(g.t.handled_count, 0);
	greeter_close(&g);
}

TEST(client_freed_while_it_greets_answers_the_request_once)
{
	struct greeter g;

	greeter_open(&g);
	CHECK_OK(client_send(
	    g.c, &(struct client_request){ .method = "GET", .target = "/health" }, answered, &g));
	for (int i = 0; i < 1000 && g.asked_count == 0; i++)
		net_test_step(&g.t);
	greeter_close(&g);
	CHECK_INT(g.answered_count, 1);
	CHECK_INT(g.error, ERR_IO);
}
