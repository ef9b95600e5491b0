/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys.h - what accounts sign with: a secret for HMAC, or a private key (Ed25519, RSA) in PEM.
 *
 * The sandbox keeps the private key too, for it gives it to the client: signatures of both kinds
 * are deterministic (RFC 8032; PKCS #1 v1.5), so it verifies by signing again.
 *
 * Room:      host/sandbox.  Calls: lib/crypto, lib/base.
 * Never:     a key of anybody real.
 */
#ifndef SANDBOX_KEYS_H
#define SANDBOX_KEYS_H

#include "host/sandbox/dice.h"
#include "lib/base/bytes.h"

enum { KEYS_SECRET_SIZE = 2048 };

/* An Ed25519 key from the dice, in PKCS #8 and PEM; the sandbox's one RSA key.  ERR_LIMIT. */
enum err keys_ed25519_make(struct dice *d, char out[KEYS_SECRET_SIZE]);
enum err keys_rsa_make(char out[KEYS_SECRET_SIZE]);

/* Is the secret a private key? */
bool keys_is_pem(const char *secret);

/*
 * Is `signature` (hex of an HMAC in either case, or base64) that of the payload?
 * ERR_AUTH it is not; ERR_BUG, ERR_NOMEM.
 */
enum err keys_verify(const char *secret, struct span payload, const char *signature);

#endif
