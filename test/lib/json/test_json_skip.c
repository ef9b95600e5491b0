/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/json/json.h"
#include "test/check.h"

/* The whole of `text` as one value. */
static enum err
skip_all(struct span text)
{
	struct json j;

	json_init(&j, text);
	TRY(json_skip(&j, NULL));
	return json_end(&j);
}

/* Texts that RFC 8259 calls JSON. */
static const char *const accepted[] = {
	/* the six kinds, alone */
	"{}",
	"[]",
	"\"\"",
	"0",
	"true",
	"false",
	"null",
	/* white space, everywhere it may be */
	" \t\r\n[ ] \t\r\n",
	"{ \"a\" : 1 , \"b\" : [ 1 , 2 ] }",
	"\n\"x\"\n",
	/* numbers */
	"-0",
	"-1",
	"10",
	"1.5",
	"-0.0",
	"1e5",
	"1E5",
	"1e+5",
	"1e-5",
	"1.5e300",
	"0e0",
	"0.10",
	"1E400",
	"123456789012345678901234567890",
	"-1.0000000000000000000001",
	/* texts */
	"\"a\"",
	"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
	"\"\\u0041\\u00e9\\u20AC\"",
	"\"\\ud83d\\ude42\"",
	"\"\\u0000\"",
	"\"\x7f\"",
	"\"caf\xc3\xa9\"",
	"\"\xe2\x82\xac\"",
	"\"\xf0\x9f\x99\x82\"",
	"\"\xf4\x8f\xbf\xbf\"",
	"\"\xed\x9f\xbf\xee\x80\x80\"",
	"\"a long text without any escape at all\"",
	"\"12345678\"",
	"\"1234567\\n\"",
	"\"\\udbff\\udfff\"",
	"\"'\"",
	"\"/\"",
	/* objects and arrays */
	"[1]",
	"[1,2,3]",
	"[[],{},[[]]]",
	"{\"a\":{\"a\":{\"a\":1}}}",
	"[{\"a\":1},{\"a\":2}]",
	"{\"\":1}",
	"{\"a\":1,\"A\":2}",
	"{\"a\":[{\"b\":null}],\"c\":\"\"}",
	"[null,true,false,0,\"\"]",
	"{\"caf\xc3\xa9\":1}",
	"{\"a\":1,\"ab\":2,\"b\":3}",
};

/* Texts that are not, or that we refuse on purpose. */
static const char *const refused[] = {
	/* nothing, or no value */
	"",
	" ",
	"\xef\xbb\xbf{}",
	"/**/1",
	"//\n1",
	"#",
	"a",
	"'a'",
	"undefined",
	"NaN",
	"Infinity",
	"-Infinity",
	"\f1",
	"\v1",
	("\xc2\xa0"
	 "1"),
	/* literals */
	"tru",
	"t",
	"True",
	"TRUE",
	"falsee",
	"fals",
	"nul",
	"nulll",
	"Null",
	"[true false]",
	/* numbers */
	"+1",
	"-",
	"--1",
	"01",
	"-01",
	"00",
	"1.",
	".5",
	"-.5",
	"1.e5",
	"1e",
	"1e+",
	"1e-",
	"1e5.5",
	"0x10",
	"1_000",
	"1 000",
	"1,5",
	"1a",
	"1.2.3",
	"0e",
	"1e1e1",
	"-a",
	"\xef\xbc\x91",
	/* texts */
	"\"",
	"\"a",
	"a\"",
	"\"\\\"",
	"\"\\",
	"\"\\a\"",
	"\"\\x41\"",
	"\"\\u\"",
	"\"\\u004\"",
	"\"\\u004g\"",
	"\"\\U0041\"",
	"\"\t\"",
	"\"\n\"",
	"\"\x01\"",
	"\"\x1f\"",
	"\"\\'\"",
	"\"a\"\"b\"",
	"\"\\u00\"00\"",
	/* surrogates */
	"\"\\ud800\"",
	"\"\\udc00\"",
	"\"\\udbff\"",
	"\"\\udfff\"",
	"\"\\ud83dx\"",
	"\"\\ud83d\\n\"",
	"\"\\ud83d\\u0041\"",
	"\"\\ud83d\\ud83d\"",
	"\"\\ude42\\ud83d\"",
	"\"\\ud83d\\ude4\"",
	"\"\\ud83d\\\"",
	/* UTF-8 */
	"\"\x80\"",
	"\"\xc3\"",
	"\"\xc3\x28\"",
	"\"\xc0\xaf\"",
	"\"\xc1\xbf\"",
	"\"\xe0\x80\xaf\"",
	"\"\xe0\x9f\xbf\"",
	"\"\xed\xa0\x80\"",
	"\"\xed\xbf\xbf\"",
	"\"\xf0\x8f\xbf\xbf\"",
	"\"\xf4\x90\x80\x80\"",
	"\"\xf5\x80\x80\x80\"",
	"\"\xff\"",
	"\"\xe2\x82\"",
	"\"\xf0\x9f\x99\"",
	"\"12345678\x80\"",
	"{\"\xff\":1}",
	/* arrays */
	"[",
	"]",
	"[1",
	"[1,",
	"[1,]",
	"[,1]",
	"[,]",
	"[1,,2]",
	"[1 2]",
	"[1;2]",
	"[}",
	"[1}",
	"[:]",
	"[1:2]",
	"[\"a\"",
	"[[]",
	"[]]",
	"[1]]",
	"[1],",
	"[1]x",
	/* objects */
	"{",
	"}",
	"{]",
	"{\"a\"",
	"{\"a\":",
	"{\"a\":}",
	"{\"a\":1",
	"{\"a\":1,",
	"{\"a\":1,}",
	"{,}",
	"{,\"a\":1}",
	"{\"a\" 1}",
	"{\"a\":1 \"b\":2}",
	"{\"a\"::1}",
	"{a:1}",
	"{'a':1}",
	"{1:1}",
	"{null:1}",
	"{\"a\":1]",
	"{\"a\",\"b\"}",
	"{\"a\":1,,\"b\":2}",
	"{\"a\":1;\"b\":2}",
	"{\"a\":1}}",
	"{\"a\":1}{}",
	"{\"a\":1 2}",
	"{\"a\":[}",
	"{[]:1}",
	"{\"a\":1:2}",
	/* a name twice, a name with an escape */
	"{\"a\":1,\"a\":1}",
	"{\"a\":1,\"b\":2,\"a\":3}",
	"[{\"a\":{\"x\":1,\"x\":1}}]",
	"{\"\":1,\"\":2}",
	"{\"\\u0061\":1}",
	"{\"a\\n\":1}",
	/* trailing bytes */
	"1 1",
	"{} x",
	"[] []",
	"null,",
	"\"a\" b",
	"1\xff",
};

TEST(json_skip_takes_what_rfc_8259_takes)
{
	for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++) {
		if (skip_all(span_text(accepted[i])) != OK)
			fail_msg("refused: %s", accepted[i]);
		case_counted();
	}
}

TEST(json_skip_refuses_everything_else)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		if (skip_all(span_text(refused[i])) == OK)
			fail_msg("taken: %s", refused[i]);
		case_counted();
	}
	CHECK_ERR(skip_all(S("1\0")), ERR_INPUT);
	CHECK_ERR(skip_all(S("\"a\0b\"")), ERR_INPUT);
	CHECK_ERR(skip_all(S("[\0]")), ERR_INPUT);
	CHECK_ERR(skip_all((struct span){ NULL, 0 }), ERR_INPUT);
}

/* Every truncation, in memory that ends where the text does, so that the sanitizer sees a read
 * past it. */
TEST(json_skip_refuses_every_truncation_and_reads_nothing_past_it)
{
	static const char text[] =
	    "{\"symbol\":\"BTC\\u0055SDT\",\"list\":[1,-2.5e-3,null,true,false],"
	    "\"o\":{\"caf\xc3\xa9\":\"\\ud83d\\ude42\"}}";

	CHECK_OK(skip_all(S("{\"symbol\":\"BTC\"}")));
	CHECK_OK(skip_all(span_text(text)));
	for (size_t size = 0; size < sizeof(text) - 1; size++) {
		uint8_t *exact = malloc(size + (size == 0));

		assert_non_null(exact);
		memcpy(exact, text, size);
		CHECK_ERR(skip_all((struct span){ exact, size }), ERR_INPUT);
		free(exact);
	}
}

/* A flipped bit may leave JSON; what is taken must then still skip to the same end. */
TEST(json_skip_survives_every_flipped_bit)
{
	static const char text[] =
	    "{\"a\":[1,2.5,\"x\\u00e9\\ud83d\\ude42\xc3\xa9\"],\"b\":{\"c\":null}}";
	size_t taken = 0, size = sizeof(text) - 1;

	for (size_t bit = 0; bit < size * 8; bit++) {
		uint8_t *flipped = malloc(size);

		assert_non_null(flipped);
		memcpy(flipped, text, size);
		flipped[bit / 8] ^= (uint8_t)(1u << bit % 8);
		taken += skip_all((struct span){ flipped, size }) == OK;
		free(flipped);
	}
	CHECK(taken > 0 && taken < size * 8);
}

TEST(json_depth_ends_at_its_limit)
{
	char text[2 * JSON_DEPTH_MAX + 3];

	for (int extra = 0; extra <= 1; extra++) {
		const size_t depth = (size_t)JSON_DEPTH_MAX + (size_t)extra;
		struct span all = { (const uint8_t *)text, 2 * depth };

		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		CHECK_ERR(skip_all(all), extra == 0 ? OK : ERR_LIMIT);
	}
}

/* {"n0":0,...} with `count` members. */
static void
write_members(struct buf *out, size_t count)
{
	buf_clear(out);
	CHECK_OK(buf_u8(out, '{'));
	for (size_t i = 0; i < count; i++)
		CHECK_OK(buf_print(out, "%s\"n%zu\":0", i > 0 ? "," : "", i));
	CHECK_OK(buf_u8(out, '}'));
}

TEST(json_members_end_at_their_limit)
{
	struct buf text = buf_new(8192);

	write_members(&text, JSON_MEMBERS_MAX);
	CHECK_OK(skip_all(buf_span(&text)));
	write_members(&text, JSON_MEMBERS_MAX + 1);
	CHECK_ERR(skip_all(buf_span(&text)), ERR_LIMIT);
	buf_wipe(&text);
}

/* Full objects, each inside the one before: the names of all open objects have a limit too. */
TEST(json_names_of_all_open_objects_end_at_their_limit)
{
	struct buf inner = buf_new(8192), all = buf_new(32768);

	write_members(&inner, JSON_MEMBERS_MAX);
	inner.size--; /* room for one more member: the next object */
	for (int count = 1; count <= 2; count++) {
		buf_clear(&all);
		/* one name fewer, and "z" per outer object; then a full inner object */
		for (int i = 0; i < count; i++) {
			const struct span most =
			    span_first(buf_span(&inner), inner.size - sizeof(",\"n399\":0") + 1);

			CHECK_OK(buf_append(&all, most));
			CHECK_OK(buf_append(&all, S(",\"z\":")));
		}
		CHECK_OK(buf_append(&all, buf_span(&inner)));
		for (int i = 0; i <= count; i++)
			CHECK_OK(buf_u8(&all, '}'));
		CHECK_ERR(skip_all(buf_span(&all)), count == 1 ? OK : ERR_LIMIT);
	}
	buf_wipe(&inner);
	buf_wipe(&all);
}

TEST(json_names_of_closed_objects_are_forgotten)
{
	struct buf all = buf_new(1 << 18), one = buf_new(8192);

	write_members(&one, JSON_MEMBERS_MAX);
	CHECK_OK(buf_u8(&all, '['));
	for (int i = 0; i < 20; i++) {
		CHECK_OK(buf_append(&all, buf_span(&one)));
		CHECK_OK(buf_u8(&all, i < 19 ? ',' : ']'));
	}
	CHECK_OK(skip_all(buf_span(&all)));
	buf_wipe(&one);
	buf_wipe(&all);
}

/* Names chosen so that many share a hash bit: each pair must still be told apart, and found. */
TEST(json_member_finds_every_second_name)
{
	struct buf text = buf_new(8192);

	for (size_t twice = 0; twice < JSON_MEMBERS_MAX - 1; twice++) {
		struct json j;
		struct span name;
		bool more;

		write_members(&text, JSON_MEMBERS_MAX - 1);
		text.size--;
		CHECK_OK(buf_print(&text, ",\"n%zu\":0}", twice));
		json_init(&j, buf_span(&text));
		CHECK_OK(json_enter_object(&j));
		for (size_t i = 0; i < JSON_MEMBERS_MAX - 1; i++) {
			CHECK_OK(json_member(&j, &name, &more));
			CHECK_OK(json_skip(&j, NULL));
		}
		CHECK_ERR(json_member(&j, &name, &more), ERR_INPUT);
		CHECK_TEXT(json_fault(&j), "a member name twice in one object");
	}
	buf_wipe(&text);
}

TEST(json_member_name_size_ends_at_its_limit)
{
	char text[JSON_NAME_SIZE_MAX + 16];

	for (int extra = 0; extra <= 1; extra++) {
		(void)snprintf(text, sizeof(text), "{\"%0*d\":1}", JSON_NAME_SIZE_MAX + extra, 0);
		CHECK_ERR(skip_all(span_text(text)), extra == 0 ? OK : ERR_LIMIT);
	}
}
