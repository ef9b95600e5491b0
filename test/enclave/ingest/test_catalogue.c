/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/catalogue.h"
#include "test/check.h"

static struct instrument
named(const char *symbol, const char *base, const char *quote)
{
	struct instrument i = { .contract_size = decimal_of(1) };

	(void)snprintf(i.symbol, sizeof(i.symbol), "%s", symbol);
	(void)snprintf(i.base, sizeof(i.base), "%s", base);
	(void)snprintf(i.quote, sizeof(i.quote), "%s", quote);
	return i;
}

TEST(catalogue_keeps_each_instrument_once_under_one_number)
{
	struct assets assets = assets_new();
	struct catalogue c = catalogue_new(&assets);
	char symbol[16];
	uint32_t number;

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 1000; i++) {
			(void)snprintf(symbol, sizeof(symbol), "A%dUSDT", i);
			const struct instrument row = named(symbol, i % 2 == 0 ? "A" : "B", "USDT");

			CHECK_OK(catalogue_put(&c, &row));
		}
	CHECK_INT(c.count, 1000);
	CHECK(catalogue_by_symbol(&c, "A999USDT") == &c.rows[999]);
	CHECK(catalogue_by_symbol(&c, "XYZ") == NULL);
	CHECK_TEXT(assets_name(&assets, c.rows[1].base), "B");
	CHECK_INT(c.rows[0].quote, c.rows[999].quote);
	CHECK(catalogue_by_pair(&c, "B", "USDT") == &c.rows[1]);
	CHECK(catalogue_has_asset(&c, "B") && catalogue_has_asset(&c, "USDT"));
	CHECK_OK(assets_number(&assets, "LDB", &number)); /* has a number, is not listed */
	CHECK(!catalogue_has_asset(&c, "LDB") && !catalogue_has_asset(&c, "nobody"));
	CHECK(catalogue_by_pair(&c, "USDT", "B") == NULL);
	CHECK(catalogue_by_pair(&c, "nobody", "USDT") == NULL);
	CHECK(catalogue_by_assets(&c, c.rows[1].base, c.rows[1].quote) == &c.rows[1]);
	CHECK(catalogue_by_assets(&c, c.rows[1].quote, c.rows[1].base) == NULL);
	catalogue_wipe(&c);
	assets_wipe(&assets);
}

TEST(catalogue_refuses_what_has_no_name)
{
	struct assets assets = assets_new();
	struct catalogue c = catalogue_new(&assets);
	const struct instrument none = named("", "A", "B"), baseless = named("AB", "", "B");
	uint32_t number;

	CHECK_ERR(catalogue_put(&c, &none), ERR_INPUT);
	CHECK_ERR(catalogue_put(&c, &baseless), ERR_INPUT);
	CHECK_ERR(assets_number(&assets, "", &number), ERR_INPUT);
	CHECK_INT(c.count, 0);
	catalogue_wipe(&c);
	catalogue_wipe(&c); /* twice is fine */
	assets_wipe(&assets);
}
