/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/fills.h"

#include "bench/bench.h"

static const char *const bases[FILLS_SYMBOLS] = { "BTC", "ETH", "BNB", "SOL", "XRP" };

static __int128
e18(int64_t mantissa, int64_t unit)
{
	return (__int128)mantissa * unit;
}

void
fills_make(struct fills *f)
{
	uint32_t dice = 1;

	for (size_t i = 0; i < FILLS_SYMBOLS; i++) {
		struct instrument *n = &f->instruments[i];

		*n = (struct instrument){ .quote = "USDT", .settle = "USDT" };
		n->contract_size = decimal_of(1);
		(void)snprintf(n->base, sizeof(n->base), "%s", bases[i]);
		(void)snprintf(n->symbol, sizeof(n->symbol), "%sUSDT", bases[i]);
	}
	for (size_t i = 0; i < FILLS_DIFFERENT; i++) {
		struct fill *row = &f->rows[i];

		dice = dice * 1664525 + 1013904223;
		row->side = (dice >> 31) != 0 ? FILL_BUY : FILL_SELL;
		row->price.e18 = e18(2000000 + (dice >> 12), 10000000000000000); /* 0.01 */
		dice = dice * 1664525 + 1013904223;
		row->quantity.e18 = e18(1 + (dice >> 15), 10000000000000); /* 0.00001 */
		row->fee.e18 = e18(1 + (dice >> 22), 10000000000);         /* 0.00000001 */
		(void)snprintf(row->fee_asset, sizeof(row->fee_asset), "%s",
		    row->side == FILL_BUY ? bases[i % FILLS_SYMBOLS] : "USDT");
	}
}

const struct fill *
fills_at(struct fills *f, size_t index)
{
	struct fill *row = &f->rows[index % FILLS_DIFFERENT];

	row->id = index + 1;
	row->ts_ms = FILLS_FIRST_MS + (int64_t)index * FILLS_STEP_MS;
	return row;
}

struct ledger *
fills_ledger(const struct fills *f)
{
	struct ledger *l;

	bench_require(ledger_new(&ledger_limits_default, 0, &l) == OK, "a ledger");
	for (size_t i = 0; i < FILLS_SYMBOLS; i++)
		bench_require(ledger_add_instrument(l, &f->instruments[i]) == OK, "a book");
	return l;
}
