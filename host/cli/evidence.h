/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence.h - evidence in files: a quote or report, and the collateral to judge it with.
 *
 * Room:      host/cli.  Calls: lib/quote, lib/base.
 * Promises:  what a file holds is never guessed when it could be two things.
 */
#ifndef CLI_EVIDENCE_H
#define CLI_EVIDENCE_H

#include "host/cli/arguments.h"
#include "host/cli/files.h"
#include "lib/quote/collateral_files.h"

enum { EVIDENCE_TEXT_SIZE_MAX = 2 * QUOTE_SIZE_MAX + 4096 };

struct evidence {
	struct buf quote;
	struct buf files[COLLATERAL_FILE_COUNT], store; /* what `collateral` has views of */
	struct collateral collateral;
	struct quote_root root;
	int64_t at_ms;
};
void evidence_wipe(struct evidence *e);

/*
 * Append the bytes of a quote file to `out`: as they are, or decoded when the whole file is one
 * hexadecimal or base64 text (white space allowed) of something that begins like a quote.
 * ERR_INPUT with `why` when it is neither.
 */
enum err evidence_decode(struct span file, struct buf *out, struct why *why);

/* The same from a file; `what` names it in complaints.  ERR_ABSENT, ERR_LIMIT, ERR_INPUT. */
enum err evidence_read_quote(
    const char *what, const char *path, struct buf *out, struct complaint *c);

/*
 * Read collateral: a file with the wire's JSON, or a directory (collateral_files.h).
 * ERR_ABSENT (LEAVE_NO_INPUT), ERR_LIMIT or ERR_INPUT (LEAVE_DATA) with a complaint.
 */
enum err evidence_read_collateral(
    const char *what, const char *path, struct evidence *e, struct complaint *c);

/* Root and time as the options say: Intel's, and `now_ms`, by default.  Errors as file_read. */
enum err evidence_read_options(
    const struct arguments *o, int64_t now_ms, struct evidence *e, struct complaint *c);

#endif
