/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exchange.h - what an exchange connector is.
 *
 * A connector is a translator, not a client, and it is mostly data.  It says which hosts the
 * exchange has and how much each lets us ask (families), and what there is to ask (feeds: how each
 * pages, how far it reaches back, what it costs).  Two pure functions do the rest: one question
 * becomes one HTTP request, one HTTP answer becomes rows.  It has no socket, no clock and no memory
 * between calls.  The scheduler in enclave/ingest walks the tables and does the waiting, the
 * retrying and the rate limiting for all exchanges; the command line runs the same parsers on
 * recorded answers.
 *
 * To add one: README.md of this room tells it with Bybit as the example.
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
#include "lib/exchange/exchange_rows.h"

enum {
	EXCHANGE_KEY_SIZE = 256, /* an API key, a passphrase */
	EXCHANGE_SECRET_SIZE =
	    3584, /* a secret; the PEM text of a 4096-bit RSA key has 3272 bytes */
	EXCHANGE_FIELDS_MAX = 8,
	EXCHANGE_FIELD_SIZE = 1024, /* a header field's value: a signature or a token */
	EXCHANGE_TARGET_SIZE_MAX = 4096,
	EXCHANGE_BODY_SIZE_MAX = 4096,
	EXCHANGE_CURSOR_SIZE = 128,
	EXCHANGE_PAGE_FILLS_MAX = 1000,
	EXCHANGE_LIMITS_MAX = 3,
};

/* What a trader's key is made of.  Wiped, never copied but into a request's signature. */
struct credential {
	char api_key[EXCHANGE_KEY_SIZE];
	char
	    secret[EXCHANGE_SECRET_SIZE]; /* text, or a private key in PEM where it has its lines */
	char passphrase[EXCHANGE_KEY_SIZE];
};
void credential_wipe(struct credential *c);

/* ---- hosts and what they allow: data ---- */

/* Hosts are the connector's own list.  Nobody's input names one, but the operator's sandbox. */
enum exchange_environment { EXCHANGE_LIVE, EXCHANGE_TESTNET, EXCHANGE_SANDBOX };

/* A budget of the exchange's: so much weight in so much time. */
struct exchange_limit {
	unsigned amount;   /* of weight */
	int64_t window_ms; /* in each window of the server's clock; with `drains`: to empty it */
	bool is_per_key;   /* counted per account; otherwise per address */
	bool is_per_feed;  /* every feed has one of its own */
	bool drains;       /* no windows: what was used drains away evenly (Kraken) */
	/* The answer's header field that tells what is used, or what is left; NULL: none does. */
	const char *used_field, *left_field;
};

/*
 * Feeds that share a host and its budgets: Binance's /api, /sapi, fapi and dapi are four.  Families
 * of one origin may share its connections, never its budgets.
 */
struct exchange_family {
	const char *name;
	const char *live, *testnet; /* origins; NULL: there is none */
	struct exchange_limit limits[EXCHANGE_LIMITS_MAX];
};

/* ---- what there is to ask: data ---- */

enum exchange_kind {
	EXCHANGE_TIME,         /* the server's clock -> result.server_ms */
	EXCHANGE_PERMISSIONS,  /* what may this key do? -> result.permissions, rights */
	EXCHANGE_INSTRUMENTS,  /* every instrument, halted and delisted ones too */
	EXCHANGE_BALANCES,     /* what one wallet holds */
	EXCHANGE_POSITIONS,    /* open positions */
	EXCHANGE_FILLS,        /* own fills, conversions among them */
	EXCHANGE_FLOWS,        /* what else moved a balance: see enum exchange_flow_kind */
	EXCHANGE_LIQUIDATIONS, /* orders the exchange placed to close positions; their fills are in
				  FILLS */
	EXCHANGE_MARKS,        /* closing prices of one instrument */
	EXCHANGE_KIND_COUNT
};

enum exchange_paging {
	/* One answer is everything. */
	EXCHANGE_PAGING_NONE,
	/*
	 * Rows come by rising id from ask.from_id on, and no time limits them.  The next page
	 * begins after result.last_id, today or in a year: this is the durable cursor.
	 */
	EXCHANGE_PAGING_ID,
	/*
	 * ask.from_ms..to_ms, both inclusive, at most window_ms apart; within one window
	 * result.cursor goes back as ask.cursor until it is "".  result.is_cut: the exchange has
	 * more rows in the window and no page for them; keep these and ask in shorter windows.
	 */
	EXCHANGE_PAGING_WINDOW,
	/*
	 * Rows come by rising time from ask.from_ms to to_ms and no two share one; the next page
	 * begins after result.last_ms until result.is_last.
	 */
	EXCHANGE_PAGING_TIME,
	/*
	 * No times: result.cursor goes back as ask.cursor until it is "".  With is_newest_first a
	 * later visit may stop at the first page of rows that are all known.
	 */
	EXCHANGE_PAGING_CURSOR,
};

struct exchange_feed {
	const char
	    *name; /* "spot.fills": unique in the exchange, for people and for durable cursors */
	enum exchange_kind kind;
	/*
	 * Whose rows they are; of INSTRUMENTS and MARKS the market (each market has a list of its
	 * own).  A fill names its market itself, so one feed of a UNIFIED wallet may tell of all.
	 */
	enum exchange_wallet wallet;
	uint8_t family; /* index into exchange.families */
	/*
	 * Feeds of one number share their ids: a row may be in both.  Of rows that are no fills, 0
	 * shares with none.
	 */
	uint8_t id_space;
	bool is_public; /* asked without a credential */
	bool needs_symbol;
	bool needs_second; /* needs_symbol, and another one: what is between two */
	const char *const
	    *variants; /* each must be asked, as ask.variant; ends with NULL; NULL: none */
	enum exchange_paging paging;
	bool is_newest_first;
	unsigned page_rows;   /* a page of fewer rows is the last; 0: the answer tells */
	int64_t window_ms;    /* longest to_ms - from_ms; 0: any */
	int64_t retention_ms; /* older rows cannot be had; 0: nothing is lost */
	int64_t settle_ms; /* rows may come or become final so long after their time; 0: at once */
	unsigned
	    weights[EXCHANGE_LIMITS_MAX]; /* what a request takes of each limit of its family */
	const void *call;                 /* the connector's own */
};

/* ---- one question, one answer ---- */

struct exchange_ask {
	const struct exchange_feed *feed;    /* one of this exchange's */
	const struct credential *credential; /* NULL for public feeds */
	const char *symbol;                  /* needs_symbol */
	const char *second;                  /* needs_second */
	const char *variant;                 /* one of feed->variants */
	uint64_t from_id;                    /* PAGING_ID: the first id wanted */
	int64_t from_ms, to_ms;              /* PAGING_WINDOW, _TIME */
	const char *cursor;                  /* NULL or "": the first page */
	int64_t step_ms; /* MARKS: between two; 60000, 3600000 or 86400000; 0: an hour */
	/*
	 * The exchange's time now, for the signature; MARKS: a step not over then is not reported,
	 * because its close is not known yet (0: every row is).
	 */
	int64_t server_ms;
	uint64_t nonce; /* for exchanges that want one: rises with every request of a key */
};

struct exchange_request {
	const char *method;
	struct buf target; /* path and query; holds a signature, so wipe */
	struct buf body;   /* empty for GET */
	struct {
		const char *name;
		char value[EXCHANGE_FIELD_SIZE];
	} fields[EXCHANGE_FIELDS_MAX];
	size_t field_count;
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

/* What a key may do.  key_permissions_check() judges it. */
struct key_permissions {
	bool reads, trades, withdraws, is_ip_restricted;
	bool is_verified; /* false: this exchange cannot tell */
	/* The exchange's own names of the rights that are on and must be off, comma-separated. */
	char too_many[256];
};

/*
 * The refuse rule, the same at registration, at every sync and in `key check`: a key stays only if
 * it reads and does nothing else, as far as the exchange can tell.
 * ERR_REFUSED it may do too much, ERR_ABSENT it may not even read; `why` (may be NULL) says which
 * rights to switch off or on.
 */
enum err key_permissions_check(const struct key_permissions *p, struct why *why);

/* Rows are delivered one by one; a callback that returns an error stops the parse with it. */
struct exchange_sink {
	void *self;
	enum err (*right)(void *self, const struct exchange_right *r); /* may be NULL */
	enum err (*instrument)(void *self, const struct exchange_instrument *i);
	enum err (*balance)(void *self, const struct exchange_balance *b);
	enum err (*position)(void *self, const struct exchange_position *p);
	enum err (*fill)(void *self, const struct exchange_fill *f);
	enum err (*flow)(void *self, const struct exchange_flow *f);
	enum err (*liquidation)(void *self, const struct exchange_liquidation *l);
	enum err (*mark)(void *self, const struct exchange_mark *m);
};

/* What the parse learned besides rows. */
struct exchange_result {
	int64_t server_ms;                  /* TIME */
	struct key_permissions permissions; /* PERMISSIONS */
	char account_id[64];                /* BALANCES, when the exchange tells; else "" */
	size_t row_count;                   /* rows delivered */
	size_t open_count; /* rows that are not final: not delivered, ask again later */
	uint64_t last_id;  /* PAGING_ID: the greatest id of the page */
	int64_t last_ms;   /* PAGING_TIME: the last row's time */
	char cursor[EXCHANGE_CURSOR_SIZE]; /* ask this next; "": nothing more for now */
	bool is_last;                      /* PAGING_ID, _TIME: the page was not full */
	bool is_cut;                       /* see EXCHANGE_PAGING_WINDOW */
	struct exchange_refusal refusal;   /* when parse returned an error */
};

/* Something an account can have there of which this connector reads nothing. */
struct exchange_omission {
	const char *name;  /* one word, for programs: "options" */
	const char *words; /* what it does to an account that is read without it */
};

struct exchange {
	const char *name; /* "binance", as clients spell it */
	const struct exchange_family *families;
	size_t family_count;
	const struct exchange_feed *feeds; /* of one kind, the first is the one asked first */
	size_t feed_count;
	const struct exchange_omission *omissions; /* what is not read, for people */
	size_t omission_count;
	bool needs_passphrase;
	bool is_serial_per_key; /* one request of a key at a time, in the order of their nonces */

	/*
	 * Write the request into an all-zero (or wiped) `out`, which the caller wipes; its budget
	 * is feed->weights. ERR_INPUT for a symbol, asset or cursor no exchange would have, a
	 * variant that is not the feed's, an empty api_key or secret or one with characters no key
	 * has, a private key that cannot be read, a signed feed without a credential; ERR_LIMIT,
	 * ERR_NOMEM.
	 */
	enum err (*build)(const struct exchange_ask *ask, struct exchange_request *out);

	/*
	 * Read the answer to `ask`.
	 * ERR_BUSY      slow down (429, 418, its own codes)
	 * ERR_AUTH      the exchange refuses the credential: see `advise`
	 * ERR_ABSENT    no such instrument (any more), or the account has no such wallet
	 * ERR_CONFLICT  our clock is off: ask TIME, then again
	 * ERR_UPSTREAM  it failed or is in maintenance: ask again later
	 * ERR_INPUT     not what its documentation says, or it calls our request wrong; `why`
	 *               names the member, or has the exchange's own words
	 * ERR_LIMIT     the same for what is deeper, longer or more than documented
	 * and whatever a callback of `sink` returned.  Rows may have been delivered before an
	 * error came: keep none of them.  `sink` needs only the callbacks of the feed's kind.
	 */
	enum err (*parse)(const struct exchange_ask *ask, const struct exchange_answer *answer,
	    const struct exchange_sink *sink, struct exchange_result *out, struct why *why);

	/*
	 * One refusal can have several causes.  After ERR_AUTH on `feed`, ask PERMISSIONS: with
	 * what came of that (its error, and the permissions when it was OK) this says what the user
	 * must do; a literal.
	 */
	const char *(*advise)(const struct exchange_feed *feed, const struct exchange_refusal *said,
	    enum err asked, const struct key_permissions *permissions);

	/*
	 * While a coin is lent or staked, some exchanges show another in its place, one for one
	 * ("LDUSDT", "DOT.S"): is this the name of such a one, and of which coin?  By the name
	 * alone: one that is traded itself is a coin all the same.  May be NULL: there are none.
	 */
	bool (*stands_for)(const char *asset, char coin[ASSET_SIZE]);
};

/* NULL if there is no such exchange; NULL is no exchange. */
const struct exchange *exchange_by_name(const char *name);

/* Every name, comma-separated, for people. */
const char *exchange_names(void);

/* The feed of this name ("spot.fills"), or NULL. */
const struct exchange_feed *exchange_feed_by_name(const struct exchange *x, const char *name);

/* So many questions ask for all of it, page after page: its variants, or 1. */
uint64_t exchange_variant_count(const struct exchange_feed *feed);

/* The first feed of this kind, or NULL. */
const struct exchange_feed *exchange_feed_first(const struct exchange *x, enum exchange_kind kind);

/*
 * The origin a feed is asked at, or NULL when the environment has none.  `sandbox` is the
 * operator's: one origin that serves every family by its path.
 */
const char *exchange_origin(const struct exchange *x, const struct exchange_feed *feed,
    enum exchange_environment environment, const char *sandbox);

extern const struct exchange exchange_binance;

#endif
