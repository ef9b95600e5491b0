/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tcb_level.h - TCB levels of one number, newest first, as the QE identity and TDX modules have
 * them (PCS API version 4, "tcbLevels" with "isvsvn").
 *
 * Room:      lib/quote, private to it.  Calls: lib/json.
 */
#ifndef QUOTE_TCB_LEVEL_H
#define QUOTE_TCB_LEVEL_H

#include "lib/json/json_shape.h"
#include "lib/quote/tcb_status.h"

/* What a level says of who is on it. */
struct tcb_standing {
	enum tcb_status status;
	int64_t date_ms;
	struct span advisories; /* JSON, an array of names; empty when there is none */
};

/* One level as it stands in the JSON; `tcb` is its object. */
struct tcb_level {
	struct span tcb;
	struct tcb_standing standing;
};

/*
 * The next level of an array that was entered, or *more = false behind the last.
 * ERR_INPUT when it has not the shape, or its status is not one that Intel gives out.
 */
enum err tcb_level_next(struct json *j, struct tcb_level *out, bool *more);

/*
 * The first level at or below `isvsvn`, of levels that must go down strictly and be UpToDate,
 * OutOfDate or Revoked.  ERR_INPUT when they are not so, ERR_ABSENT when `isvsvn` is below all.
 */
enum err tcb_level_by_isvsvn(struct span levels, uint16_t isvsvn, struct tcb_standing *out);

/* Add a standing's advisories.  ERR_INPUT when they are no names, or too many. */
enum err tcb_standing_advisories(const struct tcb_standing *s, struct tcb_advisories *out);

#endif
