/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_fills.h - the calls that list fills: by id, by order, by time; one rule each.
 *
 * Room:      host/sandbox.
 */
#ifndef SANDBOX_VENUE_FILLS_H
#define SANDBOX_VENUE_FILLS_H

#include "host/sandbox/venue.h"

struct fills_rule {
	enum product product;
	enum wallet wallet;
	bool has_isolated; /* isIsolated=TRUE asks for the isolated wallet */
	int64_t window_ms; /* between startTime and endTime at most */
	bool is_windowed;  /* one end alone, or none, means a window too */
	int64_t days_kept; /* 0: for ever */
	void (*row)(struct venue_call *c, const struct event *e);
};

/* Answer c->route's fills. */
enum err venue_fills(struct venue_call *c);

extern const struct fills_rule venue_spot_fills, venue_margin_fills, venue_linear_fills,
    venue_inverse_fills;

#endif
