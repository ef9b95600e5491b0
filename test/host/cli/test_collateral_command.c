/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "test/host/cli/fake_evidence.h"

TEST(collateral_says_what_ends_when_soonest_first)
{
	AUTO(fake) f = { 0 };
	AUTO(fake_evidence) e = { .quote = "" };
	const char *first, *last;

	fake_start(&f, false);
	fake_evidence_make(&f, &e);
	CHECK_INT(RUN(&f, "collateral", e.directory, "--root", f.root_path), LEAVE_OK);
	SAID_OUT(
	    &f, "collateral for SGX, FMSPC 53494d000000, evaluation number 21 (QE identity 21)\n");
	SAID_OUT(&f, "days left  state\n");
	SAID_OUT(&f, "The PCK CRL's signature was not checked");
	first = strstr(f.out, "TCB info");
	last = strstr(f.out, "TCB signing root");
	CHECK(first != NULL && last != NULL && first < last);
	CHECK(strstr(f.out, "EXPIRED") == NULL);
	/* With a quote of the platform all of it is checked; and one file does as well. */
	CHECK_INT(RUN(&f, "collateral", e.collateral, "--root", f.root_path, "--quote", e.quote),
	    LEAVE_OK);
	SAID_OUT(&f, "PCK certificate");
	CHECK(strstr(f.out, "was not checked") == NULL);
}

TEST(collateral_leaves_with_4_when_clients_would_find_it_stale)
{
	static const struct {
		const char *at, *says;
		enum leave leave;
	} cases[] = {
		{ "2026-10-20T00:00:00Z", "", LEAVE_OK },
		{ "2026-10-20T00:00:01Z", "clients refuse it now, for its ", LEAVE_COLLATERAL },
		{ "2026-09-19T23:59:59Z", "clients refuse it now, for its ", LEAVE_COLLATERAL },
	};
	AUTO(fake) f = { 0 };
	AUTO(fake_evidence) e = { .quote = "" };

	fake_start(&f, false);
	fake_evidence_make(&f, &e);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_INT(
		    RUN(&f, "collateral", e.directory, "--root", f.root_path, "--at", cases[i].at),
		    cases[i].leave);
		SAID_ERR(&f, cases[i].says);
	}
	SAID_OUT(&f, "NOT YET VALID");
	CHECK_INT(RUN(&f, "collateral", e.directory, "--root", f.root_path, "--at", "1999999999"),
	    LEAVE_COLLATERAL);
	SAID_OUT(&f, "EXPIRED");
}

TEST(collateral_is_held_against_the_age_and_number_of_a_policy)
{
#define ONE \
	"\"measurements\":[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]"
	AUTO(fake) f = { 0 };
	AUTO(fake_evidence) e = { .quote = "" };
	const char *path;

	fake_start(&f, false);
	fake_evidence_make(&f, &e);
	path = fake_file(&f, "policy.json", "{" ONE ",\"max_collateral_age_days\":1}", 0644);
	CHECK_INT(RUN(&f, "collateral", e.directory, "--root", f.root_path, "--policy", path,
		      "--at", "2026-09-21T00:00:00Z"),
	    LEAVE_OK);
	CHECK_INT(RUN(&f, "collateral", e.directory, "--root", f.root_path, "--policy", path,
		      "--at", "2026-09-21T00:00:01Z"),
	    LEAVE_COLLATERAL);
	SAID_OUT(&f, "TOO OLD");
	path =
	    fake_file(&f, "policy.json", "{" ONE ",\"min_tcb_evaluation_data_number\":22}", 0644);
	CHECK_INT(RUN(&f, "collateral", e.directory, "--root", f.root_path, "--policy", path),
	    LEAVE_COLLATERAL);
	SAID_ERR(&f, "its evaluation number is below 22");
	path = fake_file(&f, "policy.json", "{}", 0644);
	CHECK_INT(RUN(&f, "collateral", e.directory, "--policy", path), LEAVE_DATA);
	SAID_ERR(&f, "--policy: ");
}

TEST(collateral_leaves_with_3_when_it_is_not_genuine_and_names_the_item)
{
	static const struct {
		enum collateral_file file;
		size_t at;
		const char *says;
	} cases[] = {
		{ COLLATERAL_FILE_ROOT_CRL, 100, "root CRL" },
		{ COLLATERAL_FILE_PCK_CRL, 100, "PCK CRL" },
		{ COLLATERAL_FILE_TCB_INFO, 40, "TCB info" },
		{ COLLATERAL_FILE_QE_IDENTITY, 40, "QE identity" },
		{ COLLATERAL_FILE_TCB_CHAIN, 200, "TCB signing certificate" },
		{ COLLATERAL_FILE_QE_CHAIN, 200, "QE identity signing certificate" },
	};
	AUTO(fake) f = { 0 };
	AUTO(fake_evidence) e = { .quote = "" };

	fake_start(&f, false);
	fake_evidence_make(&f, &e);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fake_evidence_spoil(&e, cases[i].file, cases[i].at);
		CHECK_INT(
		    RUN(&f, "collateral", e.directory, "--root", f.root_path, "--quote", e.quote),
		    LEAVE_ATTESTATION);
		SAID_ERR(&f, "clients will refuse it: ");
		SAID_ERR(&f, cases[i].says);
		CHECK_TEXT(f.out, "");
		fake_evidence_spoil(&e, cases[i].file, cases[i].at); /* whole again */
		case_counted();
	}
	/* Under Intel's root it is nothing. */
	CHECK_INT(RUN(&f, "collateral", e.directory), LEAVE_ATTESTATION);
	SAID_ERR(&f, "ATT_E_ROOT_UNTRUSTED");
}

TEST(collateral_names_what_is_missing_and_who_stands_in_the_way)
{
	AUTO(fake) f = { 0 };
	AUTO(fake_evidence) e = { .quote = "" };
	char path[128];

	fake_start(&f, false);
	fake_evidence_make(&f, &e);
	CHECK_INT(RUN(&f, "collateral"), LEAVE_USAGE);
	CHECK_INT(RUN(&f, "collateral", "/nonexistent"), LEAVE_NO_INPUT);
	CHECK_INT(RUN(&f, "collateral", e.directory, "--quote", e.collateral), LEAVE_DATA);
	(void)snprintf(path, sizeof(path), "%s/pck.crl", e.directory);
	assert_int_equal(unlink(path), 0);
	CHECK_INT(RUN(&f, "collateral", e.directory, "--root", f.root_path), LEAVE_ATTESTATION);
	SAID_ERR(&f, "ATT_E_CRL_MISSING, PCK CRL");
	(void)fake_evidence_file(&f, "collateral/collateral.json", S("{}"));
	CHECK_INT(RUN(&f, "collateral", e.directory, "--root", f.root_path), LEAVE_DATA);
	SAID_ERR(&f, "collateral.json: stands for all other files");
	(void)fake_evidence_file(&f, "tcb-info.json", S("<html>"));
	CHECK_INT(RUN(&f, "collateral", f.directory, "--root", f.root_path), LEAVE_DATA);
}

TEST(collateral_json_lists_each_item_with_its_state)
{
	AUTO(fake) f = { 0 };
	AUTO(fake_evidence) e = { .quote = "" };

	fake_start(&f, false);
	fake_evidence_make(&f, &e);
	CHECK_INT(RUN(&f, "collateral", e.directory, "--root", f.root_path, "--json"), LEAVE_OK);
	SAID_OUT(&f, "{\"verdict\":\"ok\",\"code\":\"ATT_OK\"");
	SAID_OUT(&f,
	    "\"tee\":\"SGX\",\"fmspc\":\"53494d000000\",\"tcb_evaluation_number\":21,"
	    "\"qe_evaluation_number\":21,\"pck_crl_verified\":false,\"items\":[{");
	SAID_OUT(&f,
	    "\"valid_until\":\"2026-10-20T00:00:00.000Z\",\"days_left\":28,"
	    "\"state\":\"good\"}");
	CHECK_INT(RUN(&f, "collateral", e.directory, "--root", f.root_path, "--json", "--at",
		      "2026-10-20T00:00:01Z"),
	    LEAVE_COLLATERAL);
	SAID_OUT(&f, "{\"verdict\":\"stale\",\"code\":\"ATT_OK\"");
	SAID_OUT(&f, "\"days_left\":-1,\"state\":\"expired\"}");
	CHECK_INT(RUN(&f, "collateral", e.directory, "--json"), LEAVE_ATTESTATION);
	SAID_OUT(&f, "{\"verdict\":\"reject\",\"code\":\"ATT_E_ROOT_UNTRUSTED\"");
	SAID_OUT(&f, "\"tee\":null,\"fmspc\":null");
}
