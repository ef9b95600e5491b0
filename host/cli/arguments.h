/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arguments.h - the arguments of a command, read and checked before anything happens.
 *
 * One table says each option's name, value, meaning and which commands take it; help and the
 * parser both read it.  Values are views into argv and the environment.
 *
 * Room:      host/cli.  Calls: lib/wire (limits), lib/exchange (names), lib/base.
 * Promises:  every refusal names the option and what to do.
 * Never:     takes a secret, or shows the value of an argument that may be one.
 */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include "host/cli/complaint.h"
#include "lib/quote/quote.h"
#include "lib/wire/registration.h"

/* Which command: one bit each, so that a row of the table can name several. */
enum {
	COMMAND_ATTEST = 1,
	COMMAND_REGISTER = 2,
	COMMAND_SUMMARY = 4,
	COMMAND_METRICS = 8,
	COMMAND_SESSION = 16,
	COMMAND_REVOKE = 32,
	COMMAND_COMPUTE = 64,
	COMMAND_HELP = 128,
	COMMAND_QUOTE = 256,
	COMMAND_COLLATERAL = 512,
	COMMAND_PARSE = 1024,
	COMMAND_KEY = 2048,
	COMMANDS_OF_EVIDENCE = COMMAND_QUOTE | COMMAND_COLLATERAL,
	COMMANDS_OF_SESSIONS = COMMAND_SUMMARY | COMMAND_METRICS | COMMAND_SESSION | COMMAND_REVOKE,
	COMMANDS_THAT_ASK = COMMAND_ATTEST | COMMAND_REGISTER | COMMANDS_OF_SESSIONS,
	COMMANDS_ALL = COMMANDS_THAT_ASK | COMMANDS_OF_EVIDENCE | COMMAND_COMPUTE | COMMAND_HELP |
	    COMMAND_PARSE | COMMAND_KEY,
};

enum { OPTION_WORDS_MAX = 3 };

struct arguments {
	const char *url, *usual_url; /* --url; PERF_AGGREGATOR_URL */
	uint8_t measurements[QUOTE_ALLOWED_MAX][QUOTE_MEASUREMENT_SIZE];
	size_t measurement_count;
	const char *policy_path, *simulated_root_path, *ca_path;
	bool is_gateway, allows_secrets_to_simulated;
	const char *user, *exchange, *label, *account, *proof, *credentials_path, *session;
	const char *method;
	const char *market, *symbol, *variant; /* of a recorded answer */
	const char *quote_path, *collateral_path, *root_path;
	bool has_at; /* else now */
	int64_t at_ms;
	bool is_sandbox;
	int64_t ttl_s, timeout_ms;
	char symbols[SYMBOL_HINTS_MAX][SYMBOL_SIZE];
	size_t symbol_count;
	bool wants_json, wants_table, wants_help;
	bool is_sure, waits_not, asks_not, is_quiet, is_colourless;
	const char *words[OPTION_WORDS_MAX]; /* the arguments that are no options */
	size_t word_count;
};

/*
 * Read argv[from..] for one command.
 * ERR_INPUT with a complaint, LEAVE_USAGE or LEAVE_DATA.
 */
enum err arguments_parse(
    int argc, char **argv, int from, unsigned command, struct arguments *out, struct complaint *c);

/* Print the options a command takes. */
void arguments_help(unsigned command, FILE *out);

/* The name of the option at `index` ("--url"), NULL past the end: for tests of the manual page. */
const char *argument_name_at(size_t index);

#endif
