/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measurements.h - measurements.json: which code a client trusts, and on which platforms.
 *
 * A release publishes it and `--policy` reads it; docs/attestation.md describes each member and
 * docs/measurements.schema.json is the same for other programs.  It fills a policy of lib/quote and
 * adds nothing to it: what it does not name has the policy's default.
 *
 * Room:      lib/wire.  Calls: lib/quote, lib/json, lib/base.
 * Promises:  unknown members are refused, so that nobody demands what nobody checks; there is no
 *            "any", and Revoked cannot be allowed.
 */
#ifndef WIRE_MEASUREMENTS_H
#define WIRE_MEASUREMENTS_H

#include "lib/json/json_write.h"
#include "lib/quote/quote.h"

enum {
	MEASUREMENTS_SIZE_MAX = 65536,
	MEASUREMENTS_AGE_DAYS_MAX = 365,
	MEASUREMENTS_NUMBER_MAX = 65535, /* of min_tcb_evaluation_data_number */
};

/*
 * Read the JSON into `out`, which quote_policy_default() has filled: its releases are added to the
 * identities, the other members replace the defaults.  The older {"measurements":["HEX", ...]} is
 * a list of MRENCLAVE values.
 * ERR_INPUT or ERR_LIMIT with `why` naming the member ("releases[2]: mrtd: expected 96 hexadecimal
 * digits"); `out` is then unspecified.
 */
enum err measurements_parse(struct span json, struct quote_policy *out, struct why *why);

/* Write a policy as the object that measurements_parse() reads back; root, time and binding are
 * not part of it.  `name` as json_write_object's. */
void measurements_write(const struct quote_policy *p, struct json_writer *w, const char *name);

#endif
