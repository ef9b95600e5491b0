/* SPDX-License-Identifier: Apache-2.0 */
/*
 * credentials.h - an exchange key from a person, a file or standard input; never from argv.
 *
 * Two lines, key and secret, and a third with the passphrase where the exchange has one.  The
 * secret may be a private key in PEM, with all its lines.
 *
 * Room:      host/cli.  Calls: lib/exchange (credential), lib/base.
 * Promises:  the credential is wiped on every failure.
 */
#ifndef CLI_CREDENTIALS_H
#define CLI_CREDENTIALS_H

#include "host/cli/cli.h"

/*
 * Read what --credentials names, or ask on the terminal.
 * ERR_ABSENT, ERR_INPUT, ERR_LIMIT, ERR_REFUSED with a complaint that quotes no line.
 */
enum err credentials_read(struct cli *c, struct credential *out);

/* Read the lines; `what` names where they are from, for complaints.  ERR_INPUT, ERR_LIMIT. */
enum err credentials_parse(
    struct span lines, const char *what, struct credential *out, struct complaint *c);

#endif
