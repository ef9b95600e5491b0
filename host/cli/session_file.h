/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session_file.h - what a registration leaves on this machine: one JSON file of mode 0600.
 *
 * It holds all that reading the session takes: where the enclave is, the code and the root it was
 * registered under, the session id, and with proof "hmac" the key that signs each request.  Who
 * has the file can read the metrics until the session ends; the exchange's key is not in it.
 *
 * Files live in $XDG_CONFIG_HOME/perf-aggregator/sessions/ (or ~/.config/...), named after the
 * user or what --session says.
 *
 * Room:      host/cli.  Calls: lib/wire, lib/quote, lib/json, lib/base.
 * Promises:  written whole or not at all; refused when others may open it.
 */
#ifndef CLI_SESSION_FILE_H
#define CLI_SESSION_FILE_H

#include "host/cli/target.h"

enum { SESSION_FILE_SIZE_MAX = 8192 };

struct session_file {
	char path[FILE_PATH_SIZE]; /* where it is; not in the file */
	char user_id[USER_ID_SIZE_MAX + 1];
	char session_id[SESSION_ID_SIZE];
	char expires_at[32];
	int64_t expires_ms;
	bool has_proof;
	struct pop_key pop; /* with has_proof */
	struct target target;
};
void session_file_wipe(struct session_file *s);

/* Read the JSON.  ERR_INPUT or ERR_LIMIT with `why` naming the member; unknown ones are ignored. */
enum err session_file_parse(struct span json, struct session_file *out, struct why *why);

/* Append the JSON.  Errors as buf_append. */
enum err session_file_write(const struct session_file *s, struct buf *out);

/*
 * The path the options mean for a user: --session (a path when it has a '/' or ends in .json, else
 * a name), or the user's.  ERR_INPUT with a complaint.
 */
enum err session_file_path(
    const struct arguments *o, const char *user, char out[FILE_PATH_SIZE], struct complaint *c);

/*
 * Load the session the options mean; without --session and --user, the only one there is.
 * ERR_ABSENT, ERR_INPUT, ERR_REFUSED, ERR_LIMIT with a complaint.
 */
enum err session_file_load(
    const struct arguments *o, struct session_file *out, struct complaint *c);

/* Write it to its path.  Errors as file_write_private. */
enum err session_file_save(const struct session_file *s, struct complaint *c);

#endif
