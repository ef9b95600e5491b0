/* SPDX-License-Identifier: Apache-2.0 */
/* Trades of every market, dust, conversions and liquidations, under ccxt's names. */
#include "host/cli/unified.h"

/* Only spot's rows have these members. */
static bool
is_spot(const struct unified_row *u)
{
	return recorded_has(&u->from, "isIsolated M orderListId isMaker");
}

static bool
is_option(const struct unified_row *u)
{
	return recorded_has(&u->from, "optionSide") || unified_is_market(u, "option");
}

static bool
is_true(const struct unified_row *u, const char *names)
{
	return recorded_is(&u->from, names, "true");
}

/* A taker that sold met a buyer who was there before, and so on; options number their sides. */
static const char *
side_of(const struct unified_row *u)
{
	static const char *const words[][2] = { { "BUY", "buy" }, { "SELL", "sell" },
		{ "1", "buy" }, { "-1", "sell" }, { "buy", "buy" }, { "sell", "sell" } };

	if (recorded_has(&u->from, "m isBuyerMaker"))
		return is_true(u, "m isBuyerMaker") ? "sell" : "buy";
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (recorded_is(&u->from, "side", words[i][0]))
			return words[i][1];
	if (recorded_has(&u->from, "isBuyer buyer"))
		return is_true(u, "isBuyer buyer") ? "buy" : "sell";
	return NULL;
}

static void
liquidity_put(struct unified_row *u)
{
	if (is_option(u))
		recorded_put_lower(&u->from, "liquidity", "takerOrMaker", u->w);
	else if (recorded_has(&u->from, "isMaker maker"))
		json_write_text(u->w, "takerOrMaker",
		    is_true(u, "maker") || is_true(u, "isMaker") ? "maker" : "taker");
}

/* What was traded, and what for; where the answer does not say, price times amount. */
static enum err
amounts_put(struct unified_row *u)
{
	struct decimal price, amount, cost;
	bool has_price, has_amount, has_cost;

	TRY(recorded_decimal(&u->from, "p price", &price, &has_price, u->why));
	TRY(recorded_decimal(&u->from, "q qty quantity", &amount, &has_amount, u->why));
	TRY(recorded_decimal(&u->from, "quoteQty baseQty total", &cost, &has_cost, u->why));
	if (decimal_sign(amount) < 0) /* options sell a negative quantity */
		TRY(decimal_negate(amount, &amount));
	if (!has_cost && has_price && has_amount) {
		TRY(decimal_mul(price, amount, &cost));
		has_cost = true;
	}
	if (has_price)
		decimal_put(price, "price", u->w);
	if (has_amount)
		decimal_put(amount, "amount", u->w);
	if (has_cost)
		decimal_put(cost, "cost", u->w);
	return OK;
}

static void
fee_members_put(struct unified_row *u, struct decimal cost)
{
	if (!is_option(u))
		recorded_put_text(&u->from, "commissionAsset", "currency", u->w);
	else if (recorded_raw(&u->from, "quoteAsset").p != NULL)
		recorded_put_text(&u->from, "quoteAsset", "currency", u->w);
	else
		json_write_text(u->w, "currency", "USDT");
	decimal_put(cost, "cost", u->w);
}

/* "fee", and the same in a list. */
static enum err
fee_put(struct unified_row *u)
{
	struct decimal cost;
	bool is_there;

	TRY(recorded_decimal(
	    &u->from, is_option(u) ? "fee" : "commission", &cost, &is_there, u->why));
	json_write_object(u->w, "fee");
	if (is_there)
		fee_members_put(u, cost);
	json_write_close_object(u->w);
	json_write_array(u->w, "fees");
	if (is_there) {
		json_write_object(u->w, NULL);
		fee_members_put(u, cost);
		json_write_close_object(u->w);
	}
	json_write_close_array(u->w);
	return OK;
}

enum err
unified_trade(struct unified_row *u)
{
	const char *side = side_of(u);

	TRY(recorded_ms(&u->from, "T time executionAt", &u->ts_ms, u->why));
	recorded_put_time(u->ts_ms, u->w);
	unified_symbol_put(u, !is_spot(u));
	recorded_put_text(&u->from, "t a tradeId id executionId", "id", u->w);
	recorded_put_text(&u->from, "orderId", "order", u->w);
	recorded_put_lower(&u->from, "type orderType", "type", u->w);
	if (side != NULL)
		json_write_text(u->w, "side", side);
	liquidity_put(u);
	TRY(amounts_put(u));
	return fee_put(u);
}

/* Where BNB is traded against the coin, it was bought with it; else the coin was sold for it. */
static bool
is_bought_with(struct span asset)
{
	static const char *const against_bnb[] = { "USDT", "USDC", "FDUSD", "BUSD", "TUSD", "BTC",
		"ETH", "EUR", "TRY", "BRL", "DAI", "AUD", "RUB" };

	for (size_t i = 0; i < sizeof(against_bnb) / sizeof(against_bnb[0]); i++)
		if (span_is(asset, against_bnb[i]))
			return true;
	return false;
}

enum err
unified_dust(struct unified_row *u)
{
	const struct span asset = recorded_bare(&u->from, "fromAsset");
	const bool is_buy = is_bought_with(asset);
	const char *given = is_buy ? "transferedAmount" : "amount";
	const char *taken = is_buy ? "amount" : "transferedAmount";
	struct decimal amount, cost;
	bool has_amount, has_cost;
	char symbol[64];

	TRY(recorded_ms(&u->from, "operateTime", &u->ts_ms, u->why));
	recorded_put_time(u->ts_ms, u->w);
	if (asset.p == NULL)
		return why_set(u->why, ERR_INPUT, "fromAsset: missing");
	(void)snprintf(symbol, sizeof(symbol), is_buy ? "BNB/%.*s" : "%.*s/BNB",
	    (int)(asset.size < 40 ? asset.size : 40), (const char *)asset.p);
	json_write_text(u->w, "symbol", symbol);
	recorded_put_text(&u->from, "transId tranId", "order", u->w);
	json_write_text(u->w, "side", is_buy ? "buy" : "sell");
	TRY(recorded_decimal(&u->from, given, &amount, &has_amount, u->why));
	TRY(recorded_decimal(&u->from, taken, &cost, &has_cost, u->why));
	if (has_amount)
		decimal_put(amount, "amount", u->w);
	if (has_cost)
		decimal_put(cost, "cost", u->w);
	if (has_amount && has_cost && decimal_sign(amount) != 0) {
		TRY(decimal_div(cost, amount, &cost));
		decimal_put(cost, "price", u->w);
	}
	json_write_object(u->w, "fee");
	json_write_text(u->w, "currency", "BNB");
	TRY(recorded_put_decimal(&u->from, "serviceChargeAmount", "cost", u->w, u->why));
	json_write_close_object(u->w);
	return OK;
}

enum err
unified_conversion(struct unified_row *u)
{
	TRY(recorded_ms(&u->from, "time validTimestamp createTime", &u->ts_ms, u->why));
	recorded_put_time(u->ts_ms, u->w);
	recorded_put_text(&u->from, "tranId orderId quoteId", "id", u->w);
	recorded_put_text(&u->from, "deductedAsset fromAsset", "fromCurrency", u->w);
	TRY(recorded_put_decimal(
	    &u->from, "deductedAmount fromAmount", "fromAmount", u->w, u->why));
	recorded_put_text(&u->from, "targetAsset toAsset", "toCurrency", u->w);
	return recorded_put_decimal(&u->from, "targetAmount toAmount", "toAmount", u->w, u->why);
}

enum err
unified_liquidation(struct unified_row *u)
{
	struct decimal price, base, quote;
	bool has_price, has_base, has_quote;

	TRY(recorded_ms(&u->from, "updatedTime updateTime", &u->ts_ms, u->why));
	recorded_put_time(u->ts_ms, u->w);
	unified_symbol_put(u, !recorded_has(&u->from, "isIsolated"));
	recorded_put_lower(&u->from, "side", "side", u->w);
	TRY(recorded_put_decimal(&u->from, "executedQty", "contracts", u->w, u->why));
	TRY(recorded_decimal(&u->from, "avgPrice", &price, &has_price, u->why));
	TRY(recorded_decimal(&u->from, "cumBase", &base, &has_base, u->why));
	TRY(recorded_decimal(&u->from, "cumQuote", &quote, &has_quote, u->why));
	if (!has_quote && has_base && has_price) {
		TRY(decimal_mul(base, price, &quote));
		has_quote = true;
	}
	if (has_price)
		decimal_put(price, "price", u->w);
	if (has_base)
		decimal_put(base, "baseValue", u->w);
	if (has_quote)
		decimal_put(quote, "quoteValue", u->w);
	return OK;
}
