/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as hex, base64, base64url, a whole number, a time, UTF-8.  Oracle: reading is
 * canonical, so what is read is written back as the same text; whatever is given as bytes is
 * written and read back.
 */
#include "lib/base/text.h"

#include "fuzz/fuzz.h"

static void
check_base64(enum text_base64 kind, struct span all)
{
	struct buf bytes = buf_new(all.size + 4), text = buf_new(2 * all.size + 4);

	if (text_base64_parse(kind, all, &bytes) == OK) {
		assert(text_base64_write(kind, buf_span(&bytes), &text) == OK);
		assert(span_equal(buf_span(&text), all));
	}
	buf_clear(&bytes);
	buf_clear(&text);
	assert(text_base64_write(kind, all, &text) == OK);
	assert(text_base64_parse(kind, buf_span(&text), &bytes) == OK);
	assert(span_equal(buf_span(&bytes), all));
	buf_wipe(&bytes);
	buf_wipe(&text);
}

static void
check_hex(struct span all)
{
	struct buf text = buf_new(2 * all.size);
	uint8_t bytes[1024];
	const size_t size = all.size / 2;

	if (size > sizeof(bytes) || text_hex_parse(all, bytes, size) != OK)
		return;
	assert(all.size == 2 * size);
	assert(text_hex_write((struct span){ bytes, size }, &text) == OK);
	for (size_t i = 0; i < all.size; i++) /* either case is read, lower case is written */
		assert(
		    text.p[i] == (all.p[i] >= 'A' && all.p[i] <= 'F' ? all.p[i] + 32 : all.p[i]));
	buf_wipe(&text);
}

static void
check_number(struct span all)
{
	char text[32];
	uint64_t v;

	if (text_u64_parse(all, UINT64_MAX, &v) != OK)
		return;
	(void)snprintf(text, sizeof(text), "%llu", (unsigned long long)v);
	assert(span_is(all, text));
}

static void
check_time(struct span all)
{
	char text[TEXT_TIME_SIZE];
	int64_t ms, again;

	if (text_time_parse(all, &ms) != OK)
		return;
	text_time_write(ms, text);
	assert(text_time_parse(span_text(text), &again) == OK && again == ms);
	/* without its fraction the text is one of a whole second */
	assert(span_is(all, text) || (all.size == 20 && ms % 1000 == 0));
}

FUZZ(text, data, size)
{
	const struct span all = { data, size };

	check_base64(TEXT_BASE64, all);
	check_base64(TEXT_BASE64URL, all);
	check_hex(all);
	check_number(all);
	check_time(all);
	assert(!text_is_printable(all) || text_is_utf8(all));
}
