/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fake_enclave.h - an enclave for tests of the command line: real evidence, real envelopes, one
 * session, and knobs for each way it can lie.
 *
 * It serves on the loop that the command line waits on, so a test is one thread.  Its clock stands
 * still unless the test moves it.
 */
#ifndef TEST_HOST_CLI_FAKE_ENCLAVE_H
#define TEST_HOST_CLI_FAKE_ENCLAVE_H

#include "enclave/attest/simulated_collateral.h"
#include "host/cli/session_file.h"
#include "lib/net/server.h"
#include "lib/wire/attestation.h"
#include "lib/wire/problem.h"
#include "test/check.h"

enum { FAKE_DOCUMENTS_MAX = 4 };

struct fake {
	struct clock_fake time;
	struct clock clock;
	struct loop *loop;
	struct server *server;
	struct tls_server *tls;
	struct simulated_keys keys;
	struct simulated_collateral issued;
	struct collateral collateral; /* its views */
	struct buf root_pem, chain_pem;
	struct x25519_private receive;
	char directory[64], url[64], root_path[96], key_path[96], measurement_text[65];

	/* How it lies; all zero: it does not. */
	size_t flipped_bit; /* of the quote, plus 1 */
	bool has_other_nonce, has_other_measurement, has_other_spki, has_other_config;
	bool is_mute, has_wrong_receipt, says_genuine, is_debug_off;
	int64_t late_ms;         /* the clock moves so far before the evidence is sent */
	const char *submit_body; /* 201 with this instead of the real answer */
	const struct problem_report *submit_problem;
	void (*on_submit)(struct fake *f);
	unsigned session_status;                   /* answers of a session with a problem; 0: 200 */
	const char *documents[FAKE_DOCUMENTS_MAX]; /* answers in turn; the last one stays */

	/* What it saw. */
	size_t quote_count, submit_count, get_count, delete_count, unproved_count;
	struct registration registration;
	struct envelope_metadata metadata;
	struct pop_key pop;
	char session_id[SESSION_ID_SIZE], path[128];

	/* What the command line said in the last run. */
	char *out, *err;
	size_t out_size, err_size;
};

/* Start it, over TLS if `with_tls`; HOME and XDG_CONFIG_HOME are a fresh directory from then on. */
void fake_start(struct fake *f, bool with_tls);
void fake_wipe(struct fake *f);

/* Run the command line: words after "perf-aggregator", NULL at the end. */
enum leave fake_run(struct fake *f, const char *const *words);

/* fake_run in place: RUN(&f, "summary", "--json") */
#define RUN(f, ...) fake_run((f), (const char *const[]){ __VA_ARGS__, NULL })

/* `perf-aggregator register` as it should be called, with more words. */
#define REGISTER(f, ...)                                                                           \
	RUN((f), "register", "--url", (f)->url, "--measurement", (f)->measurement_text,            \
	    "--insecure-simulated-root", (f)->root_path, "--allow-secrets-to-simulated", "--user", \
	    "trader-john", "--credentials", (f)->key_path __VA_OPT__(, ) __VA_ARGS__)

/* Did it say so?  Fails the test, printing what it said, when not. */
void fake_said(const char *all, const char *part);
#define SAID_OUT(f, part) fake_said((f)->out, part)
#define SAID_ERR(f, part) fake_said((f)->err, part)

/* Is a session file of this name there? */
bool fake_has_session(const struct fake *f, const char *name);

/* Write a file of its directory with this mode; gives its path (static). */
const char *fake_file(const struct fake *f, const char *name, const char *text, unsigned mode);

#endif
