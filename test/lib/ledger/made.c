/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/ledger/made.h"

struct decimal
made_number(const char *text)
{
	struct decimal d;

	CHECK_OK(decimal_parse(span_text(text), &d));
	return d;
}

struct ledger *
made_ledger(void)
{
	struct ledger *l;

	CHECK_OK(ledger_new(&ledger_limits_default, 0, &l));
	return l;
}

static void
put(char *out, size_t room, const char *text)
{
	CHECK_OK(span_to_text(span_text(text), out, room));
}

void
made_book(struct ledger *l, enum instrument_kind kind, const char *symbol, const char *base,
    const char *quote)
{
	struct instrument i = { .kind = kind, .contract_size = decimal_of(1) };

	put(i.symbol, sizeof(i.symbol), symbol);
	put(i.base, sizeof(i.base), base);
	put(i.quote, sizeof(i.quote), quote);
	put(i.settle, sizeof(i.settle), kind == INSTRUMENT_INVERSE ? base : quote);
	CHECK_OK(ledger_add_instrument(l, &i));
}

struct fill
made_fill(uint64_t id, enum fill_side side, const char *price, const char *quantity)
{
	return (struct fill){
		.id = id,
		.ts_ms = MADE_FIRST_MS + (int64_t)id * MADE_FIRST_MS_UNIT,
		.side = side,
		.price = made_number(price),
		.quantity = made_number(quantity),
	};
}

struct fill
made_fee(struct fill f, const char *fee, const char *asset)
{
	f.fee = made_number(fee);
	put(f.fee_asset, sizeof(f.fee_asset), asset);
	return f;
}

enum ledger_added
made_add(struct ledger *l, const char *symbol, struct fill f)
{
	enum ledger_added what;

	CHECK_OK(ledger_add_fill(l, symbol, &f, &what));
	return what;
}

const struct ledger_book *
made_read(struct ledger *l, const char *symbol)
{
	const struct ledger_book *b;

	CHECK_OK(ledger_book(l, symbol, &b));
	return b;
}

uint64_t
made_below(struct made_random *r, uint64_t limit)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return (r->state * 2685821657736338717ULL >> 16) % limit;
}
