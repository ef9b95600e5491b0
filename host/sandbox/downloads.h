/* SPDX-License-Identifier: Apache-2.0 */
/*
 * downloads.h - the files of history that futures accounts may ask for a few times a month.
 *
 * Room:      host/sandbox.  No clock of its own: the time is an argument.
 */
#ifndef SANDBOX_DOWNLOADS_H
#define SANDBOX_DOWNLOADS_H

#include "host/sandbox/journal.h"

enum {
	DOWNLOADS_MAX = 256, /* remembered */
	DOWNLOADS_LINEAR_A_MONTH = 5,
	DOWNLOADS_INVERSE_A_MONTH = 8,
};

struct download {
	int64_t uid, asked_ms, from_ms, to_ms;
	enum wallet wallet;
	bool is_income; /* else trades */
};

struct downloads {
	struct download all[DOWNLOADS_MAX];
	size_t count;
};

/*
 * Keep the wish and give it an id.  ERR_BUSY when the account has had its share of this month
 * (trades and income count together); ERR_LIMIT when no more can be remembered.
 */
enum err downloads_add(struct downloads *d, const struct download *wish, uint64_t *id);

/* NULL if there is none. */
const struct download *downloads_by_id(const struct downloads *d, uint64_t id);

/* A link lives seven days. */
bool downloads_is_expired(const struct download *d, int64_t now_ms);

#endif
