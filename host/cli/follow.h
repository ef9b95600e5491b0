/* SPDX-License-Identifier: Apache-2.0 */
/*
 * follow.h - watch a collection until all past trades are in.
 *
 * Room:      host/cli.
 */
#ifndef CLI_FOLLOW_H
#define CLI_FOLLOW_H

#include "host/cli/call.h"

/*
 * Ask for the session again and again, drawing the progress bar, until the collection is complete;
 * `last` is then the last answer.  ERR_UPSTREAM (LEAVE_UNAVAILABLE) when the enclave has given the
 * collection up; errors of call_send; ERR_INPUT (LEAVE_PROTOCOL) for an answer that makes no sense.
 * The session stays whatever happens here, and the complaint says so.
 */
enum err follow(
    struct cli *c, const struct enclave *e, const struct session_file *s, struct reply *last);

/* Print what a session's document says of its symbols.  ERR_INPUT with a complaint; ERR_IO. */
enum err follow_print(struct cli *c, const struct reply *last);

#endif
