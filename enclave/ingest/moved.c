/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/moved.h"

void
moved_wipe(struct moved *m)
{
	free(m->rows);
	*m = (struct moved){ 0 };
}

const char *
moved_kind_name(enum moved_kind kind)
{
	static const char *const names[] = {
#define X(kind, name) [kind] = (name),
		MOVED_TABLE(X)
#undef X
	};

	return kind < MOVED_KIND_COUNT ? names[kind] : "unknown";
}

enum moved_kind
moved_kind_of(enum exchange_flow_kind kind)
{
	static const enum moved_kind kinds[EXCHANGE_FLOW_KIND_COUNT] = {
		[EXCHANGE_FLOW_DEPOSIT] = MOVED_DEPOSITS,
		[EXCHANGE_FLOW_WITHDRAWAL] = MOVED_WITHDRAWALS,
		[EXCHANGE_FLOW_TRANSFER] = MOVED_TRANSFERS,
		[EXCHANGE_FLOW_FUNDING] = MOVED_FUNDING,
		[EXCHANGE_FLOW_INTEREST] = MOVED_INTEREST,
		[EXCHANGE_FLOW_INCOME] = MOVED_INCOME,
		[EXCHANGE_FLOW_FEE] = MOVED_CHARGES,
		[EXCHANGE_FLOW_LOAN] = MOVED_KIND_COUNT,
		[EXCHANGE_FLOW_ECHO] = MOVED_KIND_COUNT,
		[EXCHANGE_FLOW_OTHER] = MOVED_KIND_COUNT,
	};

	return kind < EXCHANGE_FLOW_KIND_COUNT ? kinds[kind] : MOVED_KIND_COUNT;
}

static enum err
row_of(struct moved *m, enum moved_kind kind, uint32_t asset, struct moved_sum **out)
{
	const uint32_t room = m->room + m->room / 2 + 2;
	struct moved_sum *rows;

	for (size_t i = 0; i < m->count; i++)
		if (m->rows[i].kind == kind && m->rows[i].asset == asset) {
			*out = &m->rows[i];
			return OK;
		}
	if (m->count == m->room) {
		rows = realloc(m->rows, room * sizeof(*rows));
		ENSURE(rows != NULL, ERR_NOMEM);
		m->rows = rows;
		m->room = room;
	}
	*out = &m->rows[m->count++];
	**out = (struct moved_sum){ .asset = asset, .kind = (uint8_t)kind };
	return OK;
}

enum err
moved_add(struct moved *m, enum moved_kind kind, uint32_t asset, struct decimal amount)
{
	struct moved_sum *row;

	if (kind >= MOVED_KIND_COUNT || decimal_sign(amount) == 0)
		return OK;
	TRY(row_of(m, kind, asset, &row));
	if (decimal_add(row->amount, amount, &row->amount) != OK)
		row->is_lost = true;
	return OK;
}
