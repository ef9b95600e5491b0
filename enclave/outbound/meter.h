/* SPDX-License-Identifier: Apache-2.0 */
/*
 * meter.h - all the budgets one request has to fit into, and what answers say of them.
 *
 * A family of feeds shares its limits per address among all users; limits per key are an account's
 * own.  So one account that has used up its own never holds up another.
 *
 * Room:      enclave/outbound.  Calls: lib/exchange (the limits), lib/net (answers), lib/base.
 */
#ifndef INGEST_METER_H
#define INGEST_METER_H

#include "enclave/outbound/budget.h"
#include "lib/net/http.h"

enum {
	METER_SWEEP_PERCENT = 10, /* of what an address may: for searching, when nobody waits */
	METER_OWN_MAX = 32,       /* budgets of one account */
	METER_COST_OF_ALL = 10000,
};

/* A limit counted per key, or per key and feed. */
struct meter_own {
	const struct exchange_feed *feed; /* NULL: of all feeds */
	struct budget budget;
};

struct meter_account {
	struct meter_own *own;
	size_t count;
};
void meter_account_wipe(struct meter_account *a);

/* What one family has used of its limits per address. */
struct meter {
	const struct exchange_family *family;
	struct budget shared[EXCHANGE_LIMITS_MAX];
	struct budget sweep;
};

/* Nothing used yet; `family` is borrowed. */
struct meter meter_of(const struct exchange_family *family);

/* The account rests: forget its own budgets of this family of which nothing is used any more. */
void meter_rest(const struct meter *m, struct meter_account *a, int64_t server_ms);

/* One request. `account` is NULL for public feeds without one. */
struct meter_ask {
	const struct exchange_feed *feed;
	struct meter_account *account;
	int64_t server_ms;
	bool is_sweep;
};

/*
 * How long until it may go; 0 is now.  `*is_shared`: what it waits for holds up everybody else,
 * too; otherwise only this account, or only sweeping.
 */
int64_t meter_wait_ms(struct meter *m, const struct meter_ask *ask, bool *is_shared);

/* It goes.  ERR_NOMEM, ERR_LIMIT: it must not. */
enum err meter_take(struct meter *m, const struct meter_ask *ask);

/* Take in what the header fields of its answer say. */
void meter_correct(struct meter *m, const struct meter_ask *ask, int64_t sent_ms,
    const struct http_response *response);

/* How long to stay away, as budget_block() takes it, and the answer that said so. */
struct meter_refusal {
	int64_t wait_ms, jitter_ms;
	const struct http_response *response;
};

/*
 * It was refused for having asked too much.  When the answer shows that the address has enough
 * left, it was a limit of the account, and only that is blocked.
 */
void meter_block(struct meter *m, const struct meter_ask *ask, const struct meter_refusal *refusal);

/* What a request costs its family's users, for sharing out: METER_COST_OF_ALL is a window. */
uint64_t meter_cost(const struct exchange_family *family, const struct exchange_feed *feed);

#endif
