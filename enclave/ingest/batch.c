/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/batch.h"

struct batch
batch_new(void)
{
	const struct buf none = buf_new(BATCH_SIZE_MAX);

	return (struct batch){ none, none, none, none, none, none, none };
}

void
batch_wipe(struct batch *p)
{
	buf_wipe(&p->instruments);
	buf_wipe(&p->balances);
	buf_wipe(&p->positions);
	buf_wipe(&p->fills);
	buf_wipe(&p->flows);
	buf_wipe(&p->liquidations);
	buf_wipe(&p->marks);
}

void
batch_clear(struct batch *p)
{
	buf_clear(&p->instruments);
	buf_clear(&p->balances);
	buf_clear(&p->positions);
	buf_clear(&p->fills);
	buf_clear(&p->flows);
	buf_clear(&p->liquidations);
	buf_clear(&p->marks);
}

/* For each kind: the callback that adds a row, and the rows there are. */
#define BATCH_KIND(row, rows)                                                                   \
	static enum err put_##row(void *self, const struct exchange_##row *it)                  \
	{                                                                                       \
		struct batch *p = self;                                                         \
                                                                                                \
		return buf_append(&p->rows, (struct span){ (const uint8_t *)it, sizeof(*it) }); \
	}                                                                                       \
	const struct exchange_##row *batch_##rows(const struct batch *p, size_t *count)         \
	{                                                                                       \
		*count = p->rows.size / sizeof(struct exchange_##row);                          \
		return (const void *)p->rows.p;                                                 \
	}

BATCH_KIND(instrument, instruments)
BATCH_KIND(balance, balances)
BATCH_KIND(position, positions)
BATCH_KIND(fill, fills)
BATCH_KIND(flow, flows)
BATCH_KIND(liquidation, liquidations)
BATCH_KIND(mark, marks)

struct exchange_sink
batch_sink(struct batch *p)
{
	return (struct exchange_sink){ .self = p,
		.instrument = put_instrument,
		.balance = put_balance,
		.position = put_position,
		.fill = put_fill,
		.flow = put_flow,
		.liquidation = put_liquidation,
		.mark = put_mark };
}
