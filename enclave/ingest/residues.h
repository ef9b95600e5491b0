/* SPDX-License-Identifier: Apache-2.0 */
/*
 * residues.h - what an account holds by the exchange's word, and by the rows we have: the proof.
 *
 * Every row moves assets.  What the rows come to and what the exchange reports must be equal, asset
 * by asset; the difference, the residual, says that something is missing, or was there before the
 * exchange's memory begins.  It also says, poll by poll, which assets moved.
 *
 * Room:      enclave/ingest.  Calls: lib/decimal, lib/base.
 * Promises:  32 bytes for each asset, and for each in a wallet.
 */
#ifndef INGEST_RESIDUES_H
#define INGEST_RESIDUES_H

#include "lib/exchange/exchange_rows.h"

enum { RESIDUES_COUNT_MAX = 8192 };

/* One asset in one wallet, as last reported. */
struct reported {
	struct decimal amount;
	uint32_t asset;
	uint8_t wallet;
};

/* One asset, all wallets. */
struct residue {
	struct decimal computed;
	int32_t first, last; /* hours since 1970 of the rows that moved it; 0: none did */
	uint32_t print;      /* of the residual: see residues_residual_moved() */
	uint16_t asset;
	bool is_changed; /* the last reports differ from those before */
	bool is_lost;    /* a sum left the range of struct decimal */
};

struct residues {
	struct reported *reports; /* and behind them those of the report under way */
	struct residue *rows;
	uint32_t report_count, next_count, report_room, count, room;
};
void residues_wipe(struct residues *h);

/* A row moved the asset by this much.  ERR_LIMIT too many assets; ERR_NOMEM. */
enum err residues_move(struct residues *h, uint32_t asset, struct decimal amount, int64_t ts_ms);

/*
 * A wallet's report: begin, each asset that is not zero, end.  Assets whose amount is another now,
 * come or gone, are marked as changed; the first report of a wallet marks all.
 * An asset may be told in parts.  `*has_changed` says whether any was.  ERR_INPUT parts that
 * together are more than a number can hold; ERR_LIMIT, ERR_NOMEM: what was reported before still
 * holds.
 */
void residues_report_begin(struct residues *h);
enum err residues_report(
    struct residues *h, enum exchange_wallet wallet, uint32_t asset, struct decimal amount);
enum err residues_report_end(struct residues *h, enum exchange_wallet wallet, bool *has_changed);

/* Forget which assets changed. */
void residues_settle(struct residues *h);

/* The asset's row, or NULL. */
const struct residue *residues_by_asset(const struct residues *h, uint32_t asset);

/* What all wallets report of an asset, and that less what the rows come to.  ERR_LIMIT. */
enum err residues_residual(const struct residues *h, const struct residue *row,
    struct decimal *all_reported, struct decimal *residual);

/* Of all residuals that are not zero, a number that is another when they are; 0: there is none. */
uint32_t residues_print(const struct residues *h);

/*
 * Is the residual another than the one that was noted last?  By a print of it; that of 0 is its
 * own.
 */
bool residues_residual_is_other(const struct residues *h, size_t index);

/* Likewise, and note it. */
bool residues_residual_moved(struct residues *h, size_t index);

#endif
