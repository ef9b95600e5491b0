/* SPDX-License-Identifier: Apache-2.0 */
/*
 * release.h - one release of measurements.json: an enclave or guest that is trusted, in JSON.
 *
 * Room:      lib/wire.  Calls: lib/quote, lib/json, lib/base.
 * Promises:  a register of another TEE is refused, and so is a release that would trust more than
 *            it says.
 */
#ifndef WIRE_RELEASE_H
#define WIRE_RELEASE_H

#include "lib/json/json_write.h"
#include "lib/quote/quote.h"

/* "SGX", "TDX" or "SEV-SNP"; never NULL. */
const char *release_tee_text(enum quote_tee tee);

/*
 * Read the object that comes next.
 * ERR_INPUT or ERR_LIMIT with `why` naming the member; `out` is then unspecified.
 */
enum err release_parse(struct json *j, struct quote_identity *out, struct why *why);

/* Write it as an element of an array, as release_parse() reads it. */
void release_write(const struct quote_identity *i, struct json_writer *w);

#endif
