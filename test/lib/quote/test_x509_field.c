/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/x509_field.h"
#include "test/check.h"

/* One extension: SEQUENCE { OID 2.5.29.N, OCTET STRING of N }. */
#define ONE(n) "\x30\x08\x06\x03\x55\x1d" n "\x04\x01" n

TEST(x509_extensions_are_taken_one_by_one_to_the_end)
{
	static const struct span der = S("\x30\x17" ONE("\x01") "\x30\x0b\x06\x03\x55\x1d\x02"
								"\x01\x01\xff\x04\x01\x02");
	struct reader r = reader_over(der);
	struct x509_extensions list;
	struct x509_extension e;
	bool more;

	CHECK_OK(x509_extensions_enter(&r, &list));
	CHECK_OK(reader_end(&r));
	CHECK_OK(x509_extensions_next(&list, &e, &more));
	CHECK(more && !e.is_critical);
	CHECK_SPAN(e.oid, S("\x55\x1d\x01"));
	CHECK_SPAN(e.value, S("\x01"));
	CHECK_OK(x509_extensions_next(&list, &e, &more));
	CHECK(more && e.is_critical);
	CHECK_SPAN(e.value, S("\x02"));
	CHECK_OK(x509_extensions_next(&list, &e, &more));
	CHECK(!more);
}

/* The first error among all extensions of a list. */
static enum err
walk(struct span der)
{
	struct reader r = reader_over(der);
	struct x509_extensions list;
	struct x509_extension e;
	bool more = true;

	TRY(x509_extensions_enter(&r, &list));
	while (more)
		TRY(x509_extensions_next(&list, &e, &more));
	return OK;
}

TEST(x509_extensions_twice_or_with_a_written_default_are_refused)
{
	CHECK_OK(walk(S("\x30\x14" ONE("\x01") ONE("\x02"))));
	CHECK_ERR(walk(S("\x30\x14" ONE("\x01") ONE("\x01"))), ERR_INPUT);
	CHECK_OK(walk(S("\x30\x0d\x30\x0b\x06\x03\x55\x1d\x02\x01\x01\xff\x04\x01\x02")));
	CHECK_ERR(
	    walk(S("\x30\x0d\x30\x0b\x06\x03\x55\x1d\x02\x01\x01\x00\x04\x01\x02")), ERR_INPUT);
	CHECK_ERR(walk(S("\x30\x0c\x30\x0a\x06\x03\x55\x1d\x02\x04\x01\x02\x05\x00")), ERR_INPUT);
}

TEST(x509_extensions_are_sixteen_at_most)
{
	uint8_t der[4 + 10 * 17] = { 0x30, 0x81 };
	struct span view = { der, 0 };

	for (unsigned count = 16; count <= 17; count++) {
		der[2] = (uint8_t)(10 * count);
		for (unsigned i = 0; i < count; i++) {
			memcpy(der + 3 + 10 * i, ONE("\x01"), 10);
			der[3 + 10 * i + 6] = (uint8_t)(i + 1);
		}
		view.size = 3 + 10 * count;
		CHECK_ERR(walk(view), count == 16 ? OK : ERR_INPUT);
	}
}

TEST(x509_signature_reads_two_numbers_of_32_bytes_at_most)
{
	uint8_t out[SIGNATURE_SIZE];
	struct reader r = reader_over(S("\x03\x09\x00\x30\x06\x02\x01\x05\x02\x01\x06"));

	CHECK_OK(x509_signature(&r, out));
	CHECK(out[31] == 5 && out[63] == 6 && out[0] == 0 && out[32] == 0);
	r = reader_over(S("\x03\x09\x01\x30\x06\x02\x01\x05\x02\x01\x06")); /* unused bits */
	CHECK_ERR(x509_signature(&r, out), ERR_INPUT);
	r = reader_over(S("\x03\x0a\x00\x30\x06\x02\x01\x05\x02\x01\x06\x00")); /* a byte more */
	CHECK_ERR(x509_signature(&r, out), ERR_INPUT);
	r = reader_over(S("\x03\x06\x00\x30\x03\x02\x01\x05")); /* one number */
	CHECK_ERR(x509_signature(&r, out), ERR_INPUT);
}

TEST(x509_exact_takes_these_bytes_and_no_others)
{
	struct reader r = reader_over(S("ab"));

	CHECK_OK(x509_exact(&r, S("a")));
	CHECK_ERR(x509_exact(&r, S("c")), ERR_INPUT);
	r = reader_over(S("a"));
	CHECK_ERR(x509_exact(&r, S("ab")), ERR_INPUT);
}
