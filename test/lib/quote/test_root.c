/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "lib/quote/pem.h"
#include "test/check.h"
#include "test/lib/quote/sample.h"

static bool
is_zero(const struct quote_root *root)
{
	static const struct quote_root zero;

	return memcmp(root, &zero, sizeof(zero)) == 0;
}

TEST(quote_root_intel_is_the_key_whose_hash_is_published)
{
	/* SHA-256 of the DER SubjectPublicKeyInfo of both of Intel's root certificates */
	static const uint8_t want[] = { 0xa0, 0xaf, 0x03, 0x12, 0x89, 0xf5, 0xd5, 0xd4, 0x13, 0x2f,
		0x91, 0x86, 0x06, 0x8a, 0x7f, 0xc1, 0x36, 0x28, 0x63, 0x3b, 0xa2, 0x35, 0x77, 0x74,
		0x72, 0xe2, 0x9b, 0x6b, 0x6c, 0x67, 0xa4, 0x9e };
	static const uint8_t prefix[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
		0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07,
		0x03, 0x42, 0x00, 0x04 };
	const struct quote_root *root = quote_root_intel();
	const struct span parts[] = { SPAN_OF(prefix), SPAN_OF(root->point) };
	uint8_t digest[SHA256_SIZE];

	CHECK(root->anchor == QUOTE_ANCHOR_INTEL);
	CHECK_OK(sha256(parts, 2, digest));
	CHECK_SPAN(SPAN_OF(digest), SPAN_OF(want));
}

TEST(quote_root_simulated_takes_the_root_a_simulated_platform_wrote)
{
	struct quote_root root;
	struct why why = { .text = "" };
	AUTO(sample) s;

	sample_load(&s);
	CHECK_OK(quote_root_simulated(buf_span(&s.root_pem), &root, &why));
	CHECK_INT(root.anchor, QUOTE_ANCHOR_SIMULATED);
	CHECK_TEXT(why.text, "");
}

TEST(quote_root_simulated_refuses_other_text_and_says_so)
{
	AUTO(buf) twice = buf_new(8192);
	struct quote_root root;
	AUTO(sample) s;

	sample_load(&s);
	CHECK_OK(buf_append(&twice, buf_span(&s.root_pem)));
	CHECK_OK(buf_append(&twice, buf_span(&s.root_pem)));
	CHECK_ERR(quote_root_simulated(buf_span(&twice), &root, NULL), ERR_INPUT);
	for (size_t size = 0; size + 1 < s.root_pem.size; size++) {
		struct why why = { .text = "" };

		CHECK_ERR(
		    quote_root_simulated(span_first(buf_span(&s.root_pem), size), &root, &why),
		    ERR_INPUT);
		CHECK(is_zero(&root));
		CHECK(strstr(why.text, "simulated root") != NULL);
	}
}

/* The PCK certificate and the CA of the sample, one at a time. */
TEST(quote_root_simulated_refuses_every_certificate_but_a_root)
{
	AUTO(chain) chain = { .kind = NULL };
	const struct certificate *const others[] = { &chain.certificates[0],
		&chain.certificates[1] };
	struct quote_root root;
	struct span der = { NULL, 0 };
	AUTO(sample) s;

	sample_load(&s);
	sample_chain(&s, &chain);
	der.p = chain.der.p;
	for (size_t i = 0; i < 2; i++) {
		AUTO(buf) pem = buf_new(8192);
		struct why why = { .text = "" };

		/* SEQUENCE, 82 and two bytes of length come before the part that is signed */
		der.size = 4 + (size_t)(der.p[2] << 8 | der.p[3]);
		CHECK(others[i]->tbs.p == der.p + 4);
		CHECK_OK(pem_write(der, &pem));
		CHECK_ERR(quote_root_simulated(buf_span(&pem), &root, &why), ERR_INPUT);
		CHECK(strstr(why.text, "must be named") != NULL && is_zero(&root));
		der.p += der.size;
	}
}

TEST(quote_root_simulated_refuses_a_root_with_a_flipped_bit)
{
	struct quote_root root;
	AUTO(sample) s;

	sample_load(&s);
	for (size_t at = 0; at + 1 < s.root_pem.size; at++) {
		const uint8_t flip = (uint8_t)(1u << at % 8);

		s.root_pem.p[at] ^= flip;
		CHECK_ERR(quote_root_simulated(buf_span(&s.root_pem), &root, NULL), ERR_INPUT);
		s.root_pem.p[at] ^= flip;
	}
}

TEST(quote_root_simulated_refuses_intels_root_and_roots_with_intels_names)
{
	static const char *const paths[] = {
		"attestation/teepot/azure/quote.bin",
		"attestation/synthetic/quote_from_other_root/quote.bin",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		const char *path = fixture_path(paths[i]);
		struct why why = { .text = "" };
		struct quote_root root;
		struct span quote, last;
		struct quote q;
		char *bytes;

		if (path == NULL)
			fixture_skip();
		bytes = fixture_read(path, &quote.size);
		quote.p = (uint8_t *)bytes;
		CHECK_INT(quote_parse(quote, &q, NULL), ATT_OK);
		last = q.pem_chain;
		for (struct span rest = last; rest.size > 0; rest = span_from(rest, 1))
			if (span_starts(rest, "-----BEGIN"))
				last = rest;
		CHECK_ERR(quote_root_simulated(last, &root, &why), ERR_INPUT);
		CHECK(strstr(why.text, "INSECURE SIMULATED SGX Root CA") != NULL);
		free(bytes);
		case_counted();
	}
}

/* For looking at evidence: any key under a name of either kind, and what it is called. */
TEST(quote_root_given_takes_any_root_of_either_kind_and_says_which)
{
	const char *const path =
	    fixture_path("attestation/synthetic/debug_enclave/trusted_root.pem");
	struct why why = { .text = "" };
	struct quote_root root;
	struct span pem;
	AUTO(sample) s;
	char *text;

	sample_load(&s);
	CHECK_OK(quote_root_given(buf_span(&s.root_pem), &root, &why));
	CHECK_INT(root.anchor, QUOTE_ANCHOR_GIVEN);
	CHECK(root.given_is_simulated);
	CHECK_SPAN(SPAN_OF(root.point), SPAN_OF(s.root.point));
	s.root_pem.p[100] ^= 1;
	CHECK_ERR(quote_root_given(buf_span(&s.root_pem), &root, &why), ERR_INPUT);
	CHECK(is_zero(&root) && strstr(why.text, "given root") != NULL);
	if (path == NULL)
		return;
	text = fixture_read(path, &pem.size);
	pem.p = (uint8_t *)text;
	CHECK_OK(quote_root_given(pem, &root, NULL));
	CHECK_INT(root.anchor, QUOTE_ANCHOR_GIVEN);
	CHECK(!root.given_is_simulated);
	free(text);
}
