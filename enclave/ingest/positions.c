/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/positions.h"

void
positions_wipe(struct positions *p)
{
	free(p->rows);
	free(p->wallets);
	*p = (struct positions){ 0 };
}

void
positions_begin(struct positions *p, enum exchange_wallet wallet)
{
	uint32_t kept = 0;

	for (size_t i = 0; i < p->count; i++)
		if (p->wallets[i] != wallet) {
			p->rows[kept] = p->rows[i];
			p->wallets[kept++] = p->wallets[i];
		}
	p->count = kept;
}

static enum err
reserve(struct positions *p)
{
	const uint32_t room = p->room + p->room / 2 + 1;
	struct equity_position *rows;
	uint8_t *wallets;

	ENSURE(p->count < POSITIONS_COUNT_MAX, ERR_LIMIT);
	if (p->count < p->room)
		return OK;
	rows = realloc(p->rows, room * sizeof(*rows));
	ENSURE(rows != NULL, ERR_NOMEM);
	p->rows = rows;
	wallets = realloc(p->wallets, room);
	ENSURE(wallets != NULL, ERR_NOMEM);
	p->wallets = wallets;
	p->room = room;
	return OK;
}

enum err
positions_put(struct positions *p, enum exchange_wallet wallet, const struct equity_position *row)
{
	if (decimal_sign(row->quantity) == 0)
		return OK;
	TRY(reserve(p));
	p->rows[p->count] = *row;
	p->wallets[p->count++] = (uint8_t)wallet;
	return OK;
}

struct decimal
positions_of(const struct positions *p, const char *symbol)
{
	for (size_t i = 0; i < p->count; i++)
		if (strcmp(p->rows[i].symbol, symbol) == 0)
			return p->rows[i].quantity;
	return decimal_of(0);
}
