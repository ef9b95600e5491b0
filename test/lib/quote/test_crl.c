/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/der_write.h"
#include "enclave/attest/simulated_crl.h"
#include "enclave/attest/simulated_field.h"
#include "lib/base/secret.h"
#include "lib/quote/collateral.h"
#include "lib/quote/crl.h"
#include "test/check.h"

static const struct p256_private key = { { 1 } };
static const struct span serials[] = { S("\x01"), S("\x80\x02"), S("\x03\x04\x05") };

static void
make(struct buf *out, size_t serial_count)
{
	const struct simulated_crl crl = { .issuer = "an issuer",
		.from_ms = 1767225600000,
		.until_ms = 1769817600000,
		.serials = serials,
		.serial_count = serial_count };

	*out = buf_new(COLLATERAL_CRL_SIZE_MAX);
	CHECK_OK(simulated_crl_write(&crl, &key, out));
}

TEST(crl_parse_reads_a_list_and_crl_has_finds_its_serials)
{
	uint8_t point[P256_POINT_SIZE];
	struct crl crl;
	AUTO(buf) der;

	make(&der, 3);
	CHECK_OK(crl_parse(buf_span(&der), &crl));
	CHECK(crl.valid.from_ms == 1767225600000 && crl.valid.until_ms == 1769817600000);
	CHECK_OK(p256_public_of(&key, point));
	CHECK_OK(p256_verify(point, crl.tbs, crl.signature));
	CHECK(crl_has(&crl, S("\x01")));
	CHECK(crl_has(&crl, S("\x00\x80\x02"))); /* as an INTEGER has it */
	CHECK(crl_has(&crl, S("\x03\x04\x05")));
	CHECK(!crl_has(&crl, S("\x02")));
	CHECK(!crl_has(&crl, S("\x80\x02")));
	CHECK(!crl_has(&crl, S("\x00\x01")));
	CHECK(!crl_has(&crl, S("")));
}

TEST(crl_parse_reads_a_list_that_names_nobody)
{
	struct crl crl;
	AUTO(buf) der;

	make(&der, 0);
	CHECK_OK(crl_parse(buf_span(&der), &crl));
	CHECK_INT(crl.entries.size, 0);
	CHECK(!crl_has(&crl, S("\x01")));
}

TEST(crl_parse_refuses_every_truncation_and_every_byte_more)
{
	struct crl crl;
	AUTO(buf) der;

	make(&der, 2);
	for (size_t size = 0; size < der.size; size++)
		CHECK_ERR(crl_parse(span_first(buf_span(&der), size), &crl), ERR_INPUT);
	CHECK_OK(buf_u8(&der, 0));
	CHECK_ERR(crl_parse(buf_span(&der), &crl), ERR_INPUT);
}

/* One place in a good list changed. */
static enum err
parse_with(size_t serial_count, struct span from, struct span to)
{
	struct crl crl;
	uint8_t *at;
	enum err e;
	AUTO(buf) der;

	CHECK_INT(from.size, to.size);
	make(&der, serial_count);
	at = memmem(der.p, der.size, from.p, from.size);
	assert_non_null(at);
	memcpy(at, to.p, to.size);
	e = crl_parse(buf_span(&der), &crl);
	return e;
}

TEST(crl_parse_refuses_what_is_not_the_profile)
{
	static const struct {
		struct span from, to;
	} changes[] = {
		{ S("\x02\x01\x01\x30\x0a"), S("\x02\x01\x00\x30\x0a") }, /* v1 */
		{ S("\x17\x0d\x32\x36"), S("\x18\x0d\x32\x36") },         /* the other time */
		{ S("260101000000Z"), S("261301000000Z") },               /* no such month */
		{ S("\x55\x1d\x14"), S("\x55\x1d\x13") },                 /* no CRL number */
		{ S("\x55\x1d\x23"), S("\x55\x1d\x20") },                 /* no authority key */
		{ S("\x55\x1d\x14"), S("\x55\x1d\x1b") },                 /* delta, not critical */
		{ S("\x55\x1d\x14"), S("\x55\x1d\x1c") },                 /* distribution point */
		{ S("\x55\x1d\x14"), S("\x55\x1d\x23") },                 /* one twice */
		{ S("\x55\x1d\x15"), S("\x55\x1d\x1d") },                 /* another's entry */
		{ S("\x55\x1d\x15"), S("\x55\x1d\x14") },                 /* not an entry's */
		{ S("\x0a\x01\x01"), S("\x0a\x01\x08") },                 /* removeFromCRL */
		{ S("\x0a\x01\x01"), S("\x0a\x01\x07") },                 /* unused */
		{ S("\x0a\x01\x01"), S("\x0a\x01\x0b") },                 /* unknown reason */
		{ S("\x04\x03\x02\x01\x01"), S("\x04\x03\x02\x01\xff") }, /* a number below 0 */
		{ S("\x2a\x86\x48\xce\x3d\x04\x03\x02"), S("\x2a\x86\x48\xce\x3d\x04\x03\x03") },
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		if (parse_with(2, changes[i].from, changes[i].to) != ERR_INPUT)
			fail_msg("change %zu is not missed", i);
		case_counted();
	}
	/* an unknown extension of an entry that need not be understood */
	CHECK_OK(parse_with(2, S("\x55\x1d\x15"), S("\x55\x1d\x7f")));
}

/* An extension more in the list, or in an entry's place, critical or not. */
static enum err
parse_extended(uint8_t which, bool is_critical)
{
	AUTO(buf) list = buf_new(256);
	AUTO(buf) inside = buf_new(256);
	AUTO(buf) tbs = buf_new(1024);
	AUTO(buf) whole = buf_new(1024);
	AUTO(buf) der = buf_new(1024);
	uint8_t point[P256_POINT_SIZE];
	struct crl crl;

	CHECK_OK(p256_public_of(&key, point));
	CHECK_OK(simulated_standard_extension(&list, 0x14, false, S("\x02\x01\x01")));
	CHECK_OK(simulated_authority_key(&list, point));
	CHECK_OK(simulated_standard_extension(&list, which, is_critical, S("\x05\x00")));
	CHECK_OK(der_write(&inside, DER_SEQUENCE, buf_span(&list)));
	CHECK_OK(der_write_number(&tbs, DER_INTEGER, 1));
	CHECK_OK(simulated_algorithm(&tbs));
	CHECK_OK(simulated_name(&tbs, "an issuer"));
	CHECK_OK(simulated_time(&tbs, 0));
	CHECK_OK(simulated_time(&tbs, 1000));
	CHECK_OK(der_write(&tbs, DER_CONTEXT_0, buf_span(&inside)));
	CHECK_OK(der_write(&whole, DER_SEQUENCE, buf_span(&tbs)));
	CHECK_OK(simulated_signed(&der, buf_span(&whole), &key));
	return crl_parse(buf_span(&der), &crl);
}

TEST(crl_parse_refuses_what_it_must_understand_and_does_not)
{
	CHECK_OK(parse_extended(0x7f, false));
	CHECK_ERR(parse_extended(0x7f, true), ERR_INPUT);
	CHECK_ERR(parse_extended(0x1b, true), ERR_INPUT);
	CHECK_ERR(parse_extended(0x1b, false), ERR_INPUT);
	CHECK_ERR(parse_extended(0x1c, false), ERR_INPUT);
	CHECK_ERR(parse_extended(0x14, false), ERR_INPUT); /* twice */
}

/* A list of nothing but entries: 6 bytes less than a member, and crl_parse stays inside. */
TEST(crl_parse_takes_a_list_of_hundreds_up_to_its_size_limit)
{
	enum { MANY = 600 };
	static uint8_t numbers[MANY][3];
	static struct span many[MANY];
	struct simulated_crl crl = { .issuer = "an issuer", .serials = many, .until_ms = 1000 };
	struct crl parsed;
	AUTO(buf) der = buf_new(1 << 17);

	for (unsigned i = 0; i < MANY; i++) {
		numbers[i][0] = 1;
		numbers[i][1] = (uint8_t)(i >> 8);
		numbers[i][2] = (uint8_t)i;
		many[i] = SPAN_OF(numbers[i]);
	}
	crl.serial_count = 400;
	CHECK_OK(simulated_crl_write(&crl, &key, &der));
	CHECK_OK(crl_parse(buf_span(&der), &parsed));
	CHECK(crl_has(&parsed, many[0]) && crl_has(&parsed, many[399]));
	CHECK(!crl_has(&parsed, many[400]));
}
