/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_rows.h"

#include "lib/json/json_shape.h"

#define FIELD_SPAN(f) JSON_FIELD_SPAN(struct compute_row, f, JSON_OPTIONAL)
#define FIELD_NUMBER(f) JSON_FIELD_NUMBER(struct compute_row, f, JSON_OPTIONAL)

static const struct json_field fields[] = {
	JSON_FIELD_(struct compute_row, type_text, "type", JSON_T_SPAN, JSON_REQUIRED, 0, NULL),
	FIELD_SPAN(venue),
	JSON_FIELD_RAW(struct compute_row, id, JSON_OPTIONAL),
	JSON_FIELD_I64(struct compute_row, ts, JSON_REQUIRED),
	FIELD_SPAN(sym),
	FIELD_SPAN(side),
	FIELD_NUMBER(price),
	FIELD_NUMBER(qty),
	FIELD_NUMBER(fee),
	FIELD_SPAN(fee_ccy),
	FIELD_NUMBER(amount),
	FIELD_SPAN(ccy),
	FIELD_SPAN(pair),
	FIELD_SPAN(txid),
};
static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_REFUSED);

static const char *const type_names[COMPUTE_TYPE_COUNT] = {
	[COMPUTE_TRADE] = "trade",
	[COMPUTE_FUNDING] = "funding",
	[COMPUTE_TRANSFER_IN] = "transfer_in",
	[COMPUTE_TRANSFER_OUT] = "transfer_out",
	[COMPUTE_MARK] = "mark",
	[COMPUTE_DEPOSIT] = "deposit",
	[COMPUTE_WITHDRAWAL] = "withdrawal",
};

enum {
	TRADE = 1 << COMPUTE_TRADE,
	FUNDING = 1 << COMPUTE_FUNDING,
	IN = 1 << COMPUTE_TRANSFER_IN,
	OUT = 1 << COMPUTE_TRANSFER_OUT,
	MARK = 1 << COMPUTE_MARK,
	FLOW = 1 << COMPUTE_DEPOSIT | 1 << COMPUTE_WITHDRAWAL,
	BOOK = TRADE | FUNDING | IN | OUT,
	ALL_BUT_MARK = BOOK | FLOW,
};

/* Which types of row must have a member, and which may. */
static const struct {
	const char *name;
	size_t offset;
	unsigned must, may;
} members[] = {
	{ "venue", offsetof(struct compute_row, venue), 0, ALL_BUT_MARK },
	{ "id", offsetof(struct compute_row, id), ALL_BUT_MARK, 0 },
	{ "sym", offsetof(struct compute_row, sym), BOOK, 0 },
	{ "side", offsetof(struct compute_row, side), TRADE, 0 },
	{ "price", offsetof(struct compute_row, price), TRADE | IN | MARK, 0 },
	{ "qty", offsetof(struct compute_row, qty), TRADE | IN | OUT, 0 },
	{ "fee", offsetof(struct compute_row, fee), 0, TRADE },
	{ "fee_ccy", offsetof(struct compute_row, fee_ccy), 0, TRADE },
	{ "amount", offsetof(struct compute_row, amount), FUNDING | FLOW, 0 },
	{ "ccy", offsetof(struct compute_row, ccy), FUNDING | FLOW, 0 },
	{ "pair", offsetof(struct compute_row, pair), MARK, 0 },
	{ "txid", offsetof(struct compute_row, txid), 0, FLOW },
};

static enum err
members_check(const struct compute_row *row, struct why *why)
{
	const unsigned bit = 1U << row->type;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		struct span value;

		memcpy(&value, (const uint8_t *)row + members[i].offset, sizeof(value));
		if (value.p == NULL && (members[i].must & bit) != 0)
			return why_set(why, ERR_INPUT, "%s: missing", members[i].name);
		if (value.p != NULL && ((members[i].must | members[i].may) & bit) == 0)
			return why_set(why, ERR_INPUT, "%s: a row of type %s has none",
			    members[i].name, type_names[row->type]);
	}
	return OK;
}

static bool
is_digits(struct span id)
{
	for (size_t i = 0; i < id.size; i++)
		if (id.p[i] < '0' || id.p[i] > '9')
			return false;
	return true;
}

/* A text or, as exchanges write them too, a whole number: then its digits. */
static enum err
id_read(struct span *id, struct why *why)
{
	if (id->p == NULL || is_digits(*id))
		return OK;
	if (id->p[0] != '"' || memchr(id->p, '\\', id->size) != NULL)
		return why_set(
		    why, ERR_INPUT, "id: expected a text without escapes or a whole number");
	*id = span_first(span_from(*id, 1), id->size - 2);
	return OK;
}

enum err
compute_row_read(struct json *j, struct compute_row *out, struct why *why)
{
	*out = (struct compute_row){ 0 };
	TRY(json_read_shape(j, &shape, out, why));
	TRY(id_read(&out->id, why));
	for (out->type = 0; out->type < COMPUTE_TYPE_COUNT; out->type++)
		if (span_is(out->type_text, type_names[out->type]))
			return members_check(out, why);
	return why_set(why, ERR_INPUT,
	    "type: expected trade, funding, transfer_in, transfer_out, mark, deposit or "
	    "withdrawal");
}

void
compute_ids_wipe(struct compute_ids *ids)
{
	free(ids->ids);
	free(ids->number);
	free(ids->text);
	*ids = (struct compute_ids){ 0 };
}

enum err
compute_ids_add(struct compute_ids *ids, size_t row, const struct compute_row *of)
{
	ENSURE(row < 1U << 31, ERR_LIMIT);
	if (ids->id_count == ids->id_room) {
		const size_t room = ids->id_room == 0 ? 64 : ids->id_room * 2;
		struct compute_id *grown = realloc(ids->ids, room * sizeof(*grown));

		ENSURE(grown != NULL, ERR_NOMEM);
		ids->ids = grown;
		ids->id_room = room;
	}
	ids->ids[ids->id_count++] = (struct compute_id){ of->id, of->venue, (uint32_t)row };
	return OK;
}

static int
span_compare(struct span a, struct span b)
{
	if (a.size != b.size)
		return a.size < b.size ? -1 : 1;
	return a.size == 0 ? 0 : memcmp(a.p, b.p, a.size);
}

/* Digits without leading zeros: length and then bytes order them by value. */
static struct span
significant(struct span id)
{
	size_t zeros = 0;

	if (!is_digits(id))
		return id;
	while (zeros < id.size && id.p[zeros] == '0')
		zeros++;
	return span_from(id, zeros);
}

static int
id_compare(const void *a, const void *b)
{
	const struct compute_id *x = a, *y = b;
	int order = (int)is_digits(y->id) - (int)is_digits(x->id);

	if (order == 0)
		order = span_compare(significant(x->id), significant(y->id));
	if (order == 0)
		order = span_compare(x->id, y->id);
	return order != 0 ? order : span_compare(x->venue, y->venue);
}

enum err
compute_ids_number(struct compute_ids *ids, size_t row_count)
{
	ids->number = calloc(row_count + 1, sizeof(*ids->number));
	ids->text = calloc(ids->id_count + 1, sizeof(*ids->text));
	ENSURE(ids->number != NULL && ids->text != NULL, ERR_NOMEM);
	if (ids->id_count > 0)
		qsort(ids->ids, ids->id_count, sizeof(*ids->ids), id_compare);
	for (size_t i = 0; i < ids->id_count; i++) {
		const struct compute_id *id = &ids->ids[i];

		if (i == 0 || id_compare(&ids->ids[i - 1], id) != 0)
			ids->text[ids->text_count++] = id->id;
		ids->number[id->row] = (uint32_t)(ids->text_count - 1);
	}
	ids->row_count = row_count;
	return OK;
}
