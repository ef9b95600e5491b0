/* SPDX-License-Identifier: Apache-2.0 */
/* Deposits, withdrawals, transfers, income, ledgers, interest and positions, under ccxt's names. */
#include "host/cli/unified.h"

/* What a word of one table is in the other; NULL when it is in none. */
struct word {
	const char *theirs, *ours;
};

static const char *
word_of(const struct word *words, size_t count, struct span theirs)
{
	for (size_t i = 0; i < count; i++)
		if (span_is(theirs, words[i].theirs))
			return words[i].ours;
	return NULL;
}
#define WORD_OF(words, theirs) word_of((words), sizeof(words) / sizeof((words)[0]), (theirs))

/* The word for it, or their own. */
static void
word_put(struct unified_row *u, const char *ours, const char *names, const char *name)
{
	if (ours != NULL)
		json_write_text(u->w, name, ours);
	else
		recorded_put_text(&u->from, names, name, u->w);
}

/* ---- deposits and withdrawals ---- */

static const char *
movement_type(const struct unified_row *u)
{
	if (u->options->type != NULL)
		return u->options->type;
	if (recorded_is(&u->from, "type", "deposit") || recorded_is(&u->from, "type", "withdrawal"))
		return recorded_is(&u->from, "type", "deposit") ? "deposit" : "withdrawal";
	if (recorded_raw(&u->from, "transactionType").p == NULL)
		return NULL;
	return recorded_is(&u->from, "transactionType", "0") ? "deposit" : "withdrawal";
}

/* A number means something else coming in than going out; without a direction it stays. */
static const char *
movement_status(const struct unified_row *u, const char *type)
{
	static const struct word in[] = { { "0", "pending" }, { "1", "ok" }, { "6", "ok" } };
	static const struct word out[] = { { "0", "pending" }, { "1", "canceled" },
		{ "2", "pending" }, { "3", "failed" }, { "4", "pending" }, { "5", "failed" },
		{ "6", "ok" } };
	static const struct word fiat[] = { { "Processing", "pending" }, { "Failed", "failed" },
		{ "Successful", "ok" }, { "Refunding", "canceled" }, { "Refunded", "canceled" },
		{ "Refund Failed", "failed" } };
	const struct span status = recorded_bare(&u->from, "status");
	const char *word;

	if (type == NULL)
		return NULL;
	word = strcmp(type, "deposit") == 0 ? WORD_OF(in, status) : WORD_OF(out, status);
	return word != NULL ? word : WORD_OF(fiat, status);
}

/* "Internal transfer 123" has the number of a transfer inside the exchange. */
static void
chain_id_put(struct unified_row *u)
{
	static const char inside[] = "Internal transfer ";
	const struct span id = recorded_bare(&u->from, "txId");

	if (id.p == NULL)
		return;
	if (span_starts(id, inside))
		json_write_span(u->w, "txid", span_from(id, strlen(inside)));
	else
		recorded_put_text(&u->from, "txId", "txid", u->w);
}

static void
route_put(struct unified_row *u)
{
	static const struct word networks[] = { { "ETH", "ERC20" }, { "TRX", "TRC20" },
		{ "BSC", "BEP20" }, { "BNB", "BEP2" }, { "ARBITRUM", "ARBONE" } };

	word_put(u, WORD_OF(networks, recorded_bare(&u->from, "network")), "network", "network");
	recorded_put_text(&u->from, "address", "address", u->w);
	recorded_put_text(&u->from, "address", "addressTo", u->w);
	recorded_put_text(&u->from, "addressTag", "tag", u->w);
	recorded_put_text(&u->from, "addressTag", "tagTo", u->w);
}

enum err
unified_transaction(struct unified_row *u)
{
	const char *type = movement_type(u);
	int64_t updated_ms;
	bool has_fee;
	struct decimal fee;

	TRY(recorded_ms(&u->from, "insertTime createTime applyTime", &u->ts_ms, u->why));
	TRY(recorded_ms(&u->from, "successTime updateTime", &updated_ms, u->why));
	recorded_put_text(&u->from, "id orderNo", "id", u->w);
	chain_id_put(u);
	recorded_put_time(u->ts_ms, u->w);
	route_put(u);
	if (type != NULL)
		json_write_text(u->w, "type", type);
	TRY(recorded_put_decimal(&u->from, "amount", "amount", u->w, u->why));
	recorded_put_text(&u->from, "coin fiatCurrency", "currency", u->w);
	word_put(u, movement_status(u, type), "status", "status");
	if (updated_ms >= 0)
		json_write_i64(u->w, "updated", updated_ms);
	if (recorded_raw(&u->from, "transferType").p != NULL)
		json_write_bool(u->w, "internal", !recorded_is(&u->from, "transferType", "0"));
	TRY(recorded_decimal(&u->from, "transactionFee totalFee", &fee, &has_fee, u->why));
	if (!has_fee)
		return OK;
	json_write_object(u->w, "fee");
	recorded_put_text(&u->from, "coin fiatCurrency", "currency", u->w);
	decimal_put(fee, "cost", u->w);
	json_write_close_object(u->w);
	return OK;
}

/* ---- transfers ---- */

static void
account_put(struct unified_row *u, struct span account, const char *name)
{
	static const struct word accounts[] = { { "MAIN", "spot" }, { "FUNDING", "funding" },
		{ "MARGIN", "margin" }, { "UMFUTURE", "linear" }, { "CMFUTURE", "inverse" },
		{ "OPTION", "option" } };
	const char *word = WORD_OF(accounts, account);

	if (word != NULL)
		json_write_text(u->w, name, word);
	else
		json_write_span(u->w, name, account);
}

/* Both accounts of "MAIN_UMFUTURE", or of who paid whom. */
static enum err
accounts_put(struct unified_row *u)
{
	const struct span type = recorded_bare(&u->from, "type");
	const uint8_t *line = type.p == NULL ? NULL : memchr(type.p, '_', type.size);
	const struct span payer = recorded_raw(&u->from, "payerInfo");
	const struct span receiver = recorded_raw(&u->from, "receiverInfo");
	struct recorded who;

	if (line != NULL && payer.p == NULL && receiver.p == NULL) {
		const size_t size = (size_t)(line - type.p);

		account_put(u, span_first(type, size), "fromAccount");
		account_put(u, span_from(type, size + 1), "toAccount");
	}
	if (payer.p != NULL && payer.p[0] == '{') {
		TRY(recorded_read(payer, &who, u->why));
		recorded_put_text(&who, "accountId", "fromAccount", u->w);
	}
	if (receiver.p != NULL && receiver.p[0] == '{') {
		TRY(recorded_read(receiver, &who, u->why));
		recorded_put_text(&who, "accountId", "toAccount", u->w);
	}
	return OK;
}

enum err
unified_transfer(struct unified_row *u)
{
	static const struct word states[] = { { "CONFIRMED", "ok" } };

	TRY(recorded_ms(&u->from, "timestamp transactionTime", &u->ts_ms, u->why));
	recorded_put_text(&u->from, "tranId transactionId", "id", u->w);
	recorded_put_time(u->ts_ms, u->w);
	recorded_put_text(&u->from, "asset currency", "currency", u->w);
	TRY(recorded_put_decimal(&u->from, "amount", "amount", u->w, u->why));
	TRY(accounts_put(u));
	word_put(u, WORD_OF(states, recorded_bare(&u->from, "status")), "status", "status");
	return OK;
}

/* ---- income, ledgers, interest ---- */

enum err
unified_income(struct unified_row *u)
{
	TRY(recorded_ms(&u->from, "time", &u->ts_ms, u->why));
	unified_symbol_put(u, true);
	recorded_put_text(&u->from, "asset", "code", u->w);
	recorded_put_time(u->ts_ms, u->w);
	recorded_put_text(&u->from, "tranId", "id", u->w);
	return recorded_put_decimal(&u->from, "income", "amount", u->w, u->why);
}

enum err
unified_ledger_entry(struct unified_row *u)
{
	static const struct word types[] = { { "FEE", "fee" }, { "FUNDING_FEE", "fee" },
		{ "OPTIONS_PREMIUM_FEE", "fee" }, { "POSITION_LIMIT_INCREASE_FEE", "fee" },
		{ "CONTRACT", "trade" }, { "REALIZED_PNL", "trade" }, { "TRANSFER", "transfer" },
		{ "CROSS_COLLATERAL_TRANSFER", "transfer" }, { "INTERNAL_TRANSFER", "transfer" },
		{ "COIN_SWAP_DEPOSIT", "deposit" }, { "COIN_SWAP_WITHDRAW", "withdrawal" },
		{ "OPTIONS_SETTLE_PROFIT", "settlement" }, { "DELIVERED_SETTELMENT", "settlement" },
		{ "WELCOME_BONUS", "cashback" }, { "CONTEST_REWARD", "cashback" },
		{ "COMMISSION_REBATE", "rebate" }, { "API_REBATE", "rebate" },
		{ "REFERRAL_KICKBACK", "referral" }, { "COMMISSION", "commission" } };
	struct decimal amount;
	bool is_there;

	TRY(recorded_ms(&u->from, "createDate time", &u->ts_ms, u->why));
	TRY(recorded_decimal(&u->from, "amount income", &amount, &is_there, u->why));
	recorded_put_text(&u->from, "id tranId", "id", u->w);
	recorded_put_time(u->ts_ms, u->w);
	if (is_there) {
		json_write_text(u->w, "direction", decimal_sign(amount) > 0 ? "in" : "out");
		if (decimal_sign(amount) < 0)
			TRY(decimal_negate(amount, &amount));
		decimal_put(amount, "amount", u->w);
	}
	recorded_put_text(&u->from, "tradeId", "referenceId", u->w);
	word_put(u, WORD_OF(types, recorded_bare(&u->from, "type incomeType")), "type incomeType",
	    "type");
	recorded_put_text(&u->from, "asset", "currency", u->w);
	return OK;
}

enum err
unified_interest(struct unified_row *u)
{
	const bool is_isolated = recorded_raw(&u->from, "isolatedSymbol").p != NULL;

	TRY(recorded_ms(&u->from, "interestAccuredTime", &u->ts_ms, u->why));
	recorded_put_text(&u->from, "isolatedSymbol", "symbol", u->w);
	recorded_put_text(&u->from, "asset", "currency", u->w);
	TRY(recorded_put_decimal(&u->from, "interest", "interest", u->w, u->why));
	TRY(recorded_put_decimal(&u->from, "interestRate", "interestRate", u->w, u->why));
	TRY(recorded_put_decimal(&u->from, "principal", "amountBorrowed", u->w, u->why));
	json_write_text(u->w, "marginMode", is_isolated ? "isolated" : "cross");
	recorded_put_time(u->ts_ms, u->w);
	return OK;
}

/* ---- positions ---- */

enum err
unified_position(struct unified_row *u)
{
	struct decimal quantity;
	bool is_there, is_hedged;

	TRY(recorded_ms(&u->from, "updateTime", &u->ts_ms, u->why));
	TRY(recorded_decimal(&u->from, "positionAmt", &quantity, &is_there, u->why));
	is_hedged = recorded_raw(&u->from, "positionSide").p != NULL &&
	    !recorded_is(&u->from, "positionSide", "BOTH");
	unified_symbol_put(u, true);
	recorded_put_time(u->ts_ms, u->w);
	json_write_bool(u->w, "hedged", is_hedged);
	if (decimal_sign(quantity) != 0)
		json_write_text(u->w, "side", decimal_sign(quantity) > 0 ? "long" : "short");
	if (decimal_sign(quantity) < 0)
		TRY(decimal_negate(quantity, &quantity));
	if (is_there)
		decimal_put(quantity, "contracts", u->w);
	TRY(recorded_put_decimal(&u->from, "entryPrice", "entryPrice", u->w, u->why));
	TRY(recorded_put_decimal(&u->from, "markPrice", "markPrice", u->w, u->why));
	TRY(recorded_put_decimal(&u->from, "liquidationPrice", "liquidationPrice", u->w, u->why));
	TRY(recorded_put_decimal(
	    &u->from, "unRealizedProfit unrealizedProfit", "unrealizedPnl", u->w, u->why));
	return recorded_put_decimal(&u->from, "leverage", "leverage", u->w, u->why);
}
