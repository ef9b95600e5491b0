/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/snp_certificates.h"
#include "lib/base/secret.h"
#include "lib/quote/pem.h"
#include "test/check.h"

static const uint8_t vcek[16] = { 0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64, 0xad, 0xc5, 0xf4,
	0xb9, 0x3b, 0xe8, 0xac, 0xcd };
static const uint8_t vlek[16] = { 0xa8, 0x07, 0x4b, 0xc2, 0xa2, 0x5a, 0x48, 0x3e, 0xaa, 0xe6, 0x39,
	0xc0, 0x45, 0xa0, 0xb8, 0xa1 };
static const uint8_t ask[16] = { 0x4a, 0xb7, 0xb3, 0x79, 0xbb, 0xac, 0x4f, 0xe4, 0xa0, 0x2f, 0x05,
	0xae, 0xf3, 0x27, 0xc7, 0x82 };
static const uint8_t ark[16] = { 0xc0, 0xb4, 0x06, 0xa4, 0xa8, 0x03, 0x49, 0x52, 0x97, 0x43, 0x3f,
	0xb6, 0x01, 0x4c, 0xd0, 0xae };
static const uint8_t unknown[16] = { 0x92, 0xf8, 0x1b, 0xc3 };
static const uint8_t end[16];

static void
entry(struct buf *out, const uint8_t guid[16], uint32_t offset, uint32_t size)
{
	CHECK_OK(buf_append(out, (struct span){ guid, 16 }));
	CHECK_OK(buf_u32le(out, offset));
	CHECK_OK(buf_u32le(out, size));
}

static enum err
parse(const struct buf *blob, struct snp_certificates *out, struct why *why)
{
	why->text[0] = '\0';
	return snp_certificates_parse(buf_span(blob), out, why);
}

/* The usual table: three certificates, one kind more that nobody needs. */
static void
table_write(struct buf *out, const uint8_t chip[16])
{
	entry(out, ark, 120, 3);
	entry(out, chip, 123, 4);
	entry(out, unknown, 127, 2);
	entry(out, ask, 129, 5);
	entry(out, end, 0, 0);
	CHECK_OK(buf_append(out, S("arkVCEK??askkk")));
}

TEST(snp_certificates_are_found_by_their_kind)
{
	struct snp_certificates c;
	struct why why;

	for (int i = 0; i < 2; i++) {
		AUTO(buf) blob = buf_new(4096);

		table_write(&blob, i == 0 ? vcek : vlek);
		CHECK_OK(parse(&blob, &c, &why));
		CHECK_SPAN(c.vek, S("VCEK"));
		CHECK_SPAN(c.ask, S("askkk"));
		CHECK_SPAN(c.ark, S("ark"));
	}
}

TEST(snp_certificates_of_a_host_that_has_none_are_none)
{
	static const uint8_t zeros[4096];
	struct snp_certificates c;

	for (size_t size = 0; size <= sizeof(zeros); size += 512) {
		CHECK_OK(snp_certificates_parse((struct span){ zeros, size }, &c, NULL));
		CHECK_INT(c.vek.size + c.ask.size + c.ark.size, 0);
	}
	{
		AUTO(buf) blob = buf_new(4096);
		struct why why;

		entry(&blob, vcek, 48, 0); /* a kind without a certificate */
		entry(&blob, end, 0, 0);
		CHECK_OK(parse(&blob, &c, &why));
		CHECK_INT(c.vek.size, 0);
	}
}

TEST(snp_certificates_end_where_the_table_is_cut)
{
	AUTO(buf) whole = buf_new(4096);
	struct snp_certificates c;

	table_write(&whole, vcek);
	for (size_t size = 1; size < whole.size; size++)
		CHECK_ERR(snp_certificates_parse(span_first(buf_span(&whole), size), &c, NULL),
		    ERR_INPUT);
}

TEST(snp_certificates_never_point_outside_or_into_the_table)
{
	static const struct {
		uint32_t offset, size;
		enum err e;
	} cases[] = {
		{ 48, 10, OK },
		{ 57, 1, OK },
		{ 58, 0, OK },
		{ 47, 1, ERR_INPUT },
		{ 0, 10, ERR_INPUT },
		{ 0, 0, ERR_INPUT },
		{ 48, 11, ERR_INPUT },
		{ 58, 1, ERR_INPUT },
		{ 59, 0, ERR_INPUT },
		{ UINT32_MAX, 1, ERR_INPUT },
		{ 48, UINT32_MAX, ERR_INPUT },
		{ UINT32_MAX, UINT32_MAX, ERR_INPUT },
	};
	struct snp_certificates c;
	struct why why;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(buf) blob = buf_new(4096);

		entry(&blob, vcek, cases[i].offset, cases[i].size);
		entry(&blob, end, 0, 0);
		CHECK_OK(buf_append(&blob, S("0123456789")));
		CHECK_ERR(parse(&blob, &c, &why), cases[i].e);
		case_counted();
	}
}

TEST(snp_certificates_have_limits_and_come_once)
{
	AUTO(buf) twice = buf_new(4096);
	AUTO(buf) large = buf_new(65536);
	struct snp_certificates c;
	struct why why;
	uint8_t *at;

	entry(&twice, vcek, 72, 1);
	entry(&twice, vlek, 73, 1);
	entry(&twice, end, 0, 0);
	CHECK_OK(buf_append(&twice, S("ab")));
	CHECK_ERR(parse(&twice, &c, &why), ERR_INPUT);
	CHECK_TEXT(why.text, "the certificate table has one kind twice");

	entry(&large, vcek, 48, SNP_CERTIFICATE_SIZE_MAX);
	entry(&large, end, 0, 0);
	CHECK_OK(buf_reserve(&large, SNP_CERTIFICATE_SIZE_MAX + 1, &at));
	memset(at, 1, SNP_CERTIFICATE_SIZE_MAX + 1);
	large.size += SNP_CERTIFICATE_SIZE_MAX + 1;
	CHECK_OK(parse(&large, &c, &why));
	large.p[20]++;
	CHECK_ERR(parse(&large, &c, &why), ERR_LIMIT);

	for (size_t count = SNP_CERTIFICATES_ENTRIES_MAX; count <= 33; count++) {
		AUTO(buf) many = buf_new(4096);

		for (size_t i = 0; i < count; i++)
			entry(&many, unknown, (uint32_t)(count + 1) * 24, 0);
		entry(&many, end, 0, 0);
		CHECK_ERR(
		    parse(&many, &c, &why), count <= SNP_CERTIFICATES_ENTRIES_MAX ? OK : ERR_LIMIT);
	}
}

TEST(snp_certificates_are_turned_into_der_and_pem)
{
	static const uint8_t der[] = { 0x30, 3, 2, 1, 5 };
	AUTO(buf) pem = buf_new(4096);
	AUTO(buf) out = buf_new(4096);
	AUTO(buf) again = buf_new(4096);

	CHECK_OK(snp_certificate_pem(SPAN_OF(der), &pem));
	CHECK(span_starts(buf_span(&pem), "-----BEGIN CERTIFICATE-----\n"));
	CHECK_OK(snp_certificate_der(buf_span(&pem), &out));
	CHECK_SPAN(buf_span(&out), SPAN_OF(der));
	CHECK_OK(snp_certificate_pem(buf_span(&pem), &again));
	CHECK_SPAN(buf_span(&again), buf_span(&pem));
	buf_clear(&out);
	CHECK_OK(snp_certificate_der(SPAN_OF(der), &out));
	CHECK_SPAN(buf_span(&out), SPAN_OF(der));
	for (size_t size = 0; size < sizeof(der); size++)
		CHECK_ERR(snp_certificate_der((struct span){ der, size }, &out), ERR_INPUT);
	CHECK_ERR(snp_certificate_der(S("-----BEGIN RSA PRIVATE KEY-----\n"), &out), ERR_INPUT);
	CHECK_ERR(snp_certificate_der(S("0\003\002\001\005\005"), &out), ERR_INPUT);
}
