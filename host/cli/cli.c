/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/cli.h"

#include <errno.h>

#include "host/cli/nearest.h"

struct command {
	const char *name;
	unsigned bit;
	const char *arguments, *line;
	enum err (*run)(struct cli *c);
	const char *example;
};

static const struct command commands[] = {
	{ "attest", COMMAND_ATTEST, "[URL]", "verify an enclave; say who it is", attest_command,
	    "perf-aggregator attest https://perf.example:3000 --measurement HEX" },
	{ "register", COMMAND_REGISTER, "", "seal a read-only exchange key to a verified enclave",
	    register_command,
	    "perf-aggregator register --url https://perf.example:3000 --measurement HEX "
	    "--user trader-john\n"
	    "  printf '%s\\n%s\\n' \"$KEY\" \"$SECRET\" | perf-aggregator register ... "
	    "--credentials -" },
	{ "summary", COMMAND_SUMMARY, "", "the account in one record", summary_command,
	    "perf-aggregator summary --json" },
	{ "metrics", COMMAND_METRICS, "", "the account, symbol by symbol", metrics_command,
	    "perf-aggregator metrics --user trader-john" },
	{ "session", COMMAND_SESSION, "", "how far the collection is, what the key may do",
	    session_command, "perf-aggregator session" },
	{ "revoke", COMMAND_REVOKE, "", "end the session: the enclave wipes the key",
	    revoke_command, "perf-aggregator revoke --yes" },
	{ "quote", COMMAND_QUOTE, "check|show [FILE]",
	    "check evidence in files, or show what is in it", quote_command,
	    "perf-aggregator quote check --quote quote.bin --collateral collateral.json\n"
	    "  perf-aggregator quote show quote.bin" },
	{ "collateral", COMMAND_COLLATERAL, "DIR",
	    "judge an operator's collateral; how long it lasts", collateral_command,
	    "perf-aggregator collateral /var/lib/perf-aggregator/collateral" },
	{ "compute", COMMAND_COMPUTE, "KIND FILE", "the enclave's arithmetic on your own file",
	    compute_command, "perf-aggregator compute trades trades.json" },
	{ "key", COMMAND_KEY, "check", "what an exchange key may do; would it be taken",
	    key_command, "perf-aggregator key check --exchange binance" },
	{ "parse", COMMAND_PARSE, "EXCHANGE CALL FILE", "a recorded answer of an exchange as rows",
	    parse_command, "perf-aggregator parse binance fetchMyTrades answer.json" },
	{ "help", COMMAND_HELP, "[COMMAND]", "this text, or a command's", help_command,
	    "perf-aggregator help register" },
};
enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

int64_t
cli_wall_ms(const struct cli *c)
{
	return clock_wall_ms(loop_clock(c->loop));
}

int64_t
cli_mono_ms(const struct cli *c)
{
	return clock_mono_ms(loop_clock(c->loop));
}

static void
on_timer(void *self)
{
	*(bool *)self = true;
}

enum err
cli_wait(struct cli *c, int64_t ms)
{
	struct loop_timer timer = { 0 };
	bool is_over = false;
	enum err e = loop_timer_set(c->loop, &timer, ms, on_timer, &is_over);

	while (e == OK && !is_over)
		e = loop_step(c->loop, ms);
	loop_timer_cancel(c->loop, &timer);
	return e;
}

enum err
cli_print(struct cli *c, struct span bytes)
{
	terminal_bar_end(&c->terminal);
	if ((bytes.size > 0 && fwrite(bytes.p, 1, bytes.size, c->terminal.out) != bytes.size) ||
	    fflush(c->terminal.out) != 0)
		return complain(&c->complaint, LEAVE_CANT_CREATE, ERR_IO, "standard output: %s",
		    strerror(errno));
	return OK;
}

/* ---- help ---- */

static const struct command *
command_find(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(name, commands[i].name) == 0)
			return &commands[i];
	return NULL;
}

static enum err
command_unknown(struct cli *c, const char *name)
{
	const char *names[COMMAND_COUNT], *near;

	for (size_t i = 0; i < COMMAND_COUNT; i++)
		names[i] = commands[i].name;
	near = nearest_name(name, names, COMMAND_COUNT);
	if (near != NULL)
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "there is no command \"%.32s\"; did you mean %s?", name, near);
	return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
	    "there is no such command; `perf-aggregator help` lists them");
}

static void
help_all(FILE *out)
{
	(void)fputs("usage: perf-aggregator COMMAND [OPTION...]\n\n"
		    "Proves trading results without giving anyone exchange keys: they are sealed "
		    "to an\nenclave that has proved what code it runs.\n\n",
	    out);
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		char left[48];

		(void)snprintf(
		    left, sizeof(left), "%s %s", commands[i].name, commands[i].arguments);
		(void)fprintf(out, "  %-26s %s\n", left, commands[i].line);
	}
	(void)fputs("\nExamples:\n", out);
	for (size_t i = 0; i < 3; i++)
		(void)fprintf(out, "  %s\n", commands[i].example);
	(void)fputs("\nEach command's own options: perf-aggregator help COMMAND.  Data goes to "
		    "standard\noutput, everything else to standard error.  Exit codes:\n\n",
	    out);
	leave_help(out);
}

static void
help_one(const struct command *command, FILE *out)
{
	(void)fprintf(out, "usage: perf-aggregator %s%s%s [OPTION...]\n\n%s.\n\nExample:\n  %s\n\n",
	    command->name, command->arguments[0] != '\0' ? " " : "", command->arguments,
	    command->line, command->example);
	arguments_help(command->bit, out);
}

enum err
help_command(struct cli *c)
{
	const char *name = c->arguments.word_count > 0 ? c->arguments.words[0] : NULL;
	const struct command *command = name == NULL ? NULL : command_find(name);

	if (name == NULL)
		help_all(c->terminal.out);
	else if (command == NULL)
		return command_unknown(c, name);
	else
		help_one(command, c->terminal.out);
	return cli_print(c, (struct span){ 0 });
}

/* ---- a run ---- */

static enum err
command_run(struct cli *c, const struct command *command, int argc, char **argv)
{
	TRY(arguments_parse(argc, argv, 2, command->bit, &c->arguments, &c->complaint));
	c->terminal.is_quiet = c->arguments.is_quiet;
	if (c->arguments.is_colourless)
		c->terminal.has_colour = false;
	if (c->arguments.wants_help) {
		help_one(command, c->terminal.out);
		return cli_print(c, (struct span){ 0 });
	}
	return command->run(c);
}

static enum err
run(struct cli *c, int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	const struct command *command = command_find(name);

	if (strcmp(name, "--version") == 0) {
		(void)fprintf(c->terminal.out, "perf-aggregator %s\n", PERF_AGGREGATOR_VERSION);
		return cli_print(c, (struct span){ 0 });
	}
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		return help_command(c);
	if (command != NULL)
		return command_run(c, command, argc, argv);
	if (name[0] == '\0')
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "say what to do: `perf-aggregator help` lists the commands");
	if (name[0] == '-')
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "the command comes first, then its options: `perf-aggregator help`");
	return command_unknown(c, name);
}

enum leave
cli_run(struct cli *c, int argc, char **argv)
{
	const enum err e = run(c, argc, argv);

	terminal_bar_end(&c->terminal);
	if (e == OK)
		return LEAVE_OK;
	(void)complain(&c->complaint, LEAVE_BUG, e, "%s", err_words(e));
	(void)fprintf(c->terminal.err, "perf-aggregator: %s\n", c->complaint.text);
	return c->complaint.leave;
}
