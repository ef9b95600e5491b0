/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attest.h - where this enclave's evidence comes from.
 *
 * A provider asks its platform for a quote over 64 bytes of report data, for the measurement the
 * quote will carry, and for a key that only this measurement gets.  The operator names one on the
 * command line; nothing is guessed from the surroundings.  A build without INSECURE_BUILD has no
 * simulated provider.
 *
 * To add one: copy the shape of gramine_sgx.c, add one row to providers[] in attest.c and the file
 * to meson.build.
 *
 * Room:      enclave/attest.  Calls: lib/quote, lib/crypto, lib/base, the platform's files.
 * Promises:  a quote handed out carries exactly the report data asked for.
 * Never:     decides whether evidence is good: that is lib/quote's, and the client's.
 */
#ifndef ATTEST_ATTEST_H
#define ATTEST_ATTEST_H

#include "lib/base/bytes.h"
#include "lib/base/clock.h"
#include "lib/base/why.h"
#include "lib/crypto/crypto.h"
#include "lib/quote/quote.h"

enum { ATTEST_REPORT_DATA_SIZE = 64 };

struct platform_files;

struct attest_config {
	const char *state_dir;      /* where a provider may keep files; made when missing */
	uint16_t isvprodid, isvsvn; /* for providers whose platform does not fix them */
	const struct clock *clock;  /* borrowed; NULL: the system's */
	/* For tests alone; zero is the real platform, and no setting of a program gets here. */
	const struct platform_files *files;
	const char *root;    /* the directory of the platform's files */
	int64_t deadline_ms; /* for one quote */
};

struct attest_provider {
	const char *name; /* as on the command line */
	enum quote_tee tee;
	bool is_simulated; /* then every label must say so */

	/*
	 * Get ready; *self is the provider's until close().
	 * ERR_INPUT or ERR_REFUSED with `why` for a wrong configuration or the wrong platform;
	 * ERR_IO, ERR_NOMEM, ERR_BUG.
	 */
	enum err (*open)(const struct attest_config *config, void **self, struct why *why);
	void (*close)(void *self); /* wipes and frees; NULL is accepted */

	/*
	 * Append a fresh quote over `report_data` to `out`.  Never waits for the platform.
	 * ERR_BUSY: it is being made; ask again with the same report data until it comes, or give
	 * it up with drop().  ERR_LIMIT: too many are being made, or `out` is too small.
	 * ERR_UPSTREAM, or what the platform said, with `why`.
	 */
	enum err (*quote)(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE],
	    struct buf *out, struct why *why);

	/* Nobody waits for this quote any more.  NULL: this provider never says ERR_BUSY. */
	void (*drop)(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE]);

	/*
	 * Append the JSON of the collateral to judge this platform's quotes with
	 * (lib/quote/collateral.h), good at `now_ms`.  NULL, or ERR_ABSENT: the platform has none
	 * of its own, and the host supplies it.  Errors as quote().
	 */
	enum err (*collateral)(void *self, int64_t now_ms, struct buf *json);

	/* The root its quotes are judged under.  NULL: the processor vendor's own. */
	enum err (*root)(void *self, struct quote_root *out);

	/* The measurement every quote of this process carries. */
	void (*measurement)(void *self, struct measurement *out);

	/*
	 * A key that stays the same over restarts, for this measurement on this machine only.
	 * ERR_ABSENT: this platform has none; nothing may be kept on disk then.
	 */
	enum err (*seal_key)(void *self, struct mac_key *out);
};

/* Sleep 2 ms, and say true: for the two loops that may wait, before anybody is served. */
bool attest_wait(void);

/*
 * The same as provider->quote(), waiting for the platform: for the start, before anybody is served.
 * Errors as there, but for ERR_BUSY; the provider's deadline ends the wait.
 */
enum err attest_quote_wait(const struct attest_provider *provider, void *self,
    const uint8_t report_data[ATTEST_REPORT_DATA_SIZE], struct buf *out, struct why *why);

/* NULL if there is no such provider in this build. */
const struct attest_provider *attest_provider_by_name(struct span name);

/* The providers of this build in order of preference, NULL past the end: for usage texts. */
const struct attest_provider *attest_provider_at(size_t index);

#endif
