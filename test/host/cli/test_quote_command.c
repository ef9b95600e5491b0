/* SPDX-License-Identifier: Apache-2.0 */
/* quote check, quote show: words, JSON, exit codes.  All fixtures: evidence.test.mjs. */
#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "test/host/cli/fake_evidence.h"

TEST(quote_check_says_what_is_genuine_under_a_given_root)
{
	AUTO(fake) f = { 0 };
	AUTO(fake_evidence) e = { .quote = "" };

	fake_start(&f, false);
	fake_evidence_make(&f, &e);
	CHECK_INT(RUN(&f, "quote", "check", "--quote", e.quote, "--collateral", e.collateral,
		      "--root", f.root_path),
	    LEAVE_OK);
	SAID_OUT(&f,
	    "verdict       genuine, under a root that is not the maker's: it protects nothing\n"
	    "tee           SGX, DEBUG\n"
	    "measurement   aa00");
	SAID_OUT(&f, "product       7, version 0\n");
	SAID_OUT(&f,
	    "status        UpToDate (platform UpToDate, quoting enclave UpToDate)\n"
	    "advisories    none\n");
	SAID_OUT(&f, "FMSPC         53494d000000\n");
	SAID_OUT(&f, " days after this check\n");
	CHECK(strchr(f.out, '\033') == NULL);
	/* A directory does as well. */
	CHECK_INT(RUN(&f, "quote", "check", "--quote", e.quote, "--collateral", e.directory,
		      "--root", f.root_path),
	    LEAVE_OK);
	CHECK_INT(f.quote_count, 0); /* nobody was asked */
}

TEST(quote_check_leaves_with_3_when_it_is_not_genuine_and_says_why)
{
	AUTO(fake) f = { 0 };
	AUTO(fake_evidence) e = { .quote = "" };
	const char *path;

	fake_start(&f, false);
	fake_evidence_make(&f, &e);
	CHECK_INT(RUN(&f, "quote", "check", "--quote", e.quote, "--collateral", e.collateral),
	    LEAVE_ATTESTATION);
	SAID_ERR(&f,
	    "is not genuine: the chain ends at a root that is not trusted here "
	    "(ATT_E_ROOT_UNTRUSTED");
	CHECK_TEXT(f.out, "");
	e.quote_bytes.p[112] ^= 1;
	path = fake_evidence_file(&f, "flipped.bin", buf_span(&e.quote_bytes));
	CHECK_INT(RUN(&f, "quote", "check", "--quote", path, "--collateral", e.collateral, "--root",
		      f.root_path),
	    LEAVE_ATTESTATION);
	SAID_ERR(&f, "ATT_E_QUOTE_SIGNATURE");
	path = fake_evidence_file(&f, "nothing.json", S("{}"));
	CHECK_INT(RUN(&f, "quote", "check", "--quote", e.quote, "--collateral", path, "--root",
		      f.root_path),
	    LEAVE_ATTESTATION);
	SAID_ERR(&f, "ATT_E_CRL_MISSING, root CRL");
}

TEST(quote_check_judges_at_the_time_it_is_given)
{
	static const struct {
		const char *at;
		enum leave leave;
		const char *says;
	} cases[] = {
		{ "2026-09-20T00:00:00Z", LEAVE_OK, "" },
		{ "2026-09-19T23:59:59Z", LEAVE_ATTESTATION, "NOT_YET_VALID" },
		{ "2026-10-20T00:00:00.000Z", LEAVE_OK, "" },
		{ "2026-10-20T00:00:00.001Z", LEAVE_ATTESTATION, "_EXPIRED" },
		{ "1790000000", LEAVE_OK, "" },
		{ "1760000000", LEAVE_ATTESTATION, "NOT_YET_VALID" },
		{ "2026-09-31T00:00:00Z", LEAVE_USAGE, "--at: expected a time in UTC" },
		{ "-1", LEAVE_USAGE, "--at: expected" },
		{ "253402300800", LEAVE_USAGE, "--at: expected" },
		{ "yesterday", LEAVE_USAGE, "--at: expected" },
	};
	AUTO(fake) f = { 0 };
	AUTO(fake_evidence) e = { .quote = "" };

	fake_start(&f, false);
	fake_evidence_make(&f, &e);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const enum leave leave = RUN(&f, "quote", "check", "--quote", e.quote,
		    "--collateral", e.collateral, "--root", f.root_path, "--at", cases[i].at);

		if (leave != cases[i].leave)
			fail_msg("%s: %d %s", cases[i].at, leave, f.err);
		SAID_ERR(&f, cases[i].says);
		case_counted();
	}
}

TEST(quote_check_of_stale_evidence_says_how_to_judge_the_past)
{
	AUTO(fake) f = { 0 };
	AUTO(fake_evidence) e = { .quote = "" };

	fake_start(&f, false);
	fake_evidence_make(&f, &e);
	CHECK_INT(RUN(&f, "quote", "check", "--quote", e.quote, "--collateral", e.collateral,
		      "--root", f.root_path, "--at", "2027-01-01T00:00:00Z"),
	    LEAVE_ATTESTATION);
	SAID_ERR(&f, "--at TIME judges it as of its own time");
}

/* ---- JSON ---- */

struct seen {
	char verdict[8], code[40], stage[12], item[48], detail[160], tcb_status[40], tee[8];
	char mrenclave[65], mrsigner[65], report_data[129], valid_from[32], valid_until[32];
	char expires_first[48], anchor[12], platform_tcb_status[40], qe_tcb_status[40];
	char tcb_date[32], fmspc[13];
	int64_t isvprodid, isvsvn, evaluation_number;
	bool debug, simulated;
	struct span advisories;
};

static void
seen_read(const struct fake *f, struct seen *out)
{
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct seen, verdict, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct seen, code, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct seen, stage, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct seen, item, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct seen, detail, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct seen, tcb_status, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct seen, advisories, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct seen, tee, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct seen, mrenclave, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct seen, mrsigner, JSON_OPTIONAL),
		JSON_FIELD_I64(struct seen, isvprodid, JSON_OPTIONAL),
		JSON_FIELD_I64(struct seen, isvsvn, JSON_OPTIONAL),
		JSON_FIELD_BOOL(struct seen, debug, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct seen, report_data, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct seen, valid_from, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct seen, valid_until, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct seen, expires_first, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct seen, anchor, JSON_OPTIONAL),
		JSON_FIELD_BOOL(struct seen, simulated, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct seen, platform_tcb_status, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct seen, qe_tcb_status, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct seen, tcb_date, JSON_OPTIONAL),
		JSON_FIELD_I64(struct seen, evaluation_number, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct seen, fmspc, JSON_OPTIONAL),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct why why = { "" };

	*out = (struct seen){ .isvprodid = -1, .isvsvn = -1, .evaluation_number = -1 };
	if (json_parse_shape(span_text(f->out), &shape, out, &why) != OK)
		fail_msg("%s in %s", why.text, f->out);
}

TEST(quote_check_json_has_every_fact_of_what_is_genuine)
{
	AUTO(fake) f = { 0 };
	AUTO(fake_evidence) e = { .quote = "" };
	struct seen s;

	fake_start(&f, false);
	fake_evidence_make(&f, &e);
	CHECK_INT(RUN(&f, "quote", "check", "--quote", e.quote, "--collateral", e.collateral,
		      "--root", f.root_path, "--json"),
	    LEAVE_OK);
	seen_read(&f, &s);
	CHECK_TEXT(s.verdict, "ok");
	CHECK_TEXT(s.code, "ATT_OK");
	CHECK_TEXT(s.detail, "genuine");
	CHECK_TEXT(s.tee, "SGX");
	CHECK_TEXT(s.tcb_status, "UpToDate");
	CHECK_TEXT(s.platform_tcb_status, "UpToDate");
	CHECK_TEXT(s.qe_tcb_status, "UpToDate");
	CHECK_SPAN(s.advisories, S("[]"));
	CHECK_INT(strncmp(s.mrenclave, "aa0000", 6), 0);
	CHECK_INT(strlen(s.mrsigner), 64);
	CHECK_INT(strncmp(s.report_data, "0100", 4), 0);
	CHECK_INT(s.isvprodid, 7);
	CHECK_INT(s.isvsvn, 0);
	CHECK_INT(s.evaluation_number, QUOTE_EVALUATION_NUMBER_DEFAULT);
	CHECK(s.debug && s.simulated);
	CHECK_TEXT(s.anchor, "given");
	CHECK_TEXT(s.valid_from, "2026-09-20T00:00:00.000Z");
	CHECK_TEXT(s.valid_until, "2026-10-20T00:00:00.000Z");
	CHECK(s.expires_first[0] != '\0' && s.tcb_date[0] != '\0');
	CHECK_TEXT(s.fmspc, "53494d000000");
	CHECK_TEXT(f.err, "");
}

TEST(quote_check_json_of_a_refusal_has_no_facts)
{
	AUTO(fake) f = { 0 };
	AUTO(fake_evidence) e = { .quote = "" };
	struct seen s;

	fake_start(&f, false);
	fake_evidence_make(&f, &e);
	CHECK_INT(
	    RUN(&f, "quote", "check", "--quote", e.quote, "--collateral", e.collateral, "--json"),
	    LEAVE_ATTESTATION);
	seen_read(&f, &s);
	CHECK_TEXT(s.verdict, "reject");
	CHECK_TEXT(s.code, "ATT_E_ROOT_UNTRUSTED");
	CHECK_TEXT(s.stage, "pck");
	CHECK(s.item[0] != '\0' && s.detail[0] != '\0');
	CHECK_TEXT(s.tee, "");
	CHECK_TEXT(s.mrenclave, "");
	CHECK_TEXT(s.tcb_status, "");
	CHECK_TEXT(s.valid_until, "");
	CHECK_TEXT(s.anchor, "");
	CHECK_INT(s.isvprodid, -1);
	CHECK(s.advisories.p == NULL && !s.simulated);
}

/* ---- files and usage ---- */

TEST(quote_check_names_the_file_at_fault)
{
	AUTO(fake) f = { 0 };
	AUTO(fake_evidence) e = { .quote = "" };
	const char *path;

	fake_start(&f, false);
	fake_evidence_make(&f, &e);
	CHECK_INT(RUN(&f, "quote"), LEAVE_USAGE);
	CHECK_INT(RUN(&f, "quote", "verify"), LEAVE_USAGE);
	SAID_ERR(&f, "quote: say check or show");
	CHECK_INT(RUN(&f, "quote", "check", "--quote", e.quote), LEAVE_USAGE);
	CHECK_INT(RUN(&f, "quote", "check", "--collateral", e.collateral), LEAVE_USAGE);
	SAID_ERR(&f, "quote check needs --quote FILE and --collateral FILE");
	CHECK_INT(
	    RUN(&f, "quote", "check", "--quote", "/nonexistent", "--collateral", e.collateral),
	    LEAVE_NO_INPUT);
	SAID_ERR(&f, "--quote /nonexistent: No such file");
	CHECK_INT(RUN(&f, "quote", "check", "--quote", e.quote, "--collateral", "/nonexistent"),
	    LEAVE_NO_INPUT);
	SAID_ERR(&f, "--collateral /nonexistent: No such file");
	CHECK_INT(
	    RUN(&f, "quote", "check", "--quote", e.quote, "--collateral", e.quote), LEAVE_DATA);
	SAID_ERR(&f, "--collateral: ");
	CHECK_INT(RUN(&f, "quote", "check", "--quote", e.quote, "--collateral", e.collateral,
		      "--root", e.collateral),
	    LEAVE_DATA);
	SAID_ERR(&f, "--root: ");
	path = fake_evidence_file(&f, "words.txt", S("not a quote\n"));
	CHECK_INT(
	    RUN(&f, "quote", "check", "--quote", path, "--collateral", e.collateral), LEAVE_DATA);
	SAID_ERR(&f, "is a text, and not the hex or base64 of a quote or report alone");
}

TEST(quote_show_lays_a_quote_open_and_believes_nothing)
{
	AUTO(fake) f = { 0 };
	AUTO(fake_evidence) e = { .quote = "" };
	const char *path;

	fake_start(&f, false);
	fake_evidence_make(&f, &e);
	CHECK_INT(RUN(&f, "quote", "show", e.quote), LEAVE_OK);
	CHECK_INT(strncmp(f.out, "NOT VERIFIED: ", 14), 0);
	SAID_OUT(&f, "quote version 3, SGX, ");
	SAID_OUT(&f, "  ATTRIBUTES             0x7 (INIT, DEBUG, MODE64BIT)\n");
	SAID_OUT(&f, "  name                   INSECURE SIMULATED SGX Root CA\n");
	SAID_OUT(&f, "  FMSPC                  53494d000000\n");
	SAID_OUT(&f, "  the root's key is      not Intel's\n");
	CHECK(strstr(f.out, "DOES NOT HOLD") == NULL);
	CHECK_INT(RUN(&f, "quote", "show"), LEAVE_USAGE);
	CHECK_INT(RUN(&f, "quote", "show", "/nonexistent"), LEAVE_NO_INPUT);
	path = fake_evidence_file(
	    &f, "short.bin", span_first(buf_span(&e.quote_bytes), e.quote_bytes.size / 2));
	CHECK_INT(RUN(&f, "quote", "show", path), LEAVE_DATA);
	SAID_ERR(&f, "is neither a quote nor a report: ");
	CHECK_TEXT(f.out, "");
}
