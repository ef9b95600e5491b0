/* SPDX-License-Identifier: Apache-2.0 */
/* A full page of a trader's own fills, as Binance writes it: to struct fill, and into a ledger. */
#include "bench/bench.h"
#include "lib/exchange/exchange.h"
#include "lib/ledger/ledger.h"

struct page {
	struct buf text;
	struct ledger *ledger; /* NULL: only count */
	size_t count;
};

static const struct instrument btcusdt = { .symbol = "BTCUSDT",
	.kind = INSTRUMENT_SPOT,
	.base = "BTC",
	.quote = "USDT",
	.settle = "USDT",
	.contract_size = { 1000000000000000000 } };

static void
page_write(struct buf *out)
{
	uint32_t dice = 1;

	bench_require(buf_append(out, S("[")) == OK, "buf");
	for (unsigned i = 0; i < EXCHANGE_PAGE_FILLS_MAX; i++) {
		dice = dice * 1664525 + 1013904223;
		bench_require(
		    buf_print(out,
			"%s{\"symbol\":\"BTCUSDT\",\"id\":%u,\"orderId\":%u,\"orderListId\":-1,"
			"\"price\":\"%u.%02u000000\",\"qty\":\"0.%05u000\","
			"\"quoteQty\":\"%u.%08u\",\"commission\":\"0.%08u\","
			"\"commissionAsset\":\"%s\",\"time\":%lld,\"isBuyer\":%s,"
			"\"isMaker\":%s,\"isBestMatch\":true}",
			i > 0 ? "," : "", 2845700000U + i, 1001000000U + i / 3,
			20000 + (dice >> 18), dice >> 8 & 63, 1 + (dice >> 16), 100 + (dice >> 20),
			dice >> 6, 1 + (dice >> 12), (dice & 1024) != 0 ? "BTC" : "USDT",
			1735689600000LL + i * 977, (dice & 1024) != 0 ? "true" : "false",
			(dice & 2048) != 0 ? "true" : "false") == OK,
		    "buf");
	}
	bench_require(buf_append(out, S("]")) == OK, "buf");
}

static enum err
on_fill(void *self, const struct exchange_fill *f)
{
	struct page *p = self;

	p->count++;
	return p->ledger == NULL ? OK : ledger_add_fill(p->ledger, "BTCUSDT", &f->fill, NULL);
}

static void
parse(void *self)
{
	struct page *p = self;
	const struct exchange_ask ask = {
		.feed = exchange_feed_by_name(&exchange_binance, "spot.fills"), .symbol = "BTCUSDT"
	};
	const struct exchange_answer answer = { 200, buf_span(&p->text) };
	const struct exchange_sink sink = { .self = p, .fill = on_fill };
	struct exchange_result result;
	struct why why;

	p->count = 0;
	bench_require(exchange_binance.parse(&ask, &answer, &sink, &result, &why) == OK &&
		p->count == EXCHANGE_PAGE_FILLS_MAX,
	    "parsing a page");
}

static void
parse_into_ledger(void *self)
{
	struct page *p = self;
	const struct ledger_book *b;

	bench_require(ledger_new(&ledger_limits_default, 0, &p->ledger) == OK &&
		ledger_add_instrument(p->ledger, &btcusdt) == OK,
	    "a ledger");
	parse(p);
	bench_require(
	    ledger_book(p->ledger, "BTCUSDT", &b) == OK && b->fill_count == EXCHANGE_PAGE_FILLS_MAX,
	    "the page's book");
	ledger_free(p->ledger);
	p->ledger = NULL;
}

BENCH(page)
{
	AUTO(buf) text = buf_new(1 << 20);
	struct page page;
	struct bench_work works[] = { { parse, &page, 0 }, { parse_into_ledger, &page, 0 } };
	double us;

	page_write(&text);
	page = (struct page){ .text = text };
	bench_time(works, 2);
	BENCH_REPORT(.name = "page_size", .value = (double)text.size, .unit = "bytes");
	BENCH_REPORT(.name = "page_parse", .value = works[0].ns / 1000, .unit = "us",
	    .against = "1000 trades to struct fill");
	BENCH_REPORT(.name = "page_to_ledger", .value = works[1].ns / 1000, .unit = "us",
	    .against = "1000 trades to a new ledger's folded book");
	if (!bench_peer("peer_page.mjs", buf_span(&text), &us))
		return;
	BENCH_REPORT(.name = "page_node", .value = us, .unit = "us",
	    .against = "the peer: JSON.parse and objects with Number");
	BENCH_REPORT(.name = "page_node_over_ledger", .value = us * 1000 / works[1].ns,
	    .unit = "times", .bound = BENCH_AT_LEAST, .budget = 3,
	    .against = "page_node over page_to_ledger");
}
