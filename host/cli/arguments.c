/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/arguments.h"

#include "host/cli/argument_values.h"
#include "lib/wire/attestation.h"

enum kind { KIND_TEXT, KIND_YES, KIND_CALL };

struct option {
	const char *name, *value; /* value: its name in help; NULL for KIND_YES */
	unsigned commands;
	enum kind kind;
	size_t offset; /* KIND_TEXT, KIND_YES */
	option_value_fn *take;
	const char *help;
};

#define AT(member) offsetof(struct arguments, member)
#define TEXT(member) KIND_TEXT, AT(member), NULL
#define YES(member) KIND_YES, AT(member), NULL
#define CALL(function) KIND_CALL, 0, function

static const struct option table[] = {
	{ "--url", "URL", COMMANDS_THAT_ASK | COMMAND_KEY, TEXT(url),
	    "the enclave or gateway, https://HOST[:PORT] [PERF_AGGREGATOR_URL]; "
	    "key: a sandbox on this machine [the exchange]" },
	{ "--measurement", "HEX", COMMANDS_THAT_ASK, CALL(take_measurement),
	    "code to trust (MRENCLAVE), 64 hex digits; may be repeated" },
	{ "--policy", "FILE", COMMANDS_THAT_ASK | COMMAND_COLLATERAL, TEXT(policy_path),
	    "what to trust, as the release publishes it: measurements.json" },
	{ "--insecure-simulated-root", "FILE", COMMANDS_THAT_ASK, TEXT(simulated_root_path),
	    "believe this simulated root instead of Intel's: it protects nothing" },
	{ "--allow-secrets-to-simulated", NULL, COMMAND_REGISTER, YES(allows_secrets_to_simulated),
	    "send a key to an enclave that protects nothing (demo keys only)" },
	{ "--gateway", NULL, COMMANDS_THAT_ASK, YES(is_gateway),
	    "TLS ends outside the enclave: check the certificate's name and chain instead" },
	{ "--ca", "FILE", COMMANDS_THAT_ASK | COMMAND_KEY, TEXT(ca_path),
	    "with --gateway, and of the exchange: PEM bundle to trust [the system's]" },
	{ "--user", "ID", COMMAND_REGISTER | COMMANDS_OF_SESSIONS, CALL(take_user),
	    "1 to 64 letters, digits, '.', '_' or '-'" },
	{ "--exchange", "NAME", COMMAND_REGISTER | COMMAND_KEY, CALL(take_exchange), "[binance]" },
	{ "--account", "KIND", COMMAND_REGISTER, CALL(take_account),
	    "spot, margin, futures or all [spot]" },
	{ "--label", "TEXT", COMMAND_REGISTER, CALL(take_label), "a name for this session" },
	{ "--ttl", "SECONDS", COMMAND_REGISTER, CALL(take_ttl),
	    "how long the session lives, 300 to 604800 [86400]" },
	{ "--sandbox", NULL, COMMAND_REGISTER, YES(is_sandbox), "the exchange's test environment" },
	{ "--symbols", "LIST", COMMAND_REGISTER, CALL(take_symbols),
	    "symbols to look at first, like BTCUSDT,ETHUSDT" },
	{ "--proof", "KIND", COMMAND_REGISTER, CALL(take_proof),
	    "hmac: requests are signed; none: the session id alone reads [hmac]" },
	{ "--credentials", "FILE|-", COMMAND_REGISTER | COMMAND_KEY, TEXT(credentials_path),
	    "key, secret, passphrase if any, a line each; FILE of mode 0600, - is stdin" },
	{ "--session", "FILE|NAME", COMMAND_REGISTER | COMMANDS_OF_SESSIONS, TEXT(session),
	    "the session file, or its name in the sessions directory [the user's]" },
	{ "--no-wait", NULL, COMMAND_REGISTER, YES(waits_not),
	    "do not follow the collection of past trades" },
	{ "--yes", NULL, COMMAND_REVOKE, YES(is_sure), "do not ask" },
	{ "--quote", "FILE", COMMANDS_OF_EVIDENCE, TEXT(quote_path),
	    "a quote or SEV-SNP report: its bytes, or those as hex or base64" },
	{ "--collateral", "FILE|DIR", COMMAND_QUOTE, TEXT(collateral_path),
	    "what to judge it with: JSON as it crosses the wire, or a directory" },
	{ "--root", "FILE", COMMANDS_OF_EVIDENCE, TEXT(root_path),
	    "PEM: judge under this root instead of the maker's; no reason to trust" },
	{ "--at", "TIME", COMMANDS_OF_EVIDENCE, CALL(take_at),
	    "judge as of 2026-09-22T14:13:20Z, or of so many seconds since 1970 [now]" },
	{ "--method", "NAME", COMMAND_COMPUTE, TEXT(method),
	    "how lots close: fifo, lifo, hifo or average [trades: each; else fifo]" },
	{ "--table", NULL, COMMAND_COMPUTE, YES(wants_table), "a table for people" },
	{ "--market", "NAME", COMMAND_PARSE, CALL(take_market),
	    "spot, margin, isolated, funding, linear, inverse or option [as the rows look]" },
	{ "--symbol", "NAME", COMMAND_PARSE, TEXT(symbol),
	    "of rows that do not say theirs; for a feed, the one that was asked for" },
	{ "--variant", "NAME", COMMAND_PARSE, TEXT(variant),
	    "for a feed that has several questions, the one that was asked" },
	{ "--json", NULL, COMMANDS_THAT_ASK | COMMANDS_OF_EVIDENCE | COMMAND_COMPUTE | COMMAND_KEY,
	    YES(wants_json), "JSON on standard output" },
	{ "--timeout", "SECONDS", COMMANDS_THAT_ASK | COMMAND_KEY, CALL(take_timeout),
	    "for each request, 1 to 600 [30]" },
	{ "--no-input", NULL, COMMANDS_ALL, YES(asks_not), "never ask on the terminal" },
	{ "-q", NULL, COMMANDS_ALL, YES(is_quiet), "no notes, no progress (also --quiet)" },
	{ "--no-color", NULL, COMMANDS_ALL, YES(is_colourless), "no colours [NO_COLOR]" },
	{ "--help", NULL, COMMANDS_ALL, YES(wants_help), "this text (also -h)" },
};
enum { OPTION_COUNT = sizeof(table) / sizeof(table[0]) };

const char *
argument_name_at(size_t index)
{
	return index < OPTION_COUNT ? table[index].name : NULL;
}

void
arguments_help(unsigned command, FILE *out)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		char left[64];

		if (!(table[i].commands & command))
			continue;
		(void)snprintf(left, sizeof(left), "%s%s%s", table[i].name,
		    table[i].value != NULL ? " " : "",
		    table[i].value != NULL ? table[i].value : "");
		(void)fprintf(out, "  %-32s %s\n", left, table[i].help);
	}
}

/* Options people try because other programs have them; their values are never shown. */
static enum err
secret_refuse(struct span name, struct complaint *c)
{
	static const char *const secrets[] = { "--secret", "--api-key", "--apikey", "--key",
		"--api-secret", "--apisecret", "--passphrase", "--password", "--token" };

	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (span_is_nocase(name, secrets[i]))
			return complain(c, LEAVE_USAGE, ERR_INPUT,
			    "%s: secrets are not taken as arguments: everybody on this machine "
			    "can read them in the process list, and your shell keeps them.  Run "
			    "without it to be asked, or use --credentials FILE (mode 0600) or "
			    "--credentials -.  If you just typed a real one, replace it at the "
			    "exchange",
			    secrets[i]);
	return OK;
}

static const struct option *
option_find(struct span name)
{
	if (span_is(name, "-h"))
		name = S("--help");
	if (span_is(name, "--quiet"))
		name = S("-q");
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (span_is(name, table[i].name))
			return &table[i];
	return NULL;
}

static enum err
option_set(const struct option *o, const char *value, struct arguments *out, struct complaint *c)
{
	void *at = (char *)out + o->offset;

	switch (o->kind) {
	case KIND_TEXT:
		memcpy(at, &value, sizeof(value));
		return OK;
	case KIND_YES:
		*(bool *)at = true;
		return OK;
	case KIND_CALL:
		break;
	}
	return o->take(value, out, c);
}

/* "--name value" or "--name=value"; moves `i` over the value. */
static enum err
option_take(char **argv, int *i, unsigned command, struct arguments *out, struct complaint *c)
{
	const char *argument = argv[*i], *equals = strchr(argument, '=');
	const struct span name = { (const uint8_t *)argument,
		equals != NULL ? (size_t)(equals - argument) : strlen(argument) };
	const struct option *o = option_find(name);
	const int shown = (int)name.size;

	TRY(secret_refuse(name, c));
	if (o == NULL)
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "%.*s: unknown option; --help lists them", shown, argument);
	if (!(o->commands & command))
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "%s: not an option of this command; its --help lists them", o->name);
	if (o->kind == KIND_YES && equals != NULL)
		return complain(c, LEAVE_USAGE, ERR_INPUT, "%s: takes no value", o->name);
	if (o->kind == KIND_YES)
		return option_set(o, NULL, out, c);
	if (equals == NULL && argv[*i + 1] == NULL)
		return complain(
		    c, LEAVE_USAGE, ERR_INPUT, "%s: needs a value, %s", o->name, o->value);
	argument = equals != NULL ? equals + 1 : argv[++*i];
	if (argument[0] == '\0')
		return complain(
		    c, LEAVE_USAGE, ERR_INPUT, "%s: needs a value, %s", o->name, o->value);
	return option_set(o, argument, out, c);
}

enum err
arguments_parse(
    int argc, char **argv, int from, unsigned command, struct arguments *out, struct complaint *c)
{
	const char *url = getenv("PERF_AGGREGATOR_URL");
	bool only_words = false;

	*out = (struct arguments){
		.usual_url = url != NULL && url[0] != '\0' ? url : NULL,
		.exchange = "binance",
		.label = "",
		.account = "spot",
		.proof = "hmac",
		.ttl_s = ENVELOPE_TTL_DEFAULT,
		.timeout_ms = ATTESTATION_WAIT_MS,
	};
	for (int i = from; i < argc; i++) {
		if (!only_words && strcmp(argv[i], "--") == 0)
			only_words = true;
		else if (!only_words && argv[i][0] == '-' && argv[i][1] != '\0')
			TRY(option_take(argv, &i, command, out, c));
		else if (out->word_count == OPTION_WORDS_MAX)
			return complain(c, LEAVE_USAGE, ERR_INPUT,
			    "argument %d is one too many (not shown: it may be a secret)", i);
		else
			out->words[out->word_count++] = argv[i];
	}
	return OK;
}
