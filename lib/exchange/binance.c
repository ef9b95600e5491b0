/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/exchange/binance.h"

#include "lib/base/text.h"
#include "lib/crypto/crypto.h"

/*
 * Accepted clock difference, milliseconds: the exchange's default of 5000 proved too short for
 * people far away, 60000 is its maximum.
 */
#define RECV_WINDOW "10000"
#define PAGE_ROWS "1000"

static const struct {
	const char *path;
	bool is_signed;
	unsigned weight;
	enum err (*read)(struct span body, const struct binance_reading *r);
} calls[EXCHANGE_CALL_COUNT] = {
	[EXCHANGE_TIME] = { "/api/v3/time", false, 1, binance_time_read },
	[EXCHANGE_PERMISSIONS] = { "/sapi/v1/account/apiRestrictions", true, 1,
	    binance_permissions_read },
	[EXCHANGE_INSTRUMENTS] = { "/api/v3/exchangeInfo", false, 20, binance_instruments_read },
	[EXCHANGE_BALANCES] = { "/api/v3/account", true, 20, binance_balances_read },
	[EXCHANGE_FILLS] = { "/api/v3/myTrades", true, 20, binance_fills_read },
	[EXCHANGE_MARKS] = { "/api/v3/klines", false, 2, binance_marks_read },
};

enum err
binance_sign(const char *secret, struct span payload, struct buf *out)
{
	uint8_t mac[SHA256_SIZE];

	TRY(hmac_sha256(span_text(secret), &payload, 1, mac));
	return text_hex_write(SPAN_OF(mac), out);
}

/* Before its value: "a=" or "&a=". */
static enum err
name_write(struct buf *query, const char *name)
{
	return buf_print(query, "%s%s=", query->size > 0 ? "&" : "", name);
}

static enum err
text_write(struct buf *query, const char *name, const char *value)
{
	TRY(name_write(query, name));
	return buf_append(query, span_text(value));
}

static enum err
number_write(struct buf *query, const char *name, int64_t value)
{
	TRY(name_write(query, name));
	return buf_print(query, "%lld", (long long)value);
}

/* Letters, digits, -._ and whatever is not ASCII: Binance lists symbols in other scripts too. */
static bool
is_symbol(const char *symbol)
{
	const size_t size = symbol == NULL ? 0 : strlen(symbol);

	if (size == 0 || size >= SYMBOL_SIZE || !text_is_printable(span_text(symbol)))
		return false;
	for (size_t i = 0; i < size; i++) {
		const char c = symbol[i];
		const bool is_ascii = (unsigned char)c < 0x80;
		const bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

		if (is_ascii && !is_letter && !(c >= '0' && c <= '9') && c != '-' && c != '.' &&
		    c != '_')
			return false;
	}
	return true;
}

/* Percent-encoded before it is signed: the exchange demands that order. */
static enum err
symbol_write(struct buf *query, const char *symbol)
{
	ENSURE(is_symbol(symbol), ERR_INPUT);
	TRY(name_write(query, "symbol"));
	for (const char *c = symbol; *c != '\0'; c++)
		TRY((unsigned char)*c < 0x80 ? buf_u8(query, (uint8_t)*c)
					     : buf_print(query, "%%%02X", (unsigned char)*c));
	return OK;
}

static enum err
fills_query_write(const struct exchange_ask *ask, struct buf *query)
{
	ENSURE(ask->from_id <= INT64_MAX, ERR_INPUT);
	TRY(symbol_write(query, ask->symbol));
	TRY(text_write(query, "limit", PAGE_ROWS));
	return number_write(query, "fromId", (int64_t)ask->from_id);
}

static enum err
marks_query_write(const struct exchange_ask *ask, struct buf *query)
{
	TRY(text_write(query, "interval", "1h"));
	TRY(text_write(query, "limit", PAGE_ROWS));
	TRY(symbol_write(query, ask->symbol));
	TRY(number_write(query, "startTime", ask->from_ms));
	return number_write(query, "endTime", ask->to_ms);
}

static enum err
own_query_write(const struct exchange_ask *ask, struct buf *query)
{
	switch (ask->call) {
	case EXCHANGE_FILLS:
		return fills_query_write(ask, query);
	case EXCHANGE_MARKS:
		return marks_query_write(ask, query);
	case EXCHANGE_BALANCES:
		return text_write(query, "omitZeroBalances", "true");
	case EXCHANGE_INSTRUMENTS:
		return text_write(query, "showPermissionSets", "false"); /* thrice as short */
	case EXCHANGE_TIME:
	case EXCHANGE_PERMISSIONS:
		return OK;
	case EXCHANGE_CALL_COUNT:
		break;
	}
	return ERR_BUG;
}

/* A key is sent in a header field and must not be able to end it. */
static bool
is_key(const char *key)
{
	for (const char *c = key; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return key[0] != '\0' && strlen(key) < EXCHANGE_KEY_SIZE;
}

static enum err
signed_query_write(const struct exchange_ask *ask, struct buf *query)
{
	const struct credential *c = ask->credential;

	ENSURE(c != NULL && is_key(c->api_key) && is_key(c->secret), ERR_INPUT);
	TRY(number_write(query, "timestamp", ask->server_ms));
	TRY(own_query_write(ask, query));
	TRY(text_write(query, "recvWindow", RECV_WINDOW));
	return OK;
}

static enum err
signature_append(const struct exchange_ask *ask, struct span query, struct exchange_request *out)
{
	TRY(buf_append(&out->target, S("&signature=")));
	TRY(binance_sign(ask->credential->secret, query, &out->target));
	out->fields[0].name = "X-MBX-APIKEY";
	(void)snprintf(
	    out->fields[0].value, sizeof(out->fields[0].value), "%s", ask->credential->api_key);
	out->field_count = 1;
	return OK;
}

static enum err
request_write(const struct exchange_ask *ask, struct exchange_request *out)
{
	const bool is_signed = calls[ask->call].is_signed;
	AUTO(buf) query = buf_new(EXCHANGE_TARGET_SIZE_MAX);

	TRY(is_signed ? signed_query_write(ask, &query) : own_query_write(ask, &query));
	TRY(buf_append(&out->target, span_text(calls[ask->call].path)));
	if (query.size > 0)
		TRY(buf_u8(&out->target, '?'));
	TRY(buf_append(&out->target, buf_span(&query)));
	return is_signed ? signature_append(ask, buf_span(&query), out) : OK;
}

static enum err
binance_build(const struct exchange_ask *ask, struct exchange_request *out)
{
	enum err e;

	ENSURE(ask->call < EXCHANGE_CALL_COUNT, ERR_BUG);
	out->method = "GET";
	out->target = buf_new(EXCHANGE_TARGET_SIZE_MAX);
	out->weight = calls[ask->call].weight;
	e = request_write(ask, out);
	if (e != OK)
		exchange_request_wipe(out);
	return e;
}

static enum err
binance_parse(const struct exchange_ask *ask, const struct exchange_answer *answer,
    const struct exchange_sink *sink, struct exchange_result *out, struct why *why)
{
	const struct binance_reading r = { ask, sink, out, why };

	ENSURE(ask->call < EXCHANGE_CALL_COUNT, ERR_BUG);
	*out = (struct exchange_result){ 0 };
	TRY(binance_refusal_read(answer, &out->refusal, why));
	return calls[ask->call].read(answer->body, &r);
}

const struct exchange exchange_binance = {
	.name = "binance",
	.weight_per_minute = 6000,
	.used_weight_field = "X-MBX-USED-WEIGHT-1M",
	.build = binance_build,
	.parse = binance_parse,
};
