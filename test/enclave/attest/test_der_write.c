/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/der_write.h"
#include "lib/base/secret.h"
#include "test/check.h"

TEST(der_write_writes_what_der_take_reads_at_every_length)
{
	static uint8_t bytes[70000];
	static const size_t sizes[] = { 0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		AUTO(buf) out = buf_new(sizeof(bytes));
		struct span contents;
		struct reader r;

		CHECK_OK(der_write(&out, DER_OCTET_STRING, (struct span){ bytes, sizes[i] }));
		r = reader_over(buf_span(&out));
		CHECK_OK(der_take(&r, DER_OCTET_STRING, &contents));
		CHECK_INT(contents.size, sizes[i]);
		CHECK_OK(reader_end(&r));
	}
	{
		AUTO(buf) out = buf_new(sizeof(bytes));

		CHECK_ERR(
		    der_write(&out, DER_OCTET_STRING, (struct span){ bytes, 0x10000 }), ERR_LIMIT);
		CHECK_INT(out.size, 0);
	}
}

TEST(der_write_number_writes_the_shortest_form)
{
	static const uint32_t numbers[] = { 0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffffff,
		0x7fffffff, 0x80000000, UINT32_MAX };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		AUTO(buf) out = buf_new(64);
		struct reader r;
		uint32_t v;

		CHECK_OK(der_write_number(&out, DER_INTEGER, numbers[i]));
		r = reader_over(buf_span(&out));
		CHECK_OK(der_number(&r, DER_INTEGER, UINT32_MAX, &v));
		CHECK(v == numbers[i]);
		CHECK_OK(reader_end(&r));
	}
}

TEST(der_write_bytes_number_has_a_limit)
{
	uint8_t bytes[64];
	AUTO(buf) out = buf_new(256);

	memset(bytes, 0xff, sizeof(bytes));
	CHECK_OK(der_write_bytes_number(&out, DER_INTEGER, (struct span){ bytes, 63 }));
	CHECK_INT(out.size, 2 + 64);
	CHECK_ERR(der_write_bytes_number(&out, DER_INTEGER, SPAN_OF(bytes)), ERR_LIMIT);
	CHECK_ERR(der_write_bytes_number(&out, DER_INTEGER, S("")), ERR_LIMIT);
}

TEST(der_write_boolean_writes_ff_and_00)
{
	AUTO(buf) out = buf_new(64);

	CHECK_OK(der_write_boolean(&out, true));
	CHECK_OK(der_write_boolean(&out, false));
	CHECK_SPAN(buf_span(&out), S("\x01\x01\xff\x01\x01\x00"));
}
