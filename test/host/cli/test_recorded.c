/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/recorded.h"

#include "lib/base/secret.h"
#include "test/check.h"

static const struct recorded *
read_of(const char *text)
{
	static struct recorded r;

	assert_int_equal(recorded_read(span_text(text), &r, NULL), OK);
	return &r;
}

TEST(recorded_members_are_found_in_turn_and_nothing_counts_as_absent)
{
	const struct recorded *r =
	    read_of("{\"a\":null,\"b\":\"\",\"c\":\"x\",\"d\":5,\"e\":{\"f\":1}}");

	CHECK_SPAN(recorded_bare(r, "a b c d"), S("x"));
	CHECK_SPAN(recorded_raw(r, "c"), S("\"x\""));
	CHECK_SPAN(recorded_bare(r, "d c"), S("5"));
	CHECK_SPAN(recorded_raw(r, "e"), S("{\"f\":1}"));
	CHECK(recorded_raw(r, "a b z").p == NULL);
	CHECK(recorded_raw(r, "").p == NULL);
	CHECK(recorded_has(r, "z a") && !recorded_has(r, "z"));
	CHECK(
	    recorded_is(r, "d", "5") && !recorded_is(r, "c", "5") && !recorded_is(r, "a", "null"));
}

TEST(recorded_numbers_and_times_are_read_or_named)
{
	const struct recorded *r =
	    read_of("{\"n\":\"1.50\",\"x\":\"1e5\",\"big\":999999999999999999999999,"
		    "\"ms\":\"1700000000000\",\"utc\":\"2021-04-15 12:09:16\",\"bad\":\"soon\"}");
	struct decimal d;
	struct why why = { "" };
	bool is_there;
	int64_t ms;

	CHECK_OK(recorded_decimal(r, "none n", &d, &is_there, &why));
	CHECK(is_there && d.e18 == decimal_of(3).e18 / 2);
	CHECK_OK(recorded_decimal(r, "none", &d, &is_there, &why));
	CHECK(!is_there && d.e18 == 0);
	CHECK_ERR(recorded_decimal(r, "x", &d, &is_there, &why), ERR_INPUT);
	CHECK_TEXT(why.text, "x: expected a decimal number");
	CHECK_ERR(recorded_decimal(r, "big", &d, &is_there, NULL), ERR_LIMIT);
	CHECK_OK(recorded_ms(r, "ms", &ms, NULL));
	CHECK_INT(ms, 1700000000000);
	CHECK_OK(recorded_ms(r, "utc", &ms, NULL));
	CHECK_INT(ms, 1618488556000);
	CHECK_OK(recorded_ms(r, "none", &ms, NULL));
	CHECK_INT(ms, -1);
	CHECK_ERR(recorded_ms(r, "bad", &ms, NULL), ERR_INPUT);
}

TEST(recorded_members_are_written_as_texts)
{
	const struct recorded *r = read_of("{\"t\":\"a\\u00e9\",\"n\":77,\"u\":\"MARKET\"}");
	AUTO(buf) out = buf_new(512);
	struct json_writer w = json_writer_on(&out);

	json_write_object(&w, NULL);
	recorded_put_text(r, "t", "text", &w);
	recorded_put_text(r, "n", "number", &w);
	recorded_put_text(r, "none", "none", &w);
	recorded_put_lower(r, "u", "lower", &w);
	CHECK_OK(recorded_put_decimal(r, "n", "decimal", &w, NULL));
	recorded_put_time(0, &w);
	recorded_put_time(-1, &w);
	json_write_close_object(&w);
	CHECK_OK(json_write_end(&w));
	CHECK_SPAN(buf_span(&out),
	    S("{\"text\":\"a\\u00e9\",\"number\":\"77\",\"lower\":\"market\",\"decimal\":\"77\","
	      "\"timestamp\":0,\"datetime\":\"1970-01-01T00:00:00.000Z\"}"));
}

TEST(recorded_read_refuses_what_is_no_object)
{
	static const char *const bad[] = { "", "[]", "1", "{", "{\"a\":1", "{\"a\":1,\"a\":2}",
		"{\"a\":tru}", "{\"a\":1}x" };
	struct recorded r;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct why why = { "" };

		CHECK(recorded_read(span_text(bad[i]), &r, &why) != OK);
	}
}
