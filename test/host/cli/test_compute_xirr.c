/* SPDX-License-Identifier: Apache-2.0 */
/* Every shared case of the solver: status and count of roots exact, rates to 1e-9. */
#include "host/cli/compute.h"

#include "lib/base/secret.h"
#include "test/check.h"
#include "test/host/cli/vectors.h"

static size_t case_count;

static void
check_cases(const char *name, struct span file, struct span result)
{
	const struct span cases = vectors_member(file, "cases");
	struct span one;

	(void)name;
	for (case_count = 0; (one = vectors_element(cases, case_count)).p != NULL; case_count++) {
		const struct span got =
		    vectors_element(vectors_member(result, "cases"), case_count);
		char id[64];

		CHECK_OK(span_to_text(vectors_member(one, "id"), id, sizeof(id)));
		CHECK_SPAN(vectors_member(got, "id"), vectors_member(one, "id"));
		vectors_compare(VECTORS_ROOT, id, vectors_member(one, "expected"),
		    vectors_member(got, "expected"));
	}
}

TEST(compute_xirr_gives_every_shared_case)
{
	CHECK(vectors_run("metrics/flows", "xirr", compute_xirr, check_cases) >= 1);
	CHECK(case_count >= 12);
}

TEST(compute_xirr_takes_one_list_as_well)
{
	AUTO(buf) out = buf_new(1 << 16);
	struct span xirr;

	CHECK_OK(compute_xirr(S("{\"cashflows\":[{\"ts\":0,\"amount\":-100},"
				"{\"ts\":31536000000,\"amount\":\"150\"}]}"),
	    &out, NULL));
	xirr = vectors_member(buf_span(&out), "xirr");
	CHECK_SPAN(vectors_member(xirr, "status"), S("\"ok\""));
	vectors_compare(VECTORS_RATIO, "annual", S("\"0.5\""), vectors_member(xirr, "xirr_annual"));
	CHECK_SPAN(vectors_member(xirr, "span_days"), S("\"365\""));
}

TEST(compute_xirr_takes_flows_before_1970)
{
	AUTO(buf) out = buf_new(1 << 16);
	struct span xirr;

	CHECK_OK(compute_xirr(S("{\"cashflows\":[{\"ts\":-31536000000,\"amount\":-100},"
				"{\"ts\":0,\"amount\":\"150\"}]}"),
	    &out, NULL));
	xirr = vectors_member(buf_span(&out), "xirr");
	vectors_compare(VECTORS_RATIO, "annual", S("\"0.5\""), vectors_member(xirr, "xirr_annual"));
	vectors_refused(compute_xirr, "{\"cashflows\":[{\"ts\":-62135596800001,\"amount\":1}]}",
	    "cashflows[0]: ts: expected ms since 1970, of the years 1 to 9999");
}

TEST(compute_xirr_names_what_is_wrong_and_where)
{
	vectors_refused(compute_xirr, "{}", "expected either cases or cashflows");
	vectors_refused(
	    compute_xirr, "{\"cases\":[],\"cashflows\":[]}", "expected either cases or cashflows");
	vectors_refused(compute_xirr, "{\"cases\":{}}", "cases[0]: expected an array of cases");
	vectors_refused(
	    compute_xirr, "{\"cases\":[{\"id\":\"a\"}]}", "cases[0]: cashflows: missing");
	vectors_refused(compute_xirr,
	    "{\"cases\":[{\"cashflows\":[]},{\"cashflows\":[{\"ts\":1,\"amount\":\"\"}]}]}",
	    "cases[1]: cashflows[0]: amount: expected a number "
	    "in the text (byte 20)");
}

TEST(compute_xirr_survives_every_truncation)
{
	vectors_truncated(compute_xirr,
	    "{\"cases\":[{\"id\":\"a\",\"title\":\"t\",\"cashflows\":[{\"ts\":1,\"amount\":-1},"
	    "{\"ts\":9,\"amount\":\"2\"}],\"known_from_source\":null}]}");
}
