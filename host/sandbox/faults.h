/* SPDX-License-Identifier: Apache-2.0 */
/*
 * faults.h - what goes wrong, when: a plan from a file, or a random mixture from a seed.
 *
 * A rule says which requests it means (a path, an account), from the how-manieth of those on, for
 * how many, and what happens to them.  Rules count for themselves, so a plan reads like a story:
 * the third page of trades fails twice, the key is revoked after the fifth request.  README.md has
 * the kinds.
 *
 * Room:      host/sandbox.  Calls: lib/json, lib/base.
 * Promises:  the same plan, or seed, and the same requests give the same faults.
 */
#ifndef SANDBOX_FAULTS_H
#define SANDBOX_FAULTS_H

#include "host/sandbox/dice.h"
#include "lib/base/bytes.h"
#include "lib/base/why.h"

enum fault_kind {
	/* The way there and back. */
	FAULT_LATENCY, /* wait `value` ms, and up to `step` more */
	FAULT_STALL,   /* the head of the answer, and then nothing */
	FAULT_CUT,     /* the connection ends without an answer */
	FAULT_SHORT,   /* Content-Length says more than comes */
	FAULT_CHUNKED, /* the right answer, in chunks */
	FAULT_GZIP,    /* the right answer, Content-Encoding: gzip */
	/* Instead of the answer. */
	FAULT_STATUS,      /* status `value`, with what such servers say */
	FAULT_HTML,        /* 200, and a page for people */
	FAULT_MAINTENANCE, /* 503, "System is under maintenance." */
	FAULT_BAN,         /* 418, banned for `value` seconds */
	FAULT_REVOKE,      /* 401 -2015: the key is gone */
	FAULT_ADDRESS,     /* 401 -2015: the address is on its list no more */
	/* Within the answer. */
	FAULT_TRUNCATED, /* half of the JSON */
	FAULT_DUPLICATE, /* row `value` twice */
	FAULT_OVERLAP,   /* a page of fills by id begins `value` rows too early: rows come twice */
	FAULT_LATE,      /* without row `value`: for ever, it is a gap; else it comes later */
	FAULT_REORDER,   /* rows backwards */
	FAULT_EMPTY,     /* no rows */
	FAULT_FIELD,     /* each row has a member nobody has heard of */
	FAULT_REPLACE,   /* text "A=B": A becomes B: a new enum value */
	FAULT_UNLIST,    /* exchangeInfo without symbol `text` */
	FAULT_WIDEN,     /* apiRestrictions: right `text` is on */
	FAULT_SKEW,      /* the clock is `value` ms ahead, and `step` more each time */
	FAULT_KIND_COUNT
};

enum { FAULTS_RULES_MAX = 64, FAULTS_TEXT_SIZE = 96, FAULTS_HITS_MAX = 8 };

struct fault_rule {
	enum fault_kind kind;
	char path[FAULTS_TEXT_SIZE];    /* paths that begin so; "": all */
	char account[FAULTS_TEXT_SIZE]; /* its name; "": all */
	int64_t first, count;           /* of the requests it means, from 1; 0: for ever */
	int64_t value, step;
	char text[FAULTS_TEXT_SIZE];
	int64_t seen; /* requests so far */
};

struct faults {
	struct fault_rule rules[FAULTS_RULES_MAX];
	size_t rule_count;
	bool is_random;
	struct dice dice;
};

/* The rules that this request is hit by, as they were then. */
struct fault_hits {
	struct fault_rule all[FAULTS_HITS_MAX];
	size_t count;
};

/* Read a plan into zeroed `out`.  ERR_INPUT, ERR_LIMIT with `why`. */
enum err faults_parse(struct span json, struct faults *out, struct why *why);

/* A random mixture besides: about one request in eight is hit by something that passes. */
void faults_seed(struct faults *f, uint64_t seed);

/* Count a request to `path` (of an account's name, or ""), and say what hits it.  NULL f: none. */
struct fault_hits faults_take(struct faults *f, struct span path, const char *account);

/* The hit of this kind, or NULL. */
const struct fault_rule *faults_hit(const struct fault_hits *h, enum fault_kind kind);

#endif
