/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/json/json_shape.h"
#include "test/host/cli/fake_enclave.h"

TEST(attest_says_what_was_verified_and_that_it_is_simulated)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, true);
	CHECK_INT(RUN(&f, "attest", f.url, "--measurement", f.measurement_text,
		      "--insecure-simulated-root", f.root_path),
	    LEAVE_OK);
	SAID_OUT(&f, "verdict       ok, under a simulated root: SIMULATED - NOT PROTECTED\n");
	SAID_OUT(&f, f.measurement_text);
	SAID_OUT(&f, "tee           SGX, DEBUG\n");
	SAID_OUT(&f, "product       0, version 0\n");
	SAID_OUT(&f, "status        UpToDate (platform UpToDate, quoting enclave UpToDate)\n");
	SAID_OUT(&f, "configuration, bound to the quote:\n");
	SAID_OUT(&f, "  credentials=memory\n");
	SAID_ERR(&f, "SIMULATED - NOT PROTECTED");
	CHECK_INT(f.submit_count, 0);
}

struct verdict {
	char verdict[8], code[40], stage[12], item[48], detail[160], tee[8];
	bool simulated, debug;
	char mrenclave[65], mrsigner[65], report_data[129], valid_from[32], valid_until[32];
	int64_t isvprodid, isvsvn;
	char tcb_status[40], enclave_id[40], claimed_measurement[97];
};

static void
verdict_read(const struct fake *f, struct verdict *out)
{
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct verdict, verdict, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct verdict, code, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct verdict, stage, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct verdict, item, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct verdict, detail, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct verdict, tee, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct verdict, tcb_status, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct verdict, enclave_id, JSON_OPTIONAL),
		JSON_FIELD_BOOL(struct verdict, simulated, JSON_OPTIONAL),
		JSON_FIELD_BOOL(struct verdict, debug, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct verdict, mrenclave, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct verdict, mrsigner, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct verdict, report_data, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct verdict, valid_from, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct verdict, valid_until, JSON_OPTIONAL),
		JSON_FIELD_I64(struct verdict, isvprodid, JSON_OPTIONAL),
		JSON_FIELD_I64(struct verdict, isvsvn, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct verdict, claimed_measurement, JSON_OPTIONAL),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct why why = { "" };

	*out = (struct verdict){ .isvprodid = -1 };
	CHECK_OK(json_parse_shape(span_text(f->out), &shape, out, &why));
}

TEST(attest_json_has_every_fact_of_a_good_verdict)
{
	AUTO(fake) f = { 0 };
	struct verdict v;

	fake_start(&f, false);
	CHECK_INT(RUN(&f, "attest", "--url", f.url, "--measurement", f.measurement_text,
		      "--insecure-simulated-root", f.root_path, "--json"),
	    LEAVE_OK);
	verdict_read(&f, &v);
	CHECK_TEXT(v.verdict, "ok");
	CHECK_TEXT(v.code, "ATT_OK");
	CHECK_TEXT(v.detail, "SIMULATED - NOT PROTECTED");
	CHECK(v.simulated && v.debug);
	CHECK_TEXT(v.mrenclave, f.measurement_text);
	CHECK_TEXT(v.tee, "SGX");
	CHECK_TEXT(v.tcb_status, "UpToDate");
	CHECK_TEXT(v.enclave_id, "00112233445566778899aabbccddeeff");
	CHECK_TEXT(v.claimed_measurement, "");
	CHECK_INT(strlen(v.report_data), 128);
	CHECK_TEXT(v.valid_from, "2026-09-20T00:00:00.000Z"); /* the collateral's */
	CHECK_INT(v.isvprodid, 0);
}

TEST(attest_json_of_a_refusal_has_no_facts_and_exit_code_3)
{
	AUTO(fake) f = { 0 };
	struct verdict v;

	fake_start(&f, false);
	f.has_other_measurement = true;
	CHECK_INT(RUN(&f, "attest", f.url, "--measurement", f.measurement_text,
		      "--insecure-simulated-root", f.root_path, "--json"),
	    LEAVE_ATTESTATION);
	verdict_read(&f, &v);
	CHECK_TEXT(v.verdict, "reject");
	CHECK_TEXT(v.code, "ATT_E_MRENCLAVE");
	CHECK_TEXT(v.stage, "policy");
	CHECK_TEXT(v.mrenclave, "");
	CHECK_TEXT(v.report_data, "");
	CHECK_INT(v.isvprodid, -1);
	CHECK_TEXT(v.tee, "");
	CHECK_TEXT(v.tcb_status, "");
	CHECK_TEXT(v.enclave_id, "");
	CHECK_INT(v.claimed_measurement[0], 'b');
	/* Under Intel's root it is refused for its root. */
	CHECK_INT(RUN(&f, "attest", f.url, "--measurement", f.measurement_text, "--json"), 3);
	verdict_read(&f, &v);
	CHECK_TEXT(v.code, "ATT_E_ROOT_UNTRUSTED");
}

TEST(attest_without_a_measurement_shows_the_claim_and_trusts_nothing)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	CHECK_INT(RUN(&f, "attest", f.url, "--insecure-simulated-root", f.root_path), LEAVE_USAGE);
	SAID_ERR(&f, "--measurement: say which code you trust");
	SAID_ERR(&f, f.measurement_text);
	CHECK_TEXT(f.out, "");
}

TEST(attest_takes_its_measurements_from_a_policy_too)
{
	AUTO(fake) f = { 0 };
	const char *path;
	char text[200];

	fake_start(&f, false);
	(void)snprintf(
	    text, sizeof(text), "{\"measurements\":[\"%064d\",\"%s\"]}", 0, f.measurement_text);
	path = fake_file(&f, "policy.json", text, 0644);
	CHECK_INT(
	    RUN(&f, "attest", f.url, "--policy", path, "--insecure-simulated-root", f.root_path),
	    LEAVE_OK);
	CHECK_INT(RUN(&f, "attest", f.url, "--policy", "/nonexistent"), LEAVE_NO_INPUT);
	SAID_ERR(&f, "--policy /nonexistent: No such file");
	path = fake_file(&f, "policy.json", "{\"measurements\":[]}", 0644);
	CHECK_INT(RUN(&f, "attest", f.url, "--policy", path), LEAVE_DATA);
	SAID_ERR(&f, "measurements: names none");
	path = fake_file(&f, "policy.json", "{\"measurements\":[\"12\"]}", 0644);
	CHECK_INT(RUN(&f, "attest", f.url, "--policy", path), LEAVE_DATA);
	SAID_ERR(&f, "measurements[0]: expected 64 hexadecimal digits");
	path = fake_file(&f, "policy.json", "{\"measurement\":[]}", 0644);
	CHECK_INT(RUN(&f, "attest", f.url, "--policy", path), LEAVE_DATA);
	CHECK_INT(f.quote_count, 1);
}

/* Attest under a policy with one more member. */
static enum leave
attest_under(struct fake *f, const char *more)
{
	char text[300];

	(void)snprintf(
	    text, sizeof(text), "{\"measurements\":[\"%s\"]%s}", f->measurement_text, more);
	return RUN(f, "attest", f->url, "--policy", fake_file(f, "policy.json", text, 0644),
	    "--insecure-simulated-root", f->root_path);
}

TEST(attest_holds_an_enclave_against_the_whole_policy_and_says_which_member_decides)
{
	static const struct {
		const char *more, *code, *member;
	} cases[] = {
		{ ",\"statuses\":[\"OutOfDate\"]", "ATT_E_TCB_STATUS", "\"statuses\"" },
		{ ",\"min_tcb_evaluation_data_number\":22", "ATT_E_EVAL_NUMBER",
		    "\"min_tcb_evaluation_data_number\"" },
		{ ",\"platforms\":[\"00000000000000000000000000000000\"]", "ATT_E_PLATFORM",
		    "\"platforms\"" },
	};
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_INT(attest_under(&f, cases[i].more), LEAVE_ATTESTATION);
		SAID_ERR(&f, cases[i].code);
		SAID_ERR(&f, cases[i].member);
		case_counted();
	}
	CHECK_INT(attest_under(&f, ""), LEAVE_OK);
}

TEST(attest_leaves_with_4_when_the_operators_collateral_is_stale)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	clock_fake_advance_ms(&f.time, 86400000);
	CHECK_INT(attest_under(&f, ",\"max_collateral_age_days\":1"), LEAVE_COLLATERAL);
	SAID_ERR(&f, "ATT_E_COLLATERAL_AGE");
	SAID_ERR(&f, "the operator must refresh the enclave's collateral");
	clock_fake_advance_ms(&f.time, 40 * INT64_C(86400000));
	CHECK_INT(attest_under(&f, ""), LEAVE_COLLATERAL);
	SAID_ERR(&f, "_EXPIRED");
	SAID_ERR(&f, "the operator must refresh the enclave's collateral");
}

TEST(attest_of_what_is_no_enclave_says_so)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, true);
	/* Plain HTTP to a TLS port, TLS to nobody. */
	f.url[4] = ':';
	memmove(f.url + 5, f.url + 6, strlen(f.url + 5));
	CHECK_INT(RUN(&f, "attest", f.url, "--measurement", f.measurement_text), LEAVE_NETWORK);
	CHECK_INT(RUN(&f, "attest", "https://127.0.0.1:1", "--measurement", f.measurement_text),
	    LEAVE_NETWORK);
	SAID_ERR(&f, "https://127.0.0.1:1: ");
}
