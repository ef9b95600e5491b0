/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exchange.h - what an exchange connector is.
 *
 * A connector is a translator, not a client: it turns "what we want to know" into one HTTP request
 * and one HTTP answer into rows.  It has no socket, no clock, no memory between calls.  The
 * scheduler in enclave/ingest does the waiting, the retrying and the rate limiting for all of
 * them; the command line can run the same parsers on recorded answers.
 *
 * To add one: one file, one row in exchanges[] of exchange.c, one folder of tests.
 *
 * Room:      lib/exchange.  Calls: lib/ledger (rows), lib/json, lib/crypto, lib/decimal, lib/base.
 * Promises:  parse never moves a cursor past a row it did not report; money is struct decimal from
 *            the first byte; an unknown member is ignored, a missing one is ERR_INPUT.  Each page
 *            with rows moves the cursor forward, so no answer can make a caller ask for ever.
 * Never:     waits, retries, redirects, follows a URL that an answer or a user names.
 */
#ifndef EXCHANGE_EXCHANGE_H
#define EXCHANGE_EXCHANGE_H

#include "lib/base/secret.h"
#include "lib/base/why.h"
#include "lib/ledger/fill.h"

enum {
	EXCHANGE_KEY_SIZE = 256,
	EXCHANGE_FIELDS_MAX = 8,
	EXCHANGE_PAGE_FILLS_MAX = 1000,
	EXCHANGE_TARGET_SIZE_MAX = 2048,
};

/* What a trader's key is made of.  Wiped, never copied but into a request's signature. */
struct credential {
	char api_key[EXCHANGE_KEY_SIZE];
	char secret[EXCHANGE_KEY_SIZE];
	char passphrase[EXCHANGE_KEY_SIZE];
};
void credential_wipe(struct credential *c);

/* The questions we have. */
enum exchange_call {
	EXCHANGE_TIME,        /* the server's clock */
	EXCHANGE_PERMISSIONS, /* what may this key do? */
	EXCHANGE_INSTRUMENTS, /* every instrument, delisted ones too */
	EXCHANGE_BALANCES,    /* what the account holds */
	EXCHANGE_FILLS,       /* one page of own fills of one instrument */
	EXCHANGE_MARKS,       /* one page of closing prices of one instrument */
	EXCHANGE_CALL_COUNT
};

struct exchange_ask {
	enum exchange_call call;
	const struct credential *credential; /* NULL for public calls */
	const char *symbol;                  /* FILLS, MARKS */
	uint64_t from_id;                    /* FILLS: the first id wanted */
	int64_t from_ms, to_ms;              /* MARKS */
	/*
	 * The exchange's time now, for the signature; MARKS: an hour not over then is not
	 * reported, because its close is not known yet (0: every row is).
	 */
	int64_t server_ms;
};

struct exchange_request {
	const char *method;
	struct buf target; /* path and query; holds a signature, so wipe */
	struct {
		const char *name;
		char value[EXCHANGE_KEY_SIZE];
	} fields[EXCHANGE_FIELDS_MAX];
	size_t field_count;
	unsigned weight; /* of the exchange's rate budget */
};
void exchange_request_wipe(struct exchange_request *r);

/* One HTTP answer. */
struct exchange_answer {
	unsigned status;
	struct span body;
};

/* What the exchange said when it said no; its own code and message are passed on to people. */
struct exchange_refusal {
	int64_t code;        /* the exchange's own; 0 when it gave none */
	char message[200];   /* printable ASCII, cut */
	const char *advice;  /* what the user must do; a literal or NULL */
	int64_t retry_at_ms; /* ERR_BUSY: not before, when the exchange named a time; else 0 */
};

/* Refuse the key unless it reads and too_many is "". */
struct key_permissions {
	bool reads, trades, withdraws, is_ip_restricted;
	bool is_verified; /* false: this exchange cannot tell */
	/* The exchange's own names of the rights that are on and must be off, comma-separated. */
	char too_many[256];
};

struct balance {
	char asset[ASSET_SIZE];
	struct decimal free, locked;
};

struct mark {
	int64_t ts_ms; /* when this price was the last one */
	struct decimal price;
};

/* Rows are delivered one by one; a callback that returns an error stops the parse with it. */
struct exchange_sink {
	void *self;
	enum err (*instrument)(void *self, const struct instrument *i);
	enum err (*balance)(void *self, const struct balance *b);
	enum err (*fill)(void *self, const struct fill *f);
	enum err (*mark)(void *self, const struct mark *m);
};

/* What the parse learned besides rows. */
struct exchange_result {
	int64_t server_ms;                  /* TIME */
	struct key_permissions permissions; /* PERMISSIONS */
	char account_id[64];                /* BALANCES, when the exchange tells; else "" */
	size_t row_count;
	uint64_t last_id;                /* FILLS: the greatest id of the page */
	int64_t last_ms;                 /* MARKS: the last row's time */
	bool is_last;                    /* the page was not full: nothing more for now */
	struct exchange_refusal refusal; /* when parse returned an error */
};

struct exchange {
	const char *name;              /* "binance", as clients spell it */
	unsigned weight_per_minute;    /* the published budget, per address */
	const char *used_weight_field; /* the header field that tells what is used of it, or NULL */

	/*
	 * Write the request into an all-zero (or wiped) `out`, which the caller wipes.
	 * ERR_INPUT for a symbol no exchange would have, an empty api_key or secret or one with
	 * characters no key has, a signed call without a credential; ERR_LIMIT, ERR_NOMEM.
	 */
	enum err (*build)(const struct exchange_ask *ask, struct exchange_request *out);

	/*
	 * Read the answer to `ask`.
	 * ERR_BUSY      slow down (429, 418, its own codes)
	 * ERR_AUTH      the exchange refuses the credential: stop asking
	 * ERR_ABSENT    no such instrument (any more)
	 * ERR_CONFLICT  our clock is off: ask TIME, then again
	 * ERR_UPSTREAM  it failed or is in maintenance: ask again later
	 * ERR_INPUT     not what its documentation says, or it calls our request wrong; `why`
	 *               names the member, or has the exchange's own words
	 * ERR_LIMIT     the same for what is deeper, longer or more than documented
	 * and whatever a callback of `sink` returned.  Rows may have been delivered before an
	 * error came: keep none of them.  `sink` needs only the callback of the call asked.
	 */
	enum err (*parse)(const struct exchange_ask *ask, const struct exchange_answer *answer,
	    const struct exchange_sink *sink, struct exchange_result *out, struct why *why);
};

/* NULL if there is no such exchange; NULL is no exchange. */
const struct exchange *exchange_by_name(const char *name);

/* Every name, comma-separated, for people. */
const char *exchange_names(void);

extern const struct exchange exchange_binance;

#endif
