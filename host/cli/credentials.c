/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/credentials.h"

#include <unistd.h>

#include "host/cli/files.h"

enum { CREDENTIALS_SIZE_MAX = 3 * EXCHANGE_KEY_SIZE + 8 };

/* The next line without its end; false when there is none. */
static bool
line_take(struct span *rest, struct span *line)
{
	const uint8_t *end;

	if (rest->size == 0)
		return false;
	end = memchr(rest->p, '\n', rest->size);
	*line = span_first(*rest, end == NULL ? rest->size : (size_t)(end - rest->p));
	*rest = span_from(*rest, line->size + 1);
	if (line->size > 0 && line->p[line->size - 1] == '\r')
		line->size--;
	return true;
}

enum err
credentials_parse(struct span lines, const char *what, struct credential *out, struct complaint *c)
{
	char *const fields[] = { out->api_key, out->secret, out->passphrase };
	struct span line;

	*out = (struct credential){ 0 };
	for (size_t i = 0; i < 3 && line_take(&lines, &line); i++) {
		if (span_to_text(line, fields[i], EXCHANGE_KEY_SIZE) == OK)
			continue;
		credential_wipe(out);
		return complain(c, LEAVE_DATA, ERR_INPUT,
		    "%s: line %zu is longer than %d bytes or has a NUL: no key is like that", what,
		    i + 1, EXCHANGE_KEY_SIZE - 1);
	}
	if (out->api_key[0] != '\0' && out->secret[0] != '\0' && lines.size == 0)
		return OK;
	credential_wipe(out);
	return complain(c, LEAVE_DATA, ERR_INPUT,
	    "%s: expected the API key on line 1, the secret on line 2, a passphrase, if the "
	    "exchange has one, on line 3, and nothing else",
	    what);
}

static enum err
ask(struct cli *c, const char *prompt, char *out)
{
	const enum err e =
	    terminal_ask(&c->terminal, TERMINAL_HIDDEN, prompt, out, EXCHANGE_KEY_SIZE);

	if (e == OK && out[0] != '\0')
		return OK;
	if (e == ERR_LIMIT)
		return complain(&c->complaint, LEAVE_DATA, e, "%slonger than %d bytes: no key is",
		    prompt, EXCHANGE_KEY_SIZE - 1);
	return complain(&c->complaint, LEAVE_USAGE, ERR_ABSENT,
	    "%snothing was typed, or there is no terminal to ask on: use --credentials FILE, or "
	    "--credentials - for standard input",
	    prompt);
}

static enum err
from_terminal(struct cli *c, struct credential *out)
{
	enum err e;

	*out = (struct credential){ 0 };
	e = ask(c, "API key (hidden): ", out->api_key);
	if (e == OK)
		e = ask(c, "Secret (hidden): ", out->secret);
	if (e != OK)
		credential_wipe(out);
	return e;
}

enum err
credentials_read(struct cli *c, struct credential *out)
{
	const char *path = c->arguments.credentials_path;
	AUTO(buf) lines = buf_new(CREDENTIALS_SIZE_MAX);

	if (path == NULL && c->arguments.asks_not)
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "--no-input: then name the key's file with --credentials FILE, or - for "
		    "standard input");
	if (path == NULL)
		return from_terminal(c, out);
	if (strcmp(path, "-") == 0)
		TRY(file_read_from(
		    STDIN_FILENO, "--credentials -: standard input", &lines, &c->complaint));
	else
		TRY(file_read("--credentials", path, FILE_FOR_OWNER, &lines, &c->complaint));
	return credentials_parse(buf_span(&lines), "--credentials", out, &c->complaint);
}
