/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vault.h - exchange credentials, in memory and nowhere else.
 *
 * Credentials are never written, not even sealed: a restart forgets them.  They live in pages of
 * their own, between guard pages, kept out of core dumps and, as far as the limits allow, out of
 * swap.  Whoever needs one borrows a view for the length of one call.  A usual one takes
 * VAULT_SLOT_SIZE here, one with an RSA key two pages of its own.
 *
 * Room:      enclave/vault.  Calls: lib/exchange (the struct), lib/base.
 * Promises:  a dropped credential is zero before vault_drop() returns.
 */
#ifndef VAULT_VAULT_H
#define VAULT_VAULT_H

#include "lib/exchange/exchange.h"

enum {
	VAULT_COUNT_MAX = 100000,
	VAULT_SLOT_SIZE = 512, /* what a usual credential takes */
};

struct vault; /* opaque */

/* Names one credential; 0 is nobody's.  A dropped handle is never handed out again. */
typedef uint64_t vault_handle;

/* Room for `count_max` credentials.  ERR_NOMEM, ERR_LIMIT past VAULT_COUNT_MAX. */
enum err vault_new(size_t count_max, struct vault **out);
void vault_free(struct vault *v); /* wipes all; takes NULL */

/* Copy a credential in; the caller wipes its own.  ERR_LIMIT when full; ERR_NOMEM. */
enum err vault_put(struct vault *v, const struct credential *c, vault_handle *out);

/* A view good until the next borrow, put or drop; NULL for a handle that was dropped. */
const struct credential *vault_borrow(const struct vault *v, vault_handle h);

/* Wipe it now.  A handle that was dropped already, or 0, is fine. */
void vault_drop(struct vault *v, vault_handle *h);

/* How many it holds. */
size_t vault_count(const struct vault *v);

#endif
