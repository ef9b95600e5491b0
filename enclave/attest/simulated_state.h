/* SPDX-License-Identifier: Apache-2.0 */
/*
 * simulated_state.h - the simulated platform's files: its seed and its certificates.
 *
 *   insecure-simulated-seed        32 bytes, mode 0600, made on the first run
 *   insecure-simulated-chain.pem   leaf, CA, root, as quotes carry them
 *   insecure-simulated-root.pem    the root alone, for clients' --insecure-simulated-root
 *
 * Each file is written whole under another name and renamed, so none is ever half there.
 *
 * Room:      enclave/attest, for insecure_simulated only.
 */
#ifndef ATTEST_SIMULATED_STATE_H
#define ATTEST_SIMULATED_STATE_H

#include "enclave/attest/simulated_pki.h"
#include "lib/base/why.h"

struct simulated_state {
	uint8_t seed[SIMULATED_SEED_SIZE];
	struct simulated_keys keys;
	struct buf root_pem, chain_pem;
};

void simulated_state_wipe(struct simulated_state *s);

/*
 * Read the files in `dir`, or make the ones that are missing (and the directory).
 * ERR_IO with `why` when a file cannot be read or written; ERR_INPUT with `why` when the seed has
 * another size, or may be read by others; ERR_REFUSED for the published seed; ERR_NOMEM, ERR_BUG.
 * Wipe `out` in any case.
 */
enum err simulated_state_open(const char *dir, struct simulated_state *out, struct why *why);

/* SHA-256 of a whole file: the measurement of a program that no hardware measures.  ERR_IO. */
enum err simulated_measure(const char *path, uint8_t out[QUOTE_MEASUREMENT_SIZE], struct why *why);

#endif
