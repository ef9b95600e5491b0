/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "lib/quote/pck_extension.h"
#include "test/check.h"
#include "test/lib/quote/sample.h"

/* The sample's extension, in a buffer of its own. */
static void
load(struct buf *out)
{
	AUTO(chain) chain = { .kind = NULL };
	AUTO(sample) s;

	sample_load(&s);
	sample_chain(&s, &chain);
	*out = buf_new(1024);
	CHECK_OK(buf_append(out, chain.certificates[0].sgx));
}

/* The bytes of `what`, which must occur in `b`. */
static uint8_t *
find(struct buf *b, struct span what)
{
	uint8_t *p = memmem(b->p, b->size, what.p, what.size);

	assert_non_null(p);
	return p;
}

/* A span over a literal, as a static initialiser. */
#define BYTES(literal)                                          \
	{                                                       \
		(const uint8_t *)(literal), sizeof(literal) - 1 \
	}

#define OID "\x2a\x86\x48\x86\xf8\x4d\x01\x0d\x01"

TEST(pck_extension_parse_reads_what_a_platform_says)
{
	static const uint8_t eights[16] = { 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8 };
	struct pck_extension e;
	AUTO(buf) bytes;

	load(&bytes);
	CHECK_OK(pck_extension_parse(buf_span(&bytes), &e));
	CHECK_SPAN(SPAN_OF(e.ppid), S("SIMULATED-PPID\0\0"));
	CHECK_SPAN(SPAN_OF(e.component_svn), SPAN_OF(eights));
	CHECK_SPAN(SPAN_OF(e.cpusvn), SPAN_OF(eights));
	CHECK_INT(e.pcesvn, 13);
	CHECK_SPAN(SPAN_OF(e.pceid), S("\0\0"));
	CHECK_SPAN(SPAN_OF(e.fmspc), S("SIM\0\0\0"));
	CHECK_INT(e.sgx_type, PCK_STANDARD);
	CHECK(e.has_platform && !e.is_dynamic_platform && !e.has_cached_keys && !e.has_smt);
	CHECK_SPAN(SPAN_OF(e.platform_instance_id), S("SIMULATED-HOST\0\0"));
}

TEST(pck_extension_parse_refuses_every_truncation_and_a_byte_too_many)
{
	struct pck_extension e;
	AUTO(buf) bytes;

	load(&bytes);
	for (size_t size = 0; size < bytes.size; size++)
		CHECK_ERR(pck_extension_parse(span_first(buf_span(&bytes), size), &e), ERR_INPUT);
	CHECK_OK(buf_u8(&bytes, 0));
	CHECK_ERR(pck_extension_parse(buf_span(&bytes), &e), ERR_INPUT);
}

/* What may change under a flip is values; what is left must still be read as it stands. */
TEST(pck_extension_parse_survives_every_flipped_bit)
{
	struct pck_extension e;
	size_t accepted = 0;
	AUTO(buf) bytes;

	load(&bytes);
	for (size_t at = 0; at < bytes.size; at++)
		for (unsigned bit = 0; bit < 8; bit++) {
			bytes.p[at] ^= (uint8_t)(1u << bit);
			if (pck_extension_parse(buf_span(&bytes), &e) == OK)
				accepted++;
			bytes.p[at] ^= (uint8_t)(1u << bit);
		}
	/*
	 * 56 bytes of octet strings, every bit; 16 components and PCESVN, seven bits each (the
	 * eighth makes them negative); SGX type 0 becomes 1 or 2.  A BOOLEAN has no second value
	 * one bit away.
	 */
	CHECK_INT(accepted, 56 * 8 + 17 * 7 + 2);
}

TEST(pck_extension_parse_wants_each_entry_once)
{
	static const struct {
		struct span from;
		uint8_t last; /* the entry's number becomes this */
	} renumber[] = {
		{ BYTES("\x06\x0a" OID "\x01"), 3 }, /* PCEID twice */
		{ BYTES("\x06\x0a" OID "\x01"), 8 }, /* unknown */
		{ BYTES("\x06\x0a" OID "\x01"), 0 },
		{ BYTES("\x06\x0a" OID "\x06"), 1 },     /* PPID twice */
		{ BYTES("\x06\x0b" OID "\x02\x01"), 2 }, /* component 2 twice */
		{ BYTES("\x06\x0b" OID "\x02\x12"), 19 },
		{ BYTES("\x06\x0b" OID "\x07\x01"), 2 }, /* cached keys twice */
		{ BYTES("\x06\x0b" OID "\x07\x03"), 4 },
	};
	struct pck_extension e;
	AUTO(buf) bytes;

	load(&bytes);
	for (size_t i = 0; i < sizeof(renumber) / sizeof(renumber[0]); i++) {
		uint8_t *last = find(&bytes, renumber[i].from) + renumber[i].from.size - 1;
		const uint8_t before = *last;

		*last = renumber[i].last;
		CHECK_ERR(pck_extension_parse(buf_span(&bytes), &e), ERR_INPUT);
		*last = before;
		CHECK_OK(pck_extension_parse(buf_span(&bytes), &e));
	}
}

/* Cut out the entry that begins at `at` (SEQUENCE, one byte of length), and mend the outer length.
 */
static void
cut(struct buf *b, size_t at)
{
	const size_t size = 2 + (size_t)b->p[at + 1];
	size_t outer;

	memmove(b->p + at, b->p + at + size, b->size - at - size);
	b->size -= size;
	outer = b->size - 4;
	b->p[2] = (uint8_t)(outer >> 8);
	b->p[3] = (uint8_t)outer;
}

TEST(pck_extension_parse_takes_five_entries_of_a_processor_ca_and_neither_four_nor_six)
{
	static const struct {
		struct span oids[2];
		size_t count;
		bool is_right;
	} cases[] = {
		{ { BYTES("\x06\x0a" OID "\x06"), BYTES("\x06\x0a" OID "\x07") }, 2, true },
		{ { BYTES("\x06\x0a" OID "\x06") }, 1, false },
		{ { BYTES("\x06\x0a" OID "\x07") }, 1, false },
		{ { BYTES("\x06\x0a" OID "\x05") }, 1, false },
		{ { BYTES("\x06\x0a" OID "\x01") }, 1, false },
		{ { BYTES("\x06\x0a" OID "\x04"), BYTES("\x06\x0a" OID "\x03") }, 2, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pck_extension e;
		AUTO(buf) bytes;

		load(&bytes);
		for (size_t k = 0; k < cases[i].count; k++)
			cut(&bytes, (size_t)(find(&bytes, cases[i].oids[k]) - bytes.p) - 2);
		assert_int_equal(
		    pck_extension_parse(buf_span(&bytes), &e), cases[i].is_right ? OK : ERR_INPUT);
		if (cases[i].is_right)
			CHECK(!e.has_platform);
	}
}
