/* SPDX-License-Identifier: Apache-2.0 */
/* Every sentence about a wrong argument, and that none quotes what may be a secret. */
#include "host/cli/arguments.h"
#include "lib/wire/attestation.h"
#include "test/check.h"

/* Parse words for a command; the last is NULL. */
static enum err
parse(unsigned command, const char *const *words, struct arguments *out, struct complaint *c)
{
	static char copies[40][400];
	char *argv[42] = { NULL };
	int argc = 0;

	for (; words[argc] != NULL; argc++) {
		assert_true(argc < 40);
		(void)snprintf(copies[argc], sizeof(copies[argc]), "%s", words[argc]);
		argv[argc] = copies[argc];
	}
	*c = (struct complaint){ 0 };
	return arguments_parse(argc, argv, 0, command, out, c);
}

#define PARSE(command, out, c, ...) \
	parse(command, (const char *const[]){ __VA_ARGS__, NULL }, out, c)

TEST(arguments_have_defaults_and_take_both_spellings_of_a_value)
{
	struct arguments a;
	struct complaint c;

	assert_int_equal(setenv("PERF_AGGREGATOR_URL", "https://e:1", 1), 0);
	CHECK_OK(parse(COMMAND_REGISTER, (const char *const[]){ NULL }, &a, &c));
	CHECK(a.url == NULL);
	CHECK_TEXT(a.usual_url, "https://e:1");
	assert_int_equal(unsetenv("PERF_AGGREGATOR_URL"), 0);
	CHECK_TEXT(a.exchange, "binance");
	CHECK_TEXT(a.account, "spot");
	CHECK_TEXT(a.proof, "hmac");
	CHECK_INT(a.ttl_s, 86400);
	CHECK_INT(a.timeout_ms, ATTESTATION_WAIT_MS);
	CHECK_OK(PARSE(COMMAND_REGISTER, &a, &c, "--ttl=300", "--timeout", "600", "--label=a=b",
	    "-q", "--json", "--symbols", " A1,B_2  C-3,", "--", "--word", "-"));
	CHECK(a.usual_url == NULL);
	CHECK_INT(a.ttl_s, 300);
	CHECK_INT(a.timeout_ms, 600000);
	CHECK_TEXT(a.label, "a=b");
	CHECK(a.is_quiet && a.wants_json && !a.is_sandbox);
	CHECK_INT(a.symbol_count, 3);
	CHECK_TEXT(a.symbols[2], "C-3");
	CHECK_INT(a.word_count, 2);
	CHECK_TEXT(a.words[0], "--word");
	CHECK_TEXT(a.words[1], "-");
}

TEST(arguments_never_take_a_secret_and_never_show_one)
{
	static const char *const flags[] = { "--secret", "--api-key", "--API-KEY", "--apikey",
		"--key", "--api-secret", "--apisecret", "--passphrase", "--password", "--token" };
	struct arguments a;
	struct complaint c;
	char joined[100];

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		(void)snprintf(joined, sizeof(joined), "%s=hunter2", flags[i]);
		CHECK_ERR(PARSE(COMMAND_REGISTER, &a, &c, joined), ERR_INPUT);
		CHECK_INT(c.leave, LEAVE_USAGE);
		CHECK(strstr(c.text, "secrets are not taken as arguments") != NULL);
		CHECK(strstr(c.text, "--credentials") != NULL);
		CHECK(strstr(c.text, "hunter2") == NULL);
		CHECK_ERR(PARSE(COMMAND_SUMMARY, &a, &c, flags[i], "hunter2"), ERR_INPUT);
		CHECK(strstr(c.text, "hunter2") == NULL);
	}
	CHECK_ERR(PARSE(COMMAND_REGISTER, &a, &c, "--sekret=hunter2"), ERR_INPUT);
	CHECK_TEXT(c.text, "--sekret: unknown option; --help lists them");
	CHECK_ERR(PARSE(COMMAND_REGISTER, &a, &c, "one", "two", "three", "hunter2"), ERR_INPUT);
	CHECK(strstr(c.text, "one too many") != NULL && strstr(c.text, "hunter2") == NULL);
}

static const char long_label[] = "0123456789012345678901234567890123456789012345678901234567890123";

TEST(arguments_name_the_option_at_fault)
{
	static const struct {
		const char *option, *value, *says;
	} cases[] = {
		{ "--nosuch", "x", "--nosuch: unknown option" },
		{ "--yes", "x", "--yes: not an option of this command" },
		{ "--json=1", "x", "--json: takes no value" },
		{ "--url", NULL, "--url: needs a value, URL" },
		{ "--url=", NULL, "--url: needs a value, URL" },
		{ "--user", "a/b", "--user: expected 1 to 64 letters" },
		{ "--user", "0123456789012345678901234567890123456789012345678901234567890123x",
		    "--user: expected" },
		{ "--exchange", "nosuch", "--exchange: not one that is supported; there are: " },
		{ "--account", "Spot", "--account: expected spot, margin, futures or all" },
		{ "--label", "0123456789012345678901234567890123456789012345678901234567890123x",
		    "--label: longer than 64 bytes" },
		{ "--label", "a\tb", "--label: expected UTF-8 without control characters" },
		{ "--ttl", "299", "--ttl: expected whole seconds from 300 to 604800" },
		{ "--ttl", "604801", "--ttl: expected" },
		{ "--ttl", "1e3", "--ttl: expected" },
		{ "--timeout", "0", "--timeout: expected whole seconds from 1 to 600" },
		{ "--timeout", "601", "--timeout: expected" },
		{ "--symbols", "BTCUSDT,btc", "--symbols: number 2 is not a symbol" },
		{ "--symbols", " ,", "--symbols: names none" },
		{ "--proof", "rsa", "--proof: expected hmac or none" },
		{ "--measurement", "12", "--measurement: expected 64 hexadecimal digits" },
	};
	struct arguments a;
	struct complaint c;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_ERR(
		    PARSE(COMMAND_REGISTER, &a, &c, cases[i].option, cases[i].value), ERR_INPUT);
		CHECK_INT(c.leave, LEAVE_USAGE);
		if (strncmp(c.text, cases[i].says, strlen(cases[i].says)) != 0)
			fail_msg("\"%s\" instead of \"%s\"", c.text, cases[i].says);
		case_counted();
	}
	CHECK_OK(PARSE(COMMAND_REGISTER, &a, &c, "--label", long_label));
	CHECK_OK(PARSE(COMMAND_REGISTER, &a, &c, "--user", long_label));
	CHECK_OK(PARSE(COMMAND_REVOKE, &a, &c, "--yes"));
}

TEST(arguments_take_so_many_measurements_and_symbols_and_no_more)
{
	enum { ROOM = 2 * QUOTE_ALLOWED_MAX + 3 };
	const char *words[ROOM] = { NULL };
	char symbols[3 * SYMBOL_HINTS_MAX + 4];
	struct arguments a;
	struct complaint c;

	for (size_t i = 0; i < QUOTE_ALLOWED_MAX; i++) {
		words[2 * i] = "--measurement";
		words[2 * i + 1] = long_label;
	}
	CHECK_OK(parse(COMMAND_ATTEST, words, &a, &c));
	CHECK_INT(a.measurement_count, QUOTE_ALLOWED_MAX);
	words[ROOM - 3] = "--measurement";
	words[ROOM - 2] = long_label;
	CHECK_ERR(parse(COMMAND_ATTEST, words, &a, &c), ERR_LIMIT);
	for (size_t i = 0; i < SYMBOL_HINTS_MAX; i++)
		(void)snprintf(symbols + 3 * i, 4, "AB,");
	CHECK_OK(PARSE(COMMAND_REGISTER, &a, &c, "--symbols", symbols));
	CHECK_INT(a.symbol_count, SYMBOL_HINTS_MAX);
	(void)snprintf(symbols + 3 * (size_t)SYMBOL_HINTS_MAX, 4, "AB,");
	CHECK_ERR(PARSE(COMMAND_REGISTER, &a, &c, "--symbols", symbols), ERR_LIMIT);
}
