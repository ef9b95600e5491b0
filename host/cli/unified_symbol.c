/* SPDX-License-Identifier: Apache-2.0 */
/* Binance's names of instruments as ccxt's. */
#include "host/cli/unified.h"

enum { NAME_SIZE = UNIFIED_SYMBOL_SIZE / 4 };

/* Assets that something is quoted in; a longer one is tried before a shorter one. */
static const char *const quotes[] = { "FDUSD", "USDT", "USDC", "BUSD", "TUSD", "USDP", "USDS",
	"AEUR", "EURI", "IDRT", "BIDR", "BKRW", "BVND", "DAI", "VAI", "EUR", "GBP", "AUD", "TRY",
	"BRL", "RUB", "UAH", "NGN", "ZAR", "JPY", "MXN", "ARS", "COP", "CZK", "PLN", "RON", "USD",
	"BTC", "ETH", "BNB", "XRP", "TRX", "SOL", "DOGE", "DOT" };

bool
unified_is_market(const struct unified_row *u, const char *market)
{
	return u->options->market != NULL && strcmp(u->options->market, market) == 0;
}

/* The size of the quote this name ends in; 0: none. */
static size_t
quote_size(struct span name)
{
	for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++) {
		const size_t size = strlen(quotes[i]);

		if (name.size > size && span_is(span_from(name, name.size - size), quotes[i]))
			return size;
	}
	return 0;
}

/* "ETH-230211-1500-C" with its quote in between. */
static void
option_write(const struct unified_row *u, struct span name, char out[UNIFIED_SYMBOL_SIZE])
{
	const struct span known = recorded_bare(&u->from, "quoteAsset");
	const struct span quote = known.p != NULL ? known : S("USDT");
	const uint8_t *dash = memchr(name.p, '-', name.size);
	const size_t base_size = dash == NULL ? name.size : (size_t)(dash - name.p);

	(void)snprintf(out, UNIFIED_SYMBOL_SIZE, "%.*s/%.*s:%.*s%.*s", (int)base_size,
	    (const char *)name.p, (int)quote.size, (const char *)quote.p, (int)quote.size,
	    (const char *)quote.p, (int)(name.size - base_size), (const char *)name.p + base_size);
}

static bool
is_inverse(const struct unified_row *u)
{
	return unified_is_market(u, "inverse") || recorded_has(&u->from, "pair baseQty cumBase");
}

/* BASE/QUOTE, with :SETTLE and the expiry of contracts: "BTCUSD_200925". */
static void
pair_write(
    const struct unified_row *u, struct span name, bool is_contract, char out[UNIFIED_SYMBOL_SIZE])
{
	const uint8_t *line = is_contract ? memchr(name.p, '_', name.size) : NULL;
	const struct span pair =
	    span_first(name, line == NULL ? name.size : (size_t)(line - name.p));
	const struct span expiry = span_from(name, line == NULL ? name.size : pair.size + 1);
	const size_t quote = quote_size(pair);
	const struct span base = span_first(pair, pair.size - quote);
	const struct span settle =
	    is_inverse(u) || span_is(expiry, "PERP") ? base : span_from(pair, base.size);
	const bool has_expiry = expiry.size > 0 && !span_is(expiry, "PERP");

	if (quote == 0)
		(void)snprintf(
		    out, UNIFIED_SYMBOL_SIZE, "%.*s", (int)name.size, (const char *)name.p);
	else
		(void)snprintf(out, UNIFIED_SYMBOL_SIZE, "%.*s/%.*s%s%.*s%s%.*s", (int)base.size,
		    (const char *)base.p, (int)quote, (const char *)pair.p + base.size,
		    is_contract ? ":" : "", is_contract ? (int)settle.size : 0,
		    (const char *)settle.p, has_expiry ? "-" : "",
		    has_expiry ? (int)expiry.size : 0, (const char *)expiry.p);
}

bool
unified_symbol_of(const struct unified_row *u, bool is_contract, char out[UNIFIED_SYMBOL_SIZE])
{
	const struct span name = recorded_bare(&u->from, "symbol");

	if (name.p == NULL || name.size >= NAME_SIZE)
		return false;
	if (is_contract && memchr(name.p, '-', name.size) != NULL)
		option_write(u, name, out);
	else
		pair_write(u, name, is_contract, out);
	return true;
}

void
unified_symbol_put(const struct unified_row *u, bool is_contract)
{
	char symbol[UNIFIED_SYMBOL_SIZE];

	if (unified_symbol_of(u, is_contract, symbol))
		json_write_text(u->w, "symbol", symbol);
	else if (u->options->symbol != NULL)
		json_write_text(u->w, "symbol", u->options->symbol);
}
