/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue.h - the exchange itself: one request in, one answer out.
 *
 * Everything Binance's documentation says about the calls in venue.c's table: weights, keys,
 * signatures, timestamps, parameters, error codes.  No socket: main.c puts it behind a server,
 * tests call it directly.
 *
 * Source: Binance spot API documentation (rest-api.md, errors.md), wallet and margin API pages.
 *
 * Room:      host/sandbox.  Calls: lib/net (messages), lib/crypto, lib/json, lib/base.
 */
#ifndef SANDBOX_VENUE_H
#define SANDBOX_VENUE_H

#include "host/sandbox/downloads.h"
#include "host/sandbox/faults.h"
#include "host/sandbox/hands.h"
#include "host/sandbox/query.h"
#include "host/sandbox/weight.h"
#include "host/sandbox/world.h"
#include "lib/net/http.h"

enum { VENUE_ANSWER_SIZE_MAX = 4 << 20, VENUE_FIELDS_MAX = 6, VENUE_FIELD_SIZE = 32 };

struct venue {
	const struct world *world; /* borrowed */
	const struct clock *clock; /* borrowed; the exchange's clock */
	struct hands *hands;       /* what moves that clock; borrowed; NULL: nobody may */
	struct faults *faults;     /* borrowed; NULL: nothing goes wrong */
	struct downloads downloads;
	struct weight_book weights;     /* by address */
	struct weight_book uid_weights; /* by account and call */
};

struct venue_call;

/* One call: what it costs, who may, which parameters it reads, who answers. */
struct venue_route {
	const char *path;
	enum weight_budget budget;
	int64_t weight;
	enum venue_security { VENUE_PUBLIC, VENUE_WITH_KEY, VENUE_SIGNED } security;
	const char *names; /* comma-separated; NULL: it minds none */
	enum err (*handle)(struct venue_call *c);
	const struct list_rule *list;   /* of venue_list() */
	const struct fills_rule *fills; /* of venue_fills() */
	enum product product;
	int64_t uid_weight;
	bool is_post;
};

/* NULL if there is none: wrong path, or wrong method. */
const struct venue_route *venue_route_find(struct span method, struct span path);

struct venue_answer {
	unsigned status;
	struct buf body;                            /* JSON */
	struct http_field fields[VENUE_FIELDS_MAX]; /* values are views into field_texts */
	char field_texts[VENUE_FIELDS_MAX][VENUE_FIELD_SIZE];
	size_t field_count;
	const char *content_type; /* NULL: JSON */
	struct fault_hits hits;   /* what is still to go wrong on the way */
};
void venue_answer_wipe(struct venue_answer *a);

/*
 * Answer `request` from `peer` (a numeric address) into an all-zero `out`, which must not move.
 * Never fails: what cannot be answered is a 500 with code -1000.
 */
void venue_answer(struct venue *v, const struct http_request *request, const char *peer,
    struct venue_answer *out);

/* What a handler works with. */
struct venue_call {
	const struct world *world;
	const struct venue_route *route;
	const struct world_account *account; /* NULL: public call */
	struct hands *hands;                 /* NULL: the clock cannot be moved */
	const char *peer;
	const struct fault_hits *hits;
	struct downloads *downloads;
	struct span host;         /* the Host field of the request */
	const char *content_type; /* NULL: JSON; else the body is written without the writer */
	struct query query;
	int64_t now_ms;
	struct json_writer json;
	/* Set by venue_refuse(). */
	unsigned status;
	int code;
	char message[256];
};

/*
 * What goes wrong before a call is answered, and after: venue_faults.c.  The first may refuse the
 * call, ERR_REFUSED; the second changes an answer that was to be 200.
 */
enum err venue_fault_before(struct venue_call *c, const struct http_request *request);
void venue_fault_after(struct venue_call *c, struct venue_answer *out);

/* Is this symbol missing from exchangeInfo today? */
bool venue_is_unlisted(const struct venue_call *c, const struct listing *l);

/* Remember a refusal; returns ERR_REFUSED. */
enum err venue_refuse(struct venue_call *c, unsigned status, int code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * A parameter, refused with Binance's codes when it is not as documented.  `*has` false: not sent
 * (and then the value is untouched); `has` NULL: it must be there, else -1102.
 */
enum err venue_text(struct venue_call *c, const char *name, char *out, size_t room, bool *has);
enum err venue_number(struct venue_call *c, const char *name, int64_t *out, bool *has);
enum err venue_bool(struct venue_call *c, const char *name, bool *out);

/* `limit`: 500 when not sent, cut at 1000; -1130 below 1. */
enum err venue_limit(struct venue_call *c, int64_t *out);

/* `symbol`, which must be there and listed, else -1102, -1100, -1121. */
enum err venue_symbol(struct venue_call *c, enum product product, int *out);

/*
 * Who signed this request?  Checked in the exchange's order: key, parameters, time, signature
 * over the bytes received.  `needs_signature` false: a key is enough, a signature that is there
 * must still be right.
 */
enum err venue_sign_in(
    struct venue_call *c, const struct http_request *request, bool needs_signature);

/* The calls.  Each writes one JSON value. */
enum err venue_ping(struct venue_call *c);
enum err venue_time(struct venue_call *c);
enum err venue_exchange_info(struct venue_call *c);
enum err venue_futures_info(struct venue_call *c);
enum err venue_empty_list(struct venue_call *c);
enum err venue_futures_account(struct venue_call *c);
enum err venue_futures_balance(struct venue_call *c);
enum err venue_position_risk(struct venue_call *c);
enum err venue_position_mode(struct venue_call *c);
enum err venue_leverage_brackets(struct venue_call *c);
enum err venue_commission_rate(struct venue_call *c);
enum err venue_margin_pairs(struct venue_call *c);
enum err venue_margin_account(struct venue_call *c);
enum err venue_isolated_account(struct venue_call *c);
enum err venue_funding_assets(struct venue_call *c);
enum err venue_coins(struct venue_call *c);
enum err venue_trade_fee(struct venue_call *c);
enum err venue_commission(struct venue_call *c);
enum err venue_snapshot(struct venue_call *c);
enum err venue_system_status(struct venue_call *c);
enum err venue_trade_download(struct venue_call *c);
enum err venue_income_download(struct venue_call *c);
enum err venue_download_link(struct venue_call *c);
enum err venue_download_file(struct venue_call *c);
enum err venue_clock(struct venue_call *c);
enum err venue_klines(struct venue_call *c);
enum err venue_account(struct venue_call *c);
enum err venue_list(struct venue_call *c);  /* venue_list.h */
enum err venue_fills(struct venue_call *c); /* venue_fills.h */
enum err venue_api_restrictions(struct venue_call *c);

/* "name":"0.00100000" */
void venue_amount(struct venue_call *c, const char *name, __int128 e8);

/* "name":"BTCUSDT", or of COIN-M "BTCUSD": what all contracts on one pair share. */
void venue_pair(struct venue_call *c, const char *name, const struct listing *l);

/* One of exchangeInfo's rateLimits. */
void venue_rate_limit(struct venue_call *c, const char *type, int64_t minutes, int64_t limit);

/* "name":"BTC" */
void venue_asset(struct venue_call *c, const char *name, int asset);

/*
 * What the account holds now, of isolated wallets those of `isolated` or (-1) all added up.  Free
 * it with free().  ERR_NOMEM.
 */
enum err venue_holdings(const struct venue_call *c, int isolated, struct holdings **out);

#endif
