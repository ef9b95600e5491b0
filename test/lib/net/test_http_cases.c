/* SPDX-License-Identifier: Apache-2.0 */
/* The 82 raw requests of the fixtures, each against a real server on a socket. */
#include "lib/json/json.h"
#include "test/lib/net/net_test.h"

/* One case of the file, its texts still as JSON wrote them. */
struct http_case {
	struct span id, raw, want;
};

/* What the server did. */
struct outcome {
	unsigned statuses[8];
	size_t count;         /* of final answers before any deadline */
	bool is_continued;    /* a 100 came */
	bool is_closed;       /* before any deadline */
	unsigned late_status; /* of the answer that came at the deadline; 0: none */
};

static unsigned
hex4(const uint8_t *p)
{
	char digits[5] = { (char)p[0], (char)p[1], (char)p[2], (char)p[3], '\0' };

	return (unsigned)strtoul(digits, NULL, 16);
}

/* A JSON text of characters below U+0100 as the bytes it stands for, NUL included. */
static void
latin1(struct span json, struct buf *out)
{
	static const char escapes[] = "n\nr\rt\tb\bf\f\"\"\\\\//";

	for (size_t i = 1; i + 1 < json.size; i++) {
		uint8_t c = json.p[i];

		if (c == '\\' && json.p[i + 1] == 'u') {
			assert_true(hex4(json.p + i + 2) < 256);
			c = (uint8_t)hex4(json.p + i + 2);
			i += 5;
		} else if (c == '\\') {
			c = (uint8_t)strchr(escapes, json.p[++i])[1];
		} else if (c >= 0x80) {
			c = (uint8_t)((c & 3) << 6 | (json.p[++i] & 0x3f));
		}
		CHECK_OK(buf_u8(out, c));
	}
}

static bool
case_next(struct json *j, struct http_case *out)
{
	struct span name, value;
	bool more;

	CHECK_OK(json_element(j, &more));
	if (!more)
		return false;
	CHECK_OK(json_enter_object(j));
	for (;;) {
		CHECK_OK(json_member(j, &name, &more));
		if (!more)
			return true;
		CHECK_OK(json_skip(j, &value));
		if (span_is(name, "id"))
			out->id = value;
		else if (span_is(name, "raw"))
			out->raw = value;
		else if (span_is(name, "want"))
			out->want = value;
	}
}

static void
answers_take(const struct peer *p, struct outcome *out)
{
	unsigned all[8];
	const size_t count = peer_statuses(p, all, 8);

	out->count = 0;
	for (size_t i = 0; i < count; i++) {
		if (all[i] == 100)
			out->is_continued = true;
		else
			out->statuses[out->count++] = all[i];
	}
}

static bool
meets(const struct outcome *o, struct span want)
{
	const unsigned *s = o->statuses;
	uint64_t status;

	if (span_is(want, "\"close\""))
		return o->is_closed && o->count == 0;
	if (span_is(want, "\"wait\""))
		return !o->is_closed && o->count == 0 && o->late_status == 408;
	if (span_is(want, "\"one-response\""))
		return o->count == 1;
	if (span_is(want, "\"two-200\""))
		return o->count == 2 && s[0] == 200 && s[1] == 200;
	if (span_is(want, "\"200-then-400-close\""))
		return o->count == 2 && s[0] == 200 && s[1] == 400 && o->is_closed;
	CHECK_OK(text_u64_parse(want, 599, &status));
	if (status == 100)
		return o->is_continued;
	return o->count == 1 && s[0] == status;
}

static void
judge(const struct http_case *c, const struct outcome *o)
{
	struct json j;
	struct span want;
	bool more, is_met = false;

	json_init(&j, c->want);
	CHECK_OK(json_enter_array(&j));
	for (;;) {
		CHECK_OK(json_element(&j, &more));
		if (!more)
			break;
		CHECK_OK(json_skip(&j, &want));
		is_met = is_met || meets(o, want);
	}
	if (!is_met)
		fail_msg("%.*s: %zu answers, first %u, closed %d, late %u", (int)c->id.size,
		    (const char *)c->id.p, o->count, o->count > 0 ? o->statuses[0] : 0,
		    o->is_closed, o->late_status);
	case_counted();
}

/* Send the request in two pieces, cut at `split`, and see what comes. */
static void
run(struct net_test *t, const struct http_case *c, struct span raw, size_t split,
    struct outcome *out)
{
	const bool may_wait = memmem(c->want.p, c->want.size, "wait", 4) != NULL;
	AUTO(peer) p = { 0 };
	unsigned all[8];
	size_t before;

	*out = (struct outcome){ 0 };
	peer_connect(t, &p);
	peer_send(t, &p, span_first(raw, split));
	peer_send(t, &p, span_from(raw, split));
	if (!may_wait)
		peer_read_size(t, &p, 1); /* an answer must come, however busy the machine */
	peer_read(t, &p);
	answers_take(&p, out);
	out->is_closed = p.is_closed;
	before = out->count + (out->is_continued ? 1 : 0);
	/* Whatever it waits for: past every deadline it must have closed. */
	for (int i = 0; i < 3 && !p.is_closed; i++)
		peer_wait_ms(t, &p, 20000);
	assert_true(p.is_closed);
	if (peer_statuses(&p, all, 8) > before)
		out->late_status = all[before];
}

static void
run_file(bool is_split)
{
	const char *path = fixture_path("security/proposed/http-cases.json");
	AUTO(net_test) t = { 0 };
	AUTO(buf) raw = buf_new(1 << 20);
	struct outcome out;
	struct http_case c = { 0 };
	struct json j;
	struct span name;
	size_t size, count = 0;
	char *text;
	bool more;

	if (path == NULL)
		fixture_skip();
	net_test_start(&t, NULL, NULL);
	text = fixture_read(path, &size);
	json_init(&j, (struct span){ (uint8_t *)text, size });
	CHECK_OK(json_enter_object(&j));
	for (;;) {
		CHECK_OK(json_member(&j, &name, &more));
		assert_true(more);
		if (span_is(name, "cases"))
			break;
		CHECK_OK(json_skip(&j, NULL));
	}
	CHECK_OK(json_enter_array(&j));
	while (case_next(&j, &c)) {
		buf_clear(&raw);
		latin1(c.raw, &raw);
		count++;
		for (size_t at = 1; at < raw.size && at < 130 && is_split; at += 37) {
			run(&t, &c, buf_span(&raw), at, &out);
			judge(&c, &out);
		}
		run(&t, &c, buf_span(&raw), raw.size, &out);
		judge(&c, &out);
	}
	free(text);
	assert_int_equal(count, 82);
	assert_int_equal(server_connection_count(t.server), 0);
}

TEST(server_meets_every_one_of_the_82_raw_requests)
{
	run_file(false);
}

TEST(server_meets_the_raw_requests_also_in_two_pieces)
{
	run_file(true);
}
