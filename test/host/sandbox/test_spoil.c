/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/spoil.h"

#include "test/check.h"

#define ROWS "[{\"a\":\"x,]\\\"\"},{\"b\":[1,{}]},{\"c\":3}]"

/* The text after one fault. */
static const char *
spoilt(enum fault_kind kind, int64_t value, const char *text, const char *body)
{
	static char out[512];
	struct fault_hits h = { .all = { { .kind = kind, .value = value } }, .count = 1 };
	struct buf b = buf_new(1024);

	(void)snprintf(h.all[0].text, sizeof(h.all[0].text), "%s", text);
	CHECK_OK(buf_append(&b, span_text(body)));
	CHECK_OK(spoil_body(&h, &b));
	CHECK_OK(span_to_text(buf_span(&b), out, sizeof(out)));
	buf_wipe(&b);
	return out;
}

TEST(spoil_rearranges_rows_of_arrays_and_of_the_first_array_of_objects)
{
	CHECK_TEXT(
	    spoilt(FAULT_REORDER, 0, "", ROWS), "[{\"c\":3},{\"b\":[1,{}]},{\"a\":\"x,]\\\"\"}]");
	CHECK_TEXT(spoilt(FAULT_DUPLICATE, 2, "", ROWS),
	    "[{\"a\":\"x,]\\\"\"},{\"b\":[1,{}]},{\"c\":3},{\"c\":3}]");
	CHECK_TEXT(spoilt(FAULT_LATE, 1, "", ROWS), "[{\"a\":\"x,]\\\"\"},{\"c\":3}]");
	CHECK_TEXT(spoilt(FAULT_LATE, 4, "", ROWS), "[{\"a\":\"x,]\\\"\"},{\"c\":3}]");
	CHECK_TEXT(spoilt(FAULT_EMPTY, 0, "", ROWS), "[]");
	CHECK_TEXT(spoilt(FAULT_EMPTY, 0, "", "{\"total\":2,\"rows\":[{\"a\":1},{\"b\":2}]}"),
	    "{\"total\":2,\"rows\":[]}");
	CHECK_TEXT(spoilt(FAULT_FIELD, 0, "", "[{\"a\":1},2]"),
	    "[{\"sandboxNews\":{\"since\":[2026,null]},\"a\":1},2]");
}

TEST(spoil_leaves_alone_what_has_no_rows)
{
	static const char *const bodies[] = { "", "{}", "[]", "{\"a\":1}", "[1,[2" };

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		CHECK_TEXT(spoilt(FAULT_REORDER, 0, "", bodies[i]), bodies[i]);
		CHECK_TEXT(spoilt(FAULT_DUPLICATE, 5, "", bodies[i]), bodies[i]);
		CHECK_TEXT(spoilt(FAULT_LATE, 5, "", bodies[i]), bodies[i]);
	}
}

TEST(spoil_replaces_and_truncates)
{
	CHECK_TEXT(spoilt(FAULT_REPLACE, 0, "TRADING=MOVING", "[\"TRADING\",\"TRADING\"]"),
	    "[\"MOVING\",\"MOVING\"]");
	CHECK_TEXT(spoilt(FAULT_REPLACE, 0, "A=", "[\"A\"]"), "[\"\"]");
	CHECK_TEXT(spoilt(FAULT_REPLACE, 0, "=A", "[\"A\"]"), "[\"A\"]");
	CHECK_TEXT(spoilt(FAULT_TRUNCATED, 0, "", "[1,2,3,4]"), "[1,2");
	CHECK_TEXT(spoilt(FAULT_LATENCY, 0, "", ROWS), ROWS);
}

TEST(spoil_packs_as_gzip_with_stored_blocks)
{
	static const uint8_t expected[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1, 9, 0, 0xf6,
		0xff, '1', '2', '3', '4', '5', '6', '7', '8', '9', 0x26, 0x39, 0xf4, 0xcb, 9, 0, 0,
		0 };
	struct buf out = buf_new(1 << 20), large = buf_new(1 << 20);

	/* The check value of this CRC over "123456789" is known: cbf43926. */
	CHECK_OK(spoil_gzip(S("123456789"), &out));
	CHECK_SPAN(buf_span(&out), SPAN_OF(expected));
	for (int i = 0; i < 70000; i++)
		CHECK_OK(buf_u8(&large, 'x'));
	buf_clear(&out);
	CHECK_OK(spoil_gzip(buf_span(&large), &out));
	CHECK_INT(out.size, 10 + 5 + 65535 + 5 + 70000 - 65535 + 8);
	buf_wipe(&out);
	buf_wipe(&large);
}

TEST(spoil_cuts_into_chunks)
{
	struct buf out = buf_new(1024);

	CHECK_OK(spoil_chunked(S("abcd"), &out));
	CHECK_SPAN(buf_span(&out), S("1\r\na\r\n3\r\nbcd\r\n0\r\n\r\n"));
	buf_clear(&out);
	CHECK_OK(spoil_chunked(S(""), &out));
	CHECK_SPAN(buf_span(&out), S("0\r\n\r\n"));
	buf_wipe(&out);
}
