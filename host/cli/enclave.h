/* SPDX-License-Identifier: Apache-2.0 */
/*
 * enclave.h - a connection to an enclave that has proved what it is.
 *
 * Each run attests anew: a fresh nonce, GET /attestation/quote, attestation_accept().  Over https
 * the TLS key must be the one the evidence binds, and from then on no other is talked to; behind a
 * gateway the certificate's name and chain count instead, and what is secret is sealed to the
 * enclave either way.
 *
 * Room:      host/cli.  Calls: lib/wire, lib/net, lib/quote, lib/crypto, lib/base.
 * Promises:  nothing but the request for evidence is sent before the evidence is accepted.
 */
#ifndef CLI_ENCLAVE_H
#define CLI_ENCLAVE_H

#include "host/cli/request.h"
#include "host/cli/target.h"
#include "lib/wire/attestation.h"

struct enclave {
	struct tls_client *tls;
	struct client *client;
	const struct target *target;
	struct attested attested;
	int64_t asked_ms; /* monotonic: when the nonce was made */
	/* When it was refused: why, and the measurement it claims, believed by nobody. */
	struct att_failure failure;
	bool has_claim;
	struct measurement claimed;
};
void enclave_wipe(struct enclave *e);

/*
 * Connect and attest.  `target` outlives `out`.
 * ERR_AUTH (LEAVE_ATTESTATION, LEAVE_COLLATERAL): refused, `failure` and perhaps `claimed` are set,
 * and the complaint shows the claim so that a person can compare.  ERR_REFUSED: it did not answer
 * with evidence. Else the errors of request_send, tls_client_new, client_new; each with a
 * complaint.
 */
enum err enclave_connect(struct cli *c, const struct target *target, struct enclave *out);

/* ERR_AUTH with a complaint (ATT_E_STALE) when the evidence is older than 60 s. */
enum err enclave_check_fresh(struct cli *c, struct enclave *e);

/* Tell a person what was verified; a simulated enclave gets its banner, also with -q. */
void enclave_announce(struct cli *c, const struct enclave *e);

/* The measurement as hex. */
enum { MEASUREMENT_TEXT_SIZE = 2 * QUOTE_TD_REGISTER_SIZE + 1 };
void measurement_write(const struct measurement *m, char out[MEASUREMENT_TEXT_SIZE]);

#endif
