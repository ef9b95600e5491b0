/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks, and for what: signatures and parameters. */
#include "host/sandbox/keys.h"
#include "host/sandbox/venue.h"
#include "lib/base/secret.h"
#include "lib/base/text.h"

enum { SIGNED_SIZE_MAX = 65536 };
enum { RECV_WINDOW_DEFAULT_MS = 5000, RECV_WINDOW_MAX_MS = 60000, AHEAD_MAX_MS = 1000 };

enum err
venue_text(struct venue_call *c, const char *name, char *out, size_t room, bool *has)
{
	const enum err e = query_text(&c->query, name, out, room);

	if (has != NULL)
		*has = e != ERR_ABSENT;
	if (e == ERR_ABSENT && has != NULL)
		return OK;
	if (e == ERR_ABSENT || (e == OK && out[0] == '\0' && has == NULL))
		return venue_refuse(c, 400, -1102,
		    "Mandatory parameter '%s' was not sent, was empty/null, or malformed.", name);
	if (e != OK)
		return venue_refuse(c, 400, -1100, "Illegal characters found in a parameter.");
	if (out[0] == '\0')
		return venue_refuse(c, 400, -1105, "Parameter '%s' was empty.", name);
	return OK;
}

enum err
venue_number(struct venue_call *c, const char *name, int64_t *out, bool *has)
{
	char text[64];
	uint64_t v;

	TRY(venue_text(c, name, text, sizeof(text), has));
	if (has != NULL && !*has)
		return OK;
	if (text_u64_parse(span_text(text), INT64_MAX, &v) != OK)
		return venue_refuse(c, 400, -1100,
		    "Illegal characters found in parameter '%s'; legal range is '^[0-9]{1,20}$'.",
		    name);
	*out = (int64_t)v;
	return OK;
}

enum err
venue_bool(struct venue_call *c, const char *name, bool *out)
{
	char text[16];
	bool has;

	TRY(venue_text(c, name, text, sizeof(text), &has));
	if (!has)
		return OK;
	if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
		return venue_refuse(
		    c, 400, -1130, "Data sent for parameter '%s' is not valid.", name);
	*out = text[0] == 't';
	return OK;
}

enum err
venue_limit(struct venue_call *c, int64_t *out)
{
	enum { LIMIT_DEFAULT = 500, LIMIT_MAX = 1000 };
	bool has;

	*out = LIMIT_DEFAULT;
	TRY(venue_number(c, "limit", out, &has));
	if (*out < 1)
		return venue_refuse(c, 400, -1130, "Data sent for parameter 'limit' is not valid.");
	if (*out > LIMIT_MAX)
		*out = LIMIT_MAX;
	return OK;
}

enum err
venue_symbol(struct venue_call *c, enum product product, int *out)
{
	static const char legal[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
	char name[64];

	TRY(venue_text(c, "symbol", name, sizeof(name), NULL));
	if (name[strspn(name, legal)] != '\0')
		return venue_refuse(c, 400, -1100,
		    "Illegal characters found in parameter 'symbol'; legal range is "
		    "'^[A-Z0-9-_.]{1,20}$'.");
	*out = catalog_listing_by_name(c->world->catalog, product, name);
	if (*out < 0)
		return venue_refuse(c, 400, -1121, "Invalid symbol.");
	return OK;
}

/* What was signed: everything received but the signature itself, wherever it stood. */
static void
signature_cut(struct span text, struct span out[2])
{
	static const char name[] = "signature=";
	size_t at = 0;

	out[0] = text;
	out[1] = (struct span){ NULL, 0 };
	while (at < text.size) {
		const struct span rest = span_from(text, at);
		const uint8_t *end = memchr(rest.p, '&', rest.size);
		const size_t size = end == NULL ? rest.size : (size_t)(end - rest.p);

		if (span_starts(rest, name)) {
			/* One '&' goes with it: the one before, or at the front the one after. */
			out[0] = span_first(text, at > 0 ? at - 1 : 0);
			out[1] = span_from(text, at + size + (at == 0));
			return;
		}
		at += size + 1;
	}
}

static enum err
signature_check(struct venue_call *c, const struct http_request *request)
{
	AUTO(buf) payload = buf_new(SIGNED_SIZE_MAX);
	struct span parts[4];
	char text[1024];

	TRY(venue_text(c, "signature", text, sizeof(text), NULL));
	signature_cut(request->query, parts);
	signature_cut(request->body, parts + 2);
	for (size_t i = 0; i < 4; i++)
		TRY(buf_append(&payload, parts[i]));
	if (keys_verify(c->account->secret, buf_span(&payload), text) != OK)
		return venue_refuse(c, 400, -1022, "Signature for this request is not valid.");
	return OK;
}

/* "5000" or, with up to three decimals, "5000.5"; what is below a millisecond does not count. */
static enum err
window_read(struct venue_call *c, int64_t *out_ms)
{
	char text[32];
	size_t size;
	uint64_t v;
	bool has;

	TRY(venue_text(c, "recvWindow", text, sizeof(text), &has));
	if (!has)
		return OK;
	size = strspn(text, "0123456789");
	if (text[size] == '.' && strlen(text + size + 1) <= 3 &&
	    text[size + 1 + strspn(text + size + 1, "0123456789")] == '\0')
		text[size] = '\0';
	if (text_u64_parse(span_text(text), INT64_MAX, &v) != OK)
		return venue_refuse(c, 400, -1100,
		    "Illegal characters found in parameter 'recvWindow'; legal range is "
		    "'^\\d{1,5}(\\.\\d{1,3})?$'.");
	if (v > RECV_WINDOW_MAX_MS)
		return venue_refuse(c, 400, -1131, "'recvWindow' must be less than 60000.");
	*out_ms = (int64_t)v;
	return OK;
}

static enum err
time_check(struct venue_call *c)
{
	int64_t window_ms = RECV_WINDOW_DEFAULT_MS, timestamp_ms;

	TRY(venue_number(c, "timestamp", &timestamp_ms, NULL));
	TRY(window_read(c, &window_ms));
	if (timestamp_ms >= c->now_ms + AHEAD_MAX_MS)
		return venue_refuse(c, 400, -1021,
		    "Timestamp for this request was 1000ms ahead of the server's time.");
	if (c->now_ms - timestamp_ms > window_ms)
		return venue_refuse(
		    c, 400, -1021, "Timestamp for this request is outside of the recvWindow.");
	return OK;
}

enum err
venue_sign_in(struct venue_call *c, const struct http_request *request, bool needs_signature)
{
	const struct span *key = http_request_field(request, "X-MBX-APIKEY");
	char text[WORLD_KEY_SIZE];

	if (key == NULL || span_to_text(*key, text, sizeof(text)) != OK ||
	    strlen(text) != WORLD_KEY_SIZE - 1)
		return venue_refuse(c, 401, -2014, "API-key format invalid.");
	c->account = world_account_by_key(c->world, text);
	if (c->account == NULL)
		return venue_refuse(
		    c, 401, -2015, "Invalid API-key, IP, or permissions for action.");
	if (!needs_signature && query_count_of(&c->query, "signature") == 0)
		return OK;
	TRY(time_check(c));
	return signature_check(c, request);
}
