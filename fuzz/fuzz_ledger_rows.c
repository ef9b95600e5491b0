/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes as rows of any kind, time, price, quantity and fee.  Oracle: what is packed unpacks to the
 * same row; rows that come in order and are read in between, and the same rows backwards and read
 * once, are the same book or the same refusal; retracting them all leaves nothing.
 */
#include "lib/ledger/row.h"

#include "fuzz/fuzz.h"
#include "lib/ledger/ledger.h"

enum { ROW_SIZE = 32, ROWS_MAX = 64 };

static int64_t
number(const uint8_t *p)
{
	int64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static struct decimal
scaled(const uint8_t *p)
{
	struct decimal d = { number(p) >> (p[0] & 31) };

	for (unsigned i = p[1] % 19; i > 0; i--)
		d.e18 *= 10; /* below 2^63 * 10^18 */
	return d;
}

static void
check_packing(const uint8_t *p)
{
	struct row row = { .id = (uint64_t)number(p),
		.kind = (unsigned)p[0] & 3U,
		.side = (unsigned)p[1] & 1U },
		   back;
	const struct amounts a = { scaled(p), scaled(p + 8), scaled(p + 16) };
	struct row_scale scale = { p[2] % 19, p[3] % 19, p[4] % 19 };
	struct row_packed packed;

	row.ts_ms = number(p + 24) & ((INT64_C(1) << 47) - 1);
	if (!row_encode(&scale, &a, &row))
		return;
	packed = row_pack(&row);
	back = row_unpack(&packed);
	assert(back.id == row.id && back.ts_ms == row.ts_ms && back.kind == row.kind);
	assert(decimal_compare(row_amounts(&back).price, a.price) == 0);
	assert(decimal_compare(row_amounts(&back).quantity, a.quantity) == 0);
	assert(decimal_compare(row_amounts(&back).fee, a.fee) == 0);
	assert(row_compare(&row, &back) == 0);
}

static struct ledger *
opened(void)
{
	const struct instrument i = { .symbol = "S",
		.kind = INSTRUMENT_MARGIN,
		.base = "B",
		.quote = "USDT",
		.settle = "USDT",
		.contract_size = { 1000000000000000000 } };
	struct ledger *l;

	assert(ledger_new(&ledger_limits_default, 0, &l) == OK);
	assert(ledger_add_instrument(l, &i) == OK);
	return l;
}

static enum ledger_row_kind
kind_of(const uint8_t *p)
{
	return (enum ledger_row_kind)(p[24] & 3);
}

static bool
feed(struct ledger *l, const uint8_t *p, uint64_t id)
{
	const int64_t ts_ms = 1704067200000 + (number(p + 24) >> 40);
	const char *asset = (p[25] & 1) != 0 ? "B" : "USDT";
	struct fill f = {
		.id = id, .ts_ms = ts_ms, .side = (p[25] & 2) != 0 ? FILL_SELL : FILL_BUY
	};
	struct funding u = { .id = id, .ts_ms = ts_ms, .amount = scaled(p + 16) };
	struct transfer t = { .id = id, .ts_ms = ts_ms, .quantity = scaled(p + 8) };
	enum ledger_added added;

	f.price = t.price = scaled(p);
	f.quantity = scaled(p + 8);
	f.fee = scaled(p + 16);
	memcpy(f.fee_asset, asset, strlen(asset));
	memcpy(u.asset, "USDT", sizeof("USDT"));
	t.direction = kind_of(p) == LEDGER_TRANSFER_IN ? TRANSFER_IN : TRANSFER_OUT;
	if (kind_of(p) == LEDGER_FILL)
		assert(ledger_add_fill(l, "S", &f, &added) == OK);
	else if (kind_of(p) == LEDGER_FUNDING)
		assert(ledger_add_funding(l, "S", &u, &added) == OK);
	else
		assert(ledger_add_transfer(l, "S", &t, &added) == OK);
	return added == LEDGER_ADDED;
}

static void
check_same(struct ledger *a, struct ledger *b)
{
	const struct ledger_book *x, *y;
	const enum err e = ledger_book(a, "S", &x);

	assert(ledger_book(b, "S", &y) == e);
	if (e != OK)
		return;
	assert(x->net.e18 == y->net.e18 && x->position.e18 == y->position.e18);
	assert(x->open_value.e18 == y->open_value.e18 && x->day_count == y->day_count);
	assert(x->peak_capital.e18 == y->peak_capital.e18);
	assert(x->cycles.count == y->cycles.count && x->uncycled_net.e18 == y->uncycled_net.e18);
}

FUZZ(ledger_rows, data, size)
{
	const size_t count = size / ROW_SIZE < ROWS_MAX ? size / ROW_SIZE : ROWS_MAX;
	struct ledger *forwards = opened(), *backwards = opened();
	const struct ledger_book *b;
	bool is_kept[ROWS_MAX];

	for (size_t i = 0; i < count; i++) {
		check_packing(data + i * ROW_SIZE);
		is_kept[i] = feed(forwards, data + i * ROW_SIZE, i);
		if (i % 3 == 0)
			(void)!ledger_book(forwards, "S", &b);
	}
	for (size_t i = count; i-- > 0;)
		assert(feed(backwards, data + i * ROW_SIZE, i) == is_kept[i]);
	check_same(forwards, backwards);
	for (size_t i = 0; i < count; i++) {
		const uint8_t *p = data + i * ROW_SIZE;
		struct ledger_key key = { .kind = kind_of(p), .id = i };

		if (key.kind == LEDGER_FILL)
			key.side = (p[25] & 2) != 0 ? FILL_SELL : FILL_BUY;
		assert(ledger_retract(forwards, "S", &key) == (is_kept[i] ? OK : ERR_ABSENT));
	}
	assert(ledger_book(forwards, "S", &b) == OK && b->row_count == 0 && b->day_count == 0);
	ledger_free(forwards);
	ledger_free(backwards);
}
