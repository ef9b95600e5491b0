/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "test/check.h"
#include "test/lib/quote/sample.h"

/* Offsets in a quote v3, as lib/quote/layout.c reads it. */
enum { AT_AUTH_SIZE = 432, AT_SIGNATURE = 436, AT_QE_AUTH_SIZE = 1012, AT_QE_AUTH = 1014 };

static void
put_u32(struct buf *b, size_t at, size_t v)
{
	for (size_t i = 0; i < 4; i++)
		b->p[at + i] = (uint8_t)(v >> (8 * i));
}

static enum att_code
parse(struct span bytes, struct quote *out)
{
	struct att_failure failure = { .code = ATT_CODE_COUNT };
	const enum att_code code = quote_parse(bytes, out, &failure);

	CHECK_INT(code, failure.code);
	if (code != ATT_OK) {
		CHECK(failure.item[0] != '\0' && failure.detail[0] != '\0');
		CHECK(out->signed_part.p == NULL && out->pem_chain.p == NULL);
	}
	return code;
}

TEST(quote_parse_points_every_view_at_its_place)
{
	AUTO(sample) s;
	struct quote q;
	const uint8_t *p;

	sample_load(&s);
	p = s.quote.p;
	CHECK_INT(parse(buf_span(&s.quote), &q), ATT_OK);
	CHECK_SPAN(q.header, ((struct span){ p, 48 }));
	CHECK(q.enclave.all.p == p + 48 && q.enclave.all.size == 384);
	CHECK(q.signed_part.p == p && q.signed_part.size == 432);
	CHECK(q.enclave.flags == 0x07);
	CHECK(q.enclave.mrenclave.p == p + 112 && q.enclave.mrenclave.size == 32);
	CHECK(q.enclave.mrsigner.p == p + 176 && q.enclave.mrsigner.size == 32);
	CHECK_INT(q.enclave.isvprodid, 7);
	CHECK_INT(q.enclave.isvsvn, 3);
	CHECK(q.report_data.p == p + 368 && q.report_data.size == 64);
	CHECK(q.signature.p == p + 436 && q.signature.size == 64);
	CHECK(q.attestation_key.p == p + 500 && q.attestation_key.size == 64);
	CHECK(q.qe.all.p == p + 564 && q.qe.all.size == 384);
	CHECK(q.qe_signature.p == p + 948 && q.qe_signature.size == 64);
	CHECK(q.qe_auth.p == p + 1014 && q.qe_auth.size == 32);
	CHECK(q.pem_chain.p == p + 1052);
	CHECK(q.pem_chain.p + q.pem_chain.size == p + s.quote.size);
}

TEST(quote_parse_refuses_every_truncation_and_says_truncated)
{
	AUTO(sample) s;
	struct quote q;

	sample_load(&s);
	for (size_t size = 0; size < s.quote.size; size++) {
		/* a copy of just this size, so that reading past it is seen */
		uint8_t *copy = malloc(size + 1);

		assert_non_null(copy);
		memcpy(copy + 1, s.quote.p, size);
		CHECK_INT(parse((struct span){ copy + 1, size }, &q), ATT_E_QUOTE_TRUNCATED);
		free(copy);
	}
}

TEST(quote_parse_takes_zeros_after_the_quote_up_to_the_size_limit_and_no_further)
{
	AUTO(sample) s;
	struct quote q;
	uint8_t *p;
	size_t pad;

	sample_load(&s);
	pad = QUOTE_V3_SIZE_MAX + 1 - s.quote.size;
	CHECK_OK(buf_reserve(&s.quote, pad, &p));
	memset(p, 0, pad);
	s.quote.size += pad;
	CHECK_INT(parse(span_first(buf_span(&s.quote), QUOTE_V3_SIZE_MAX), &q), ATT_OK);
	CHECK_INT(parse(buf_span(&s.quote), &q), ATT_E_QUOTE_SIZE);
	p[pad - 2] = 1;
	CHECK_INT(parse(span_first(buf_span(&s.quote), QUOTE_V3_SIZE_MAX), &q), ATT_E_QUOTE_SIZE);
}

/* Make the QE authentication data `size` bytes long, everything else in place. */
static void
resize_auth(const struct sample *s, size_t size, struct buf *out)
{
	enum { OLD_SIZE = 32 };
	const struct span all = buf_span(&s->quote);
	const uint8_t filler = 0xaa;

	buf_clear(out);
	CHECK_OK(buf_append(out, span_first(all, AT_QE_AUTH)));
	for (size_t i = 0; i < size; i++)
		CHECK_OK(buf_append(out, (struct span){ &filler, 1 }));
	CHECK_OK(buf_append(out, span_from(all, AT_QE_AUTH + OLD_SIZE)));
	out->p[AT_QE_AUTH_SIZE] = (uint8_t)size;
	out->p[AT_QE_AUTH_SIZE + 1] = (uint8_t)(size >> 8);
	put_u32(out, AT_AUTH_SIZE, out->size - AT_SIGNATURE);
}

TEST(quote_parse_takes_qe_authentication_data_of_0_to_1024_bytes)
{
	AUTO(buf) quote = buf_new(QUOTE_SIZE_MAX);
	AUTO(sample) s;
	struct quote q;

	sample_load(&s);
	for (size_t size = 0; size <= 1024; size += 32) {
		resize_auth(&s, size, &quote);
		CHECK_INT(parse(buf_span(&quote), &q), ATT_OK);
		CHECK_INT(q.qe_auth.size, size);
	}
	resize_auth(&s, 1025, &quote);
	CHECK_INT(parse(buf_span(&quote), &q), ATT_E_QUOTE_SIZE);
}

TEST(quote_parse_refuses_every_wrong_size_of_the_signature_section)
{
	AUTO(sample) s;
	struct quote q;
	size_t right;

	sample_load(&s);
	right = s.quote.size - AT_SIGNATURE;
	for (size_t size = 0; size < right + 50; size++) {
		enum att_code code;

		put_u32(&s.quote, AT_AUTH_SIZE, size);
		code = parse(buf_span(&s.quote), &q);
		if (size == right)
			CHECK_INT(code, ATT_OK);
		else if (size > right)
			CHECK_INT(code, ATT_E_QUOTE_TRUNCATED);
		else if (size == right - 1) /* what is left over is the PEM's own NUL */
			CHECK_INT(code, ATT_E_CERT_DATA_SIZE);
		else
			CHECK_INT(code, ATT_E_QUOTE_SIZE);
	}
}

TEST(quote_claimed_measurement_is_the_mrenclave_of_a_whole_quote_only)
{
	struct measurement out;
	AUTO(sample) s;

	sample_load(&s);
	CHECK_INT(quote_claimed_measurement(buf_span(&s.quote), &out), ATT_OK);
	CHECK_SPAN(measurement_span(&out), ((struct span){ s.quote.p + 112, 32 }));
	CHECK_INT(quote_claimed_measurement(span_first(buf_span(&s.quote), s.quote.size - 1), &out),
	    ATT_E_QUOTE_TRUNCATED);
	CHECK_INT(out.size, 0);
}
