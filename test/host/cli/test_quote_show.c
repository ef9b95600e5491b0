/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/quote_show.h"

#include "host/cli/quote_fields.h"
#include "lib/quote/pem.h"
#include "test/host/cli/fake_evidence.h"

/* A simulated quote, to be changed. */
static void
sample_make(struct buf *out)
{
	AUTO(simulated_keys) keys = { .qe_id = { 0 } };
	AUTO(buf) root = buf_new(SIMULATED_PEM_SIZE_MAX);
	AUTO(buf) chain = buf_new(SIMULATED_PEM_SIZE_MAX);
	struct simulated_report report = {
		.attribute_flags = SIMULATED_FLAGS, .mrenclave = { 1 }, .isvsvn = 513
	};

	*out = buf_new(QUOTE_SIZE_MAX);
	CHECK_OK(simulated_keys_derive(simulated_published_seed, &keys));
	CHECK_OK(simulated_chain_issue(&keys, &root, &chain));
	CHECK_OK(simulated_quote_write(&keys, buf_span(&chain), &report, out));
}

/* What is shown, as text; every byte of it printable. */
static const char *
show(struct span bytes, struct buf *out)
{
	struct att_failure failure = { .code = ATT_OK };

	*out = buf_new(QUOTE_SHOW_SIZE_MAX);
	if (quote_show(bytes, out, &failure) != OK) {
		CHECK(failure.code != ATT_OK);
		return NULL;
	}
	for (size_t i = 0; i < out->size; i++)
		CHECK(out->p[i] == '\n' || (out->p[i] >= 0x20 && out->p[i] < 0x7f));
	CHECK_OK(buf_u8(out, 0));
	return (const char *)out->p;
}

static size_t
count_of(const char *text, const char *part)
{
	size_t count = 0;

	for (text = strstr(text, part); text != NULL; text = strstr(text + 1, part))
		count++;
	return count;
}

TEST(quote_show_has_every_field_and_says_which_signatures_hold)
{
	AUTO(buf) quote = { 0 };
	AUTO(buf) out = { 0 };
	const char *text;

	sample_make(&quote);
	text = show(buf_span(&quote), &out);
	CHECK(text != NULL);
	CHECK_INT(strncmp(text, "NOT VERIFIED: ", 14), 0);
	CHECK_INT(count_of(text, "\n  MRENCLAVE "), 2); /* the enclave's, the quoting enclave's */
	CHECK_INT(count_of(text, "\n  REPORTDATA "), 2);
	CHECK(strstr(text, "\n  ISVSVN                 513\n") != NULL);
	CHECK(strstr(text, "\n  QE authentication data ") != NULL);
	CHECK_INT(count_of(text, "\n  name "), 3);
	CHECK_INT(count_of(text, "holds\n"), 6);
	CHECK_INT(count_of(text, "DOES NOT HOLD"), 0);
	CHECK(strstr(text, "the root's key is      not Intel's\n") != NULL);
}

TEST(quote_show_names_the_signature_that_does_not_hold)
{
	static const struct {
		size_t at;
		const char *says;
	} cases[] = {
		{ 60, "quote, by the attestation key " },
		{ 440, "quote, by the attestation key " },
		{ 600, "quoting enclave's report, by the PCK certificate's key " },
		{ 960, "quoting enclave's report, by the PCK certificate's key " },
		{ 1016, "attestation key, vouched for by the quoting enclave " },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(buf) quote = { 0 };
		AUTO(buf) out = { 0 };
		const char *text, *line;

		sample_make(&quote);
		quote.p[cases[i].at] ^= 4;
		text = show(buf_span(&quote), &out);
		CHECK(text != NULL);
		line = strstr(text, cases[i].says);
		CHECK(line != NULL);
		CHECK_INT(strncmp(line + strlen(cases[i].says) +
				  strspn(line + strlen(cases[i].says), " "),
			      "DOES NOT HOLD", 13),
		    0);
		CHECK_INT(count_of(text, "DOES NOT HOLD"), 1);
		case_counted();
	}
}

TEST(quote_show_lets_nothing_but_text_through)
{
	AUTO(buf) quote = { 0 };
	struct quote q;
	size_t shown = 0;

	sample_make(&quote);
	for (size_t at = 0; at < quote.size; at += 7)
		for (unsigned bit = 0; bit < 8; bit += 3) {
			AUTO(buf) out = { 0 };

			quote.p[at] ^= (uint8_t)(1u << bit);
			shown += show(buf_span(&quote), &out) != NULL;
			quote.p[at] ^= (uint8_t)(1u << bit);
		}
	CHECK(shown > 100);
	for (size_t size = 0; size < quote.size; size += 13) {
		AUTO(buf) out = { 0 };

		CHECK(show(span_first(buf_span(&quote), size), &out) == NULL);
	}
	CHECK_INT(quote_parse(buf_span(&quote), &q, NULL), ATT_OK);
}

/* A name is whatever its maker wrote. */
TEST(quote_show_tames_the_names_in_certificates)
{
	AUTO(buf) quote = { 0 };
	AUTO(buf) der = buf_new(PEM_SIZE_MAX);
	AUTO(buf) pem = buf_new(PEM_SIZE_MAX);
	AUTO(buf) out = { 0 };
	struct span each[3];
	struct quote q;
	uint8_t *name;
	const char *text;

	sample_make(&quote);
	CHECK_INT(quote_parse(buf_span(&quote), &q, NULL), ATT_OK);
	CHECK_OK(pem_parse(q.pem_chain, 3, &der, each));
	name = memmem(der.p, der.size, "INSECURE SIMULATED SGX PCK Certificate", 38);
	assert_non_null(name);
	memcpy(name, "\033]0;title\a", 10);
	for (size_t i = 0; i < 3; i++)
		CHECK_OK(pem_write(each[i], &pem));
	CHECK_INT(pem.size + 1, q.pem_chain.size); /* a NUL ends it */
	memcpy(quote.p + (q.pem_chain.p - quote.p), pem.p, pem.size);
	text = show(buf_span(&quote), &out);
	CHECK(text != NULL);
	CHECK(strstr(text, "]0;title") == NULL || strstr(text, "?]0;title?") != NULL);
}

static void
shows_fixture(const char *path, const char *kind, const char *const *fields)
{
	AUTO(buf) out = { 0 };
	const char *file = fixture_path(path), *text;
	size_t size;
	char *bytes;

	if (file == NULL)
		fixture_skip();
	bytes = fixture_read(file, &size);
	text = show((struct span){ (uint8_t *)bytes, size }, &out);
	CHECK(text != NULL);
	CHECK(strstr(text, kind) != NULL);
	for (; *fields != NULL; fields++)
		if (strstr(text, *fields) == NULL)
			fail_msg("no \"%s\" in %s", *fields, text);
	free(bytes);
}

TEST(quote_show_reads_tdx_quotes_and_snp_reports)
{
	static const char *const td[] = { "\n  MRTD ", "\n  RTMR3 ", "\n  TDATTRIBUTES ",
		"SEPT_VE_DISABLE", "the root's key is      Intel's\n", NULL };
	static const char *const td15[] = { "\n  TEE_TCB_SVN2 ", "\n  MRSERVICETD ", NULL };
	static const char *const snp[] = { "\n  measurement ", "\n  VMPL                   0\n",
		"\n  policy                 0x30000 (SMT)\n", "\n  launch TCB ", "\n  signature ",
		NULL };

	shows_fixture("attestation/teepot/tdx_1/quote.bin", "quote version 4, TDX, ", td);
	shows_fixture("attestation/phala-dcap-qvl/tdx_v4_outofdate/quote.bin",
	    "quote version 5, TDX, ", td15);
	shows_fixture("attestation/sev-snp/dstack/report.bin", "SEV-SNP report version 3, ", snp);
}

TEST(quote_fields_write_only_what_lies_within)
{
	uint8_t bytes[SIMULATED_PEM_SIZE_MAX] = { 3, 0, 2, 0 };
	static const size_t sizes[QUOTE_FIELDS_COUNT] = { 48, 384, 648, 1184 };
	static const size_t counts[QUOTE_FIELDS_COUNT] = { 7, 17, 17, 27 };

	for (size_t which = 0; which < QUOTE_FIELDS_COUNT; which++) {
		for (size_t size = 0; size <= sizes[which]; size++) {
			AUTO(buf) out = buf_new(65536);

			CHECK_OK(quote_fields_write(
			    (enum quote_fields)which, (struct span){ bytes, size }, &out));
			CHECK_OK(buf_u8(&out, 0));
			if (size == sizes[which])
				CHECK_INT(count_of((const char *)out.p, "\n"), counts[which]);
		}
		case_counted();
	}
}
