/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compute_write.h - a ledger's books under the names of docs/formats.md.
 *
 * Room:      host/cli.
 */
#ifndef CLI_COMPUTE_WRITE_H
#define CLI_COMPUTE_WRITE_H

#include "host/cli/compute_rows.h"
#include "lib/ledger/ledger.h"

/*
 * Append {"fifo":{"symbols":{...},"duplicates_dropped":...}}.  ERR_LIMIT a sum or the text is over
 * its limit, with the symbol in `why`; ERR_NOMEM.
 */
enum err compute_write(
    struct ledger *l, const struct compute_ids *ids, struct buf *out, struct why *why);

#endif
