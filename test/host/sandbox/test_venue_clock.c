/* SPDX-License-Identifier: Apache-2.0 */
#include "test/check.h"
#include "test/host/sandbox/ask.h"

/* Ask a venue of our own, whose clock can be moved, for a target. */
struct bench {
	struct clock_fake fake;
	struct clock real, shown;
	struct hands hands;
	struct venue venue;
	struct venue_answer answer;
};

static void
bench_open(struct bench *b)
{
	*b = (struct bench){ .fake = { 1795305600000, 0 } };
	b->real = clock_fake(&b->fake);
	b->hands = hands_new(&b->real);
	b->shown = hands_clock(&b->hands);
	b->venue.world = ask_world();
	b->venue.clock = &b->shown;
	b->venue.hands = &b->hands;
}

static unsigned
send(struct bench *b, const char *method, const char *query, const char *peer)
{
	const struct http_request r = {
		.method = span_text(method), .path = S("/sandbox/clock"), .query = span_text(query)
	};

	venue_answer_wipe(&b->answer);
	venue_answer(&b->venue, &r, peer, &b->answer);
	assert_int_equal(buf_u8(&b->answer.body, 0), OK);
	return b->answer.status;
}

TEST(clock_is_shown_and_moved_by_programs_on_this_machine)
{
	struct bench b;

	bench_open(&b);
	CHECK_INT(send(&b, "GET", "", "127.0.0.1"), 200);
	CHECK_TEXT((const char *)b.answer.body.p,
	    "{\"now\":1795305600000,\"time\":\"2026-11-22T00:00:00.000Z\",\"rate\":1}");
	CHECK_INT(send(&b, "POST", "now=2026-01-01T00:00:00Z&rate=0", "::1"), 200);
	CHECK_INT(clock_wall_ms(&b.shown), 1767225600000);
	CHECK_INT(send(&b, "POST", "advance=86400000", "127.9.9.9"), 200);
	CHECK(strstr((const char *)b.answer.body.p, "2026-01-02T00:00:00.000Z") != NULL);
	clock_fake_advance_ms(&b.fake, 5000);
	CHECK_INT(clock_wall_ms(&b.shown), 1767225600000 + 86400000);
	CHECK_INT(send(&b, "POST", "rate=1000", "::ffff:127.0.0.1"), 200);
	clock_fake_advance_ms(&b.fake, 5000);
	CHECK_INT(clock_wall_ms(&b.shown), 1767225600000 + 86400000 + 5000000);
	venue_answer_wipe(&b.answer);
}

TEST(clock_is_not_moved_from_elsewhere_nor_to_nonsense_nor_by_looking_at_it)
{
	struct bench b;

	bench_open(&b);
	CHECK_INT(send(&b, "GET", "", "10.0.0.1"), 403);
	CHECK_INT(send(&b, "POST", "advance=1", "10.0.0.1"), 403);
	CHECK_INT(send(&b, "GET", "advance=1", "127.0.0.1"), 400);
	CHECK_INT(send(&b, "POST", "now=yesterday", "127.0.0.1"), 400);
	CHECK_INT(send(&b, "POST", "rate=1000001", "127.0.0.1"), 400);
	CHECK_INT(send(&b, "POST", "advance=-1", "127.0.0.1"), 400);
	CHECK_INT(send(&b, "POST", "now=253402300799999&advance=1", "127.0.0.1"), 400);
	CHECK(!b.hands.is_set);
	b.venue.hands = NULL;
	CHECK_INT(send(&b, "GET", "", "127.0.0.1"), 403);
	venue_answer_wipe(&b.answer);
}
