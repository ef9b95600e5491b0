/* SPDX-License-Identifier: Apache-2.0 */
/*
 * missing.h - what of an account is not in its figures, in words: a session's "completeness".
 *
 * Room:      host/cli.  Calls: lib/json, lib/base.
 * Promises:  nothing that the enclave says reaches the terminal untamed; long lists are cut and say
 *            so.
 */
#ifndef CLI_MISSING_H
#define CLI_MISSING_H

#include "lib/base/bytes.h"
#include "lib/base/why.h"

/*
 * Append a line for each thing that is missing; none when nothing is, or for an empty span.
 * ERR_INPUT, ERR_LIMIT with `why`: it is not such an object; ERR_NOMEM.
 */
enum err missing_write(struct span completeness, struct buf *out, struct why *why);

#endif
