/* SPDX-License-Identifier: Apache-2.0 */
/* Every shared account: equity, flows and books exact, returns and ratios to 1e-12. */
#include "host/cli/compute.h"

#include "lib/base/secret.h"
#include "test/check.h"
#include "test/host/cli/vectors.h"

static void
check_account(const char *name, struct span file, struct span result)
{
	static const char *const all[] = { "equity_at_day_boundaries", "flows_valued",
		"balances_end", "net_flows", "account_pnl", "books_fifo", "daily", "twr", "xirr",
		"metrics", NULL };
	const struct span expected = vectors_member(file, "expected");

	vectors_only(expected, all);
	for (size_t i = 0; all[i] != NULL; i++)
		vectors_compare(i < 6 ? VECTORS_EXACT : VECTORS_RATIO, name,
		    vectors_member(expected, all[i]), vectors_member(result, all[i]));
}

TEST(compute_pipeline_gives_every_shared_account)
{
	CHECK(vectors_run("metrics/pipeline", "", compute_pipeline, check_account) >= 3);
}

#define START "1704067200000"
#define HEAD                                                                         \
	"\"start_ts\":" START ",\"n_days\":2,\"settings\":{\"reporting\":\"USDT\"}," \
	"\"instruments\":{\"B\":{\"kind\":\"spot\",\"base\":\"BTC\",\"quote\":\"USDT\"}},"
#define DEPOSIT(id, amount)                                                              \
	"{\"type\":\"deposit\",\"id\":\"" id "\",\"ts\":1704067201000,\"ccy\":\"USDT\"," \
	"\"amount\":" amount "}"

TEST(compute_pipeline_says_null_while_a_coin_has_no_rate)
{
	AUTO(buf) out = buf_new(1 << 20);
	struct span result;

	CHECK_OK(compute_pipeline(
	    S("{" HEAD "\"events\":[" DEPOSIT(
		"d1", "1000") ","
			      "{\"type\":\"trade\",\"id\":\"1\",\"ts\":1704070000000,\"sym\":\"B\","
			      "\"side\":\"buy\",\"price\":100,\"qty\":2},"
			      "{\"type\":\"mark\",\"ts\":1704200000000,\"pair\":\"BTC/"
			      "USDT\",\"price\":110}]}"),
	    &out, NULL));
	result = buf_span(&out);
	CHECK_SPAN(vectors_member(result, "equity_at_day_boundaries"), S("[\"0\",null,\"1020\"]"));
	CHECK_SPAN(vectors_member(result, "balances_end"), S("{\"BTC\":\"2\",\"USDT\":\"800\"}"));
	CHECK_SPAN(vectors_member(result, "account_pnl"), S("\"20\""));
	CHECK_SPAN(vectors_member(result, "twr"), S("null"));
	CHECK_SPAN(vectors_member(vectors_member(result, "quality"), "gaps"), S("2"));
	CHECK_SPAN(vectors_member(vectors_member(result, "quality"), "unvalued_moments"), S("1"));
}

TEST(compute_pipeline_takes_a_deposit_once)
{
	AUTO(buf) out = buf_new(1 << 20);
	struct span quality;

	CHECK_OK(compute_pipeline(
	    S("{" HEAD "\"events\":[" DEPOSIT(
		"d1", "1000") ","
			      "" DEPOSIT("d1", "1000") "," DEPOSIT(
				  "d1", "999") ","
					       "" DEPOSIT("d2", "5") "," DEPOSIT("d3", "0") "]}"),
	    &out, NULL));
	CHECK_SPAN(vectors_member(buf_span(&out), "net_flows"), S("\"1005\""));
	quality = vectors_member(buf_span(&out), "quality");
	CHECK_SPAN(vectors_member(quality, "flow_duplicates"), S("2"));
	CHECK_SPAN(vectors_member(quality, "flow_conflicts"), S("1"));
	CHECK_SPAN(vectors_member(quality, "flow_rejected"), S("1"));
}

#define MOVED(type, venue, at, amount)                                                    \
	"{\"type\":\"" type "\",\"venue\":\"" venue "\",\"id\":\"m\",\"ts\":170406720" at \
	",\"ccy\":"                                                                       \
	"\"USDT\",\"amount\":" amount "}"

TEST(compute_pipeline_takes_no_flow_for_what_moved_between_two_venues)
{
	AUTO(buf) out = buf_new(1 << 20);
	struct span result;

	CHECK_OK(
	    compute_pipeline(S("{" HEAD "\"events\":[" DEPOSIT("d1", "1000") "," MOVED(
				 "deposit", "B", "4000", "499") "," MOVED("withdrawal", "A", "3000",
				 "500") "," MOVED("withdrawal", "B", "9000", "7") "]}"),
		&out, NULL));
	result = buf_span(&out);
	CHECK_SPAN(vectors_member(result, "net_flows"), S("\"993\""));
	CHECK_SPAN(vectors_member(result, "account_pnl"), S("\"-1\""));
	CHECK_SPAN(vectors_member(vectors_member(result, "quality"), "self_transfers"), S("1"));
}

TEST(compute_pipeline_names_what_is_wrong_and_where)
{
	vectors_refused(compute_pipeline, "{\"instruments\":{},\"events\":[]}",
	    "n_days: expected 1 to 36525 (100 years)");
	vectors_refused(compute_pipeline, "{\"instruments\":{},\"events\":[],\"n_days\":1}",
	    "start_ts: expected ms from 1970-01-02 to 9999");
	vectors_refused(compute_pipeline,
	    "{\"instruments\":{},\"events\":[],\"n_days\":1,\"start_ts\":" START "}",
	    "settings: reporting: missing");
	vectors_refused(compute_pipeline,
	    "{" HEAD "\"events\":[{\"type\":\"deposit\",\"id\":\"1\",\"ts\":1,\"ccy\":\"A\"}]}",
	    "events[0]: amount: missing");
	vectors_refused(compute_pipeline,
	    "{" HEAD "\"events\":[{\"type\":\"deposit\",\"id\":\"1\",\"ts\":1,\"ccy\":\"\","
	    "\"amount\":1}]}",
	    "events[0]: ccy: expected 1 to 23 bytes");
	vectors_refused(compute_trades, "{" HEAD "\"events\":[" DEPOSIT("d1", "1000") "]}",
	    "events[0]: type: deposits and withdrawals are for `compute pipeline`");
}

TEST(compute_pipeline_takes_a_hundred_years_and_no_day_more)
{
#define OVER(days)                                                                        \
	"{\"start_ts\":" START ",\"n_days\":" days                                        \
	",\"settings\":{\"reporting\":\"USDT\"},\"instruments\":{},\"events\":[" DEPOSIT( \
	    "d1", "1000") "]}"
	AUTO(buf) out = buf_new(1 << 24);

	CHECK_OK(compute_pipeline(S(OVER("36525")), &out, NULL));
	CHECK_SPAN(vectors_member(vectors_member(buf_span(&out), "quality"), "idle_days"), S("0"));
	CHECK_SPAN(vectors_member(buf_span(&out), "account_pnl"), S("\"0\""));
	vectors_refused(compute_pipeline, OVER("36526"), "n_days: expected 1 to 36525 (100 years)");
	vectors_refused(compute_pipeline, OVER("0"), "n_days: expected 1 to 36525 (100 years)");
	vectors_refused(compute_pipeline, OVER("-1"), "n_days: expected 1 to 36525 (100 years)");
}

TEST(compute_pipeline_survives_every_truncation)
{
	vectors_truncated(compute_pipeline,
	    "{\"id\":\"x\"," HEAD
	    "\"events\":[" DEPOSIT("d1", "1000") ","
						 "{\"type\":\"withdrawal\",\"venue\":\"X\",\"id\":"
						 "\"w\",\"ts\":1704067202000,"
						 "\"ccy\":\"USDT\",\"amount\":\"5\"}]}");
}
