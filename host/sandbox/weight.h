/* SPDX-License-Identifier: Apache-2.0 */
/*
 * weight.h - Binance's request limits, per address.
 *
 * Windows stand on the clock (each whole minute, each whole five minutes).  Who asks on after
 * a 429 is banned with 418: two minutes, doubled each time, at most three days.
 *
 * Room:      host/sandbox.  No clock of its own: the time is an argument.
 */
#ifndef SANDBOX_WEIGHT_H
#define SANDBOX_WEIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/err.h"

enum {
	WEIGHT_API_MAX = 6000,     /* a minute, /api */
	WEIGHT_SAPI_MAX = 12000,   /* a minute, /sapi */
	WEIGHT_FUTURES_MAX = 2400, /* a minute, /fapi and /dapi each */
	WEIGHT_UID_MAX = 180000,   /* a minute, an account and a /sapi call of its own count */
	WEIGHT_RAW_MAX = 300000,   /* requests in five minutes, /api */
	WEIGHT_PEERS_MAX = 64,     /* addresses remembered; then the quietest is forgotten */
	WEIGHT_PATIENCE = 10,      /* refusals in one window before the ban */
	WEIGHT_PEER_SIZE = 64,
};

enum weight_budget {
	WEIGHT_API,
	WEIGHT_SAPI,
	WEIGHT_FAPI,
	WEIGHT_DAPI,
	WEIGHT_UID, /* "address" is then an account and a call */
	WEIGHT_FREE,
};

struct weight_peer {
	char address[WEIGHT_PEER_SIZE];
	int64_t minute, five_minutes; /* the windows that the counts are of */
	int64_t used[WEIGHT_FREE];    /* by budget */
	int64_t raw_count;
	unsigned refusal_count, ban_count;
	int64_t banned_until_ms;
};

struct weight_book {
	struct weight_peer peers[WEIGHT_PEERS_MAX]; /* all zero at the start */
};

enum weight_verdict { WEIGHT_OK, WEIGHT_TOO_MUCH, WEIGHT_BANNED };

struct weight_answer {
	enum weight_verdict verdict;
	int64_t used;            /* of this budget, in this minute, with this request */
	int64_t retry_after_s;   /* not OK */
	int64_t banned_until_ms; /* banned */
};

/* What fits into a minute; `b` is not WEIGHT_FREE. */
int64_t weight_limit(enum weight_budget b);

/* Count a request of `weight` from `address` at `now_ms` and say what becomes of it. */
struct weight_answer weight_take(struct weight_book *b, const char *address,
    enum weight_budget budget, int64_t weight, int64_t now_ms);

#endif
