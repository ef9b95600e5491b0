/* SPDX-License-Identifier: Apache-2.0 */
/* perf-aggregator revoke: the enclave wipes the key, then the session file goes. */
#include <errno.h>
#include <unistd.h>

#include "host/cli/call.h"

/* Only "yes" is yes. */
static enum err
confirm(struct cli *c, const struct session_file *s)
{
	char prompt[160], said[16] = "";
	enum err e;

	if (c->arguments.is_sure)
		return OK;
	(void)snprintf(prompt, sizeof(prompt),
	    "Revoke the session of %s? The enclave forgets its key and trades. [yes/no] ",
	    s->user_id);
	e = c->arguments.asks_not
	    ? ERR_ABSENT
	    : terminal_ask(&c->terminal, TERMINAL_ECHO, prompt, said, sizeof(said));
	if (e == ERR_ABSENT || e == ERR_IO)
		return complain(&c->complaint, LEAVE_USAGE, e,
		    "nobody can be asked here: say --yes; the enclave then forgets the key and the "
		    "trades of this session");
	if (e == OK && (strcmp(said, "yes") == 0 || strcmp(said, "y") == 0))
		return OK;
	return complain(&c->complaint, LEAVE_FAILED, ERR_REFUSED,
	    "nothing was revoked: the answer was not yes");
}

static enum err
file_remove(struct cli *c, const char *path)
{
	if (unlink(path) != 0 && errno != ENOENT)
		return complain(
		    &c->complaint, LEAVE_CANT_CREATE, ERR_IO, "%s: %s", path, strerror(errno));
	return OK;
}

/*
 * With a proof, 401 may also mean that our clock is off: then the session lives, and its file must
 * stay.
 */
static enum err
unknown_tell(
    struct cli *c, const struct session_file *s, const struct reply *reply, enum err result)
{
	if (reply->status == 401)
		terminal_note(&c->terminal,
		    "if the enclave was restarted since, the session is gone: remove %s; else "
		    "check "
		    "this machine's clock",
		    s->path);
	return result;
}

enum err
revoke_command(struct cli *c)
{
	static const struct client_request request = { .method = "DELETE",
		.target = "/enclave/session/self" };
	AUTO(session_file) s = { 0 };
	AUTO(enclave) e = { 0 };
	AUTO(reply) reply = { 0 };
	bool is_gone;
	enum err result;

	TRY(call_load(c, &s));
	TRY(confirm(c, &s));
	TRY(call_connect(c, &s, &e));
	result = call_send(c, &e, &s, &request, &reply);
	is_gone = reply.status == 401 && (!s.has_proof || s.expires_ms <= cli_wall_ms(c));
	if (result != OK && !is_gone)
		return unknown_tell(c, &s, &reply, result);
	c->complaint = (struct complaint){ 0 };
	TRY(file_remove(c, s.path));
	terminal_note(&c->terminal,
	    is_gone ? "the session was gone already; %s is removed"
		    : "revoked: the enclave has wiped the key; %s is removed",
	    s.path);
	if (!c->arguments.wants_json)
		return OK;
	return cli_print(
	    c, is_gone ? S("{\"status\":\"gone\"}\n") : S("{\"status\":\"revoked\"}\n"));
}
