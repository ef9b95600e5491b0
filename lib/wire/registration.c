/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/wire/registration.h"

#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "lib/json/json_write.h"

static const char *const account_types[] = { "spot", "margin", "futures", "all" };

void
registration_wipe(struct registration *r)
{
	bytes_wipe(r, sizeof(*r));
}

struct plaintext {
	char userId[USER_ID_SIZE_MAX + 1];
	char exchange[EXCHANGE_NAME_SIZE_MAX + 1];
	char apiKey[EXCHANGE_KEY_SIZE], passphrase[EXCHANGE_KEY_SIZE];
	char secret[EXCHANGE_SECRET_SIZE];
	char accountType[8];
	bool sandbox;
	struct span symbols;
};

static void
plaintext_wipe(struct plaintext *p)
{
	bytes_wipe(p, sizeof(*p));
}

static const struct json_field plaintext_fields[] = {
	JSON_FIELD_TEXT(struct plaintext, userId, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct plaintext, exchange, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct plaintext, apiKey, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct plaintext, secret, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct plaintext, passphrase, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct plaintext, accountType, JSON_OPTIONAL),
	JSON_FIELD_BOOL(struct plaintext, sandbox, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct plaintext, symbols, JSON_OPTIONAL),
};
static const struct json_shape plaintext_shape = JSON_SHAPE(plaintext_fields, JSON_UNKNOWN_REFUSED);

static bool
is_symbol(const char *text)
{
	if (text[0] == '\0')
		return false;
	for (const char *c = text; *c != '\0'; c++)
		if (!((*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == '-' ||
			*c == '_'))
			return false;
	return true;
}

static enum err
symbols_parse(struct span json, struct registration *out, struct why *why)
{
	struct json j;
	bool more;
	size_t size;

	json_init(&j, json);
	if (json_enter_array(&j) != OK)
		return why_set(why, ERR_INPUT, "symbols: expected an array of symbols");
	for (;;) {
		TRY(json_element(&j, &more));
		if (!more)
			return OK;
		if (out->symbol_count == SYMBOL_HINTS_MAX)
			return why_set(why, ERR_LIMIT, "symbols: more than %d", SYMBOL_HINTS_MAX);
		char *symbol = out->symbols[out->symbol_count];
		if (json_text(&j, symbol, SYMBOL_SIZE, &size) != OK || !is_symbol(symbol))
			return why_set(why, ERR_INPUT, "symbols[%zu]: not a symbol like BTCUSDT",
			    out->symbol_count);
		out->symbol_count++;
	}
}

enum err
registration_parse(struct span plain, struct registration *out, struct why *why)
{
	AUTO(plaintext) p = { .accountType = "spot" };

	*out = (struct registration){ 0 };
	TRY(json_parse_shape(plain, &plaintext_shape, &p, why));
	memcpy(out->user_id, p.userId, sizeof(out->user_id));
	memcpy(out->exchange, p.exchange, sizeof(out->exchange));
	memcpy(out->account_type, p.accountType, sizeof(out->account_type));
	memcpy(out->credential.api_key, p.apiKey, EXCHANGE_KEY_SIZE);
	memcpy(out->credential.secret, p.secret, EXCHANGE_SECRET_SIZE);
	memcpy(out->credential.passphrase, p.passphrase, EXCHANGE_KEY_SIZE);
	out->sandbox = p.sandbox;
	if (p.symbols.size > 0)
		TRY(symbols_parse(p.symbols, out, why));
	return registration_check(out, why);
}

enum err
registration_write(const struct registration *r, struct buf *out)
{
	struct json_writer w = json_writer_on(out);

	json_write_object(&w, NULL);
	json_write_text(&w, "userId", r->user_id);
	json_write_text(&w, "exchange", r->exchange);
	json_write_text(&w, "apiKey", r->credential.api_key);
	json_write_text(&w, "secret", r->credential.secret);
	if (r->credential.passphrase[0] != '\0')
		json_write_text(&w, "passphrase", r->credential.passphrase);
	json_write_text(&w, "accountType", r->account_type);
	json_write_bool(&w, "sandbox", r->sandbox);
	if (r->symbol_count > 0) {
		json_write_array(&w, "symbols");
		for (size_t i = 0; i < r->symbol_count; i++)
			json_write_text(&w, NULL, r->symbols[i]);
		json_write_close_array(&w);
	}
	json_write_close_object(&w);
	return json_write_end(&w);
}

static bool
is_user_id(const char *text)
{
	if (text[0] == '\0')
		return false;
	for (const char *c = text; *c != '\0'; c++)
		if (!((*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z') ||
			(*c >= '0' && *c <= '9') || *c == '.' || *c == '_' || *c == '-'))
			return false;
	return true;
}

/* Visible ASCII, as every exchange's keys are; it goes into header fields, so nothing else may. */
static bool
is_visible(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return true;
}

/* The lines of a private key in PEM; whether it is one the exchange's connector sees. */
static bool
is_pem(const char *text)
{
	static const char begin[] = "-----BEGIN ";

	for (const char *c = text; *c != '\0'; c++)
		if (*c > '~' || (*c < ' ' && strchr("\t\r\n", *c) == NULL))
			return false;
	return strncmp(text, begin, strlen(begin)) == 0;
}

static enum err
credential_check(const struct credential *c, struct why *why)
{
	enum { KEY_SIZE_MIN = 10 };

	if (strlen(c->api_key) < KEY_SIZE_MIN || !is_visible(c->api_key))
		return why_set(why, ERR_INPUT,
		    "apiKey: expected at least %d visible ASCII characters and no spaces",
		    KEY_SIZE_MIN);
	if (strlen(c->secret) < KEY_SIZE_MIN || !(is_visible(c->secret) || is_pem(c->secret)))
		return why_set(why, ERR_INPUT,
		    "secret: expected at least %d visible ASCII characters and no spaces, or a "
		    "private key in PEM",
		    KEY_SIZE_MIN);
	if (!is_visible(c->passphrase))
		return why_set(why, ERR_INPUT, "passphrase: expected visible ASCII characters");
	return OK;
}

enum err
registration_check(const struct registration *r, struct why *why)
{
	if (!is_user_id(r->user_id))
		return why_set(why, ERR_INPUT,
		    "userId: expected 1 to %d letters, digits, '.', '_' or '-'", USER_ID_SIZE_MAX);
	for (size_t i = 0; i < sizeof(account_types) / sizeof(account_types[0]); i++)
		if (strcmp(r->account_type, account_types[i]) == 0)
			return credential_check(&r->credential, why);
	return why_set(why, ERR_INPUT, "accountType: expected spot, margin, futures or all");
}

enum err
receipt_make(const struct pop_key *pop, const uint8_t ephemeral_pub[HPKE_ENC_SIZE],
    const char *session_id, const char *expires_at, uint8_t out[SHA256_SIZE])
{
	AUTO(buf) message = buf_new(512);
	struct span all;

	TRY(buf_lp(&message, S("receipt/v1")));
	TRY(buf_lp(&message, (struct span){ ephemeral_pub, HPKE_ENC_SIZE }));
	TRY(buf_lp(&message, span_text(session_id)));
	TRY(buf_lp(&message, span_text(expires_at)));
	all = buf_span(&message);
	return hmac_sha256(SPAN_OF(pop->b), &all, 1, out);
}

void
permissions_write(struct json_writer *w, const char *name, const struct key_permissions *p)
{
	json_write_object(w, name);
	json_write_bool(w, "read", p->reads);
	json_write_bool(w, "trade", p->trades);
	json_write_bool(w, "withdraw", p->withdraws);
	json_write_bool(w, "ipRestricted", p->is_ip_restricted);
	json_write_bool(w, "verified", p->is_verified);
	json_write_close_object(w);
}

enum err
registration_reply_write(const struct registration_reply *r, struct buf *out)
{
	struct json_writer w = json_writer_on(out);

	json_write_object(&w, NULL);
	json_write_text(&w, "session_id", r->session_id);
	json_write_text(&w, "expires_at", r->expires_at);
	json_write_text(&w, "status", "active");
	permissions_write(&w, "permissions", &r->permissions);
	json_write_base64(&w, "receipt", SPAN_OF(r->receipt));
	json_write_close_object(&w);
	return json_write_end(&w);
}

struct seen_permissions {
	bool read, trade, withdraw, ipRestricted, verified;
};

struct seen_reply {
	char session_id[SESSION_ID_SIZE], expires_at[32], status[16];
	struct seen_permissions permissions;
	struct span receipt;
};

static const struct json_field seen_permission_fields[] = {
	JSON_FIELD_BOOL(struct seen_permissions, read, JSON_REQUIRED),
	JSON_FIELD_BOOL(struct seen_permissions, trade, JSON_REQUIRED),
	JSON_FIELD_BOOL(struct seen_permissions, withdraw, JSON_REQUIRED),
	JSON_FIELD_BOOL(struct seen_permissions, ipRestricted, JSON_OPTIONAL),
	JSON_FIELD_BOOL(struct seen_permissions, verified, JSON_OPTIONAL),
};
static const struct json_shape seen_permissions_shape =
    JSON_SHAPE(seen_permission_fields, JSON_UNKNOWN_IGNORED);

static const struct json_field seen_reply_fields[] = {
	JSON_FIELD_TEXT(struct seen_reply, session_id, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct seen_reply, expires_at, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct seen_reply, status, JSON_REQUIRED),
	JSON_FIELD_SHAPE(struct seen_reply, permissions, &seen_permissions_shape, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen_reply, receipt, JSON_REQUIRED),
};
static const struct json_shape seen_reply_shape =
    JSON_SHAPE(seen_reply_fields, JSON_UNKNOWN_IGNORED);

enum err
registration_reply_parse(struct span body, struct registration_reply *out, struct why *why)
{
	struct seen_reply r = { 0 };

	*out = (struct registration_reply){ 0 };
	TRY(json_parse_shape(body, &seen_reply_shape, &r, why));
	if (text_base64_parse_fixed(TEXT_BASE64, r.receipt, out->receipt, SHA256_SIZE) != OK)
		return why_set(why, ERR_INPUT, "receipt: expected base64 of 32 bytes");
	memcpy(out->session_id, r.session_id, sizeof(out->session_id));
	memcpy(out->expires_at, r.expires_at, sizeof(out->expires_at));
	out->permissions = (struct key_permissions){ .reads = r.permissions.read,
		.trades = r.permissions.trade,
		.withdraws = r.permissions.withdraw,
		.is_ip_restricted = r.permissions.ipRestricted,
		.is_verified = r.permissions.verified };
	return OK;
}
