/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/view.h"

#include "host/cli/complaint.h"

static const struct json_field figures_fields[] = {
	JSON_FIELD_TEXT(struct figures, symbol, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct figures, quoteCurrency, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, trades, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, volume, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, totalFees, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, realizedPnl, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, returnOnMatchedCostPct, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, roundTrips, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, winRatePct, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, profitFactor, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, equity, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, deposits, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, withdrawals, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, accountPnl, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, twrPct, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, mwrPct, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, cagrPct, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, volatilityPct, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, maxDrawdownPct, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, calmarRatio, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, unrealizedPnl, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, sharpeRatio, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, sharpeRatioStdError, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, sortinoRatio, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct figures, maxDrawdownAbs, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct figures, fees, JSON_OPTIONAL),
};
static const struct json_shape figures_shape = JSON_SHAPE(figures_fields, JSON_UNKNOWN_IGNORED);

static const struct json_field error_fields[] = {
	JSON_FIELD_TEXT(struct last_error, message, JSON_REQUIRED),
	JSON_FIELD_I64(struct last_error, exchangeCode, JSON_OPTIONAL),
};
static const struct json_shape error_shape = JSON_SHAPE(error_fields, JSON_UNKNOWN_IGNORED);

static const struct json_field progress_fields[] = {
	JSON_FIELD_I64(struct progress_view, percent, JSON_REQUIRED),
	JSON_FIELD_I64(struct progress_view, fills, JSON_OPTIONAL),
	JSON_FIELD_I64(struct progress_view, symbolsTotal, JSON_OPTIONAL),
	JSON_FIELD_I64(struct progress_view, symbolsAsked, JSON_OPTIONAL),
	JSON_FIELD_I64(struct progress_view, symbolsFound, JSON_OPTIONAL),
	JSON_FIELD_I64(struct progress_view, symbolsUnreachable, JSON_OPTIONAL),
	JSON_FIELD_BOOL(struct progress_view, complete, JSON_REQUIRED),
	JSON_FIELD_SHAPE(struct progress_view, lastError, &error_shape, JSON_OPTIONAL),
};
static const struct json_shape progress_shape = JSON_SHAPE(progress_fields, JSON_UNKNOWN_IGNORED);

static const struct json_field document_fields[] = {
	JSON_FIELD_TEXT(struct document_view, status, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct document_view, userId, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct document_view, label, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct document_view, accountType, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct document_view, proof, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct document_view, created_at, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct document_view, session_expires, JSON_OPTIONAL),
	JSON_FIELD_SHAPE(struct document_view, progress, &progress_shape, JSON_REQUIRED),
	JSON_FIELD_SHAPE(struct document_view, summary, &figures_shape, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct document_view, metrics, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct document_view, totals, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct document_view, symbols, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct document_view, completeness, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct document_view, permissions, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct document_view, unavailable, JSON_OPTIONAL),
};
static const struct json_shape document_shape = JSON_SHAPE(document_fields, JSON_UNKNOWN_IGNORED);

enum err
view_document(struct span body, struct document_view *out, struct why *why)
{
	*out = (struct document_view){ 0 };
	TRY(json_parse_shape(body, &document_shape, out, why));
	words_tame(out->status);
	words_tame(out->userId);
	words_tame(out->label);
	words_tame(out->accountType);
	words_tame(out->proof);
	words_tame(out->created_at);
	words_tame(out->session_expires);
	words_tame(out->progress.lastError.message);
	words_tame(out->summary.quoteCurrency);
	return OK;
}

enum err
view_row_next(struct json *j, struct span array, bool *more, struct why *why)
{
	enum err e = OK;

	if (array.size == 0) {
		*more = false;
		return OK;
	}
	if (j->all.p == NULL) {
		json_init(j, array);
		e = json_enter_array(j);
	}
	if (e == OK)
		e = json_element(j, more);
	return e == OK ? OK : why_set(why, e, "expected an array of objects");
}

enum err
view_each_figures(struct span array, enum err (*row)(void *self, const struct figures *),
    void *self, struct why *why)
{
	struct json j = { 0 };
	bool more;

	for (;;) {
		struct figures f = { 0 };

		TRY(view_row_next(&j, array, &more, why));
		if (!more)
			return OK;
		TRY(json_read_shape(&j, &figures_shape, &f, why));
		words_tame(f.symbol);
		words_tame(f.quoteCurrency);
		TRY(row(self, &f));
	}
}

enum err
view_each_symbol(struct span array, enum err (*row)(void *self, const struct symbol_view *),
    void *self, struct why *why)
{
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct symbol_view, symbol, JSON_REQUIRED),
		JSON_FIELD_I64(struct symbol_view, fills, JSON_REQUIRED),
		JSON_FIELD_BOOL(struct symbol_view, complete, JSON_OPTIONAL),
		JSON_FIELD_BOOL(struct symbol_view, unreachable, JSON_OPTIONAL),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct json j = { 0 };
	bool more;

	for (;;) {
		struct symbol_view s = { 0 };

		TRY(view_row_next(&j, array, &more, why));
		if (!more)
			return OK;
		TRY(json_read_shape(&j, &shape, &s, why));
		words_tame(s.symbol);
		TRY(row(self, &s));
	}
}

enum err
view_permissions(struct span object, struct permissions_view *out, struct why *why)
{
	static const struct json_field fields[] = {
		JSON_FIELD_BOOL(struct permissions_view, read, JSON_REQUIRED),
		JSON_FIELD_BOOL(struct permissions_view, trade, JSON_REQUIRED),
		JSON_FIELD_BOOL(struct permissions_view, withdraw, JSON_REQUIRED),
		JSON_FIELD_BOOL(struct permissions_view, ipRestricted, JSON_OPTIONAL),
		JSON_FIELD_BOOL(struct permissions_view, verified, JSON_OPTIONAL),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);

	*out = (struct permissions_view){ 0 };
	return json_parse_shape(object, &shape, out, why);
}

/* A text or a number, as a tamed text; anything else is left out. */
static enum err
value_take(struct json *j, char *out, size_t room)
{
	enum json_kind kind;
	struct span number;
	size_t size;

	out[0] = '\0';
	TRY(json_peek(j, &kind));
	if (kind == JSON_NUMBER) {
		TRY(json_number(j, &number));
		return span_to_text(number, out, room);
	}
	if (kind != JSON_TEXT)
		return json_skip(j, NULL);
	TRY(json_text(j, out, room, &size));
	words_tame(out);
	return OK;
}

/* One member of a flat object: both tamed. */
struct pair {
	char name[JSON_NAME_SIZE_MAX + 1], value[160];
};

/* Is there another member?  If so it is in `out`. */
static enum err
pair_next(struct json *j, struct span object, struct pair *out, bool *more, struct why *why)
{
	struct span name;

	*more = false;
	if (object.size == 0)
		return OK;
	if (j->all.p == NULL) {
		json_init(j, object);
		if (json_enter_object(j) != OK)
			return why_set(why, ERR_INPUT, "expected an object");
	}
	TRY(json_member(j, &name, more));
	if (!*more)
		return OK;
	TRY(span_to_text(name, out->name, sizeof(out->name)));
	words_tame(out->name);
	return value_take(j, out->value, sizeof(out->value));
}

enum err
view_pairs_write(struct span object, struct buf *out, struct why *why)
{
	const char *between = "";
	struct json j = { 0 };
	struct pair one;
	bool more;

	for (;;) {
		TRY(pair_next(&j, object, &one, &more, why));
		if (!more)
			return OK;
		TRY(buf_print(out, "%s%s %s", between, one.value, one.name));
		between = ", ";
	}
}

/* A line of the names that have this reason; nothing when a member before `first` has it. */
static enum err
names_of(struct span object, const struct pair *first, struct buf *out, struct why *why)
{
	const char *between = "";
	struct json j = { 0 };
	struct pair one;
	bool more;

	for (;;) {
		TRY(pair_next(&j, object, &one, &more, why));
		if (!more)
			return buf_u8(out, '\n');
		if (strcmp(one.value, first->value) != 0)
			continue;
		if (between[0] == '\0') {
			if (strcmp(one.name, first->name) != 0)
				return OK; /* said already */
			TRY(buf_print(out, "  not known, %s: ", one.value));
		}
		TRY(buf_print(out, "%s%s", between, one.name));
		between = ", ";
	}
}

enum err
view_reasons_write(struct span object, struct buf *out, struct why *why)
{
	struct json j = { 0 };
	size_t count = 0;
	struct pair one;
	bool more;

	for (;;) {
		const size_t size = out->size;

		TRY(pair_next(&j, object, &one, &more, why));
		if (!more)
			return OK;
		TRY(names_of(object, &one, out, why));
		count += out->size > size;
		if (count > VIEW_REASONS_MAX) /* each reads the object once */
			return why_set(
			    why, ERR_LIMIT, "unavailable: more reasons than %d", VIEW_REASONS_MAX);
	}
}
