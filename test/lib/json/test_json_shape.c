/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/json/json_shape.h"
#include "test/check.h"

struct meta {
	int64_t ttl;
	bool is_new;
};

struct request {
	char key_id[9];
	struct span label;
	int64_t issued_at;
	struct span amount;
	struct span extra;
	struct meta metadata;
	struct meta second;
};

static const struct json_field meta_fields[] = {
	JSON_FIELD_I64(struct meta, ttl, JSON_REQUIRED),
	JSON_FIELD_BOOL(struct meta, is_new, JSON_OPTIONAL),
};
static const struct json_shape meta_shape = JSON_SHAPE(meta_fields, JSON_UNKNOWN_REFUSED);
static const struct json_field request_fields[] = {
	JSON_FIELD_TEXT(struct request, key_id, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct request, label, JSON_OPTIONAL),
	JSON_FIELD_I64(struct request, issued_at, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct request, amount, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct request, extra, JSON_OPTIONAL),
	JSON_FIELD_SHAPE(struct request, metadata, &meta_shape, JSON_REQUIRED),
	JSON_FIELD_SHAPE(struct request, second, &meta_shape, JSON_OPTIONAL),
};
static const struct json_shape strict = JSON_SHAPE(request_fields, JSON_UNKNOWN_REFUSED);
static const struct json_shape lax = JSON_SHAPE(request_fields, JSON_UNKNOWN_IGNORED);

TEST(json_shape_fills_a_struct_in_any_order)
{
	static const char *const texts[] = {
		"{\"key_id\":\"k1\",\"label\":\"main\",\"issued_at\":-5,\"amount\":\"1.50\","
		"\"extra\":[1, {}],"
		"\"metadata\":{\"ttl\":60,\"is_new\":true},\"second\":{\"ttl\":1}}",
		" { \"second\" : {\"ttl\":1} , "
		"\"metadata\":{\"is_new\":true,\"ttl\":60},\"extra\":[1, {}],"
		"\"amount\":1.50,\"issued_at\":-5,\"label\":\"main\",\"key_id\":\"k1\"} ",
	};

	for (size_t i = 0; i < 2; i++) {
		struct request r = { 0 };
		struct why why = { 0 };

		CHECK_OK(json_parse_shape(span_text(texts[i]), &strict, &r, &why));
		CHECK_TEXT(r.key_id, "k1");
		CHECK(span_is(r.label, "main"));
		CHECK_INT(r.issued_at, -5);
		CHECK(span_is(r.amount, "1.50"));
		CHECK(span_is(r.extra, "[1, {}]"));
		CHECK_INT(r.metadata.ttl, 60);
		CHECK(r.metadata.is_new);
		CHECK_INT(r.second.ttl, 1);
		CHECK(!r.second.is_new);
		CHECK_TEXT(why.text, "");
	}
}

TEST(json_shape_leaves_optional_fields_as_they_were)
{
	struct request r = { .issued_at = 7, .label = S("before"), .metadata.is_new = true };

	CHECK_OK(
	    json_parse_shape(S("{\"key_id\":\"\",\"issued_at\":null,\"label\":null,\"extra\":null,"
			       "\"second\":null,\"metadata\":{\"ttl\":1,\"is_new\":null}}"),
		&strict, &r, NULL));
	CHECK_INT(r.issued_at, 7);
	CHECK(span_is(r.label, "before"));
	CHECK_INT(r.extra.size, 0);
	CHECK(r.metadata.is_new);
}

/* Each wrong text, the error and the exact sentence. */
static const struct {
	const char *json;
	enum err e;
	const char *why;
} wrong[] = {
	{ "{\"metadata\":{\"ttl\":1}}", ERR_INPUT, "key_id: missing" },
	{ "{\"key_id\":\"k\"}", ERR_INPUT, "metadata: missing" },
	{ "{\"key_id\":\"k\",\"metadata\":{}}", ERR_INPUT, "metadata.ttl: missing" },
	{ "{\"key_id\":\"k\",\"metadata\":{\"is_new\":true}}", ERR_INPUT, "metadata.ttl: missing" },
	{ "{\"key_id\":null}", ERR_INPUT, "key_id: expected a text" },
	{ "{\"key_id\":1}", ERR_INPUT, "key_id: expected a text" },
	{ "{\"label\":[]}", ERR_INPUT, "label: expected a text" },
	{ "{\"label\":\"a\\n\"}", ERR_INPUT, "label: expected a text without escapes (byte 14)" },
	{ "{\"issued_at\":\"1\"}", ERR_INPUT, "issued_at: expected a whole number" },
	{ "{\"issued_at\":1.5}", ERR_INPUT, "issued_at: expected a whole number (byte 16)" },
	{ "{\"issued_at\":9223372036854775808}", ERR_LIMIT,
	    "issued_at: a whole number over 64 bits (byte 32)" },
	{ "{\"amount\":true}", ERR_INPUT, "amount: expected a number" },
	{ "{\"amount\":\"x\"}", ERR_INPUT, "amount: expected a number in the text (byte 13)" },
	{ "{\"metadata\":[]}", ERR_INPUT, "metadata: expected an object" },
	{ "{\"metadata\":null}", ERR_INPUT, "metadata: expected an object" },
	{ "{\"metadata\":{\"ttl\":\"60\"}}", ERR_INPUT, "metadata.ttl: expected a whole number" },
	{ "{\"metadata\":{\"is_new\":0}}", ERR_INPUT, "metadata.is_new: expected true or false" },
	{ "{\"foo\":1}", ERR_INPUT, "foo: unknown member" },
	{ "{\"metadata\":{\"foo\":1}}", ERR_INPUT, "metadata.foo: unknown member" },
	{ "{\"key_idx\":1}", ERR_INPUT, "key_idx: unknown member" },
	{ "{\"key_i\":1}", ERR_INPUT, "key_i: unknown member" },
	{ "{\"\x7f\":1}", ERR_INPUT, "(unprintable): unknown member" },
	{ "{\"key_id\":\"a\",\"key_id\":\"b\"}", ERR_INPUT, "key_id: twice" },
	{ "{\"metadata\":{\"ttl\":1,\"ttl\":1}}", ERR_INPUT, "metadata.ttl: twice" },
	{ "{\"key_id\":\"123456789\"}", ERR_LIMIT, "key_id: longer than 8 bytes" },
	{ "{\"key_id\":\"a\\u0000\"}", ERR_INPUT, "key_id: a NUL in a text (byte 19)" },
	{ "{\"key_id\":\"a}", ERR_INPUT, "key_id: a text without its closing quote (byte 13)" },
	{ "{\"key_id\":}", ERR_INPUT, "key_id: expected a text (byte 10)" },
	{ "{\"key_id\"}", ERR_INPUT, "expected a colon (byte 9)" },
	{ "{\"extra\":[1,}", ERR_INPUT, "extra: expected a value (byte 12)" },
	{ "{\"extra\":{\"a\":1,\"a\":2}}", ERR_INPUT,
	    "extra: a member name twice in one object (byte 20)" },
	{ "{\"metadata\":{\"ttl\":1", ERR_INPUT,
	    "metadata: expected a comma or the closing mark (byte 20)" },
	{ "[]", ERR_INPUT, "expected an object (byte 0)" },
	{ "", ERR_INPUT, "expected an object (byte 0)" },
	{ "{\"key_id\":\"k\",\"metadata\":{\"ttl\":1}} x", ERR_INPUT,
	    "expected nothing after the object (byte 36)" },
};

TEST(json_shape_names_the_member_and_what_was_expected)
{
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct request r = { 0 };
		struct why why = { 0 };

		CHECK_ERR(
		    json_parse_shape(span_text(wrong[i].json), &strict, &r, &why), wrong[i].e);
		CHECK_TEXT(why.text, wrong[i].why);
		CHECK_ERR(
		    json_parse_shape(span_text(wrong[i].json), &strict, &r, NULL), wrong[i].e);
		case_counted();
	}
}

TEST(json_shape_ignores_unknown_members_but_validates_them)
{
	struct request r = { 0 };
	struct why why = { 0 };

	CHECK_OK(json_parse_shape(
	    S("{\"x\":{\"y\":[1]},\"key_id\":\"k\",\"metadata\":{\"ttl\":1},\"w\":0}"), &lax, &r,
	    &why));
	CHECK_ERR(json_parse_shape(S("{\"x\":{\"y\":[01]}}"), &lax, &r, &why), ERR_INPUT);
	CHECK_TEXT(why.text, "x: expected a number (byte 11)");
	why.text[0] = '\0';
	CHECK_ERR(json_parse_shape(S("{\"x\":1,\"x\":2}"), &lax, &r, &why), ERR_INPUT);
	CHECK_TEXT(why.text, "x: twice");
}

TEST(json_shape_text_fits_to_its_last_byte)
{
	struct request r = { 0 };

	CHECK_OK(json_parse_shape(
	    S("{\"key_id\":\"12345678\",\"metadata\":{\"ttl\":1}}"), &strict, &r, NULL));
	CHECK_TEXT(r.key_id, "12345678");
}

TEST(json_read_shape_reads_rows_of_an_array)
{
	const struct span all = S("[{\"ttl\":1},{\"ttl\":2,\"is_new\":true},{\"ttl\":3}]");
	struct json j;
	int64_t sum = 0;
	bool more;

	json_init(&j, all);
	CHECK_OK(json_enter_array(&j));
	for (;;) {
		struct meta row = { 0 };

		CHECK_OK(json_element(&j, &more));
		if (!more)
			break;
		CHECK_OK(json_read_shape(&j, &meta_shape, &row, NULL));
		sum = sum * 10 + row.ttl;
	}
	CHECK_OK(json_end(&j));
	CHECK_INT(sum, 123);
}

/* Every truncation of a good text is refused with a sentence. */
TEST(json_shape_refuses_every_truncation_with_a_sentence)
{
	static const char text[] =
	    "{\"key_id\":\"k\",\"amount\":\"1.5\",\"metadata\":{\"ttl\":1,\"is_new\":true}}";

	for (size_t size = 0; size < sizeof(text) - 1; size++) {
		struct request r = { 0 };
		struct why why = { 0 };
		uint8_t *exact = malloc(size + (size == 0));

		assert_non_null(exact);
		memcpy(exact, text, size);
		CHECK_ERR(
		    json_parse_shape((struct span){ exact, size }, &strict, &r, &why), ERR_INPUT);
		CHECK(why.text[0] != '\0');
		free(exact);
	}
}

/* A shape may nest as deep as the cursor; a path longer than the sentence is cut, not overrun. */
struct node {
	int64_t leaf;
};
#define LONG "a_member_with_a_name_that_is_about_as_long_as_names_may_ever_get"
static struct json_shape chain[JSON_DEPTH_MAX + 1];
static struct json_field links[JSON_DEPTH_MAX + 1];

static void
chain_make(void)
{
	for (size_t i = 0; i <= JSON_DEPTH_MAX; i++) {
		links[i] = (struct json_field){ .name = S(LONG),
			.type = JSON_T_SHAPE,
			.need = JSON_REQUIRED,
			.shape = &chain[i + 1 <= JSON_DEPTH_MAX ? i + 1 : i] };
		chain[i] = (struct json_shape){ &links[i], 1, JSON_UNKNOWN_REFUSED };
	}
	links[JSON_DEPTH_MAX - 1] = (struct json_field){ .name = S(LONG), .type = JSON_T_I64 };
}

TEST(json_shape_nests_to_the_depth_limit_and_cuts_long_paths)
{
	struct buf text = buf_new(8192);
	struct node n = { 0 };
	struct why why = { 0 };

	chain_make();
	for (int i = 0; i < JSON_DEPTH_MAX; i++)
		CHECK_OK(buf_append(&text, S("{\"" LONG "\":")));
	CHECK_OK(buf_append(&text, S("42")));
	for (int i = 0; i < JSON_DEPTH_MAX; i++)
		CHECK_OK(buf_u8(&text, '}'));
	CHECK_OK(json_parse_shape(buf_span(&text), &chain[0], &n, &why));
	CHECK_INT(n.leaf, 42);
	links[JSON_DEPTH_MAX - 1].type = JSON_T_BOOL;
	CHECK_ERR(json_parse_shape(buf_span(&text), &chain[0], &n, &why), ERR_INPUT);
	CHECK_INT(strlen(why.text), WHY_SIZE_MAX - 1);
	buf_wipe(&text);
}

/* A table's next name is compared with the text byte by byte: every near miss must fail there. */
TEST(json_shape_tells_its_names_from_all_that_begin_like_them)
{
	static const char *const names[] = { "tt", "ttll", "Ttl", "ttl ", "tt1", "\"ttl" };
	char text[160];
	struct meta m;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		for (int far = 0; far <= 1; far++) { /* near and far from the end of the text */
			struct buf all = buf_new(256);

			(void)snprintf(text, sizeof(text), "{\"%s\":1,\"is_new\":true}%*s",
			    names[i], far * 80, "");
			CHECK_OK(buf_append(&all, span_text(text)));
			CHECK_ERR(
			    json_parse_shape(buf_span(&all), &meta_shape, &m, NULL), ERR_INPUT);
			buf_wipe(&all);
		}
	CHECK_OK(json_parse_shape(span_text("{\"ttl\" :1,\"is_new\":true}                         "
					    "                                                  "),
	    &meta_shape, &m, NULL));
	/* a NUL where the table's name ends */
	CHECK_ERR(
	    json_parse_shape(S("{\"ttl\0\":1}                                                  "
			       "                                                  "),
		&meta_shape, &m, NULL),
	    ERR_INPUT);
}

TEST(json_shape_over_64_fields_is_a_bug)
{
	static struct json_field many[65];
	struct json_shape shape = { many, 64, JSON_UNKNOWN_IGNORED };

	for (size_t i = 0; i < 65; i++)
		many[i] = (struct json_field){ .name = S("x"), .need = JSON_OPTIONAL };
	CHECK_OK(json_parse_shape(S("{}"), &shape, NULL, NULL));
	shape.field_count = 65;
	CHECK_ERR(json_parse_shape(S("{}"), &shape, NULL, NULL), ERR_BUG);
}
