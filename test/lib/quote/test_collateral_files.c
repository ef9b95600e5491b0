/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/collateral_files.h"

#include "test/check.h"

#define SIG16 "000102030405060708090a0b0c0d0e0f"
#define SIG SIG16 SIG16 SIG16 SIG16

static const char tcb_answer[] =
    "{\"tcbInfo\":{\"id\":\"SGX\", \"x\":[1,\"}\"]},\"signature\":\"" SIG "\"}";
static const char qe_answer[] =
    "{\"signature\":\"" SIG "\", \"enclaveIdentity\" : {\"id\":\"QE\"}}\n";

static void
fill(struct span files[COLLATERAL_FILE_COUNT])
{
	memset(files, 0, COLLATERAL_FILE_COUNT * sizeof(files[0]));
	files[COLLATERAL_FILE_ROOT_CRL] = S("\x30\x01");
	files[COLLATERAL_FILE_PCK_CRL] = S("\x30\x02");
	files[COLLATERAL_FILE_TCB_CHAIN] = S("tcb chain");
	files[COLLATERAL_FILE_TCB_INFO] = span_text(tcb_answer);
	files[COLLATERAL_FILE_QE_CHAIN] = S("qe chain");
	files[COLLATERAL_FILE_QE_IDENTITY] = span_text(qe_answer);
}

TEST(collateral_files_have_the_names_that_operators_see)
{
	CHECK_TEXT(collateral_file_name(COLLATERAL_FILE_ROOT_CRL), "root-ca.crl");
	CHECK_TEXT(collateral_file_name(COLLATERAL_FILE_ALL), "collateral.json");
	CHECK_TEXT(collateral_file_name(COLLATERAL_FILE_ARK), "ark.pem");
	CHECK_INT(collateral_file_size_max(COLLATERAL_FILE_VEK), COLLATERAL_VEK_SIZE_MAX);
}

TEST(collateral_files_parse_cuts_the_signed_bytes_as_they_stand)
{
	struct span files[COLLATERAL_FILE_COUNT];
	AUTO(buf) store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	struct collateral c;
	struct why why = { "" };

	fill(files);
	CHECK_OK(collateral_files_parse(files, &store, &c, &why));
	CHECK_SPAN(c.root_crl, S("\x30\x01"));
	CHECK_SPAN(c.pck_crl, S("\x30\x02"));
	CHECK_SPAN(c.tcb_chain, S("tcb chain"));
	CHECK_SPAN(c.tcb_info, S("{\"id\":\"SGX\", \"x\":[1,\"}\"]}"));
	CHECK_SPAN(c.qe_chain, S("qe chain"));
	CHECK_SPAN(c.qe_identity, S("{\"id\":\"QE\"}"));
	CHECK_INT(c.tcb_signature.size, SIGNATURE_SIZE);
	CHECK_INT(c.qe_signature.size, SIGNATURE_SIZE);
	for (size_t i = 0; i < SIGNATURE_SIZE; i++)
		CHECK(c.tcb_signature.p[i] == i % 16 && c.qe_signature.p[i] == i % 16);
	CHECK_INT(c.vek.size + c.ask.size + c.ark.size, 0);
}

TEST(collateral_files_parse_takes_amds_and_leaves_out_what_is_not_there)
{
	struct span files[COLLATERAL_FILE_COUNT] = { [COLLATERAL_FILE_VEK] = S("vek"),
		[COLLATERAL_FILE_ASK] = S("ask"),
		[COLLATERAL_FILE_ARK] = S("ark") };
	AUTO(buf) store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	struct collateral c;

	CHECK_OK(collateral_files_parse(files, &store, &c, NULL));
	CHECK_SPAN(c.vek, S("vek"));
	CHECK_SPAN(c.ask, S("ask"));
	CHECK_SPAN(c.ark, S("ark"));
	CHECK_INT(c.tcb_info.size + c.root_crl.size + c.qe_signature.size, 0);
}

TEST(collateral_files_parse_takes_one_file_for_all)
{
	struct span files[COLLATERAL_FILE_COUNT] = {
		[COLLATERAL_FILE_ALL] = S("{\"root_ca_crl\":\"3003\",\"tcb_info\":\"{}\"}")
	};
	AUTO(buf) store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	AUTO(buf) second = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	struct collateral c;
	struct why why = { "" };

	CHECK_OK(collateral_files_parse(files, &store, &c, &why));
	CHECK_SPAN(c.root_crl, S("\x30\x03"));
	CHECK_SPAN(c.tcb_info, S("{}"));
	files[COLLATERAL_FILE_PCK_CRL] = S("\x30");
	CHECK_ERR(collateral_files_parse(files, &second, &c, &why), ERR_INPUT);
	CHECK_TEXT(why.text,
	    "collateral.json: stands for all other files, and some are there, "
	    "too; keep one kind");
}

TEST(collateral_files_parse_names_the_file_at_fault)
{
	static const struct {
		enum collateral_file file;
		const char *holds, *says;
	} cases[] = {
		{ COLLATERAL_FILE_TCB_INFO, "{}", "tcb-info.json: tcbInfo: " },
		{ COLLATERAL_FILE_TCB_INFO, "{\"tcbInfo\":{},\"signature\":\"00\"}",
		    "tcb-info.json: signature: expected 128 hexadecimal digits" },
		{ COLLATERAL_FILE_TCB_INFO, "{\"tcbInfo\":{},\"signature\":\"" SIG "\",\"x\":1}",
		    "tcb-info.json: x: " },
		{ COLLATERAL_FILE_TCB_INFO,
		    "{\"tcbInfo\":{\"a\":1,\"a\":2},\"signature\":\"" SIG "\"}",
		    "tcb-info.json: tcbInfo: " },
		{ COLLATERAL_FILE_QE_IDENTITY, tcb_answer, "qe-identity.json: tcbInfo: " },
		{ COLLATERAL_FILE_QE_IDENTITY, "<html>", "qe-identity.json: " },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span files[COLLATERAL_FILE_COUNT];
		AUTO(buf) store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
		struct collateral c;
		struct why why = { "" };

		fill(files);
		files[cases[i].file] = span_text(cases[i].holds);
		CHECK_ERR(collateral_files_parse(files, &store, &c, &why), ERR_INPUT);
		if (strncmp(why.text, cases[i].says, strlen(cases[i].says)) != 0)
			fail_msg("\"%s\" instead of \"%s\"", why.text, cases[i].says);
		case_counted();
	}
}

TEST(collateral_files_parse_has_a_limit_for_each_file_and_wants_one)
{
	static uint8_t big[COLLATERAL_JSON_SIZE_MAX + 1];

	for (enum collateral_file i = 0; i < COLLATERAL_FILE_COUNT; i++) {
		struct span files[COLLATERAL_FILE_COUNT] = { { NULL, 0 } };
		AUTO(buf) store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
		struct collateral c;
		struct why why = { "" };

		CHECK_ERR(collateral_files_parse(files, &store, &c, &why), ERR_ABSENT);
		CHECK(strstr(why.text, "there is no collateral") != NULL);
		why = (struct why){ "" };
		files[i] = (struct span){ big, collateral_file_size_max((enum collateral_file)i) };
		CHECK(ERR_ONLY(collateral_files_parse(files, &store, &c, &why)) != ERR_LIMIT);
		why = (struct why){ "" };
		files[i].size++;
		CHECK_ERR(collateral_files_parse(files, &store, &c, &why), ERR_LIMIT);
		CHECK(strstr(why.text, collateral_file_name((enum collateral_file)i)) != NULL);
	}
}
