/* SPDX-License-Identifier: Apache-2.0 */
/* What a release may say is in test/vectors/measurements.json; here is what becomes of it. */
#include "lib/wire/release.h"

#include "test/check.h"

#define R32 "0001020304050607080910111213141516171819202122232425262728293031"
#define R48 R32 "32333435363738394041424344454647"

static enum err
parse(const char *text, struct quote_identity *out, struct why *why)
{
	struct json j;

	json_init(&j, span_text(text));
	return release_parse(&j, out, why);
}

static void
writes(const char *text, const char *written)
{
	AUTO(buf) out = buf_new(4096);
	struct json_writer w = json_writer_on(&out);
	struct quote_identity i;
	struct why why = { "" };

	CHECK_OK(parse(text, &i, &why));
	json_write_array(&w, NULL);
	release_write(&i, &w);
	json_write_close_array(&w);
	CHECK_OK(json_write_end(&w));
	CHECK_SPAN(buf_span(&out), span_text(written));
}

TEST(release_tee_text_has_a_word_for_each_tee)
{
	CHECK_TEXT(release_tee_text(QUOTE_SGX), "SGX");
	CHECK_TEXT(release_tee_text(QUOTE_TDX), "TDX");
	CHECK_TEXT(release_tee_text(QUOTE_SNP), "SEV-SNP");
	CHECK_TEXT(release_tee_text((enum quote_tee)3), "");
}

TEST(release_write_says_what_was_read_without_its_name)
{
	writes("{\"name\":\"x\",\"tee\":\"SGX\",\"mrenclave\":\"" R32 "\"}",
	    "[{\"tee\":\"SGX\",\"mrenclave\":\"" R32 "\"}]");
	writes("{\"min_isvsvn\":2,\"isvprodid\":1,\"mrsigner\":\"" R32 "\",\"tee\":\"SGX\"}",
	    "[{\"tee\":\"SGX\",\"mrsigner\":\"" R32 "\",\"isvprodid\":1,\"min_isvsvn\":2}]");
	writes("{\"tee\":\"TDX\",\"rtmr3\":\"" R48 "\",\"mrtd\":\"" R48 "\"}",
	    "[{\"tee\":\"TDX\",\"mrtd\":\"" R48 "\",\"rtmr3\":\"" R48 "\"}]");
	writes("{\"tee\":\"SEV-SNP\",\"vmpl\":0,\"host_data\":\"" R32 "\",\"measurement\":\"" R48
	       "\"}",
	    "[{\"tee\":\"SEV-SNP\",\"measurement\":\"" R48 "\",\"host_data\":\"" R32
	    "\",\"vmpl\":0}]");
	writes("{\"tee\":\"SEV-SNP\",\"min_guest_svn\":4294967295,\"measurement\":\"" R48 "\"}",
	    "[{\"tee\":\"SEV-SNP\",\"measurement\":\"" R48 "\",\"min_guest_svn\":4294967295}]");
}

TEST(release_parse_notes_which_registers_count)
{
	struct quote_identity i;

	CHECK_OK(parse("{\"tee\":\"TDX\",\"mrtd\":\"" R48 "\",\"rtmr1\":\"" R48
		       "\",\"mrowner\":\"" R48 "\"}",
	    &i, NULL));
	CHECK(!i.has_rtmr[0] && i.has_rtmr[1] && !i.has_rtmr[2] && !i.has_rtmr[3]);
	CHECK(i.has_mrowner && !i.has_mrownerconfig && !i.has_mrconfigid && !i.has_mrenclave);
	CHECK(!i.has_vmpl && !i.has_host_data);
	CHECK_INT(i.rtmr[1][47], 0x47);
	CHECK_INT(i.mrowner[1], 0x01);
	CHECK_INT(i.rtmr[0][47], 0);
}

TEST(release_parse_leaves_what_comes_after_it)
{
	struct quote_identity i;
	struct json j;
	bool more = false;

	json_init(&j, S("[{\"tee\":\"SGX\",\"mrenclave\":\"" R32 "\"},7]"));
	CHECK_OK(json_enter_array(&j));
	CHECK_OK(json_element(&j, &more));
	CHECK_OK(release_parse(&j, &i, NULL));
	CHECK_OK(json_element(&j, &more));
	CHECK(more);
	CHECK_ERR(release_parse(&j, &i, NULL), ERR_INPUT);
}
