/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compute.h - the enclave's arithmetic on a file of one's own (docs/formats.md).
 *
 * The same lib/ledger that runs inside the enclave, over rows a trader has: what it prints is what
 * the enclave must have said.
 *
 * Room:      host/cli.
 */
#ifndef CLI_COMPUTE_H
#define CLI_COMPUTE_H

#include <stdio.h>

#include "lib/base/bytes.h"
#include "lib/base/why.h"

/* Files past this are refused: 512 MiB, some three million rows. */
enum { COMPUTE_FILE_SIZE_MAX = 512 << 20 };

/*
 * What a file of any KIND may say about itself, results and all: members that are read and let be.
 * `s` has a struct span `ignored` for them; needs lib/json/json_shape.h.
 */
#define COMPUTE_IGNORED(s, name) JSON_FIELD_(s, ignored, name, JSON_T_RAW, JSON_OPTIONAL, 0, NULL)
#define COMPUTE_ABOUT(s)                                                                      \
	COMPUTE_IGNORED(s, "title"), COMPUTE_IGNORED(s, "note"), COMPUTE_IGNORED(s, "notes"), \
	    COMPUTE_IGNORED(s, "tags"), COMPUTE_IGNORED(s, "comment"),                        \
	    COMPUTE_IGNORED(s, "source"), COMPUTE_IGNORED(s, "known_from_source"),            \
	    COMPUTE_IGNORED(s, "expected"), COMPUTE_IGNORED(s, "expected_reporting"),         \
	    COMPUTE_IGNORED(s, "expected_books_fifo"), COMPUTE_IGNORED(s, "other"),           \
	    COMPUTE_IGNORED(s, "tolerance"), COMPUTE_IGNORED(s, "peer_method"),               \
	    COMPUTE_IGNORED(s, "peer_expected"), COMPUTE_IGNORED(s, "spec"),                  \
	    COMPUTE_IGNORED(s, "spec_monthly"), COMPUTE_IGNORED(s, "spec_yearly"),            \
	    COMPUTE_IGNORED(s, "spec_rolling"), COMPUTE_IGNORED(s, "by_library")

struct compute_options {
	const char *method; /* how lots close; NULL: trades by each method, other books by fifo */
	bool wants_table;   /* tables for people instead of JSON */
};

/* "trades, series, ..." for usage texts: every KIND there will be. */
const char *compute_kinds(void);

/*
 * Read the file at `path` as `kind` and print the results as one line of JSON, or as a table.
 * `why` then names the kind, the option, the file, the member or the row ("events[12].price: ...").
 * ERR_ABSENT no such kind or method, or not available in this version: a usage error; ERR_INPUT a
 * file that cannot be opened or is not in the format; ERR_LIMIT a file, a count or a sum over its
 * limit; ERR_IO reading or printing failed; ERR_NOMEM.  Nothing is printed unless OK.
 */
enum err compute_run(const char *kind, const char *path, const struct compute_options *options,
    FILE *out, struct why *why);

/* One KIND each over the text of such a file; appends the JSON.  Errors as above. */
enum err compute_trades(struct span text, struct buf *out, struct why *why);
enum err compute_series(struct span text, struct buf *out, struct why *why);
enum err compute_flows(struct span text, struct buf *out, struct why *why);
enum err compute_xirr(struct span text, struct buf *out, struct why *why);
enum err compute_pipeline(struct span text, struct buf *out, struct why *why);
enum err compute_reporting(struct span text, struct buf *out, struct why *why);

/* KINDs with options: trades by one method or as a table; the others by another than fifo. */
enum err compute_trades_as(
    struct span text, const struct compute_options *options, struct buf *out, struct why *why);
enum err compute_pipeline_as(
    struct span text, const struct compute_options *options, struct buf *out, struct why *why);
enum err compute_reporting_as(
    struct span text, const struct compute_options *options, struct buf *out, struct why *why);

#endif
