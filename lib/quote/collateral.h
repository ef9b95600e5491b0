/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collateral.h - what a quote is judged with: revocation lists and signed TCB information.
 *
 * It travels as a JSON object beside the quote (docs/wire.md 1), and its hash is part of what the
 * quote vouches for.  Here it is carried, not believed: the steps of verify.c look at each item.
 *
 * Room:      lib/quote.  Calls: lib/json, lib/crypto, lib/base.
 * Promises:  limits before work; an item that is absent is an empty span.
 */
#ifndef QUOTE_COLLATERAL_H
#define QUOTE_COLLATERAL_H

#include "lib/base/bytes.h"
#include "lib/base/why.h"
#include "lib/crypto/crypto.h"
#include "lib/json/json_write.h"

enum {
	COLLATERAL_JSON_SIZE_MAX = 196608,
	COLLATERAL_CRL_SIZE_MAX = 32768,
	COLLATERAL_CHAIN_SIZE_MAX = 16384,
	COLLATERAL_TEXT_SIZE_MAX = 65536, /* TCB info, QE identity */
	COLLATERAL_VEK_SIZE_MAX = 4096,
};

struct collateral {
	/* Intel */
	struct span root_crl, pck_crl;                   /* DER */
	struct span tcb_chain, tcb_info, tcb_signature;  /* PEM; the bytes signed; r||s */
	struct span qe_chain, qe_identity, qe_signature; /* the same */
	struct span pck_chain;                           /* PEM; not in the hash */
	/* AMD */
	struct span vek;      /* DER */
	struct span ask, ark; /* PEM */
};

/*
 * Read the JSON object.  `out` has views into `store`, good until it changes: give an empty one
 * that may grow to the size of the JSON.
 * ERR_INPUT or ERR_LIMIT with `why` naming the member: not this shape, an unknown member, bad hex,
 * a member over its limit; ERR_NOMEM.
 */
enum err collateral_parse(
    struct span json, struct buf *store, struct collateral *out, struct why *why);

/* Write the object: the members that are there, none for an empty collateral. */
void collateral_write(const struct collateral *c, struct json_writer *w, const char *name);

/* Is nothing in it? */
bool collateral_is_empty(const struct collateral *c);

/*
 * What the binding holds: SHA-256 of a label and each item with its length, 32 zeros when nothing
 * is there.  Items of one vendor only count: AMD's when there is a VEK.  ERR_BUG as sha256.
 */
enum err collateral_sha256(const struct collateral *c, uint8_t out[SHA256_SIZE]);

#endif
