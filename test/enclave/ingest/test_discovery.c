/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/discovery.h"
#include "test/check.h"

struct world {
	struct assets assets;
	struct catalogue all;
	struct discovery d;
	struct discovery_seen seen;
};

static void
list(struct world *w, const char *base, const char *quote)
{
	struct instrument i = { .contract_size = decimal_of(1) };

	(void)snprintf(i.symbol, sizeof(i.symbol), "%s%s", base, quote);
	(void)snprintf(i.base, sizeof(i.base), "%s", base);
	(void)snprintf(i.quote, sizeof(i.quote), "%s", quote);
	CHECK_OK(catalogue_put(&w->all, &i));
}

static void
world_open(struct world *w)
{
	static const char *const pairs[][2] = { { "BTC", "USDT" }, { "ETH", "USDT" },
		{ "ETH", "BTC" }, { "XRP", "ETH" }, { "DOGE", "XRP" }, { "LTC", "USDT" } };

	*w = (struct world){ .assets = assets_new() };
	w->all = catalogue_new(&w->assets);
	for (size_t i = 0; i < 6; i++)
		list(w, pairs[i][0], pairs[i][1]);
}

static void
world_close(struct world *w)
{
	discovery_wipe(&w->d);
	discovery_wipe(&w->d);
	bits_wipe(&w->seen.assets);
	catalogue_wipe(&w->all);
	assets_wipe(&w->assets);
}

static void
see(struct world *w, const char *asset)
{
	uint32_t number;

	CHECK_OK(assets_number(&w->assets, asset, &number));
	CHECK_OK(discovery_see(&w->seen, number));
}

/* The next one, taken; "" when there is none. */
static const char *
next(struct world *w, bool is_sweep)
{
	uint32_t symbol;

	if (is_sweep ? !discovery_sweep(&w->d, &w->all, &symbol)
		     : !discovery_next(&w->d, &w->all, &w->seen, &symbol))
		return "";
	CHECK_OK(discovery_take(&w->d, symbol));
	return w->all.rows[symbol].instrument.symbol;
}

TEST(discovery_goes_from_seen_assets_to_a_fixpoint_and_sweeps_the_rest)
{
	struct world w;

	world_open(&w);
	CHECK_TEXT(next(&w, false), ""); /* nothing is known of this account */
	see(&w, "BTC");
	CHECK_TEXT(next(&w, false), "BTCUSDT");
	CHECK_TEXT(next(&w, false), "");
	see(&w, "XRP"); /* it was a quote of what was found, say */
	CHECK_TEXT(next(&w, false), "XRPETH");
	see(&w, "ETH"); /* found there: earlier ones are candidates now */
	CHECK_TEXT(next(&w, false), "ETHUSDT");
	CHECK_TEXT(next(&w, false), "ETHBTC");
	CHECK_TEXT(next(&w, false), "");
	CHECK_TEXT(next(&w, true), "DOGEXRP");
	CHECK_TEXT(next(&w, true), "LTCUSDT");
	CHECK_TEXT(next(&w, true), "");
	CHECK_INT(w.d.taken_count, 6);
	list(&w, "NEW", "USDT"); /* listed since */
	CHECK_TEXT(next(&w, false), "");
	CHECK_TEXT(next(&w, true), "NEWUSDT");
	world_close(&w);
}

TEST(discovery_asks_first_for_what_was_named_and_again_for_what_is_wanted)
{
	struct world w;

	world_open(&w);
	see(&w, "BTC");
	CHECK_OK(discovery_want(&w.d, 5));
	CHECK_OK(discovery_want(&w.d, 3));
	CHECK_TEXT(next(&w, false), "XRPETH");
	CHECK_TEXT(next(&w, false), "LTCUSDT");
	CHECK_TEXT(next(&w, false), "BTCUSDT");
	CHECK_OK(discovery_want(&w.d, 5)); /* asked before, and had nothing then */
	CHECK_TEXT(next(&w, false), "LTCUSDT");
	CHECK_INT(w.d.taken_count, 3);
	CHECK_OK(discovery_want(&w.d, 60000)); /* not of this list: ignored */
	CHECK_TEXT(next(&w, false), "");
	world_close(&w);
}

TEST(discovery_counts_what_the_exchange_would_not_answer_for)
{
	struct world w;

	world_open(&w);
	CHECK_OK(discovery_tell(&w.d, 2, true));
	CHECK_OK(discovery_tell(&w.d, 2, true));
	CHECK_OK(discovery_tell(&w.d, 4, true));
	CHECK_OK(discovery_tell(&w.d, 0, false));
	CHECK_INT(bits_count(&w.d.gone), 2);
	CHECK_OK(discovery_tell(&w.d, 2, false)); /* it is back */
	CHECK_INT(bits_count(&w.d.gone), 1);
	CHECK(!bits_has(&w.d.gone, 2) && bits_has(&w.d.gone, 4));
	world_close(&w);
}

TEST(discovery_keeps_sets_in_a_bit_for_each_number)
{
	struct bits b = { 0 };

	CHECK(!bits_has(&b, 0) && !bits_has(&b, UINT32_MAX));
	bits_drop(&b, 7);
	for (uint32_t i = 0; i < 5000; i += 3)
		CHECK_OK(bits_put(&b, i));
	for (uint32_t i = 0; i < 6000; i++)
		CHECK_INT(bits_has(&b, i), i < 5000 && i % 3 == 0);
	CHECK(b.size < 900);
	for (uint32_t i = 0; i < 5000; i += 6)
		bits_drop(&b, i);
	for (uint32_t i = 0; i < 5000; i++)
		CHECK_INT(bits_has(&b, i), i % 6 == 3);
	bits_wipe(&b);
	bits_wipe(&b);
}

TEST(discovery_takes_no_more_memory_than_what_is_in_it_once_it_is_fit)
{
	struct discovery d = { 0 };
	struct bits b = { 0 };

	bits_fit(&b);
	CHECK(b.p == NULL && bits_count(&b) == 0);
	for (uint32_t i = 0; i < 3000; i += 3)
		CHECK_OK(bits_put(&b, i));
	bits_fit(&b);
	CHECK_INT(b.size, 2997 / 8 + 1);
	for (uint32_t i = 0; i < 3100; i++)
		assert_int_equal(bits_has(&b, i), i < 3000 && i % 3 == 0);
	CHECK_INT(bits_count(&b), 1000);
	bits_drop(&b, 2997);
	bits_drop(&b, 2994);
	bits_fit(&b);
	CHECK_INT(b.size, 2991 / 8 + 1);
	CHECK_OK(bits_put(&b, 4000)); /* and it grows again */
	CHECK(bits_has(&b, 4000) && bits_has(&b, 2991) && !bits_has(&b, 2994));
	bits_wipe(&b);
	CHECK_OK(discovery_want(&d, 700));
	CHECK_OK(discovery_take(&d, 700));
	CHECK_OK(discovery_tell(&d, 9, true));
	discovery_fit(&d);
	CHECK(d.wanted.p == NULL);
	CHECK_INT(d.taken.size, 700 / 8 + 1);
	CHECK_INT(d.gone.size, 2);
	discovery_wipe(&d);
}
