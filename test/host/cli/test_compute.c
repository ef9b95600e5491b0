/* SPDX-License-Identifier: Apache-2.0 */
/* KINDs from files, with their options and their tables. */
#include "host/cli/compute.h"

#include <unistd.h>

#include "test/check.h"

#define INSTRUMENTS "\"instruments\":{\"S\":{\"kind\":\"spot\",\"base\":\"B\",\"quote\":\"USDT\"}}"
#define ROW(rest) "{\"type\":\"trade\",\"id\":\"1\",\"ts\":1704067200000,\"sym\":\"S\"," rest "}"
#define GOOD_ROW ROW("\"side\":\"buy\",\"price\":\"2\",\"qty\":\"3\"")

/* Run it; `part` is in the fault's sentence, or in what was printed. */
static void
run_with(const char *kind, const char *path, const struct compute_options *options, enum err e,
    const char *part)
{
	struct why why = { "" };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	CHECK(out != NULL);
	CHECK_ERR(compute_run(kind, path, options, out, &why), e);
	(void)fclose(out);
	CHECK(strstr(e == OK ? text : why.text, part) != NULL);
	CHECK((size > 0) == (e == OK));
	free(text);
}

static void
check_run(const char *kind, const char *path, const char *method, enum err e, const char *part)
{
	run_with(kind, path, &(struct compute_options){ .method = method }, e, part);
}

/* A file of one's own, for as long as it is run. */
static void
check_text(const char *kind, const char *text, const struct compute_options *options, enum err e,
    const char *part)
{
	char path[] = "compute-test-XXXXXX.tmp";
	const int fd = mkstemps(path, 4);

	CHECK(fd >= 0);
	CHECK_INT(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	run_with(kind, path, options, e, part);
	(void)close(fd);
	(void)unlink(path);
}

#define ACCOUNT                                                                              \
	"{" INSTRUMENTS ",\"settings\":{\"reporting\":\"USDT\"},\"start_ts\":1704067200000," \
	"\"n_days\":1,\"events\":[" GOOD_ROW "]"

TEST(compute_run_closes_lots_as_asked_wherever_there_are_lots)
{
	static const struct compute_options lifo = { .method = "lifo" }, none = { .method = NULL },
					    average = { .method = "average" };

	check_text("pipeline", ACCOUNT "}", &none, OK, "\"books_fifo\":{");
	check_text("pipeline", ACCOUNT "}", &lifo, OK, "\"books_lifo\":{");
	check_text("reporting", ACCOUNT "}", &none, OK, "\"expected_books_fifo\":{");
	check_text("reporting", ACCOUNT "}", &average, OK, "\"expected_books_avg\":{");
	check_text("xirr", "{\"cashflows\":[]}", &lifo, ERR_ABSENT,
	    "--method is for trades, reporting and pipeline: KIND xirr has no lots");
}

TEST(compute_run_lets_every_kind_say_what_it_is)
{
#define ABOUT                                                                                \
	",\"id\":1,\"note\":[],\"notes\":\"\",\"tags\":[],\"comment\":\"\",\"source\":\"\"," \
	"\"other\":{}}"
	static const struct compute_options none = { .method = NULL };

	check_text("trades", ACCOUNT ABOUT, &none, OK, "fifo");
	check_text("reporting", ACCOUNT ABOUT, &none, OK, "currency");
	check_text("pipeline", ACCOUNT ABOUT, &none, OK, "twr");
	check_text("series", "{\"returns\":[1]" ABOUT, &none, OK, "spec");
	check_text("xirr", "{\"cashflows\":[]" ABOUT, &none, OK, "xirr");
	check_text(
	    "flows", "{\"start_ts\":1,\"equity_at_day_boundaries\":[1,2]" ABOUT, &none, OK, "twr");
}

TEST(compute_run_takes_a_mark_before_the_text_and_says_when_it_is_no_json)
{
	static const struct compute_options none = { .method = NULL };

	check_text("xirr", "\xEF\xBB\xBF {\"cashflows\":[]}", &none, OK, "no_sign_change");
	check_text("trades", "time,side,price\n", &none, ERR_INPUT,
	    "not a JSON object; docs/formats.md shows what a file of KIND trades holds");
	check_text("series", "", &none, ERR_INPUT, "not a JSON object");
	check_text("series", " [1]", &none, ERR_INPUT, "not a JSON object");
}

TEST(compute_run_makes_tables_of_every_kind)
{
	static const struct compute_options table = { .wants_table = true, .method = "fifo" };
	static const struct compute_options plain = { .wants_table = true };
	static const char sales[] = "{" INSTRUMENTS ",\"events\":[" GOOD_ROW "," GOOD_ROW "," ROW(
	    "\"side\":\"sell\",\"price\":0,\"qty\":1") ",{\"type\":\"trade\",\"id\":2,"
						       "\"ts\":1704067200001,\"sym\":\"S\","
						       "\"side\":\"sell\",\"price\":3,\"qty\":5,"
						       "\"fee\":1,\"fee_ccy\":\"ZZZ\"}]}";

	check_text("trades", ACCOUNT "}", &table, OK, "symbol  trades  position");
	check_text(
	    "trades", sales, &table, OK, "rows left out: 1 rejected, 1 duplicates (0 in conflict)");
	check_text("trades", sales, &table, OK,
	    "left out of the sums\n"
	    "  symbol  unmatched quantity  fees without rate  funding without rate\n"
	    "  S                        2                  1                     0\n");
	check_text("reporting", ACCOUNT "}", &table, OK, "expected_reporting");
	check_text("pipeline", ACCOUNT "}", &table, OK, "account_pnl");
	check_text("series", "{\"returns\":[1]}", &plain, OK, "total_return");
	check_text("xirr", "{\"cases\":[{\"id\":\"a\",\"cashflows\":[]}]}", &plain, OK,
	    "  id          status  roots\n  a   no_sign_change      0\n");
	check_text("flows", "{\"start_ts\":1,\"equity_at_day_boundaries\":[1,2]}", &plain, OK,
	    "daily\n  day  r    kind\n");
}

TEST(compute_run_reads_a_file_and_prints_or_says_why_not)
{
	char path[] = "compute-test-XXXXXX.tmp";
	const int fd = mkstemps(path, 4);
	const struct span good = S("{" INSTRUMENTS ",\"events\":[" GOOD_ROW "]}");

	CHECK(fd >= 0);
	CHECK_INT(write(fd, good.p, good.size), (ssize_t)good.size);
	check_run("trades", path, NULL, OK, "");
	check_run("trades", path, "fifo", OK, "");
	check_run("trades", path, "lifo", OK, "");
	check_run("trades", path, "average", OK, "");
	check_run("trades", "no-such-file", "fif", ERR_ABSENT, "--method fif: expected fifo, lifo");
	check_run("pipeline", path, NULL, ERR_INPUT, "n_days: expected 1 to 36525");
	check_run("tarot", path, NULL, ERR_ABSENT, "no KIND \"tarot\"; there are trades, series");
	CHECK_INT(write(fd, "x", 1), 1);
	check_run("trades", path, NULL, ERR_INPUT, path);
	(void)close(fd);
	(void)unlink(path);
	check_run("trades", path, NULL, ERR_INPUT, "cannot open: No such file");
}
