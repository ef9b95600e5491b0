/* SPDX-License-Identifier: Apache-2.0 */
/* Commands, help, the manual page and exit codes. */
#include <unistd.h>

#include "host/cli/cli.h"
#include "host/cli/nearest.h"
#include "test/host/cli/fake_enclave.h"

static const char *const commands[] = { "attest", "register", "summary", "metrics", "session",
	"revoke", "compute", "key", "parse", "help" };

TEST(cli_help_lists_the_commands_and_the_exit_codes)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	CHECK_INT(RUN(&f, "help"), LEAVE_OK);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		SAID_OUT(&f, commands[i]);
	SAID_OUT(&f, "\n  77  refused: credentials");
	CHECK_INT(RUN(&f, "--help"), LEAVE_OK);
	CHECK_INT(RUN(&f, "--version"), LEAVE_OK);
	CHECK_TEXT(f.out, "perf-aggregator " PERF_AGGREGATOR_VERSION "\n");
	CHECK_INT(RUN(&f, "help", "register"), LEAVE_OK);
	SAID_OUT(&f, "--credentials FILE|-");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		CHECK_INT(RUN(&f, commands[i], "--help"), LEAVE_OK);
		SAID_OUT(&f, "Example:\n  perf-aggregator ");
		CHECK_TEXT(f.err, "");
	}
}

TEST(cli_says_what_it_takes_a_mistyped_command_for)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	CHECK_INT(fake_run(&f, (const char *const[]){ NULL }), LEAVE_USAGE);
	SAID_ERR(&f, "say what to do");
	CHECK_INT(RUN(&f, "regster"), LEAVE_USAGE);
	SAID_ERR(&f, "there is no command \"regster\"; did you mean register?");
	CHECK_INT(RUN(&f, "my-secret-in-the-wrong-place"), LEAVE_USAGE);
	SAID_ERR(&f, "there is no such command");
	CHECK(strstr(f.err, "my-secret") == NULL);
	CHECK_INT(RUN(&f, "help", "sumary"), LEAVE_USAGE);
	SAID_ERR(&f, "did you mean summary?");
	CHECK_INT(RUN(&f, "--json", "summary"), LEAVE_USAGE);
	SAID_ERR(&f, "the command comes first");
}

TEST(nearest_name_is_at_most_two_letters_away)
{
	CHECK_TEXT(nearest_name("metrcs", commands, 10), "metrics");
	CHECK_TEXT(nearest_name("sesion", commands, 10), "session");
	CHECK_TEXT(nearest_name("attestt", commands, 10), "attest");
	CHECK(nearest_name("ataa", commands, 10) == NULL);
	CHECK(nearest_name("", commands, 10) == NULL);
	CHECK(nearest_name("0123456789012345678901234567890123456789", commands, 10) == NULL);
}

/* Does the page have this word, written as roff writes hyphens? */
static bool
page_has(const char *page, const char *word)
{
	char escaped[128] = "";
	size_t size = 0;

	for (; *word != '\0'; word++) {
		if (*word == '-')
			escaped[size++] = '\\';
		escaped[size++] = *word;
	}
	escaped[size] = '\0';
	return strstr(page, escaped) != NULL;
}

TEST(the_manual_page_has_every_option_command_and_exit_code)
{
	size_t size;
	char *page = fixture_read("docs/man/perf-aggregator.1", &size), code[160];

	for (size_t i = 0; argument_name_at(i) != NULL; i++)
		if (!page_has(page, argument_name_at(i)))
			fail_msg("the manual page lacks %s", argument_name_at(i));
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		CHECK(page_has(page, commands[i]));
#define X(name, value, words)                                              \
	(void)snprintf(code, sizeof(code), "\n.B %d\n%s\n", value, words); \
	if (strstr(page, code) == NULL)                                    \
		fail_msg("the manual page lacks exit code %d, \"%s\"", value, words);
	LEAVE_TABLE(X)
#undef X
	free(page);
}

TEST(compute_leaves_with_the_code_of_what_was_wrong)
{
	AUTO(fake) f = { 0 };
	const char *path;

	fake_start(&f, false);
	CHECK_INT(RUN(&f, "compute", "trades"), LEAVE_USAGE);
	SAID_ERR(&f, "needs a KIND (trades");
	CHECK_INT(RUN(&f, "compute", "trades", "/nonexistent"), LEAVE_NO_INPUT);
	path = fake_file(&f, "trades.json", "{", 0644);
	CHECK_INT(RUN(&f, "compute", "nosuch", path), LEAVE_USAGE);
	CHECK_INT(RUN(&f, "compute", "trades", path), LEAVE_DATA);
	SAID_ERR(&f, path);
	CHECK_TEXT(f.out, "");
}

TEST(cli_print_says_when_the_disk_is_full)
{
	struct cli c = { .terminal.out = fopen("/dev/full", "w") };

	assert_non_null(c.terminal.out);
	CHECK_ERR(cli_print(&c, S("data")), ERR_IO);
	CHECK_INT(c.complaint.leave, LEAVE_CANT_CREATE);
	CHECK(strstr(c.complaint.text, "standard output: ") != NULL);
	(void)fclose(c.terminal.out);
}
