/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resume.h - where each walk of an account stands, as bytes: what a store keeps.
 *
 * A walk is named by its feed's name, its variant's and its symbol's, never by a number: tables
 * change between two versions.  Whoever reads it back takes what it knows and lets the rest go.
 *
 *   "perf-aggregator-resume/1" || u32 count || count * (lp(feed) || lp(variant) || lp(symbol) ||
 *   u64 position)                                              integers big-endian
 *
 * Room:      enclave/ingest.  Calls: lib/exchange (sizes), lib/base.
 * Promises:  what is written is read back the same; what was cut, lengthened or changed in its
 *            lengths is ERR_INPUT, and nothing of it counts.
 */
#ifndef INGEST_RESUME_H
#define INGEST_RESUME_H

#include "lib/exchange/exchange.h"

enum { RESUME_COUNT_MAX = 8192, RESUME_NAME_SIZE = 40 };

struct resume_row {
	char feed[RESUME_NAME_SIZE], variant[RESUME_NAME_SIZE]; /* or the second symbol, or "" */
	char symbol[SYMBOL_SIZE];                               /* or "" */
	uint64_t position;
};

struct resume {
	struct resume_row *rows;
	size_t count, room;
};
void resume_wipe(struct resume *r);

/* One more row.  ERR_LIMIT, ERR_NOMEM. */
enum err resume_add(struct resume *r, const struct resume_row *row);

/* Append it to `out`.  ERR_LIMIT, ERR_NOMEM. */
enum err resume_write(const struct resume *r, struct buf *out);

/* Read it into an empty `out`.  ERR_INPUT not what was written; ERR_LIMIT too many; ERR_NOMEM. */
enum err resume_parse(struct span bytes, struct resume *out);

#endif
