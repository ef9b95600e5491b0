/* SPDX-License-Identifier: Apache-2.0 */
/*
 * world.h - everything the sandbox serves: one market, a few histories, the accounts.
 *
 * Accounts, keys, secrets, ids: all from the seed.  They open nothing anywhere else.
 *
 * Room:      host/sandbox.
 */
#ifndef SANDBOX_WORLD_H
#define SANDBOX_WORLD_H

#include "host/sandbox/truth.h"
#include "lib/base/bytes.h"
#include "lib/json/json_write.h"

enum { WORLD_HISTORY_COUNT = 3, WORLD_ACCOUNT_COUNT = 6, WORLD_KEY_SIZE = 65 };

struct world_account {
	const char *name;
	/* The right that is on besides reading, as the exchange spells it; NULL: none. */
	const char *extra_right;
	int history; /* index */
	int64_t uid;
	char api_key[WORLD_KEY_SIZE], secret[WORLD_KEY_SIZE];
};

struct world {
	uint64_t seed;
	struct market *market;
	struct history *histories[WORLD_HISTORY_COUNT];
	struct world_account accounts[WORLD_ACCOUNT_COUNT];
};

/* ERR_NOMEM. */
enum err world_new(uint64_t seed, struct world **out);
void world_free(struct world *w); /* takes NULL */

/* NULL if there is none. */
const struct world_account *world_account_by_key(const struct world *w, const char *api_key);
const struct world_account *world_account_by_name(const struct world *w, const char *name);

/* What the account did; lives as long as the world. */
const struct history *world_history(const struct world *w, const struct world_account *a);

/*
 * Write the members of GET /sapi/v1/account/apiRestrictions into the object that is open.  The
 * writer keeps errors.
 */
void world_rights_write(const struct world_account *a, struct json_writer *w);

/* Append the truth file (README.md has its format) or, shorter, only who the accounts are. */
enum err world_truth_write(const struct world *w, struct buf *out);
enum err world_accounts_write(const struct world *w, struct buf *out);

#endif
