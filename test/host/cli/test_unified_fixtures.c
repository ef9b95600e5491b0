/* SPDX-License-Identifier: Apache-2.0 */
/* What ccxt makes of documented and of recorded answers, and what we make of them. */
#include "host/cli/unified.h"
#include "lib/base/secret.h"
#include "test/check.h"
#include "test/host/cli/flat.h"

enum { CALLS_OF_THE_FIXTURES = 43 };

/* The member's raw text in an object's text; p NULL when it is not there. */
static struct span
member_of(struct span object, const char *name)
{
	struct recorded r;

	assert_int_equal(recorded_read(object, &r, NULL), OK);
	return recorded_raw(&r, name);
}

static void
text_of(struct span object, const char *name, char *out, size_t room)
{
	struct recorded r;

	assert_int_equal(recorded_read(object, &r, NULL), OK);
	assert_int_equal(span_to_text(recorded_bare(&r, name), out, room), OK);
}

/* The first argument when it is a symbol: ["<raw>","BNB/BTC"], ["BTC/USDT",null,1000]. */
static bool
symbol_of(struct span arguments, char *out, size_t room)
{
	const uint8_t *slash = memchr(arguments.p, '/', arguments.size);
	const uint8_t *first = slash, *last = slash;

	if (slash == NULL)
		return false;
	while (*first != '"')
		first--;
	while (*last != '"')
		last++;
	return span_to_text((struct span){ first + 1, (size_t)(last - first - 1) }, out, room) ==
	    OK;
}

static struct flat theirs, ours;

static size_t
case_compare(const char *title, const char *call, struct span raw, struct span parsed,
    const struct unified_options *options)
{
	AUTO(buf) out = buf_new(1 << 20);
	struct why why = { "" };
	size_t different, symbols = 0;

	if (unified_write(call, raw, options, &out, &why) != OK) {
		print_error("%s: %s\n", title, why.text);
		return 1;
	}
	flat_read(parsed, &theirs);
	flat_read(buf_span(&out), &ours);
	different = flat_compare(&theirs, &ours, title, &symbols);
	if (different > 0)
		print_error("%s: ours is %.*s\n", title, (int)out.size, (const char *)out.p);
	case_counted();
	return different;
}

/* Calls about fees and settlements of options are not ours. */
static bool
is_ours(const char *call)
{
	static const char *const others[] = { "TradingFee", "SettlementHistory" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strstr(call, others[i]) != NULL)
			return false;
	return true;
}

static size_t
case_run(struct span one, size_t *count)
{
	char id[80], call[40], market[20], symbol[40];
	struct unified_options options = { .market = market };

	text_of(one, "id", id, sizeof(id));
	text_of(one, "call", call, sizeof(call));
	text_of(one, "variant", market, sizeof(market));
	if (!is_ours(call))
		return 0;
	if (symbol_of(member_of(one, "args"), symbol, sizeof(symbol)))
		options.symbol = symbol;
	(*count)++;
	return case_compare(id, call, member_of(one, "raw"), member_of(one, "parsed"), &options);
}

/* The file holds an object of more members than our reader takes, so cases are found by text. */
TEST(unified_rows_are_what_ccxt_makes_of_documented_answers)
{
	const char *path = fixture_path("exchange/binance/responses.json");
	size_t size, count = 0, different = 0;
	char *all;

	if (path == NULL)
		fixture_skip();
	all = fixture_read(path, &size);
	for (char *at = strstr(all, "\"id\": \"binance:"); at != NULL;
	     at = strstr(at + 1, "\"id\": \"binance:")) {
		const char *begin = at;
		struct span one;
		struct json j;

		while (*begin != '{')
			begin--;
		json_init(&j, span_text(begin));
		if (json_skip(&j, &one) == OK)
			different += case_run(one, &count);
	}
	free(all);
	CHECK_INT(different, 0);
	CHECK_INT(count, CALLS_OF_THE_FIXTURES);
}

/* Each method's recordings: {"httpResponse":..., "parsedResponse":...} */
static size_t
recordings_run(struct span all, const char *call, size_t *count)
{
	static const struct unified_options options = { 0 };
	struct span one;
	struct json j;
	size_t different = 0;
	bool more;

	json_init(&j, member_of(member_of(all, "methods"), call));
	assert_int_equal(json_enter_array(&j), OK);
	for (;; (*count)++) {
		assert_int_equal(json_element(&j, &more), OK);
		if (!more)
			return different;
		assert_int_equal(json_skip(&j, &one), OK);
		different += case_compare(call, call, member_of(one, "httpResponse"),
		    member_of(one, "parsedResponse"), &options);
	}
}

TEST(unified_rows_are_what_ccxt_makes_of_recorded_answers)
{
	static const char *const calls[] = { "fetchMyTrades", "fetchFundingHistory",
		"fetchBorrowInterest" };
	const char *path = fixture_path("exchange/binance/ccxt-static-recorded.json");
	size_t size, count = 0, different = 0;
	char *all;

	if (path == NULL)
		fixture_skip();
	all = fixture_read(path, &size);
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		different += recordings_run(span_text(all), calls[i], &count);
	free(all);
	CHECK_INT(different, 0);
	CHECK_INT(count, 5);
}
