/* SPDX-License-Identifier: Apache-2.0 */
/*
 * call.h - one request of a session, with its proof.
 *
 * Room:      host/cli.  Calls: lib/wire, lib/net, lib/base.
 * Promises:  the session id travels in a header field, never in a path that is logged.
 */
#ifndef CLI_CALL_H
#define CLI_CALL_H

#include "host/cli/enclave.h"
#include "host/cli/session_file.h"
#include "lib/wire/proof.h"

/*
 * Send `method` `path` ("/enclave/summary/self") to an attested enclave for a session and wait.
 * An answer other than 200 is ERR_REFUSED with its problem as complaint; else as request_send.
 */
enum err call_send(struct cli *c, const struct enclave *e, const struct session_file *s,
    const struct client_request *request, struct reply *out);

/*
 * Load the session that the options mean, with what they demand instead of what it was registered
 * under (--url, --measurement, --policy, --insecure-simulated-root, --gateway).
 * Errors of session_file_load and target_from_arguments.
 */
enum err call_load(struct cli *c, struct session_file *s);

/* Attest the session's enclave.  Errors of enclave_connect. */
enum err call_connect(struct cli *c, const struct session_file *s, struct enclave *e);

#endif
