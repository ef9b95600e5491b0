/* SPDX-License-Identifier: Apache-2.0 */
#include "test/host/sandbox/ask.h"

#include "lib/base/text.h"
#include "lib/crypto/crypto.h"
#include "lib/json/json_shape.h"
#include "test/check.h"

static struct clock_fake hands = { .wall_ms = 1795305600000 };
static struct venue_answer last;

/* The demo world and the whole world: made once, when first asked for. */
static struct world *worlds[2];
static bool is_public_whole;
static struct faults *plan;

static struct world *
world(bool is_whole)
{
	if (worlds[is_whole] == NULL)
		assert_int_equal(
		    is_whole ? world_whole_new(1, &worlds[1]) : world_new(1, &worlds[0]), OK);
	return worlds[is_whole];
}

/* The venue of the demo world, or of the whole world: they share clock and weights. */
static struct venue *
venue(bool is_whole)
{
	static struct venue v;
	static struct clock clock;

	clock = clock_fake(&hands);
	v.world = world(is_whole);
	v.clock = &clock;
	v.faults = plan;
	return &v;
}

__attribute__((destructor)) static void
world_end(void)
{
	venue_answer_wipe(&last);
	world_free(worlds[0]);
	world_free(worlds[1]);
}

void
ask_faults(struct faults *f)
{
	plan = f;
}

void
ask_public_of_whole(bool is_whole)
{
	is_public_whole = is_whole;
}

struct clock_fake *
ask_clock(void)
{
	return &hands;
}

const struct world *
ask_world(void)
{
	return world(false);
}

const struct world *
ask_whole(void)
{
	return world(true);
}

const struct world_account *
ask_account(const char *name)
{
	const struct world_account *a = world_account_by_name(world(false), name);

	return a != NULL ? a : world_account_by_name(world(true), name);
}

void
ask_calm(void)
{
	venue(false)->weights = venue(false)->uid_weights = (struct weight_book){ 0 };
}

/* `method` and `target` as a client sends them, `body` a form or empty. */
static unsigned
ask(struct span method, struct span target, const char *api_key, struct span body)
{
	static struct http_request r;
	const bool is_whole = api_key == NULL
	    ? is_public_whole
	    : world_account_by_key(world(false), api_key) == NULL &&
		world_account_by_key(world(true), api_key) != NULL;
	const uint8_t *query = memchr(target.p, '?', target.size);

	memset(&r, 0, sizeof(r));
	r.method = method;
	r.target = r.path = target;
	r.body = body;
	if (query != NULL) {
		r.path = span_first(target, (size_t)(query - target.p));
		r.query = span_from(target, r.path.size + 1);
	}
	if (api_key != NULL) {
		r.fields[0] = (struct http_field){ S("x-mbx-apikey"), span_text(api_key) };
		r.field_count = 1;
	}
	venue_answer_wipe(&last);
	venue_answer(venue(is_whole), &r, "127.0.0.1", &last);
	assert_int_equal(buf_u8(&last.body, 0), OK); /* a NUL, to read it as a text */
	return last.status;
}

unsigned
ask_raw(const char *target, const char *api_key)
{
	return ask(S("GET"), span_text(target), api_key, (struct span){ 0 });
}

unsigned
ask_post(const char *target, const char *api_key)
{
	return ask(S("POST"), span_text(target), api_key, (struct span){ 0 });
}

unsigned
ask_request(const struct exchange_request *request, const char *api_key)
{
	return ask(span_text(request->method), buf_span(&request->target), api_key,
	    buf_span(&request->body));
}

const char *
ask_signature(const char *account, const char *payload)
{
	static char text[2 * SHA256_SIZE + 1];
	const struct world_account *a = ask_account(account);
	const struct span part = span_text(payload);
	struct buf hex = buf_new(sizeof(text));
	uint8_t mac[SHA256_SIZE];

	assert_non_null(a);
	assert_int_equal(hmac_sha256(span_text(a->secret), &part, 1, mac), OK);
	assert_int_equal(text_hex_write(SPAN_OF(mac), &hex), OK);
	assert_int_equal(span_to_text(buf_span(&hex), text, sizeof(text)), OK);
	buf_wipe(&hex);
	return text;
}

unsigned
ask_signed(const char *account, const char *path, const char *query)
{
	char payload[2048], target[4096];

	(void)snprintf(payload, sizeof(payload), "%s%stimestamp=%lld", query,
	    query[0] != '\0' ? "&" : "", (long long)hands.wall_ms);
	(void)snprintf(target, sizeof(target), "%s?%s&signature=%s", path, payload,
	    ask_signature(account, payload));
	return ask_raw(target, ask_account(account)->api_key);
}

const char *
ask_body(void)
{
	return (const char *)last.body.p;
}

const char *
ask_field(const char *name)
{
	for (size_t i = 0; i < last.field_count; i++)
		if (span_is(last.fields[i].name, name))
			return (const char *)last.fields[i].value.p;
	return "";
}

int64_t
ask_code(void)
{
	struct row {
		int64_t code;
	} row = { 0 };
	static const struct json_field fields[] = { JSON_FIELD_I64(
	    struct row, code, JSON_REQUIRED) };
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);

	if (last.status == 200 || json_parse_shape(span_text(ask_body()), &shape, &row, NULL) != OK)
		return 0;
	return row.code;
}
