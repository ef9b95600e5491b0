/* SPDX-License-Identifier: Apache-2.0 */
/* Every shared series: ratios, months, years and rolling windows to 1e-12. */
#include "host/cli/compute.h"

#include "lib/base/secret.h"
#include "lib/json/json.h"
#include "test/check.h"
#include "test/host/cli/vectors.h"

/* The row of a window that ends at `end_i`. */
static struct span
row_ending(struct span rows, struct span end_i)
{
	struct span row;

	for (size_t i = 0; (row = vectors_element(rows, i)).p != NULL; i++)
		if (span_equal(vectors_member(row, "end_i"), end_i))
			return row;
	return row;
}

static void
check_rolling(const char *name, struct span expected, struct span got)
{
	static const char *const widths[] = { "7", "30", "90", "180", "365", NULL };

	vectors_only(expected, widths);
	for (size_t w = 0; widths[w] != NULL; w++) {
		const struct span rows = vectors_member(expected, widths[w]);
		struct span row;

		for (size_t i = 0; rows.p != NULL && (row = vectors_element(rows, i)).p != NULL;
		     i++)
			vectors_compare(VECTORS_RATIO, name, row,
			    row_ending(
				vectors_member(got, widths[w]), vectors_member(row, "end_i")));
	}
}

static void
check_series(const char *name, struct span file, struct span result)
{
	vectors_compare(
	    VECTORS_RATIO, name, vectors_member(file, "spec"), vectors_member(result, "spec"));
	vectors_compare(VECTORS_RATIO, name, vectors_member(file, "spec_monthly"),
	    vectors_member(result, "spec_monthly"));
	vectors_compare(VECTORS_RATIO, name, vectors_member(file, "spec_yearly"),
	    vectors_member(result, "spec_yearly"));
	check_rolling(
	    name, vectors_member(file, "spec_rolling"), vectors_member(result, "spec_rolling"));
}

TEST(compute_series_gives_every_shared_series)
{
	CHECK(vectors_run("metrics/series", "", compute_series, check_series) >= 22);
}

/* One member of a result. */
static void
check_member(struct span result, const char *part, const char *name, const char *expected)
{
	CHECK_SPAN(vectors_member(vectors_member(result, part), name), span_text(expected));
}

TEST(compute_series_leaves_out_what_has_no_return)
{
	AUTO(buf) out = buf_new(1 << 20);

	CHECK_OK(compute_series(S("{\"returns\":[\"0.5\",null,-0.25],\"bench\":[1,2,null],"
				  "\"dates\":[\"2024-01-31\",\"2024-02-01\",\"2024-03-01\"]}"),
	    &out, NULL));
	check_member(buf_span(&out), "spec", "n", "2");
	check_member(buf_span(&out), "spec", "total_return", "\"0.125\"");
	check_member(buf_span(&out), "spec", "beta", "null");
	check_member(buf_span(&out), "spec_monthly", "2024-01", "\"0.5\"");
	check_member(buf_span(&out), "spec_monthly", "2024-02", "null");
	check_member(buf_span(&out), "spec_monthly", "2024-03", "\"-0.25\"");
	check_member(buf_span(&out), "spec_yearly", "2024", "\"0.125\"");
	CHECK_SPAN(vectors_member(buf_span(&out), "spec_rolling"), S("{}"));
}

TEST(compute_series_of_nothing_is_all_null)
{
	AUTO(buf) out = buf_new(1 << 20);

	CHECK_OK(compute_series(S("{\"returns\":[]}"), &out, NULL));
	check_member(buf_span(&out), "spec", "n", "0");
	check_member(buf_span(&out), "spec", "sharpe", "null");
	CHECK(vectors_member(vectors_member(buf_span(&out), "spec"), "beta").p == NULL);
}

TEST(compute_series_names_what_is_wrong_and_where)
{
	vectors_refused(compute_series, "{}", "returns: missing");
	vectors_refused(compute_series, "{\"returns\":{}}", "returns: expected an array");
	vectors_refused(compute_series, "{\"returns\":[1],\"x\":1}", "x: unknown member");
	vectors_refused(
	    compute_series, "{\"returns\":[1,\"a\"]}", "returns[1]: expected a number or null");
	vectors_refused(
	    compute_series, "{\"returns\":[1e13]}", "returns[0]: a number: out of range (1e12)");
	vectors_refused(compute_series, "{\"returns\":[1],\"ppy\":0}",
	    "ppy: expected periods a year, 1 to 1000000");
	vectors_refused(compute_series, "{\"returns\":[1],\"rf\":\"-1\"}",
	    "rf: expected a return of a year above -1");
	vectors_refused(
	    compute_series, "{\"returns\":[1],\"dates\":[]}", "dates: 0 of them for 1 returns");
	vectors_refused(
	    compute_series, "{\"returns\":[1],\"bench\":[1,2]}", "bench: 2 returns beside 1");
	vectors_refused(compute_series, "{\"returns\":[1],\"dates\":[\"2023-02-29\"]}",
	    "dates[0]: expected a date from 1970 on that exists");
	vectors_refused(compute_series, "{\"returns\":[1],\"dates\":[\"today\"]}",
	    "dates[0]: expected a date like \"2024-02-29\"");
	vectors_refused(compute_series,
	    "{\"returns\":[1,2],\"dates\":[\"2024-02-29\",\"2024-02-29\"]}",
	    "dates[1]: expected a date after the one before");
}

TEST(compute_series_survives_every_truncation)
{
	vectors_truncated(compute_series,
	    "{\"id\":\"x\",\"ppy\":12,\"rf\":\"0.01\",\"dates\":[\"2024-01-31\",\"2024-02-29\"],"
	    "\"returns\":[\"0.01\",-0.02],\"bench\":[0.1,null]}");
}
