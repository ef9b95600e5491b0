/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/missing.h"
#include "lib/base/secret.h"
#include "test/check.h"

static struct buf out;
static struct why why;

/* What is said of it, until the next call. */
static const char *
said(const char *completeness)
{
	buf_wipe(&out);
	out = buf_new(1 << 16);
	why.text[0] = '\0';
	CHECK_OK(missing_write(span_text(completeness), &out, &why));
	CHECK_OK(buf_u8(&out, 0));
	return (const char *)out.p;
}

TEST(missing_says_nothing_when_nothing_is)
{
	CHECK_TEXT(said(""), "");
	CHECK_TEXT(said("{}"), "");
	CHECK_TEXT(said("{\"gaps\":[],\"unreadable\":[],\"notRead\":[{\"product\":\"options\","
			"\"reason\":\"x\"}],\"balances\":[{\"asset\":\"BTC\",\"residual\":\"0\"}],"
			"\"news\":1}"),
	    "");
}

TEST(missing_names_balances_and_what_they_may_be_of)
{
	CHECK_TEXT(said("{\"notRead\":[{\"product\":\"options\",\"reason\":\"x\"},{\"product\":"
			"\"lockedEarn\",\"reason\":\"y\"}],\"balances\":[{\"asset\":\"BNB\","
			"\"reported\":\"1\",\"residual\":\"-7\"},{\"asset\":\"BTC\",\"residual\":"
			"\"0\"},{\"asset\":\"USDT\",\"residual\":null},{\"asset\":\"X\","
			"\"residual\":\"1e5\"}]}"),
	    "not explained by rows: BNB -7, USDT (cannot be told), X (cannot be told)\n"
	    "  rows are missing, or it is of what nobody reads: options, lockedEarn\n");
}

TEST(missing_names_feeds_and_counts_gaps)
{
	CHECK_TEXT(said("{\"unreadable\":[{\"feed\":\"linear.fills\",\"exchangeCode\":-2015,"
			"\"reason\":\"a new key\"}],\"gaps\":[{\"feed\":\"a\"},{\"feed\":\"b\"}]}"),
	    "cannot be read: linear.fills: a new key\n"
	    "times of which the exchange has forgotten rows: 2 (--json)\n");
}

TEST(missing_lets_no_escape_through_and_cuts_long_lists)
{
	AUTO(buf) rows = buf_new(4096);

	CHECK(strchr(said("{\"unreadable\":[{\"feed\":\"a\\u001b[31m\",\"reason\":\"b\\nc\"}]}"),
		  '\033') == NULL);
	CHECK_OK(buf_append(&rows, S("{\"balances\":[")));
	for (int i = 0; i < 13; i++)
		CHECK_OK(buf_print(
		    &rows, "%s{\"asset\":\"A%d\",\"residual\":\"1\"}", i > 0 ? "," : "", i));
	CHECK_OK(buf_append(&rows, (struct span){ (const uint8_t *)"]}", 3 }));
	CHECK(strstr(said((const char *)rows.p), "A9 1, and 3 more (--json)\n") != NULL);
}

TEST(missing_refuses_what_is_no_such_object)
{
	static const char *const bad[] = { "[]", "{\"balances\":{}}", "{\"balances\":[1]}",
		"{\"balances\":[{}]}", "{\"unreadable\":[{\"feed\":\"x\"}]}", "{\"gaps\":7}",
		"{\"balances\":[{\"asset\":\"A\",\"asset\":\"B\"}]}" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		buf_wipe(&out);
		out = buf_new(4096);
		why.text[0] = '\0';
		CHECK(missing_write(span_text(bad[i]), &out, &why) != OK);
		CHECK(why.text[0] != '\0');
	}
	buf_wipe(&out);
}
