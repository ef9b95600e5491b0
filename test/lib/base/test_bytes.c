/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/bytes.h"
#include "lib/base/secret.h"
#include "test/check.h"

TEST(reader_takes_integers_in_both_orders_and_never_past_the_end)
{
	static const uint8_t bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct reader r = reader_over(SPAN_OF(bytes));
	struct span view;
	uint64_t wide;
	uint32_t v;
	uint16_t half;

	CHECK_OK(reader_u16be(&r, &half));
	CHECK_INT(half, 0x0102);
	CHECK_OK(reader_u32le(&r, &v));
	CHECK_INT(v, 0x06050403);
	CHECK_ERR(reader_u32be(&r, &v), ERR_INPUT);
	CHECK_ERR(reader_take(&r, 3, &view), ERR_INPUT);
	CHECK_ERR(reader_end(&r), ERR_INPUT);
	CHECK_OK(reader_take(&r, 2, &view));
	CHECK(view.p == bytes + 6);
	CHECK_OK(reader_end(&r));
	r = reader_over(SPAN_OF(bytes));
	CHECK_OK(reader_u64be(&r, &wide));
	CHECK(wide == 0x0102030405060708);
}

TEST(buf_grows_to_its_limit_and_not_one_byte_further)
{
	struct buf b = buf_new(100);

	for (int i = 0; i < 100; i++)
		CHECK_OK(buf_u8(&b, (uint8_t)i));
	CHECK_ERR(buf_u8(&b, 0), ERR_LIMIT);
	CHECK_ERR(buf_append(&b, S("x")), ERR_LIMIT);
	CHECK_INT(b.size, 100);
	for (int i = 0; i < 100; i++)
		CHECK_INT(b.p[i], i);
	buf_drop(&b, 99);
	CHECK_INT(b.size, 1);
	CHECK_INT(b.p[0], 99);
	buf_drop(&b, 99);
	CHECK_INT(b.size, 0);
	buf_wipe(&b);
	buf_wipe(&b);
	CHECK_ERR(buf_u8(&b, 0), ERR_LIMIT); /* a wiped buffer holds nothing more */
}

TEST(buf_lp_writes_size_and_bytes_or_neither)
{
	struct buf b = buf_new(7);

	CHECK_OK(buf_lp(&b, S("abc")));
	CHECK_SPAN(buf_span(&b), S("\0\0\0\3abc"));
	CHECK_ERR(buf_lp(&b, S("")), ERR_LIMIT);
	CHECK_INT(b.size, 7);
	buf_wipe(&b);
}

TEST(buf_print_says_the_same_wherever_the_room_ends)
{
	for (int before = 0; before < 140; before++) {
		AUTO(buf) b = buf_new(1000);

		for (int i = 0; i < before; i++)
			CHECK_OK(buf_u8(&b, '.'));
		CHECK_OK(buf_print(&b, "%d-%s", 1234567, "abc"));
		CHECK_INT(b.size, before + 11);
		CHECK(span_is(span_from(buf_span(&b), (size_t)before), "1234567-abc"));
	}
}

TEST(buf_print_appends_formatted_text_without_its_nul)
{
	struct buf b = buf_new(64);

	CHECK_OK(buf_print(&b, "%d-%s", 7, "x"));
	CHECK_OK(buf_print(&b, "%c", 'y'));
	CHECK(span_is(buf_span(&b), "7-xy"));
	buf_wipe(&b);
}

TEST(span_to_text_refuses_a_nul_inside_and_a_text_that_does_not_fit)
{
	char out[4];

	CHECK_OK(span_to_text(S("abc"), out, sizeof(out)));
	CHECK_TEXT(out, "abc");
	CHECK_ERR(span_to_text(S("abcd"), out, sizeof(out)), ERR_LIMIT);
	CHECK_TEXT(out, "");
	CHECK_ERR(span_to_text(S("a\0c"), out, sizeof(out)), ERR_INPUT);
}

TEST(span_comparisons_mean_what_they_say)
{
	CHECK(span_is(S("GET"), "GET"));
	CHECK(!span_is(S("GET "), "GET"));
	CHECK(span_is_nocase(S("Content-Type"), "content-type"));
	CHECK(!span_is_nocase(S("Content_Type"), "content-type"));
	CHECK(span_starts(S("/enclave/x"), "/enclave/"));
	CHECK(!span_starts(S("/encl"), "/enclave/"));
	CHECK(span_from(S("abc"), 5).size == 0);
}

TEST(bytes_equal_ct_agrees_with_memcmp)
{
	uint8_t a[32] = { 0 }, b[32] = { 0 };

	CHECK(bytes_equal_ct(a, b, sizeof(a)));
	for (size_t i = 0; i < sizeof(a); i++) {
		b[i] = 0x80;
		CHECK(!bytes_equal_ct(a, b, sizeof(a)));
		b[i] = 0;
	}
	CHECK(bytes_equal_ct(a, b, 0));
}
