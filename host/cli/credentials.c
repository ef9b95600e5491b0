/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/credentials.h"

#include <unistd.h>

#include "host/cli/files.h"

enum { CREDENTIALS_SIZE_MAX = 2 * EXCHANGE_KEY_SIZE + EXCHANGE_SECRET_SIZE + 8 };

static const char pem_begin[] = "-----BEGIN ", pem_end[] = "-----END ";

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

/* The secret: a line, or the lines of a private key in PEM as they are. */
static bool
secret_take(struct span *rest, struct span *secret)
{
	const struct span all = *rest;
	struct span line;

	if (!line_take(rest, secret))
		return false;
	line = *secret;
	if (!span_starts(line, pem_begin) ||
	    memmem(line.p, line.size, pem_end, strlen(pem_end)) != NULL)
		return true;
	while (!span_starts(line, pem_end) && line_take(rest, &line))
		continue;
	*secret = span_first(all, (size_t)(line.p - all.p) + line.size);
	return true;
}

enum err
credentials_parse(struct span lines, const char *what, struct credential *out, struct complaint *c)
{
	struct span line = { NULL, 0 };
	enum err e = OK;

	*out = (struct credential){ 0 };
	if (line_take(&lines, &line))
		e = span_to_text(line, out->api_key, sizeof(out->api_key));
	if (e == OK && secret_take(&lines, &line))
		e = span_to_text(line, out->secret, sizeof(out->secret));
	if (e == OK && line_take(&lines, &line))
		e = span_to_text(line, out->passphrase, sizeof(out->passphrase));
	if (e == OK && out->api_key[0] != '\0' && out->secret[0] != '\0' && lines.size == 0)
		return OK;
	credential_wipe(out);
	if (e != OK)
		return complain(c, LEAVE_DATA, ERR_INPUT,
		    "%s: a key or passphrase is longer than %d bytes, a secret than %d, or one has "
		    "a "
		    "NUL: no key is like that",
		    what, EXCHANGE_KEY_SIZE - 1, EXCHANGE_SECRET_SIZE - 1);
	return complain(c, LEAVE_DATA, ERR_INPUT,
	    "%s: expected the API key on line 1, the secret on line 2 (or a private key in PEM, "
	    "with "
	    "all its lines), then a passphrase, if the exchange has one, and nothing else",
	    what);
}

static enum err
ask(struct cli *c, const char *prompt, char *out, size_t room)
{
	const enum err e = terminal_ask(&c->terminal, TERMINAL_HIDDEN, prompt, out, room);

	if (e == OK && out[0] != '\0')
		return OK;
	if (e == ERR_LIMIT)
		return complain(&c->complaint, LEAVE_DATA, e, "%slonger than %zu bytes: no key is",
		    prompt, room - 1);
	return complain(&c->complaint, LEAVE_USAGE, ERR_ABSENT,
	    "%snothing was typed, or there is no terminal to ask on: use --credentials FILE, or "
	    "--credentials - for standard input",
	    prompt);
}

/* A pasted private key has lines: take them all. */
static enum err
ask_secret(struct cli *c, char *out, size_t room)
{
	size_t size;

	TRY(ask(c, "Secret (hidden; a private key in PEM with all its lines): ", out, room));
	while (strncmp(out, pem_begin, strlen(pem_begin)) == 0 && strstr(out, pem_end) == NULL) {
		size = strlen(out);
		if (room - size < 2)
			return complain(&c->complaint, LEAVE_DATA, ERR_LIMIT,
			    "the private key is longer than %zu bytes", room - 1);
		out[size++] = '\n';
		TRY(ask(c, "", out + size, room - size));
	}
	return OK;
}

static enum err
from_terminal(struct cli *c, struct credential *out)
{
	enum err e;

	*out = (struct credential){ 0 };
	e = ask(c, "API key (hidden): ", out->api_key, sizeof(out->api_key));
	if (e == OK)
		e = ask_secret(c, out->secret, sizeof(out->secret));
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
