/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/evidence.h"

#include "lib/base/text.h"
#include "test/check.h"

/* What begins like a quote, and like a report. */
static const uint8_t quote[] = { 3, 0, 2, 0, 0, 0, 0, 0, 0xfe, 0xff };
static const uint8_t report[] = { 2, 0, 0, 0, 0xff, 0xfe };

static void
decodes(struct span file, struct span bytes)
{
	AUTO(buf) out = buf_new(4096);
	struct why why = { "" };

	if (evidence_decode(file, &out, &why) != OK)
		fail_msg("%s", why.text);
	CHECK_SPAN(buf_span(&out), bytes);
}

TEST(evidence_decode_takes_bytes_as_they_are)
{
	decodes(SPAN_OF(quote), SPAN_OF(quote));
	decodes(SPAN_OF(report), SPAN_OF(report));
	decodes(S("\xff\xfe of something else"), S("\xff\xfe of something else"));
	decodes((struct span){ NULL, 0 }, (struct span){ NULL, 0 });
}

TEST(evidence_decode_takes_hex_and_base64_with_white_space)
{
	decodes(S("0300020000000000feff"), SPAN_OF(quote));
	decodes(S("0300 0200\n0000 0000\r\n\tFEFF\n"), SPAN_OF(quote));
	decodes(S("02000000fffe"), SPAN_OF(report));
	decodes(S("AwACAAAAAAD+/w=="), SPAN_OF(quote));
	decodes(S("AwACA\nAAAAA\nD+/w==\n"), SPAN_OF(quote));
	decodes(S("AgAAAP/+\n"), SPAN_OF(report));
}

TEST(evidence_decode_refuses_text_that_is_nothing_or_could_be_anything)
{
	static const struct span wrong[] = { S("hello"), S("\n"), S("{\"quote\":\"AwACAAAA\"}"),
		S("030002000"), S("0600020000000000"), S("03000300"), S("AwACAAAAAAD-_w"),
		S("AwACAAAAAAD+/w"), S("-----BEGIN QUOTE-----"), S("deadbeef") };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		AUTO(buf) out = buf_new(4096);
		struct why why = { "" };

		CHECK_ERR(evidence_decode(wrong[i], &out, &why), ERR_INPUT);
		CHECK(strstr(why.text, "base64 -d") != NULL);
		CHECK_INT(out.size, 0);
		case_counted();
	}
}

TEST(evidence_decode_is_never_of_two_minds)
{
	/* A text that is both is impossible: hex begins with 0, base64 with A or B. */
	for (unsigned version = 2; version <= 5; version++)
		for (unsigned type = 0; type <= 2; type += 2) {
			const uint8_t bytes[6] = { (uint8_t)version, 0, (uint8_t)type, 0, 9, 9 };
			AUTO(buf) hex = buf_new(64);
			AUTO(buf) base64 = buf_new(64);

			CHECK_OK(text_hex_write(SPAN_OF(bytes), &hex));
			CHECK_OK(text_base64_write(TEXT_BASE64, SPAN_OF(bytes), &base64));
			CHECK_INT(hex.p[0], '0');
			CHECK(base64.p[0] == 'A' || base64.p[0] == 'B');
			decodes(buf_span(&hex), SPAN_OF(bytes));
			decodes(buf_span(&base64), SPAN_OF(bytes));
		}
}
