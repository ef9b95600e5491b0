/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/simulated_certificate.h"
#include "lib/base/secret.h"
#include "lib/quote/x509.h"
#include "test/check.h"
#include "test/lib/quote/sample.h"

/* A span over a literal, as a static initialiser. */
#define BYTES(literal)                                             \
	{                                                          \
		(const uint8_t *)("" literal), sizeof(literal) - 1 \
	}

static const struct p256_private key = { { 1 } };

/* A good self-signed certificate: a CA of path length 1, or a leaf with an SGX extension. */
static void
make(struct buf *out, int path_length)
{
	struct simulated_subject subject = {
		.common_name = "a name",
		.serial = { 0x80, 2, 3 },
		.path_length = path_length,
	};
	AUTO(buf) sgx = buf_new(1024);

	CHECK_OK(p256_public_of(&key, subject.point));
	CHECK_OK(simulated_sgx_extension(&sgx));
	if (path_length == X509_PATH_LENGTH_NONE)
		subject.sgx = buf_span(&sgx);
	*out = buf_new(SIMULATED_CERTIFICATE_SIZE_MAX);
	CHECK_OK(simulated_certificate(&subject, &subject, &key, out));
}

TEST(x509_parse_reads_a_ca)
{
	struct certificate c;
	uint8_t point[P256_POINT_SIZE];
	AUTO(buf) der;

	make(&der, 1);
	CHECK_OK(x509_parse(buf_span(&der), &c));
	CHECK_OK(p256_public_of(&key, point));
	CHECK_SPAN(SPAN_OF(c.point), SPAN_OF(point));
	CHECK_SPAN(span_first(c.serial, 4), S("\x00\x80\x02\x03"));
	CHECK_INT(c.serial.size, X509_SERIAL_SIZE_MAX);
	CHECK(span_is(c.common_name, "a name") && span_is(c.organisation, "Simulated"));
	CHECK_SPAN(c.issuer, c.subject);
	CHECK(c.valid.from_ms == 1577836800000);  /* 2020-01-01T00:00:00Z */
	CHECK(c.valid.until_ms == 2524607999000); /* 2049-12-31T23:59:59Z */
	CHECK(c.is_ca && c.path_length == 1);
	CHECK_INT(c.key_uses, X509_USE_CERT_SIGN | X509_USE_CRL_SIGN);
	CHECK_INT(c.sgx.size, 0);
	CHECK_OK(p256_verify(c.point, c.tbs, c.signature));
}

TEST(x509_parse_reads_a_leaf)
{
	struct certificate c;
	AUTO(buf) der;

	make(&der, X509_PATH_LENGTH_NONE);
	CHECK_OK(x509_parse(buf_span(&der), &c));
	CHECK(!c.is_ca && c.path_length == X509_PATH_LENGTH_NONE);
	CHECK_INT(c.key_uses, X509_USE_DIGITAL_SIGNATURE | X509_USE_NON_REPUDIATION);
	CHECK(c.sgx.size > 0 && c.sgx.p[0] == 0x30);
}

TEST(x509_parse_refuses_every_truncation_and_a_byte_too_many)
{
	struct certificate c;
	AUTO(buf) der;

	make(&der, X509_PATH_LENGTH_NONE);
	for (size_t size = 0; size < der.size; size++)
		CHECK_ERR(x509_parse(span_first(buf_span(&der), size), &c), ERR_INPUT);
	CHECK_OK(buf_u8(&der, 0));
	CHECK_ERR(x509_parse(buf_span(&der), &c), ERR_INPUT);
}

/* Whatever is still read after a flip is no longer what was signed. */
TEST(x509_parse_leaves_no_flipped_bit_unsigned)
{
	struct certificate c;
	AUTO(buf) der;

	make(&der, 1);
	for (size_t i = 0; i < der.size * 8; i++) {
		der.p[i / 8] ^= (uint8_t)(1u << i % 8);
		if (x509_parse(buf_span(&der), &c) == OK)
			CHECK_ERR(p256_verify(c.point, c.tbs, c.signature), ERR_AUTH);
		der.p[i / 8] ^= (uint8_t)(1u << i % 8);
	}
}

/* The last place where `what` is: of two equal names, the subject. */
static uint8_t *
find_last(struct buf *b, struct span what)
{
	uint8_t *found = NULL;

	for (size_t at = 0; at + what.size <= b->size; at++)
		if (memcmp(b->p + at, what.p, what.size) == 0)
			found = b->p + at;
	assert_non_null(found);
	return found;
}

/* Put `to` where `from` (of the same size) is, and say what x509_parse makes of it. */
static enum err
edited(struct buf *der, struct span from, struct span to)
{
	struct certificate c;
	uint8_t *p = find_last(der, from);
	enum err e;

	CHECK_INT(from.size, to.size);
	memcpy(p, to.p, to.size);
	e = x509_parse(buf_span(der), &c);
	memcpy(p, from.p, from.size);
	CHECK_OK(x509_parse(buf_span(der), &c));
	return e;
}

TEST(x509_parse_refuses_what_is_outside_the_profile)
{
	static const struct {
		const char *what;
		struct span from, to;
	} cases[] = {
		{ "version 2", BYTES("\xa0\x03\x02\x01\x02"), BYTES("\xa0\x03\x02\x01\x01") },
		{ "a negative serial", BYTES("\x02\x15\x00\x80"), BYTES("\x02\x15\x80\x80") },
		{ "a padded serial", BYTES("\x02\x15\x00\x80"), BYTES("\x02\x15\x00\x00") },
		{ "ecdsa-with-SHA384 inside", BYTES("\x3d\x04\x03\x02\x30\x25"),
		    BYTES("\x3d\x04\x03\x03\x30\x25") },
		{ "ecdsa-with-SHA384 outside", BYTES("\x3d\x04\x03\x02\x03"),
		    BYTES("\x3d\x04\x03\x03\x03") },
		{ "a compressed point", BYTES("\x03\x42\x00\x04"), BYTES("\x03\x42\x00\x02") },
		{ "unused bits in a key", BYTES("\x03\x42\x00\x04"), BYTES("\x03\x42\x01\x04") },
		{ "another curve", BYTES("\x3d\x03\x01\x07\x03"), BYTES("\x3d\x03\x01\x06\x03") },
		{ "a month that is none", BYTES("200101000000Z"), BYTES("201301000000Z") },
		{ "a time without Z", BYTES("200101000000Z"), BYTES("2001010000000") },
		{ "an IA5String name",
		    BYTES("\x0c\x06"
			  "a name"),
		    BYTES("\x16\x06"
			  "a name") },
		{ "two organisations", BYTES("\x55\x04\x03\x0c"), BYTES("\x55\x04\x0a\x0c") },
		{ "key identifiers twice", BYTES("\x55\x1d\x0e"), BYTES("\x55\x1d\x23") },
		{ "key usage unknown, critical", BYTES("\x55\x1d\x0f"), BYTES("\x55\x1d\x10") },
		{ "constraints unknown, critical", BYTES("\x55\x1d\x13"), BYTES("\x55\x1d\x14") },
		{ "constraints twice", BYTES("\x55\x1d\x0f"), BYTES("\x55\x1d\x13") },
		{ "critical FALSE, written", BYTES("\x1d\x0f\x01\x01\xff"),
		    BYTES("\x1d\x0f\x01\x01\x00") },
		{ "critical neither way", BYTES("\x1d\x0f\x01\x01\xff"),
		    BYTES("\x1d\x0f\x01\x01\x01") },
		{ "cA FALSE, written", BYTES("\x30\x06\x01\x01\xff"),
		    BYTES("\x30\x06\x01\x01\x00") },
		{ "no key usage bits", BYTES("\x03\x02\x01\x06"), BYTES("\x03\x02\x01\x00") },
		{ "zero bits at the end of key usage", BYTES("\x03\x02\x01\x06"),
		    BYTES("\x03\x02\x00\x06") },
		{ "more unused bits than there are", BYTES("\x03\x02\x01\x06"),
		    BYTES("\x03\x02\x09\x06") },
		{ "used bits called unused", BYTES("\x03\x02\x01\x06"), BYTES("\x03\x02\x02\x06") },
		{ "a negative path length", BYTES("\xff\x02\x01\x01"), BYTES("\xff\x02\x01\x81") },
	};
	AUTO(buf) der;

	make(&der, 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (edited(&der, cases[i].from, cases[i].to) != ERR_INPUT)
			fail_msg("%s was accepted", cases[i].what);
}

TEST(x509_parse_lets_an_unknown_extension_pass_that_is_not_critical)
{
	AUTO(buf) der;

	make(&der, 1);
	CHECK_OK(edited(&der, S("\x55\x1d\x1f"), S("\x55\x1d\x2e")));
}

TEST(x509_parse_reads_every_certificate_of_a_chain)
{
	AUTO(chain) chain = { .kind = NULL };
	AUTO(sample) s;

	sample_load(&s);
	sample_chain(&s, &chain);
	CHECK(chain.certificates[0].sgx.size > 0 && chain.certificates[1].sgx.size == 0 &&
	    chain.certificates[2].sgx.size == 0);
	CHECK_SPAN(chain.certificates[0].issuer, chain.certificates[1].subject);
	CHECK_SPAN(chain.certificates[1].issuer, chain.certificates[2].subject);
	CHECK_INT(chain.certificates[1].path_length, 0);
	CHECK_INT(chain.certificates[2].path_length, 1);
}
