/* SPDX-License-Identifier: Apache-2.0 */
/*
 * world.h - everything the sandbox serves: one market, what is listed, the accounts.
 *
 * There are two worlds.  The demo world is small: nine pairs, six accounts that trade them.  The
 * whole world has all of it and, besides, hundreds of pairs, futures, margin, and accounts that
 * did everything one can do (life.h).
 *
 * Accounts, keys, secrets, ids: all from the seed.  They open nothing anywhere else.
 *
 * Room:      host/sandbox.
 */
#ifndef SANDBOX_WORLD_H
#define SANDBOX_WORLD_H

#include "host/sandbox/journal.h"
#include "host/sandbox/keys.h"
#include "host/sandbox/truth.h"
#include "lib/base/bytes.h"
#include "lib/json/json_write.h"

enum {
	WORLD_HISTORY_COUNT = 3,
	WORLD_ACCOUNT_COUNT = 6, /* of the demo world: the first ones of the whole world too */
	WORLD_ACCOUNTS_MAX = 24, /* without a crowd */
	WORLD_CROWD_MAX = 10000,
	WORLD_NAME_SIZE = 16,
	WORLD_KEY_SIZE = 65,
};

struct world_account {
	char name[WORLD_NAME_SIZE];
	/* The right that is on besides reading, as the exchange spells it; NULL: none. */
	const char *extra_right;
	int history; /* index; -1: a life of the whole world */
	struct journal *journal;
	int64_t uid;
	const char *key_type; /* "ed25519", "rsa"; NULL: HMAC */
	char api_key[WORLD_KEY_SIZE], secret[KEYS_SECRET_SIZE];
};

struct world {
	uint64_t seed;
	bool is_whole;
	int64_t truth_ms; /* what the truth of lives is of; MARKET_TO_MS until it is set */
	struct market *market;
	struct catalog *catalog;
	struct history *histories[WORLD_HISTORY_COUNT];
	struct world_account *accounts;
	size_t account_count, crowd_count;           /* the crowd stands behind the others */
	struct journal journals[WORLD_ACCOUNTS_MAX]; /* accounts may share one */
	size_t journal_count;
};

/* The demo world; the whole world.  ERR_NOMEM. */
enum err world_new(uint64_t seed, struct world **out);
enum err world_whole_new(uint64_t seed, struct world **out);
void world_free(struct world *w); /* takes NULL */

/*
 * Add accounts `crowd1` ... `crowdN` that lived as `small` did, each with its own key: for who
 * wants many.  Before anybody has asked for an account.  ERR_LIMIT past WORLD_CROWD_MAX; ERR_NOMEM.
 */
enum err world_crowd(struct world *w, size_t count);

/* NULL if there is none. */
const struct world_account *world_account_by_key(const struct world *w, const char *api_key);
const struct world_account *world_account_by_name(const struct world *w, const char *name);

/* How a demo account was made, NULL for the others; lives as long as the world. */
const struct history *world_history(const struct world *w, const struct world_account *a);

/*
 * Write the members of GET /sapi/v1/account/apiRestrictions into the object that is open.  The
 * writer keeps errors.
 */
void world_rights_write(const struct world_account *a, struct json_writer *w);

/*
 * The members that say what is true of an account that leads a life, as of w->truth_ms, into the
 * object that is open.  ERR_NOMEM.
 */
enum err world_life_write(
    const struct world *w, const struct world_account *a, struct json_writer *out);

/* The same of any account: only its equity day by day, and what it grew.  ERR_NOMEM. */
enum err world_equity_write(
    const struct world *w, const struct world_account *a, struct json_writer *out);

/* Append the truth file (README.md has its format) or, shorter, only who the accounts are. */
enum err world_truth_write(const struct world *w, struct buf *out);
enum err world_accounts_write(const struct world *w, struct buf *out);

#endif
