/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/argument_values.h"

#include "lib/base/text.h"

enum err
take_measurement(const char *value, struct arguments *out, struct complaint *c)
{
	const struct span text = span_text(value);

	if (out->measurement_count == QUOTE_ALLOWED_MAX)
		return complain(c, LEAVE_USAGE, ERR_LIMIT,
		    "--measurement: at most %d may be allowed", QUOTE_ALLOWED_MAX);
	if (text_hex_parse(
		text, out->measurements[out->measurement_count], QUOTE_MEASUREMENT_SIZE) != OK)
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "--measurement: expected 64 hexadecimal digits; take them from the release "
		    "you trust");
	out->measurement_count++;
	return OK;
}

enum err
take_user(const char *value, struct arguments *out, struct complaint *c)
{
	const size_t size =
	    strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

	if (size != strlen(value) || size > USER_ID_SIZE_MAX)
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "--user: expected 1 to %d letters, digits, '.', '_' or '-'", USER_ID_SIZE_MAX);
	out->user = value;
	return OK;
}

enum err
take_exchange(const char *value, struct arguments *out, struct complaint *c)
{
	if (exchange_by_name(value) == NULL)
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "--exchange: not one that is supported; there are: %s", exchange_names());
	out->exchange = value;
	return OK;
}

enum err
take_account(const char *value, struct arguments *out, struct complaint *c)
{
	static const char *const kinds[] = { "spot", "margin", "futures", "all" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(value, kinds[i]) == 0) {
			out->account = value;
			return OK;
		}
	return complain(
	    c, LEAVE_USAGE, ERR_INPUT, "--account: expected spot, margin, futures or all");
}

enum err
take_label(const char *value, struct arguments *out, struct complaint *c)
{
	if (strlen(value) > ENVELOPE_LABEL_SIZE_MAX)
		return complain(c, LEAVE_USAGE, ERR_INPUT, "--label: longer than %d bytes",
		    ENVELOPE_LABEL_SIZE_MAX);
	if (!text_is_printable(span_text(value)))
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "--label: expected UTF-8 without control characters");
	out->label = value;
	return OK;
}

static bool
number_parse(const char *value, uint64_t least, uint64_t most, int64_t *out)
{
	uint64_t v;

	if (text_u64_parse(span_text(value), most, &v) != OK || v < least)
		return false;
	*out = (int64_t)v;
	return true;
}

enum err
take_ttl(const char *value, struct arguments *out, struct complaint *c)
{
	if (!number_parse(value, ENVELOPE_TTL_MIN, ENVELOPE_TTL_MAX, &out->ttl_s))
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "--ttl: expected whole seconds from %d to %d", ENVELOPE_TTL_MIN,
		    ENVELOPE_TTL_MAX);
	return OK;
}

enum err
take_timeout(const char *value, struct arguments *out, struct complaint *c)
{
	if (!number_parse(value, 1, 600, &out->timeout_ms))
		return complain(
		    c, LEAVE_USAGE, ERR_INPUT, "--timeout: expected whole seconds from 1 to 600");
	out->timeout_ms *= 1000;
	return OK;
}

enum err
take_symbols(const char *value, struct arguments *out, struct complaint *c)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

	out->symbol_count = 0;
	for (value += strspn(value, ", "); *value != '\0'; value += strspn(value, ", ")) {
		const size_t size = strcspn(value, ", ");

		if (out->symbol_count == SYMBOL_HINTS_MAX)
			return complain(
			    c, LEAVE_USAGE, ERR_LIMIT, "--symbols: at most %d", SYMBOL_HINTS_MAX);
		if (strspn(value, letters) < size || size >= SYMBOL_SIZE)
			return complain(c, LEAVE_USAGE, ERR_INPUT,
			    "--symbols: number %zu is not a symbol like BTCUSDT",
			    out->symbol_count + 1);
		memcpy(out->symbols[out->symbol_count], value, size);
		out->symbols[out->symbol_count++][size] = '\0';
		value += size;
	}
	if (out->symbol_count == 0)
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "--symbols: names none; leave it out to let the enclave find them");
	return OK;
}

enum err
take_proof(const char *value, struct arguments *out, struct complaint *c)
{
	if (strcmp(value, "hmac") != 0 && strcmp(value, "none") != 0)
		return complain(c, LEAVE_USAGE, ERR_INPUT, "--proof: expected hmac or none");
	out->proof = value;
	return OK;
}

enum err
take_market(const char *value, struct arguments *out, struct complaint *c)
{
	static const char *const markets[] = { "spot", "margin", "isolated", "funding", "linear",
		"inverse", "option" };

	for (size_t i = 0; i < sizeof(markets) / sizeof(markets[0]); i++)
		if (strcmp(value, markets[i]) == 0) {
			out->market = value;
			return OK;
		}
	return complain(c, LEAVE_USAGE, ERR_INPUT,
	    "--market: expected spot, margin, isolated, funding, linear, inverse or option");
}

enum err
take_at(const char *value, struct arguments *out, struct complaint *c)
{
	static const uint64_t seconds_max = 253402300799; /* the last of year 9999 */
	int64_t seconds;

	out->has_at = true;
	if (number_parse(value, 0, seconds_max, &seconds))
		out->at_ms = seconds * 1000;
	else if (text_time_parse(span_text(value), &out->at_ms) != OK)
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "--at: expected a time in UTC such as 2026-09-22T14:13:20Z, or whole seconds "
		    "since 1970");
	return OK;
}
