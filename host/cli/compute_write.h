/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compute_write.h - a ledger's books under the names of docs/formats.md.
 *
 * Room:      host/cli.
 */
#ifndef CLI_COMPUTE_WRITE_H
#define CLI_COMPUTE_WRITE_H

#include "host/cli/compute_file.h"
#include "lib/json/json_write.h"

/*
 * Write "NAME": {"symbols": {...}, "duplicates_dropped": ...} by the ledger's method.
 * ERR_LIMIT a sum is over its limit, with the symbol in `why`; ERR_NOMEM.
 */
enum err compute_write(
    struct compute_file *t, const char *name, struct json_writer *w, struct why *why);

#endif
