/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registration.h - what is inside an envelope, and the answer to it (docs/wire.md section 2).
 *
 * Room:      lib/wire.  Calls: lib/exchange (credential), lib/json, lib/crypto, lib/base.
 * Never:     a value of the credential in `why`.
 */
#ifndef WIRE_REGISTRATION_H
#define WIRE_REGISTRATION_H

#include "lib/exchange/exchange.h"
#include "lib/wire/envelope.h"

enum { SESSION_ID_SIZE = 80 }; /* "session_" + seconds + "_" + 43, with its NUL */

struct registration {
	char user_id[USER_ID_SIZE_MAX + 1];
	char exchange[EXCHANGE_NAME_SIZE_MAX + 1];
	char account_type[8]; /* spot, margin, futures, all */
	bool sandbox;
	struct credential credential;
	char symbols[SYMBOL_HINTS_MAX][SYMBOL_SIZE];
	size_t symbol_count;
};
void registration_wipe(struct registration *r);

/* Read and check the (padded) plaintext.  ERR_INPUT or ERR_LIMIT with `why` naming the member. */
enum err registration_parse(struct span plain, struct registration *out, struct why *why);

/* Append the plaintext, without padding.  Errors as buf_append. */
enum err registration_write(const struct registration *r, struct buf *out);

/*
 * The rules every sender checks before it encrypts: user id, key and secret of a plausible shape,
 * account type.  ERR_INPUT with `why` naming the field.
 */
enum err registration_check(const struct registration *r, struct why *why);

struct registration_reply {
	char session_id[SESSION_ID_SIZE];
	char expires_at[32]; /* as text: the receipt covers its bytes */
	struct key_permissions permissions;
	uint8_t receipt[SHA256_SIZE];
};

/* HMAC over lp("receipt/v1") || lp(ephemeral_pub) || lp(session_id) || lp(expires_at). */
enum err receipt_make(const struct pop_key *pop, const uint8_t ephemeral_pub[HPKE_ENC_SIZE],
    const char *session_id, const char *expires_at, uint8_t out[SHA256_SIZE]);

/* Append the 201's body.  Errors as buf_append. */
enum err registration_reply_write(const struct registration_reply *r, struct buf *out);

/* Read a 201's body.  ERR_INPUT with `why`.  The receipt is not judged here. */
enum err registration_reply_parse(
    struct span body, struct registration_reply *out, struct why *why);

/* Append {"read":...,"trade":...,...} under `name`. */
struct json_writer;
void permissions_write(struct json_writer *w, const char *name, const struct key_permissions *p);

#endif
