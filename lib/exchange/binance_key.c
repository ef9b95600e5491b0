/* SPDX-License-Identifier: Apache-2.0 */
/* The exchange's clock, and what the key may do. */
#include "lib/base/text.h"
#include "lib/exchange/binance.h"

enum err
binance_time_read(struct span body, const struct binance_reading *r)
{
	struct time_row {
		int64_t serverTime;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_I64(struct time_row, serverTime, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);

	TRY(json_parse_shape(body, &shape, &row, r->why));
	if (row.serverTime <= 0)
		return binance_expected(r, ERR_INPUT, "serverTime", "a time after 1970");
	r->out->server_ms = row.serverTime;
	return OK;
}

/*
 * "Get API Key Permission".  Every right must be off but those that only read; a right this table
 * does not know is refused while it is on, because nobody can say what it allows.
 */
static const struct right {
	const char *name;
	bool is_harmless, trades, withdraws, is_needed;
} rights[] = {
	{ .name = "enableReading", .is_harmless = true, .is_needed = true },
	{ .name = "enableFixReadOnly", .is_harmless = true },
	{ .name = "enableSpotAndMarginTrading", .trades = true, .is_needed = true },
	{ .name = "enableMargin", .trades = true },
	{ .name = "enableFutures", .trades = true },
	{ .name = "enableVanillaOptions", .trades = true },
	{ .name = "enableFixApiTrade", .trades = true },
	{ .name = "enablePortfolioMarginTrading", .trades = true },
	{ .name = "enableWithdrawals", .withdraws = true, .is_needed = true },
	{ .name = "enableInternalTransfer", .withdraws = true },
	{ .name = "permitsUniversalTransfer", .withdraws = true },
};
enum { RIGHT_COUNT = sizeof(rights) / sizeof(rights[0]) };

/* When the list is full the rest is not named; it is not empty then, which is what counts. */
static void
too_many_append(struct key_permissions *p, struct span name)
{
	const size_t used = strlen(p->too_many);
	const char *comma = used > 0 ? "," : "";

	if (used + strlen(comma) + name.size < sizeof(p->too_many))
		(void)snprintf(p->too_many + used, sizeof(p->too_many) - used, "%s%.*s", comma,
		    (int)name.size, (const char *)name.p);
}

static bool
is_right(struct span name)
{
	return span_starts(name, "enable") || span_starts(name, "permits");
}

static bool
is_plain_name(struct span name)
{
	for (size_t i = 0; i < name.size; i++) {
		const char c = (char)name.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    c != '_')
			return false;
	}
	return true;
}

static enum err
right_put(struct exchange_right *row, struct span name, const struct binance_reading *r)
{
	TRY(span_to_text(name, row->name, sizeof(row->name)));
	r->out->row_count++;
	return r->sink->right == NULL ? OK : r->sink->right(r->sink->self, row);
}

static enum err
right_read(
    struct json *j, struct span name, bool seen[RIGHT_COUNT], const struct binance_reading *r)
{
	struct key_permissions *p = &r->out->permissions;
	const struct right *right = NULL;
	struct exchange_right row = { 0 };
	bool is_on;
	enum err e;

	if (!is_plain_name(name))
		return binance_expected(r, ERR_INPUT, "enable...", "a plain name of a right");
	e = json_bool(j, &is_on);
	if (e != OK)
		return why_set(r->why, e, "%.*s: expected true or false", (int)name.size, name.p);
	for (size_t i = 0; i < RIGHT_COUNT; i++) {
		if (!span_is(name, rights[i].name))
			continue;
		right = &rights[i];
		seen[i] = true;
	}
	row.is_on = is_on;
	row.is_known = right != NULL;
	row.is_harmless = right != NULL && right->is_harmless;
	TRY(right_put(&row, name, r));
	if (is_on && !row.is_harmless)
		too_many_append(p, name);
	if (!is_on || right == NULL)
		return OK;
	p->reads = p->reads || strcmp(right->name, "enableReading") == 0;
	p->trades = p->trades || right->trades;
	p->withdraws = p->withdraws || right->withdraws;
	return OK;
}

static enum err
rights_read(struct json *j, bool seen[RIGHT_COUNT], const struct binance_reading *r)
{
	struct span name;
	bool more;

	TRY(json_enter_object(j));
	for (;;) {
		TRY(json_member(j, &name, &more));
		if (!more)
			return json_end(j);
		if (is_right(name))
			TRY(right_read(j, name, seen, r));
		else if (span_is(name, "ipRestrict"))
			TRY(json_bool(j, &r->out->permissions.is_ip_restricted));
		else
			TRY(json_skip(j, NULL));
	}
}

enum err
binance_permissions_read(struct span body, const struct binance_reading *r)
{
	bool seen[RIGHT_COUNT] = { false };
	struct json j;
	enum err e;

	json_init(&j, body);
	e = rights_read(&j, seen, r);
	if (e != OK)
		return binance_expected(r, e, "apiRestrictions", "one object of rights");
	for (size_t i = 0; i < RIGHT_COUNT; i++)
		if (rights[i].is_needed && !seen[i])
			return binance_expected(r, ERR_INPUT, rights[i].name, "true or false");
	r->out->permissions.is_verified = true;
	return OK;
}
