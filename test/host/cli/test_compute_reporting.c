/* SPDX-License-Identifier: Apache-2.0 */
/* Every shared set of several currencies: sums to 1e-13, paths and counts exact, books exact. */
#include "host/cli/compute.h"

#include "lib/base/secret.h"
#include "test/check.h"
#include "test/host/cli/vectors.h"

static void
check_sums(const char *name, struct span file, struct span result)
{
	vectors_compare(VECTORS_MONEY, name, vectors_member(file, "expected_reporting"),
	    vectors_member(result, "expected_reporting"));
	vectors_compare(VECTORS_EXACT, name, vectors_member(file, "expected_books_fifo"),
	    vectors_member(result, "expected_books_fifo"));
}

TEST(compute_reporting_gives_every_shared_set)
{
	CHECK(vectors_run("metrics/reporting", "", compute_reporting, check_sums) >= 5);
}

#define HEAD                                                            \
	"\"settings\":{\"reporting\":\"EUR\"},\"instruments\":{\"B\":{" \
	"\"kind\":\"spot\",\"base\":\"BTC\",\"quote\":\"USDT\"}},"

TEST(compute_reporting_says_null_while_there_is_no_rate)
{
	AUTO(buf) out = buf_new(1 << 20);
	struct span sums;

	CHECK_OK(compute_reporting(
	    S("{" HEAD "\"events\":[{\"type\":\"trade\",\"id\":\"1\",\"ts\":1704070000000,"
	      "\"sym\":\"B\",\"side\":\"buy\",\"price\":100,\"qty\":2,\"fee\":1,"
	      "\"fee_ccy\":\"USDT\"}]}"),
	    &out, NULL));
	sums = vectors_member(buf_span(&out), "expected_reporting");
	CHECK_SPAN(vectors_member(sums, "currency"), S("\"EUR\""));
	CHECK_SPAN(vectors_member(sums, "fees"), S("\"0\""));
	CHECK_SPAN(vectors_member(sums, "unrealised"), S("null"));
	CHECK_SPAN(vectors_member(sums, "total"), S("null"));
	CHECK_SPAN(vectors_member(sums, "bookings_missing_rate"), S("1"));
	CHECK_SPAN(vectors_member(sums, "rate_paths"), S("{}"));
}

TEST(compute_reporting_names_what_is_wrong_and_where)
{
	vectors_refused(compute_reporting, "{\"instruments\":{},\"events\":[]}",
	    "settings: reporting: missing");
	vectors_refused(compute_reporting, "{" HEAD "\"events\":[{\"type\":\"swap\",\"ts\":1}]}",
	    "events[0]: type: expected trade, funding, transfer_in, transfer_out, mark, deposit or "
	    "withdrawal");
	vectors_refused(compute_reporting,
	    "{\"settings\":{\"reporting\":\"EUR\",\"max_mark_age_ms\":-1},\"instruments\":{},"
	    "\"events\":[]}",
	    "settings: max_mark_age_ms: expected ms");
}

TEST(compute_reporting_survives_every_truncation)
{
	vectors_truncated(compute_reporting,
	    "{" HEAD "\"events\":[{\"type\":\"mark\",\"ts\":1704070000000,\"pair\":\"EUR/USDT\","
	    "\"price\":\"1.1\"}]}");
}
