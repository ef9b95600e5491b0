/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request.h - one HTTP request, waited for; and what an answer that says no means to a person.
 *
 * Room:      host/cli.  Calls: lib/net, lib/wire, lib/json, lib/base.
 */
#ifndef CLI_REQUEST_H
#define CLI_REQUEST_H

#include "host/cli/cli.h"

enum { REPLY_SIZE_MAX = 16 << 20 };

struct reply {
	unsigned status;
	struct buf body; /* wiped with the reply */
	char retry_after[16];
	bool has_spki;
	uint8_t spki_sha256[SHA256_SIZE];
};
void reply_wipe(struct reply *r);

/*
 * Send, and run the loop until the answer is there, whatever its status.  `url` is for complaints.
 * ERR_IO (LEAVE_NETWORK), ERR_AUTH (LEAVE_ATTESTATION: the peer's TLS key or certificate is not
 * the one demanded), ERR_INPUT and ERR_LIMIT (LEAVE_PROTOCOL), ERR_NOMEM; each with a complaint.
 */
enum err request_send(struct cli *c, struct client *client, const char *url,
    const struct client_request *request, struct reply *out);

/*
 * Complain about an answer that is no success: title, detail, code, and what the exchange said.
 * Always ERR_REFUSED.
 */
enum err request_refused(struct complaint *c, const struct reply *r);

#endif
