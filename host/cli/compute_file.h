/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compute_file.h - a file of instruments, settings and events, in a ledger (docs/formats.md).
 *
 * KINDs trades, reporting and pipeline read the same file; a pipeline's has deposits and
 * withdrawals as well, and says which days it is about.
 *
 * Room:      host/cli.  Calls: lib/ledger, lib/metrics, lib/json.
 */
#ifndef CLI_COMPUTE_FILE_H
#define CLI_COMPUTE_FILE_H

#include "host/cli/compute_deposits.h"
#include "host/cli/compute_rows.h"
#include "lib/ledger/ledger.h"

enum compute_file_kind {
	COMPUTE_FILE_BOOKS,     /* trades */
	COMPUTE_FILE_REPORTING, /* the same, with settings.reporting */
	COMPUTE_FILE_ACCOUNT,   /* a pipeline: deposits, start_ts and n_days too */
};

struct compute_file {
	struct ledger *ledger;
	struct compute_ids ids;
	bool has_inverse;
	size_t marks_rejected;
	char reporting[ASSET_SIZE];
	int offset_min;
	int64_t max_mark_age_ms, start_ts;
	size_t day_count;
	struct compute_deposits deposits;
};
void compute_file_wipe(struct compute_file *f);

/* Read the text of such a file.  Errors as compute_run. */
enum err compute_file_read(
    struct span text, enum compute_file_kind kind, struct compute_file *out, struct why *why);

#endif
