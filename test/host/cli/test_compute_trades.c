/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every shared scenario of trades and of the peers' positions, by each method, in the order given
 * and shuffled, each member by string equality (the README of the vectors allows 1e-15 where
 * something rounds; we need none of it).
 */
#include "host/cli/compute.h"

#include <dirent.h>
#include <unistd.h>

#include "lib/base/secret.h"
#include "lib/decimal/decimal.h"
#include "lib/json/json.h"
#include "test/check.h"
#include "test/host/cli/vectors.h"

enum { SHUFFLE_COUNT = 3, EVENTS_MAX = 4096, RESULT_SIZE_MAX = 1 << 24 };

/* Without the white space between tokens. */
static void
compact(struct span text, struct buf *out)
{
	bool is_inside = false;

	for (size_t i = 0; i < text.size; i++) {
		const uint8_t c = text.p[i];

		if (c == '"')
			is_inside = !is_inside; /* our texts have no escapes */
		if (is_inside || strchr(" \t\r\n", c) == NULL)
			CHECK_OK(buf_u8(out, c));
	}
}

/* The file being run, for the reader of a failure. */
static const char *running = "";

static void
check_same_text(struct span a, struct span b)
{
	AUTO(buf) x = buf_new(RESULT_SIZE_MAX);
	AUTO(buf) y = buf_new(RESULT_SIZE_MAX);

	compact(a, &x);
	compact(b, &y);
	if (!span_equal(buf_span(&x), buf_span(&y)))
		print_message("%s: expected %.*s, got %.*s\n", running, (int)x.size,
		    (const char *)x.p, (int)y.size, (const char *)y.p);
	CHECK_SPAN(buf_span(&x), buf_span(&y));
}

/* Every member of `expected` is in `got`, whatever their order, and no other. */
static void
check_same_members(struct span expected, struct span got)
{
	char name[JSON_NAME_SIZE_MAX + 1];
	struct span key, value;
	struct json j;
	size_t count = 0;
	bool more;

	for (int side = 0; side < 2; side++) {
		json_init(&j, side == 0 ? expected : got);
		CHECK_OK(json_enter_object(&j));
		for (;;) {
			CHECK_OK(json_member(&j, &key, &more));
			if (!more)
				break;
			CHECK_OK(json_skip(&j, &value));
			CHECK_OK(span_to_text(key, name, sizeof(name)));
			if (side == 0)
				check_same_text(value, vectors_member(got, name));
			count += side == 0 ? 1 : (size_t)-1;
		}
	}
	CHECK_INT(count, 0);
}

static void
check_symbol(struct span expected, struct span got)
{
	char name[JSON_NAME_SIZE_MAX + 1];
	struct span key, value, ours;
	struct json j;
	bool more;

	CHECK(got.p != NULL);
	json_init(&j, expected);
	CHECK_OK(json_enter_object(&j));
	for (;;) {
		CHECK_OK(json_member(&j, &key, &more));
		if (!more)
			break;
		CHECK_OK(json_skip(&j, &value));
		CHECK_OK(span_to_text(key, name, sizeof(name)));
		ours = vectors_member(got, name);
		CHECK(ours.p != NULL);
		if (span_is(key, "fees_by_ccy") || span_is(key, "cycle_stats"))
			check_same_members(value, ours);
		else
			check_same_text(value, ours);
		case_counted();
	}
}

static void
check_method(struct span expected, struct span got)
{
	static const char *const counters[] = { "duplicates_dropped", "conflicts", "rejected" };
	const struct span symbols = vectors_member(got, "symbols");
	char name[JSON_NAME_SIZE_MAX + 1];
	struct span key, value;
	struct json j;
	bool more;

	for (size_t i = 0; i < 3; i++)
		check_same_text(
		    vectors_member(expected, counters[i]), vectors_member(got, counters[i]));
	json_init(&j, vectors_member(expected, "symbols"));
	CHECK_OK(json_enter_object(&j));
	for (;;) {
		CHECK_OK(json_member(&j, &key, &more));
		if (!more)
			break;
		CHECK_OK(json_skip(&j, &value));
		CHECK_OK(span_to_text(key, name, sizeof(name)));
		check_symbol(value, vectors_member(symbols, name));
	}
}

static void
compute(struct span input, const char *method, struct buf *out)
{
	const struct compute_options options = { .method = method };
	struct why why = { "" };
	const enum err e = compute_trades_as(input, &options, out, &why);

	if (e != OK)
		print_message("%s: %s\n", running, why.text);
	CHECK_OK(e);
}

/* Each method that is expected is in the result of all, and alone by its name. */
static void
check_scenario(struct span input, struct span expected)
{
	AUTO(buf) all = buf_new(RESULT_SIZE_MAX);
	struct span key, value;
	struct json j;
	bool more;

	compute(input, NULL, &all);
	json_init(&j, expected);
	CHECK_OK(json_enter_object(&j));
	for (;;) {
		AUTO(buf) one = buf_new(RESULT_SIZE_MAX);
		char name[JSON_NAME_SIZE_MAX + 1];

		CHECK_OK(json_member(&j, &key, &more));
		if (!more)
			break;
		CHECK_OK(json_skip(&j, &value));
		CHECK_OK(span_to_text(key, name, sizeof(name)));
		check_method(value, vectors_member(buf_span(&all), name));
		compute(input, name, &one);
		check_same_text(
		    vectors_member(buf_span(&all), name), vectors_member(buf_span(&one), name));
	}
}

/* The scenario with its events in another order. */
static void
shuffled(struct span scenario, uint64_t seed, struct buf *out)
{
	static struct span events[EVENTS_MAX];
	size_t count = 0;
	struct json j;
	bool more;

	json_init(&j, vectors_member(scenario, "events"));
	CHECK_OK(json_enter_array(&j));
	while (json_element(&j, &more) == OK && more) {
		CHECK(count < EVENTS_MAX);
		CHECK_OK(json_skip(&j, &events[count++]));
	}
	for (size_t i = count; i > 1; i--) {
		struct span moved = events[i - 1];
		size_t at;

		seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
		at = (size_t)(seed >> 33) % i;
		events[i - 1] = events[at];
		events[at] = moved;
	}
	CHECK_OK(buf_append(out, S("{\"instruments\":")));
	CHECK_OK(buf_append(out, vectors_member(scenario, "instruments")));
	CHECK_OK(buf_append(out, S(",\"settings\":")));
	CHECK_OK(buf_append(out, vectors_member(scenario, "settings")));
	CHECK_OK(buf_append(out, S(",\"events\":[")));
	for (size_t i = 0; i < count; i++) {
		CHECK_OK(buf_append(out, i == 0 ? S("") : S(",")));
		CHECK_OK(buf_append(out, events[i]));
	}
	CHECK_OK(buf_append(out, S("]}")));
}

static void
run_scenario(struct span scenario)
{
	const struct span expected = vectors_member(scenario, "expected");

	check_scenario(scenario, expected);
	/* Of two rows in conflict the first to arrive stays: there the order matters. */
	for (uint64_t seed = 1; seed <= SHUFFLE_COUNT; seed++) {
		AUTO(buf) other = buf_new(RESULT_SIZE_MAX);

		if (!span_is(vectors_member(vectors_member(expected, "fifo"), "conflicts"), "0"))
			break;
		shuffled(scenario, seed, &other);
		check_scenario(buf_span(&other), expected);
	}
	case_counted();
}

static void
run_file(const char *path)
{
	size_t size;
	char *all = fixture_read(path, &size);

	running = path;
	run_scenario((struct span){ (const uint8_t *)all, size });
	free(all);
}

TEST(compute_trades_gives_every_shared_scenario_whatever_the_order_of_its_rows)
{
	const char *root = fixture_path("metrics/trades");
	char folder[2048], path[4096];
	struct dirent *entry;
	size_t count = 0;
	DIR *dir;

	if (root == NULL)
		fixture_skip();
	(void)snprintf(folder, sizeof(folder), "%s", root);
	dir = opendir(folder);
	CHECK(dir != NULL);
	while ((entry = readdir(dir)) != NULL) {
		if (strstr(entry->d_name, ".json") == NULL)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		run_file(path);
		count++;
	}
	(void)closedir(dir);
	CHECK(count >= 37);
}

static struct decimal
number_of(struct span object, const char *name)
{
	struct span text = vectors_member(object, name);
	struct decimal d;

	CHECK(text.size > 2 && text.p[0] == '"');
	CHECK_OK(decimal_parse(span_first(span_from(text, 1), text.size - 2), &d));
	return d;
}

/* What a peer's own tests say of our number: equal within the 1e-7 that they allow themselves. */
static void
check_near(struct decimal got, struct span peer, const char *name)
{
	struct decimal difference = { 0 };

	if (vectors_member(peer, name).p == NULL)
		return;
	CHECK_OK(decimal_sub(got, number_of(peer, name), &difference));
	CHECK(difference.e18 <= 100000000000 && difference.e18 >= -100000000000);
	case_counted();
}

/* The value of an object's first member. */
static struct span
first_of(struct span object)
{
	struct span key, value;
	struct json j;
	bool more;

	json_init(&j, object);
	CHECK_OK(json_enter_object(&j));
	CHECK_OK(json_member(&j, &key, &more));
	CHECK(more);
	CHECK_OK(json_skip(&j, &value));
	return value;
}

static void
check_peer(struct span scenario)
{
	const struct span peer = vectors_member(scenario, "peer_expected");
	AUTO(buf) all = buf_new(RESULT_SIZE_MAX);
	struct span method = vectors_member(scenario, "peer_method"), symbol;
	struct decimal gross;
	char name[16];

	CHECK_OK(
	    span_to_text(span_first(span_from(method, 1), method.size - 2), name, sizeof(name)));
	compute(scenario, name, &all);
	symbol = first_of(vectors_member(vectors_member(buf_span(&all), name), "symbols"));
	check_near(number_of(symbol, "net_realised"), peer, "net");
	check_near(number_of(symbol, "position"), peer, "position");
	check_near(number_of(symbol, "open_value"), peer, "open_value");
	check_near(number_of(symbol, "fees_settle"), peer, "fees");
	if (vectors_member(symbol, "avg_entry_18dp").p != NULL)
		check_near(number_of(symbol, "avg_entry_18dp"), peer, "avg_entry");
	if (span_is(vectors_member(symbol, "mark"), "null"))
		return;
	check_near(number_of(symbol, "unrealised"), peer, "unrealised");
	check_near(number_of(symbol, "total_pnl"), peer, "total_net");
	CHECK_OK(decimal_add(
	    number_of(symbol, "gross_realised"), number_of(symbol, "unrealised"), &gross));
	check_near(gross, peer, "total_gross");
}

TEST(compute_trades_agrees_with_the_positions_of_other_projects_tests)
{
	const char *path = fixture_path("metrics/peers/peer_positions.json");
	size_t size, count = 0;
	struct span scenario;
	struct json j;
	char *all;
	bool more;

	if (path == NULL)
		fixture_skip();
	all = fixture_read(path, &size);
	json_init(&j, vectors_member((struct span){ (const uint8_t *)all, size }, "cases"));
	CHECK_OK(json_enter_array(&j));
	while (json_element(&j, &more) == OK && more) {
		CHECK_OK(json_skip(&j, &scenario));
		running = path;
		run_scenario(scenario);
		check_peer(scenario);
		count++;
	}
	CHECK(count >= 15);
	free(all);
}

#define INSTRUMENTS "\"instruments\":{\"S\":{\"kind\":\"spot\",\"base\":\"B\",\"quote\":\"USDT\"}}"
#define ROW(rest) "{\"type\":\"trade\",\"id\":\"1\",\"ts\":1704067200000,\"sym\":\"S\"," rest "}"
#define GOOD_ROW ROW("\"side\":\"buy\",\"price\":\"2\",\"qty\":\"3\"")

static void
check_refused(const char *text, const char *sentence)
{
	AUTO(buf) out = buf_new(1 << 16);
	struct why why = { "" };

	CHECK_ERR(compute_trades(span_text(text), &out, &why), ERR_INPUT);
	CHECK_TEXT(why.text, sentence);
}

TEST(compute_trades_names_what_is_wrong_and_where)
{
	check_refused("{}", "instruments: missing");
	check_refused("{" INSTRUMENTS "}", "events: missing");
	check_refused("{" INSTRUMENTS ",\"events\":[],\"x\":1}", "x: unknown member");
	check_refused("{" INSTRUMENTS ",\"events\":{}}", "events: expected an array of rows");
	check_refused("{\"instruments\":[],\"events\":[]}",
	    "instruments: expected an object of instruments, each once");
	check_refused("{\"instruments\":{\"S\":{\"kind\":\"future\",\"base\":\"B\","
		      "\"quote\":\"Q\"}},\"events\":[]}",
	    "instruments.S: kind: expected spot, margin, linear or inverse");
	check_refused("{\"instruments\":{\"S\":{\"kind\":\"spot\",\"base\":\"\","
		      "\"quote\":\"Q\"}},\"events\":[]}",
	    "instruments.S: expected assets and a contract_size above 0");
	check_refused("{" INSTRUMENTS ",\"events\":[" GOOD_ROW ",{\"type\":\"trade\"}]}",
	    "events[1]: ts: missing");
	check_refused("{" INSTRUMENTS
		      ",\"events\":[" ROW("\"side\":\"long\",\"price\":\"2\",\"qty\":\"3\"") "]}",
	    "events[0]: side: expected buy or sell");
	check_refused("{" INSTRUMENTS ",\"events\":[" ROW(
			  "\"side\":\"buy\",\"price\":\"1E-19\",\"qty\":\"3\"") "]}",
	    "events[0]: price: expected a number with at most 18 decimals");
	check_refused("{" INSTRUMENTS ",\"events\":[{\"type\":\"transfer_out\",\"id\":\"1\","
		      "\"ts\":1,\"sym\":\"T\",\"qty\":1}]}",
	    "events[0]: sym: \"T\" is not in instruments");
	check_refused("{" INSTRUMENTS ",\"events\":[{\"type\":\"mark\",\"ts\":1704067200000,"
		      "\"pair\":\"AB\",\"price\":1}]}",
	    "events[0]: pair: expected \"A/B\"");
	check_refused("{" INSTRUMENTS ",\"events\":[],\"settings\":{\"tz\":\"CET\"}}",
	    "settings: tz: expected UTC or fixed");
	check_refused("{" INSTRUMENTS ",\"events\":[],\"settings\":{\"tz_offset_min\":60}}",
	    "settings: tz_offset_min: only with tz fixed");
	check_refused("{" INSTRUMENTS
		      ",\"events\":[],\"settings\":{\"tz\":\"fixed\",\"tz_offset_min\":841}}",
	    "settings: tz_offset_min: expected minutes, at most 840");
}

/* A price of 0 is no price: the row is counted, and the rest of the file is read. */
TEST(compute_trades_counts_marks_that_are_none_as_rejected)
{
#define MARK(ts, price) "{\"type\":\"mark\",\"ts\":" ts ",\"pair\":\"B/USDT\",\"price\":" price "}"
	AUTO(buf) out = buf_new(1 << 16);
	struct why why = { "" };
	struct span fifo;

	CHECK_OK(compute_trades(
	    S("{" INSTRUMENTS ",\"events\":[" MARK("1704067200000", "0") "," GOOD_ROW "," MARK(
		"1704067200000", "5") "," MARK("1704067200001", "\"-1\"") "," MARK("-1", "1") "]}"),
	    &out, &why));
	fifo = vectors_member(buf_span(&out), "fifo");
	CHECK_SPAN(vectors_member(fifo, "rejected"), S("3"));
	CHECK(memmem(out.p, out.size, "\"mark\":\"5\"", 10) != NULL);
	check_refused("{" INSTRUMENTS ",\"events\":[{\"type\":\"mark\",\"ts\":1704067200000,"
		      "\"pair\":\"/B\",\"price\":1}]}",
	    "events[0]: pair: expected two assets, \"A/B\"");
}

TEST(compute_trades_says_which_symbol_left_the_range)
{
	AUTO(buf) out = buf_new(1 << 16);
	struct why why = { "" };

	CHECK_ERR(compute_trades(S("{" INSTRUMENTS
				   ",\"events\":[" ROW("\"side\":\"buy\",\"price\":1e10,\"qty\":"
						       "1e10") ",{\"type\":\"trade\","
							       "\"id\":\"2\",\"ts\":1704067200000,"
							       "\"sym\":\"S\",\"side\":\"buy\","
							       "\"price\":1e10,\"qty\":1e10}]}"),
		      &out, &why),
	    ERR_LIMIT);
	CHECK_TEXT(why.text, "S: a sum is larger than 1.7e20");
}

TEST(compute_trades_survives_every_truncation)
{
	const struct span text = S("{" INSTRUMENTS ",\"settings\":{\"tz\":\"UTC\"},\"events\":["
				   "" GOOD_ROW ",{\"type\":\"mark\",\"ts\":1704067200000,"
				   "\"pair\":\"B/USDT\",\"price\":\"5\"}]}");

	for (size_t size = 0; size < text.size; size++) {
		AUTO(buf) out = buf_new(1 << 16);
		struct why why = { "" };

		CHECK_ERR(compute_trades(span_first(text, size), &out, &why), ERR_INPUT);
		CHECK(why.text[0] != '\0');
	}
	AUTO(buf) out = buf_new(1 << 16);
	CHECK_OK(compute_trades(text, &out, NULL));
	CHECK_SPAN(vectors_member(
		       vectors_member(
			   vectors_member(vectors_member(buf_span(&out), "fifo"), "symbols"), "S"),
		       "total_pnl"),
	    S("\"9\""));
}
