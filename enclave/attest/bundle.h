/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bundle.h - the collateral this enclave serves beside its quotes.
 *
 * It comes from a directory that the host keeps filled (docs/operating.md), or from the provider,
 * and is the host's word: the enclave verifies a quote of its own with it before anybody is served
 * it, so that what is stale or of another machine is found here and not by every client.  Files
 * that changed are read anew; what is no good leaves the old bundle in place.
 *
 * A bundle never changes.  Whoever answers with one holds it until the answer is written, because
 * the quote binds its hash.
 *
 * Room:      enclave/attest.  Calls: lib/quote, lib/base, the directory's files.
 * Promises:  what is served passed this enclave's own verification; `why` and log name the item
 *            that is no good, and since when.
 * Never:     the network: fetching is the host's.
 */
#ifndef ATTEST_BUNDLE_H
#define ATTEST_BUNDLE_H

#include "enclave/attest/attest.h"
#include "lib/base/log.h"
#include "lib/quote/collateral_check.h"
#include "lib/quote/quote.h"

enum { BUNDLE_LOOK_MS = 60000 };

/* Read only. */
struct bundle {
	struct collateral collateral;
	uint8_t sha256[SHA256_SIZE];     /* as the binding has it */
	struct collateral_report report; /* its items, and when each ends */
	bool has_status;                 /* Intel says one of each platform, AMD does not */
	enum tcb_status status;          /* of this platform, by it */
	int64_t valid_until_ms;          /* of everything, the quote's certificates too */
	const char *ends_first;          /* a literal */
};

struct bundles; /* opaque: the one that is served, and where the next comes from */

struct bundles_config {
	const struct attest_provider *provider;
	void *provider_self;
	const char *dir; /* NULL: what the provider has of its own */
	const struct clock *clock;
	const struct log *log;
};

/*
 * Make a quote (waiting for the platform), read the collateral, verify the one with the other.
 * ERR_INPUT, ERR_ABSENT, ERR_LIMIT or ERR_IO with `why` naming the file; ERR_REFUSED with `why`
 * naming the item when verification fails; what the provider says when it gives no quote.
 */
enum err bundles_new(const struct bundles_config *config, struct bundles **out, struct why *why);
void bundles_free(struct bundles *b); /* when nobody holds one any more */

/* Once in BUNDLE_LOOK_MS, however often it is called: has something new come? */
void bundles_look(struct bundles *b);

/* The one that is served now, held until bundle_release(). */
const struct bundle *bundles_hold(struct bundles *b);
void bundle_release(const struct bundle *bundle);

/* The same, only to be looked at: good until the next bundles_look(). */
const struct bundle *bundles_borrow(const struct bundles *b);

/*
 * Would a client take it now?  ERR_REFUSED with `why` naming the item that ended, and when.
 */
enum err bundles_check(const struct bundles *b, struct why *why);

#endif
