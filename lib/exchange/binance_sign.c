/* SPDX-License-Identifier: Apache-2.0 */
/* What leaves: parameters, percent-encoded before they are signed, and signatures of three kinds.
 */
#include "lib/base/text.h"
#include "lib/crypto/crypto.h"
#include "lib/exchange/binance.h"

/*
 * Accepted clock difference, milliseconds: the exchange's default of 5000 proved too short for
 * people far away, 60000 is its maximum.
 */
#define RECV_WINDOW "10000"

enum { SIGNATURE_SIZE_MAX = 1024, QUERY_SIZE_USUAL = 512 };

/* RFC 3986: what needs no encoding. */
static bool
is_unreserved(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	    c == '-' || c == '.' || c == '_' || c == '~';
}

static enum err
percent_write(struct span text, struct buf *out)
{
	while (text.size > 0) {
		size_t plain = 0;

		while (plain < text.size && is_unreserved(text.p[plain]))
			plain++;
		TRY(buf_append(out, span_first(text, plain)));
		if (plain < text.size)
			TRY(buf_print(out, "%%%02X", text.p[plain]));
		text = span_from(text, plain + 1);
	}
	return OK;
}

static enum err
name_write(struct buf *query, const char *name)
{
	if (query->size > 0)
		TRY(buf_u8(query, '&'));
	TRY(buf_append(query, span_text(name)));
	return buf_u8(query, '=');
}

enum err
binance_query_text(struct buf *query, const char *name, const char *value)
{
	TRY(name_write(query, name));
	return percent_write(span_text(value), query);
}

enum err
binance_query_number(struct buf *query, const char *name, int64_t value)
{
	TRY(name_write(query, name));
	return buf_print(query, "%lld", (long long)value);
}

bool
binance_is_symbol(const char *symbol)
{
	const struct span all = span_text(symbol);

	if (all.size == 0 || all.size >= SYMBOL_SIZE || !text_is_printable(all))
		return false;
	for (size_t i = 0; i < all.size; i++)
		if (all.p[i] < 0x80 && (!is_unreserved(all.p[i]) || all.p[i] == '~'))
			return false;
	return true;
}

/* ---- signatures ---- */

static bool
is_private_key(const char *secret)
{
	return span_starts(span_text(secret), "-----BEGIN ");
}

static enum err
hmac_append(const char *secret, struct span payload, struct buf *out)
{
	uint8_t mac[SHA256_SIZE];

	TRY(hmac_sha256(span_text(secret), &payload, 1, mac));
	return text_hex_write(SPAN_OF(mac), out);
}

enum err
binance_sign(const char *secret, struct span payload, struct buf *out)
{
	AUTO(buf) signature = buf_new(SIGNATURE_SIZE_MAX);
	AUTO(buf) base64 = buf_new(2 * SIGNATURE_SIZE_MAX);

	if (!is_private_key(secret))
		return hmac_append(secret, payload, out);
	TRY(private_pem_sign(span_text(secret), payload, &signature));
	TRY(text_base64_write(TEXT_BASE64, buf_span(&signature), &base64));
	return percent_write(buf_span(&base64), out);
}

/* ---- requests ---- */

/* Visible ASCII: a key is sent in a header field and must not be able to end it. */
static bool
is_visible(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return text[0] != '\0';
}

static bool
is_credential(const struct credential *c)
{
	return c != NULL && is_visible(c->api_key) &&
	    (is_private_key(c->secret) || is_visible(c->secret));
}

static enum err
field_add(struct exchange_request *out, const char *name, const char *value)
{
	const size_t at = out->field_count;

	ENSURE(at < EXCHANGE_FIELDS_MAX, ERR_LIMIT);
	TRY(span_to_text(span_text(value), out->fields[at].value, EXCHANGE_FIELD_SIZE));
	out->fields[at].name = name;
	out->field_count++;
	return OK;
}

/* timestamp & own & recvWindow & signature */
static enum err
signed_query_write(struct span own, const struct exchange_ask *ask, struct buf *out)
{
	TRY(binance_query_number(out, "timestamp", ask->server_ms));
	if (own.size > 0) {
		TRY(buf_u8(out, '&'));
		TRY(buf_append(out, own));
	}
	TRY(binance_query_text(out, "recvWindow", RECV_WINDOW));
	AUTO(buf) signature = buf_new(2 * SIGNATURE_SIZE_MAX);
	TRY(binance_sign(ask->credential->secret, buf_span(out), &signature));
	TRY(buf_append(out, S("&signature=")));
	return buf_append(out, buf_span(&signature));
}

enum err
binance_request_write(
    const struct binance_target *t, const struct exchange_ask *ask, struct exchange_request *out)
{
	AUTO(buf) query = buf_new(EXCHANGE_TARGET_SIZE_MAX);
	uint8_t *at;

	ENSURE(!t->is_signed || is_credential(ask->credential), ERR_INPUT);
	TRY(buf_reserve(&query, QUERY_SIZE_USUAL, &at));
	if (t->is_signed)
		TRY(signed_query_write(t->own, ask, &query));
	else
		TRY(buf_append(&query, t->own));
	out->method = t->is_post ? "POST" : "GET";
	out->target = buf_new(EXCHANGE_TARGET_SIZE_MAX);
	out->body = buf_new(EXCHANGE_BODY_SIZE_MAX);
	TRY(buf_reserve(&out->target, strlen(t->path) + 1 + query.size, &at));
	TRY(buf_append(&out->target, span_text(t->path)));
	if (t->is_signed)
		TRY(field_add(out, "X-MBX-APIKEY", ask->credential->api_key));
	if (t->is_post) {
		TRY(field_add(out, "Content-Type", "application/x-www-form-urlencoded"));
		return buf_append(&out->body, buf_span(&query));
	}
	if (query.size > 0)
		TRY(buf_u8(&out->target, '?'));
	return buf_append(&out->target, buf_span(&query));
}
