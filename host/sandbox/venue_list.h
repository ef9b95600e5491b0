/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_list.h - the calls that list what happened: one rule each, one handler for all.
 *
 * A list is a selection of the account's events: by kind, by time (a window that may not be too
 * long, and nothing older than the exchange keeps), by the call's own parameter, cut into pages.
 * All of that is in the rule; only how a row is written is code.
 *
 * Room:      host/sandbox.
 */
#ifndef SANDBOX_VENUE_LIST_H
#define SANDBOX_VENUE_LIST_H

#include "host/sandbox/venue.h"

enum list_page { LIST_NO_PAGES, LIST_BY_NUMBER, LIST_BY_OFFSET };

/* What stands around the rows. */
enum list_frame {
	LIST_BARE,    /* [...] */
	LIST_ROWS,    /* {"total":N,"rows":[...]} */
	LIST_FIAT,    /* {"code":"000000",...,"data":[...],"total":N,"success":true} */
	LIST_DUST,    /* {"total":N,"userAssetDribblets":[...]} */
	LIST_CONVERT, /* {"list":[...],"startTime":...,"endTime":...,"limit":...,"moreData":...} */
};

struct list_rule {
	unsigned kinds;        /* bits 1 << event_kind */
	unsigned wallets;      /* bits 1 << wallet; 0: any */
	const char *from, *to; /* parameters; NULL: startTime, endTime */
	int64_t days_most;     /* the longest window, and how far one end alone reaches */
	int64_t days_default;  /* without both ends; 0: as days_most */
	int64_t days_kept;     /* what is older is not shown; 0: all is */
	int code;              /* a window too long; 0: -1127 */
	bool is_oldest_first;
	enum list_page page;
	const char *page_name, *size_name; /* parameters */
	int64_t size_default, size_max;
	enum list_frame frame;
	/* The call's own parameter: refuse it, or say whether an event fits.  NULL: all do. */
	enum err (*check)(struct venue_call *c);
	bool (*fits)(const struct venue_call *c, const struct event *e);
	void (*row)(struct venue_call *c, const struct event *e);
};

/* Answer c->route's list. */
enum err venue_list(struct venue_call *c);

/* The rules, named as their calls are. */
extern const struct list_rule venue_deposits, venue_withdrawals, venue_fiat_orders,
    venue_fiat_payments, venue_transfers, venue_dust, venue_convert, venue_busd, venue_dividends,
    venue_interest, venue_loans, venue_margin_forced, venue_capital_flow, venue_linear_income,
    venue_inverse_income, venue_linear_forced, venue_inverse_forced;

#endif
