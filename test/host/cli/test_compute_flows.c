/* SPDX-License-Identifier: Apache-2.0 */
/* Every shared scenario of equity and flows: returns to 1e-12, money exact, counts exact. */
#include "host/cli/compute.h"

#include "host/cli/compute_flows.h"
#include "lib/base/secret.h"
#include "test/check.h"
#include "test/host/cli/vectors.h"

static void
check_flows(const char *name, struct span file, struct span result)
{
	static const char *const all[] = { "daily", "observations", "twr", "pnl", "net_flows",
		"modified_dietz_whole_period", "xirr", NULL };
	const struct span expected = vectors_member(file, "expected");

	vectors_only(expected, all);
	for (size_t i = 0; all[i] != NULL; i++)
		vectors_compare(i == 3 || i == 4 ? VECTORS_EXACT : VECTORS_RATIO, name,
		    vectors_member(expected, all[i]), vectors_member(result, all[i]));
}

TEST(compute_flows_gives_every_shared_scenario)
{
	CHECK(vectors_run("metrics/flows", "f", compute_flows, check_flows) >= 14);
}

TEST(compute_flows_orders_its_flows)
{
	AUTO(buf) out = buf_new(1 << 20);

	CHECK_OK(
	    compute_flows(S("{\"start_ts\":0,\"equity_at_day_boundaries\":[0,\"990\",1010],"
			    "\"flows\":[{\"ts\":86400000,\"amount\":-5,\"equity_before\":null},"
			    "{\"ts\":82800000,\"amount\":1000}]}"),
		&out, NULL));
	CHECK_SPAN(
	    vectors_member(vectors_element(vectors_member(buf_span(&out), "daily"), 0), "kind"),
	    S("\"simple\""));
	CHECK_SPAN(vectors_member(buf_span(&out), "pnl"), S("\"15\""));
}

TEST(compute_flows_says_null_where_an_equity_is_not_known)
{
	AUTO(buf) out = buf_new(1 << 20);

	CHECK_OK(compute_flows(
	    S("{\"start_ts\":0,\"equity_at_day_boundaries\":[null,\"990\",1089]}"), &out, NULL));
	CHECK_SPAN(vectors_member(buf_span(&out), "pnl"), S("null"));
	CHECK_SPAN(vectors_member(buf_span(&out), "xirr"), S("null"));
	CHECK_SPAN(vectors_member(buf_span(&out), "modified_dietz_whole_period"), S("null"));
	CHECK_SPAN(vectors_member(buf_span(&out), "observations"), S("1"));
	CHECK_SPAN(vectors_member(buf_span(&out), "twr"), S("\"0.10000000000000001\""));
}

#define EQUITY "\"start_ts\":0,\"equity_at_day_boundaries\":[1,2]"

TEST(compute_flows_names_what_is_wrong_and_where)
{
	vectors_refused(compute_flows, "{}", "start_ts: missing");
	vectors_refused(compute_flows, "{\"start_ts\":0}", "equity_at_day_boundaries: missing");
	vectors_refused(compute_flows, "{\"start_ts\":0,\"equity_at_day_boundaries\":[1]}",
	    "equity_at_day_boundaries[1]: expected two at least: a start and an end");
	vectors_refused(compute_flows, "{\"start_ts\":0,\"equity_at_day_boundaries\":[1,\"x\"]}",
	    "equity_at_day_boundaries[1]: expected an amount or null");
	vectors_refused(compute_flows, "{\"start_ts\":0,\"equity_at_day_boundaries\":7}",
	    "equity_at_day_boundaries[0]: expected an array");
	vectors_refused(
	    compute_flows, "{" EQUITY ",\"day_ms\":0}", "day_ms: expected 1 ms to 366 days");
	vectors_refused(
	    compute_flows, "{" EQUITY ",\"flows\":[{\"ts\":1}]}", "flows[0]: amount: missing");
	vectors_refused(compute_flows, "{" EQUITY ",\"flows\":[{\"ts\":1,\"amount\":1e-19}]}",
	    "flows[0]: amount: expected a number with at most 18 decimals");
	vectors_refused(compute_flows, "{" EQUITY ",\"flows\":[{\"ts\":86400000,\"amount\":1}]}",
	    "flows[0]: ts: outside of the days, which go from start_ts to before 86400000");
	vectors_refused(compute_flows, "{\"start_ts\":-1,\"equity_at_day_boundaries\":[1,2]}",
	    "start_ts: expected ms from 1970 to 9999");
	vectors_refused(
	    compute_flows, "{" EQUITY ",\"flows\":7}", "flows[0]: expected an array of flows");
}

TEST(compute_flows_survives_every_truncation)
{
	vectors_truncated(compute_flows,
	    "{\"id\":\"x\"," EQUITY ",\"day_ms\":86400000,\"flows\":[{\"ts\":5,\"amount\":\"1\","
	    "\"equity_before\":\"1\"},{\"ts\":4,\"amount\":-1,\"equity_before\":null}]}");
}
