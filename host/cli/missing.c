/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/missing.h"

#include "host/cli/complaint.h"
#include "host/cli/view.h"
#include "lib/json/json_shape.h"

enum { SHOWN_MAX = 10 };

struct block {
	struct span gaps, unreadable, notRead, balances;
};

struct balance_row {
	char asset[80];
	struct span residual;
};

/* Of "unreadable" and of "notRead". */
struct note_row {
	char feed[80], product[80], reason[400];
};

static enum err
balance_next(
    struct json *j, struct span array, bool *more, struct balance_row *row, struct why *why)
{
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct balance_row, asset, JSON_REQUIRED),
		JSON_FIELD_RAW(struct balance_row, residual, JSON_OPTIONAL),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);

	*row = (struct balance_row){ 0 };
	TRY(view_row_next(j, array, more, why));
	if (!*more)
		return OK;
	TRY(json_read_shape(j, &shape, row, why));
	words_tame(row->asset);
	return OK;
}

static enum err
note_next(struct json *j, struct span array, bool *more, struct note_row *row, struct why *why)
{
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct note_row, feed, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct note_row, product, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct note_row, reason, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);

	*row = (struct note_row){ 0 };
	TRY(view_row_next(j, array, more, why));
	if (!*more)
		return OK;
	TRY(json_read_shape(j, &shape, row, why));
	words_tame(row->feed);
	words_tame(row->product);
	words_tame(row->reason);
	return OK;
}

static enum err
rest_write(size_t count, struct buf *out)
{
	return count <= SHOWN_MAX ? OK
				  : buf_print(out, ", and %zu more (--json)", count - SHOWN_MAX);
}

/* A decimal in quotes, as it is written there; anything else is not a number. */
static enum err
residual_write(struct span raw, struct buf *out)
{
	size_t i = 1;

	if (raw.size >= 3 && raw.p[0] == '"')
		while (i < raw.size - 1 && strchr("-.0123456789", raw.p[i]) != NULL)
			i++;
	if (i != raw.size - 1 || raw.size < 3)
		return buf_print(out, "(cannot be told)");
	return buf_append(out, span_first(span_from(raw, 1), raw.size - 2));
}

/* "not explained by rows: BNB -7, USDT 3". */
static enum err
balances_write(struct span array, struct buf *out, size_t *count, struct why *why)
{
	struct json j = { 0 };
	struct balance_row row;
	bool more;

	for (*count = 0;;) {
		TRY(balance_next(&j, array, &more, &row, why));
		if (!more)
			break;
		if (span_is(row.residual, "\"0\"") || (*count)++ >= SHOWN_MAX)
			continue;
		TRY(buf_print(
		    out, "%s%s ", *count == 1 ? "not explained by rows: " : ", ", row.asset));
		TRY(residual_write(row.residual, out));
	}
	TRY(rest_write(*count, out));
	return *count > 0 ? buf_u8(out, '\n') : OK;
}

/* "nothing is read of: options, ...": what a residual may be of. */
static enum err
omissions_write(struct span array, struct buf *out, struct why *why)
{
	struct json j = { 0 };
	struct note_row row;
	size_t count = 0;
	bool more;

	for (;;) {
		TRY(note_next(&j, array, &more, &row, why));
		if (!more)
			break;
		if (count++ < SHOWN_MAX)
			TRY(buf_print(out, "%s%s",
			    count == 1 ? "  rows are missing, or it is of what nobody reads: "
				       : ", ",
			    row.product));
	}
	TRY(rest_write(count, out));
	return count > 0 ? buf_u8(out, '\n') : OK;
}

static enum err
unreadable_write(struct span array, struct buf *out, struct why *why)
{
	struct json j = { 0 };
	struct note_row row;
	size_t count = 0;
	bool more;

	for (;;) {
		TRY(note_next(&j, array, &more, &row, why));
		if (!more)
			break;
		if (count++ < SHOWN_MAX)
			TRY(buf_print(out, "cannot be read: %s: %s\n", row.feed, row.reason));
	}
	return count <= SHOWN_MAX
	    ? OK
	    : buf_print(out, "cannot be read: %zu more (--json)\n", count - SHOWN_MAX);
}

static enum err
gaps_write(struct span array, struct buf *out, struct why *why)
{
	struct json j = { 0 };
	struct span gap;
	size_t count = 0;
	bool more;

	for (;;) {
		TRY(view_row_next(&j, array, &more, why));
		if (!more)
			break;
		if (json_skip(&j, &gap) != OK)
			return why_set(why, ERR_INPUT, "gaps: expected objects");
		count++;
	}
	return count == 0
	    ? OK
	    : buf_print(
		  out, "times of which the exchange has forgotten rows: %zu (--json)\n", count);
}

enum err
missing_write(struct span completeness, struct buf *out, struct why *why)
{
	static const struct json_field fields[] = {
		JSON_FIELD_RAW(struct block, gaps, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct block, unreadable, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct block, notRead, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct block, balances, JSON_OPTIONAL),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct block b = { 0 };
	size_t residual_count;

	if (completeness.size == 0)
		return OK;
	TRY(json_parse_shape(completeness, &shape, &b, why));
	TRY(balances_write(b.balances, out, &residual_count, why));
	if (residual_count > 0)
		TRY(omissions_write(b.notRead, out, why));
	TRY(unreadable_write(b.unreadable, out, why));
	return gaps_write(b.gaps, out, why);
}
