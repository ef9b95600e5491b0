/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view.h - what the enclave's answers say, read for people.
 *
 * Numbers stay the texts they came as: nothing is rounded or computed here.  Unknown members are
 * ignored, null and missing ones are empty, so that a newer enclave can be read by an older
 * program.
 *
 * Room:      host/cli.  Calls: lib/json, lib/base.
 * Promises:  texts are tamed (no control characters).
 * Errors:    ERR_INPUT, ERR_LIMIT with `why` naming the member.
 */
#ifndef CLI_VIEW_H
#define CLI_VIEW_H

#include "lib/json/json_shape.h"
#include "lib/ledger/fill.h"

/* The members that a summary, a symbol and a total have in common; spans live as the body does. */
struct figures {
	char symbol[SYMBOL_SIZE], quoteCurrency[ASSET_SIZE];
	struct span trades, volume, totalFees, realizedPnl, returnOnMatchedCostPct;
	struct span roundTrips, winRatePct, profitFactor;
	struct span equity, deposits, withdrawals, accountPnl, twrPct, mwrPct, cagrPct;
	struct span volatilityPct, maxDrawdownPct, calmarRatio;
	struct span unrealizedPnl, sharpeRatio, sharpeRatioStdError, sortinoRatio, maxDrawdownAbs;
	struct span fees; /* an object: asset to amount */
};

struct last_error {
	char message[320];
	int64_t exchangeCode;
};

struct progress_view {
	int64_t percent, fills, symbolsTotal, symbolsAsked, symbolsFound, symbolsUnreachable;
	bool complete;
	struct last_error lastError;
};

/* The document of summary, metrics or session; parts it has not are empty. */
struct document_view {
	char status[24], userId[80], label[80], accountType[16], proof[8];
	char created_at[32], session_expires[32];
	struct progress_view progress;
	struct figures summary;
	struct span metrics, totals, symbols, completeness, permissions, unavailable;
};

/* Read the document; `out` holds views into `body`. */
enum err view_document(struct span body, struct document_view *out, struct why *why);

/*
 * Is there another row in the array?  If so the cursor stands before it; `j` is zero at first, and
 * an empty span has none.  ERR_INPUT, ERR_LIMIT with `why`.
 */
enum err view_row_next(struct json *j, struct span array, bool *more, struct why *why);

/* One row of "symbols" in a session's document. */
struct symbol_view {
	char symbol[SYMBOL_SIZE];
	int64_t fills;
	bool complete, unreachable;
};

/* What a key may do, as the enclave found out. */
struct permissions_view {
	bool read, trade, withdraw, ipRestricted, verified;
};

/* Call `row` for each element of an array of figures or of symbols; an empty span has none. */
enum err view_each_figures(struct span array, enum err (*row)(void *self, const struct figures *),
    void *self, struct why *why);
enum err view_each_symbol(struct span array,
    enum err (*row)(void *self, const struct symbol_view *), void *self, struct why *why);

/* Read "permissions". */
enum err view_permissions(struct span object, struct permissions_view *out, struct why *why);

/* Append an object's members as "VALUE NAME, VALUE NAME"; values are texts or numbers. */
enum err view_pairs_write(struct span object, struct buf *out, struct why *why);

enum { VIEW_REASONS_MAX = 32 };

/*
 * Append a line for each reason there is in "unavailable", in the order of its first:
 * "  not known, REASON: NAME, NAME".  ERR_LIMIT over VIEW_REASONS_MAX of them.
 */
enum err view_reasons_write(struct span object, struct buf *out, struct why *why);

#endif
