/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fake_evidence.h - evidence of a simulated platform in files, for tests of the command line.
 *
 * In the fake's directory: quote.bin, collateral.json, and collateral/ with a file for each item.
 */
#ifndef TEST_HOST_CLI_FAKE_EVIDENCE_H
#define TEST_HOST_CLI_FAKE_EVIDENCE_H

#include "lib/quote/collateral_files.h"
#include "test/host/cli/fake_enclave.h"

struct fake_evidence {
	char quote[96], collateral[96], directory[96]; /* their paths */
	struct buf quote_bytes;
};

void fake_evidence_wipe(struct fake_evidence *e);

/* Make and write it, as of the fake's clock. */
void fake_evidence_make(struct fake *f, struct fake_evidence *out);

/* Write bytes to a file of the fake's directory; its path, good until the next call. */
const char *fake_evidence_file(const struct fake *f, const char *name, struct span bytes);

/* Spoil one byte of a file of collateral/. */
void fake_evidence_spoil(const struct fake_evidence *e, enum collateral_file file, size_t at);

#endif
