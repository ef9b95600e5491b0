/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/ingest/other.h"

#include "test/check.h"

#define DAY_MS 86400000LL

static const struct exchange_family families[] = { { "all", "https://other.example", NULL,
    { { .amount = 600, .window_ms = 5000, .left_field = "X-Left" },
	{ .amount = 20, .window_ms = 40000, .is_per_key = true, .drains = true } } } };

static const char *const categories[] = { "spot", "linear", NULL };

#define FEED(name_, kind_, wallet_, ...)                                                        \
	{                                                                                       \
		.name = (name_), .kind = EXCHANGE_##kind_, .wallet = EXCHANGE_WALLET_##wallet_, \
		.weights = { 1, 1 }, __VA_ARGS__                                                \
	}

static const struct exchange_feed feeds[] = {
	FEED("time", TIME, UNIFIED, .is_public = true),
	FEED("permissions", PERMISSIONS, UNIFIED, ),
	FEED("instruments.spot", INSTRUMENTS, SPOT, .is_public = true),
	FEED("instruments.linear", INSTRUMENTS, LINEAR, .is_public = true),
	FEED("balances", BALANCES, UNIFIED, ),
	FEED("positions", POSITIONS, UNIFIED, ),
	FEED("fills", FILLS, UNIFIED, .variants = categories, .paging = EXCHANGE_PAGING_WINDOW,
	    .window_ms = 365 * DAY_MS, .retention_ms = 730 * DAY_MS, .is_newest_first = true),
	FEED("ledger", FLOWS, UNIFIED, .paging = EXCHANGE_PAGING_CURSOR, .is_newest_first = true),
	FEED("marks.spot", MARKS, SPOT, .is_public = true, .needs_symbol = true,
	    .paging = EXCHANGE_PAGING_TIME),
	FEED("marks.linear", MARKS, LINEAR, .is_public = true, .needs_symbol = true,
	    .paging = EXCHANGE_PAGING_TIME),
};

/* /fills?variant=spot&cursor=c2&from=1&to=2&nonce=3 */
static enum err
build(const struct exchange_ask *ask, struct exchange_request *out)
{
	const unsigned long long nonce = ask->feed->is_public ? 0 : ask->nonce;

	out->method = nonce == 0 ? "GET" : "POST";
	out->target = buf_new(EXCHANGE_TARGET_SIZE_MAX);
	out->body = buf_new(EXCHANGE_BODY_SIZE_MAX);
	if (nonce != 0)
		TRY(buf_print(&out->body, "nonce=%llu", nonce));
	return buf_print(&out->target, "/%s?variant=%s&cursor=%s&from=%lld&to=%lld&nonce=%llu",
	    ask->feed->name, ask->variant != NULL ? ask->variant : "",
	    ask->cursor != NULL ? ask->cursor : "", (long long)ask->from_ms, (long long)ask->to_ms,
	    nonce);
}

/* ---- answers: a line for each row, its first word says what it is ---- */

enum { WORDS_MAX = 12, WORD_SIZE = 64 };

struct line {
	char words[WORDS_MAX][WORD_SIZE];
};

static struct decimal
amount(const char *word)
{
	struct decimal d;

	CHECK_OK(decimal_parse(span_text(word), &d));
	return d;
}

static enum exchange_wallet
market(const char *word)
{
	return strcmp(word, "linear") == 0 ? EXCHANGE_WALLET_LINEAR : EXCHANGE_WALLET_SPOT;
}

static void
word_copy(char *out, size_t size, const char *word)
{
	CHECK_OK(span_to_text(span_text(word), out, size));
}

/* instrument spot BTCUSDT BTC USDT */
static enum err
instrument(const struct line *l, const struct exchange_sink *sink)
{
	struct exchange_instrument i = { .is_trading = true };

	i.instrument.kind =
	    market(l->words[1]) == EXCHANGE_WALLET_LINEAR ? INSTRUMENT_LINEAR : INSTRUMENT_SPOT;
	i.instrument.contract_size = decimal_of(1);
	word_copy(i.instrument.symbol, sizeof(i.instrument.symbol), l->words[2]);
	word_copy(i.instrument.base, sizeof(i.instrument.base), l->words[3]);
	word_copy(i.instrument.quote, sizeof(i.instrument.quote), l->words[4]);
	word_copy(i.instrument.settle, sizeof(i.instrument.settle), l->words[4]);
	return sink->instrument(sink->self, &i);
}

/* balance USDT 904.2 */
static enum err
balance(const struct line *l, const struct exchange_sink *sink)
{
	struct exchange_balance b = { .wallet = EXCHANGE_WALLET_UNIFIED };

	word_copy(b.asset, sizeof(b.asset), l->words[1]);
	b.free = amount(l->words[2]);
	return sink->balance(sink->self, &b);
}

/* fill spot BTCUSDT 7 1790000000000 buy 100 1 0.1 USDT 0 */
static enum err
fill(const struct line *l, const struct exchange_sink *sink)
{
	struct exchange_fill f = { .wallet = market(l->words[1]) };

	word_copy(f.symbol, sizeof(f.symbol), l->words[2]);
	f.fill.id = strtoull(l->words[3], NULL, 10);
	f.fill.ts_ms = strtoll(l->words[4], NULL, 10);
	f.fill.side = strcmp(l->words[5], "buy") == 0 ? FILL_BUY : FILL_SELL;
	f.fill.price = amount(l->words[6]);
	f.fill.quantity = amount(l->words[7]);
	f.fill.fee = amount(l->words[8]);
	word_copy(f.fill.fee_asset, sizeof(f.fill.fee_asset), l->words[9]);
	f.realized = amount(l->words[10]);
	return sink->fill(sink->self, &f);
}

/* deposit id 1789000000000 USDT 1000; funding id 1790000000000 USDT -0.5 BTCUSDT */
static enum err
flow(const struct line *l, const struct exchange_sink *sink)
{
	const bool is_funding = strcmp(l->words[0], "funding") == 0;
	struct exchange_flow f = { .kind =
				       is_funding ? EXCHANGE_FLOW_FUNDING : EXCHANGE_FLOW_DEPOSIT };

	f.from = f.to = is_funding ? EXCHANGE_WALLET_LINEAR : EXCHANGE_WALLET_UNIFIED;
	word_copy(f.what, sizeof(f.what), l->words[0]);
	word_copy(f.id, sizeof(f.id), l->words[1]);
	f.ts_ms = strtoll(l->words[2], NULL, 10);
	word_copy(f.asset, sizeof(f.asset), l->words[3]);
	f.amount = amount(l->words[4]);
	word_copy(f.symbol, sizeof(f.symbol), l->words[5]);
	return sink->flow(sink->self, &f);
}

/* mark 1790000000000 600 */
static enum err
mark(const struct line *l, const struct exchange_sink *sink, struct exchange_result *out)
{
	struct exchange_mark m = { .ts_ms = strtoll(l->words[1], NULL, 10),
		.price = amount(l->words[2]) };

	out->last_ms = m.ts_ms;
	return sink->mark(sink->self, &m);
}

static enum err
line_take(const struct line *l, const struct exchange_sink *sink, struct exchange_result *out)
{
	const char *what = l->words[0];

	out->row_count++;
	if (strcmp(what, "instrument") == 0)
		return instrument(l, sink);
	if (strcmp(what, "balance") == 0)
		return balance(l, sink);
	if (strcmp(what, "fill") == 0)
		return fill(l, sink);
	if (strcmp(what, "deposit") == 0 || strcmp(what, "funding") == 0)
		return flow(l, sink);
	if (strcmp(what, "mark") == 0)
		return mark(l, sink, out);
	out->row_count--;
	if (strcmp(what, "cursor") == 0)
		word_copy(out->cursor, sizeof(out->cursor), l->words[1]);
	else if (strcmp(what, "time") == 0)
		out->server_ms = strtoll(l->words[1], NULL, 10);
	else if (strcmp(what, "may") == 0)
		out->permissions = (struct key_permissions){ .reads = true, .is_verified = true };
	return OK;
}

static struct line
line_of(const char *text, size_t size)
{
	struct line l = { 0 };
	size_t at = 0;

	for (size_t i = 0; i < WORDS_MAX && at < size; i++) {
		const size_t rest = size - at;
		const char *end = memchr(text + at, ' ', rest);
		const size_t length = end != NULL ? (size_t)(end - text) - at : rest;

		assert_true(length < WORD_SIZE);
		memcpy(l.words[i], text + at, length);
		at += length + 1;
	}
	return l;
}

static enum err
parse(const struct exchange_ask *ask, const struct exchange_answer *answer,
    const struct exchange_sink *sink, struct exchange_result *out, struct why *why)
{
	const char *text = (const char *)answer->body.p;
	size_t at = 0;

	*out = (struct exchange_result){ .is_last = true };
	if (answer->status != 200)
		return why_set(why, ERR_ABSENT, "%s: nothing there", ask->feed->name);
	while (at < answer->body.size) {
		const char *end = memchr(text + at, '\n', answer->body.size - at);
		const size_t size =
		    end != NULL ? (size_t)(end - text) - at : answer->body.size - at;
		const struct line l = line_of(text + at, size);

		TRY(line_take(&l, sink, out));
		at += size + 1;
	}
	return OK;
}

static const char *
advise(const struct exchange_feed *feed, const struct exchange_refusal *said, enum err asked,
    const struct key_permissions *permissions)
{
	(void)feed;
	(void)said;
	(void)asked;
	(void)permissions;
	return "make a new key";
}

const struct exchange exchange_other = { .name = "other",
	.families = families,
	.family_count = 1,
	.feeds = feeds,
	.feed_count = sizeof(feeds) / sizeof(feeds[0]),
	.is_serial_per_key = true,
	.build = build,
	.parse = parse,
	.advise = advise };
