/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verdict.h - what a verification found, as JSON for programs and as lines for people.
 *
 * `attest` and `quote check` say the same of the same evidence.  The JSON has every member always:
 * what was not verified, or does not exist with this TEE, is null, so that nothing of refused
 * evidence looks like a fact.
 *
 * Room:      host/cli.  Calls: lib/wire, lib/quote, lib/json, lib/base.
 */
#ifndef CLI_VERDICT_H
#define CLI_VERDICT_H

#include "lib/json/json_write.h"
#include "lib/quote/quote.h"

/*
 * Write the members of a verdict into the object that is open; `detail` beats the failure's.
 * The JSON of docs/attestation.md, "quote check --json".
 */
void verdict_write(struct json_writer *w, const struct att_failure *failure,
    const struct quote_facts *facts, const char *detail);

/*
 * Append lines about evidence that is genuine: TEE, code, status, platform, validity at `at_ms`.
 * Errors as buf_append.
 */
enum err verdict_lines(const struct quote_facts *facts, int64_t at_ms, struct buf *out);

/* "intel", "amd", "simulated", "given". */
const char *verdict_anchor(enum quote_anchor anchor);

#endif
