/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compute_rows.h - the rows of a trades file: read, checked, their ids numbered.
 *
 * The ledger wants whole numbers for ids; a file may have any text.  Ids get numbers in the order
 * docs/formats.md gives them: digits by value, other texts by length and then by bytes.
 *
 * Room:      host/cli.
 */
#ifndef CLI_COMPUTE_ROWS_H
#define CLI_COMPUTE_ROWS_H

#include "lib/base/why.h"
#include "lib/json/json.h"

enum compute_type {
	COMPUTE_TRADE,
	COMPUTE_FUNDING,
	COMPUTE_TRANSFER_IN,
	COMPUTE_TRANSFER_OUT,
	COMPUTE_MARK,
	COMPUTE_DEPOSIT,
	COMPUTE_WITHDRAWAL,
	COMPUTE_TYPE_COUNT
};

/* One row as written; a member it has no use for is empty with p NULL. */
struct compute_row {
	enum compute_type type;
	int64_t ts;
	struct span type_text, venue, id, sym, side, price, qty, fee, fee_ccy, amount, ccy, pair;
	struct span txid;
};

/* Read the object that comes next.  ERR_INPUT, ERR_LIMIT with the member in `why`. */
enum err compute_row_read(struct json *j, struct compute_row *out, struct why *why);

struct compute_ids {
	struct compute_id {
		struct span id, venue;
		uint32_t row;
	} * ids;           /* one for each row that has an id, by order */
	uint32_t *number;  /* by row */
	struct span *text; /* by number */
	size_t id_count, id_room, row_count, text_count;
};

void compute_ids_wipe(struct compute_ids *ids);

/* Row number `row` has this id; venue may be empty.  ERR_LIMIT 2^31 rows; ERR_NOMEM. */
enum err compute_ids_add(struct compute_ids *ids, size_t row, const struct compute_row *of);

/* Give the numbers; `row_count` is of all rows, with id or without.  ERR_NOMEM. */
enum err compute_ids_number(struct compute_ids *ids, size_t row_count);

#endif
