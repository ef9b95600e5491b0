/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/text.h"
#include "lib/exchange/binance.h"

static const char advice_key[] =
    "check that the API key was copied whole, still exists, may be used from our address and has "
    "\"Enable Reading\"; a key made before an account type was opened cannot read that account";
static const char advice_secret[] =
    "the secret does not belong to the API key, nor does a private key that is another one's: copy "
    "both again, or make a new key";

/* errors.md: the exchange's code, what the caller must do, what the user must do. */
static const struct {
	int64_t code;
	enum err error;
	const char *advice;
} by_code[] = {
	{ -1000, ERR_UPSTREAM, NULL },
	{ -1001, ERR_UPSTREAM, NULL },
	{ -1002, ERR_AUTH, advice_key },
	{ -1003, ERR_BUSY, NULL },
	{ -1004, ERR_UPSTREAM, NULL },
	{ -1006, ERR_UPSTREAM, NULL },
	{ -1007, ERR_UPSTREAM, NULL },
	{ -1008, ERR_UPSTREAM, NULL },
	{ -1015, ERR_BUSY, NULL },
	{ -1016, ERR_UPSTREAM, NULL },
	{ -1021, ERR_CONFLICT, NULL },
	{ -1022, ERR_AUTH, advice_secret },
	{ -1034, ERR_BUSY, NULL },
	{ -1099, ERR_AUTH, advice_key },
	{ -1121, ERR_ABSENT, NULL },
	{ -2008, ERR_AUTH, advice_key },
	{ -3003, ERR_ABSENT, NULL },  /* no margin account */
	{ -4109, ERR_ABSENT, NULL },  /* no futures account */
	{ -11001, ERR_ABSENT, NULL }, /* no isolated margin account */
	{ -2014, ERR_AUTH, "the API key has not the form of a Binance key: copy it again" },
	{ -2015, ERR_AUTH, advice_key },
};

/* When there is no code, or one that errors.md has not. */
static const struct {
	unsigned status;
	enum err error;
	const char *advice;
} by_status[] = {
	{ 401, ERR_AUTH, advice_key },
	{ 403, ERR_UPSTREAM, "the exchange's firewall stopped the request" },
	{ 451, ERR_UPSTREAM, "the exchange does not serve the place this service runs in" },
};

/* Printable ASCII of a raw JSON text, without its quotes; anything else shows as '?'. */
static void
message_take(struct span raw, char *out, size_t room)
{
	size_t size = 0;

	if (raw.size < 2 || raw.p[0] != '"')
		return;
	for (size_t i = 1; i + 1 < raw.size && size + 1 < room; i++)
		out[size++] = raw.p[i] >= ' ' && raw.p[i] <= '~' ? (char)raw.p[i] : '?';
	out[size] = '\0';
}

/* "... IP banned until 1659146400000." */
static int64_t
ban_end_ms(const char *message)
{
	static const char mark[] = "banned until ";
	const char *at = strstr(message, mark);
	uint64_t ms = 0;
	size_t size;

	if (at == NULL)
		return 0;
	at += sizeof(mark) - 1;
	size = strspn(at, "0123456789");
	if (text_u64_parse((struct span){ (const uint8_t *)at, size }, INT64_MAX, &ms) != OK)
		return 0;
	return (int64_t)ms;
}

enum { REFUSAL_SIZE_MAX = 8192 };

/* What has no code in it refuses nothing: so most answers need not be read twice. */
static bool
may_refuse(struct span body)
{
	static const char member[] = "\"code\"";

	return body.size > 0 && body.size <= REFUSAL_SIZE_MAX &&
	    memmem(body.p, body.size, member, sizeof(member) - 1) != NULL;
}

/* {"code":-1121,"msg":"Invalid symbol."} */
static bool
refusal_parse(struct span body, struct exchange_refusal *out)
{
	struct refusal_row {
		int64_t code;
		struct span msg;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_I64(struct refusal_row, code, JSON_REQUIRED),
		JSON_FIELD_RAW(struct refusal_row, msg, JSON_OPTIONAL),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);

	if (!may_refuse(body) || json_parse_shape(body, &shape, &row, NULL) != OK)
		return false;
	out->code = row.code;
	message_take(row.msg, out->message, sizeof(out->message));
	out->retry_at_ms = ban_end_ms(out->message);
	return true;
}

static enum err
refusal_class(unsigned status, struct exchange_refusal *out)
{
	if (status == 418 || status == 429)
		return ERR_BUSY;
	if (status >= 500 || strstr(out->message, "maintenance") != NULL)
		return ERR_UPSTREAM;
	for (size_t i = 0; i < sizeof(by_code) / sizeof(by_code[0]); i++) {
		if (by_code[i].code != out->code)
			continue;
		out->advice = by_code[i].advice;
		return by_code[i].error;
	}
	for (size_t i = 0; i < sizeof(by_status) / sizeof(by_status[0]); i++) {
		if (by_status[i].status != status)
			continue;
		out->advice = by_status[i].advice;
		return by_status[i].error;
	}
	return status >= 200 && status < 400 && out->code == 0 ? ERR_UPSTREAM : ERR_INPUT;
}

static bool
is_web_page(struct span body)
{
	size_t i = 0;

	while (i < body.size && strchr(" \t\r\n\xef\xbb\xbf", body.p[i]) != NULL)
		i++;
	return i < body.size && body.p[i] == '<';
}

enum err
binance_refusal_read(
    const struct exchange_answer *answer, struct exchange_refusal *out, struct why *why)
{
	enum err e;

	*out = (struct exchange_refusal){ 0 };
	(void)refusal_parse(answer->body, out);
	if (answer->status == 200 && out->code >= 0) {
		if (is_web_page(answer->body))
			return why_set(why, ERR_UPSTREAM,
			    "Binance answered with a web page: it may be in maintenance");
		*out = (struct exchange_refusal){ 0 };
		return OK;
	}
	e = refusal_class(answer->status, out);
	if (out->code == 0)
		return why_set(why, e, "Binance answered HTTP %u", answer->status);
	return why_set(why, e, "Binance answered %lld: %s", (long long)out->code, out->message);
}

const char *
binance_advise(const struct exchange_feed *feed, const struct exchange_refusal *said,
    enum err asked, const struct key_permissions *permissions)
{
	const bool is_of_futures =
	    feed->wallet == EXCHANGE_WALLET_LINEAR || feed->wallet == EXCHANGE_WALLET_INVERSE;

	/* -2015 means key, address or right; every other code says what it means. */
	if (said->code != -2015)
		return said->advice != NULL ? said->advice : advice_key;
	if (asked == ERR_AUTH)
		return "the exchange knows no such API key, or not from our address: check that "
		       "the "
		       "key was copied whole and still exists, and that its address restriction "
		       "lets this service in";
	if (asked != OK)
		return advice_key;
	if (!permissions->reads)
		return "the key may not read: switch on \"Enable Reading\" for it at the exchange";
	if (is_of_futures)
		return "the key works but cannot read futures: it was made before the futures "
		       "account "
		       "was opened, or there is none; make a new read-only key (the right "
		       "\"Enable Futures\" is for trading and stays off)";
	return "the key works but cannot read this part of the account: it was made before that "
	       "part "
	       "was opened, or is not for it; make a new read-only key";
}
