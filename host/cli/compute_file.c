/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_file.h"

#include "host/cli/compute.h"
#include "host/cli/compute_number.h"
#include "lib/json/json_shape.h"

enum { DAY_MS = 86400000, DAYS_MAX = 36525 /* a hundred years */ };
#define TS_MS_MAX INT64_C(253402214399999) /* 9999-12-30 */

struct document {
	int64_t start_ts, n_days;
	struct span instruments, settings, events;
	struct span ignored; /* what a fixture says about itself */
};

static const struct json_field document_fields[] = {
	JSON_FIELD_RAW(struct document, instruments, JSON_REQUIRED),
	JSON_FIELD_RAW(struct document, settings, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct document, events, JSON_REQUIRED),
	JSON_FIELD_I64(struct document, start_ts, JSON_OPTIONAL),
	JSON_FIELD_I64(struct document, n_days, JSON_OPTIONAL),
	COMPUTE_IGNORED(struct document, "id"),
	COMPUTE_ABOUT(struct document),
};
static const struct json_shape document_shape = JSON_SHAPE(document_fields, JSON_UNKNOWN_REFUSED);

struct settings {
	char reporting[ASSET_SIZE], tz[16];
	int64_t tz_offset_min, max_mark_age_ms;
};
static const struct json_field settings_fields[] = {
	JSON_FIELD_TEXT(struct settings, reporting, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct settings, tz, JSON_OPTIONAL),
	JSON_FIELD_I64(struct settings, tz_offset_min, JSON_OPTIONAL),
	JSON_FIELD_I64(struct settings, max_mark_age_ms, JSON_OPTIONAL),
};
static const struct json_shape settings_shape = JSON_SHAPE(settings_fields, JSON_UNKNOWN_REFUSED);

struct instrument_text {
	char kind[16], base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];
	struct span contract_size, qty_step;
};
#define TERM(macro, f, need) macro(struct instrument_text, f, need)
static const struct json_field instrument_fields[] = {
	TERM(JSON_FIELD_TEXT, kind, JSON_REQUIRED),
	TERM(JSON_FIELD_TEXT, base, JSON_REQUIRED),
	TERM(JSON_FIELD_TEXT, quote, JSON_REQUIRED),
	TERM(JSON_FIELD_TEXT, settle, JSON_OPTIONAL),
	TERM(JSON_FIELD_NUMBER, contract_size, JSON_OPTIONAL),
	TERM(JSON_FIELD_NUMBER, qty_step, JSON_OPTIONAL),
};
static const struct json_shape instrument_shape =
    JSON_SHAPE(instrument_fields, JSON_UNKNOWN_REFUSED);

void
compute_file_wipe(struct compute_file *t)
{
	ledger_free(t->ledger);
	compute_ids_wipe(&t->ids);
	compute_deposits_wipe(&t->deposits);
	*t = (struct compute_file){ 0 };
}

static enum err
text_read(struct span text, const char *name, char *out, size_t room, struct why *why)
{
	if (span_to_text(text, out, room) != OK)
		return why_set(why, ERR_INPUT, "%s: longer than %zu bytes", name, room - 1);
	return OK;
}

static enum err
settings_read(struct span text, struct compute_file *o, struct why *why)
{
	struct settings s = { .tz = "UTC", .max_mark_age_ms = DAY_MS };
	enum err e = text.p == NULL ? OK : json_parse_shape(text, &settings_shape, &s, why);

	if (e == OK && strcmp(s.tz, "UTC") != 0 && strcmp(s.tz, "fixed") != 0)
		e = why_set(why, ERR_INPUT, "tz: expected UTC or fixed");
	if (e == OK &&
	    (s.tz_offset_min < -LEDGER_DAY_OFFSET_MIN_MAX ||
		s.tz_offset_min > LEDGER_DAY_OFFSET_MIN_MAX))
		e = why_set(why, ERR_INPUT, "tz_offset_min: expected minutes, at most %d",
		    LEDGER_DAY_OFFSET_MIN_MAX);
	if (e == OK && s.tz_offset_min != 0 && strcmp(s.tz, "fixed") != 0)
		e = why_set(why, ERR_INPUT, "tz_offset_min: only with tz fixed");
	if (e == OK && (s.max_mark_age_ms < 0 || s.max_mark_age_ms > TS_MS_MAX))
		e = why_set(why, ERR_INPUT, "max_mark_age_ms: expected ms");
	if (e != OK) {
		why_prefix(why, "settings");
		return e;
	}
	o->offset_min = (int)s.tz_offset_min;
	o->max_mark_age_ms = s.max_mark_age_ms;
	memcpy(o->reporting, s.reporting, sizeof(o->reporting));
	return OK;
}

static enum err
kind_read(const char *text, enum instrument_kind *out, struct why *why)
{
	static const char *const names[] = {
		[INSTRUMENT_SPOT] = "spot",
		[INSTRUMENT_MARGIN] = "margin",
		[INSTRUMENT_LINEAR] = "linear",
		[INSTRUMENT_INVERSE] = "inverse",
	};

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i]) == 0) {
			*out = (enum instrument_kind)i;
			return OK;
		}
	}
	return why_set(why, ERR_INPUT, "kind: expected spot, margin, linear or inverse");
}

static enum err
instrument_read(struct json *j, struct compute_file *o, struct span symbol, struct why *why)
{
	struct instrument_text t = { 0 };
	struct instrument i = { .contract_size = decimal_of(1) };
	enum err e;

	TRY(json_read_shape(j, &instrument_shape, &t, why));
	TRY(text_read(symbol, "symbol", i.symbol, sizeof(i.symbol), why));
	TRY(kind_read(t.kind, &i.kind, why));
	memcpy(i.base, t.base, sizeof(i.base));
	memcpy(i.quote, t.quote, sizeof(i.quote));
	memcpy(i.settle, t.settle[0] == '\0' ? t.quote : t.settle, sizeof(i.settle));
	TRY(compute_number_read(t.contract_size, "contract_size", &i.contract_size, why));
	TRY(compute_number_read(t.qty_step, "qty_step", &i.quantity_step, why));
	o->has_inverse |= i.kind == INSTRUMENT_INVERSE;
	e = ledger_add_instrument(o->ledger, &i);
	if (e == ERR_INPUT)
		return why_set(why, e, "expected assets and a contract_size above 0");
	return e;
}

static enum err
instruments_read(struct span text, struct compute_file *o, struct why *why)
{
	char context[SYMBOL_SIZE + 16] = "instruments";
	struct json j;
	struct span symbol;
	bool more;
	enum err e;

	json_init(&j, text);
	e = json_enter_object(&j);
	while (e == OK && (e = json_member(&j, &symbol, &more)) == OK && more) {
		(void)snprintf(context, sizeof(context), "instruments.%.*s",
		    symbol.size < SYMBOL_SIZE ? (int)symbol.size : SYMBOL_SIZE,
		    (const char *)symbol.p);
		e = instrument_read(&j, o, symbol, why);
	}
	if (e == OK)
		return OK;
	(void)why_set(why, e,
	    e == ERR_INPUT ? "expected an object of instruments, each once"
			   : "too many instruments in one file");
	why_prefix(why, context);
	return e;
}

/* Counts as rejected what is no price, as with every other row. */
static enum err
mark_feed(struct compute_file *o, const struct compute_row *row, struct why *why)
{
	const uint8_t *slash = memchr(row->pair.p, '/', row->pair.size);
	char base[ASSET_SIZE], quote[ASSET_SIZE];
	struct decimal price = { 0 };
	size_t at;
	enum err e;

	if (slash == NULL)
		return why_set(why, ERR_INPUT, "pair: expected \"A/B\"");
	at = (size_t)(slash - row->pair.p);
	TRY(text_read(span_first(row->pair, at), "pair", base, sizeof(base), why));
	TRY(text_read(span_from(row->pair, at + 1), "pair", quote, sizeof(quote), why));
	TRY(compute_number_read(row->price, "price", &price, why));
	if (base[0] == '\0' || quote[0] == '\0')
		return why_set(why, ERR_INPUT, "pair: expected two assets, \"A/B\"");
	e = ledger_add_mark(o->ledger, base, quote, row->ts, price);
	o->marks_rejected += e == ERR_INPUT;
	return e == ERR_INPUT ? OK : e;
}

static enum err
trade_feed(struct ledger *l, const char *symbol, const struct compute_row *row, uint64_t id,
    struct why *why)
{
	struct fill f = { .id = id, .ts_ms = row->ts, .side = FILL_BUY };

	if (span_is(row->side, "sell"))
		f.side = FILL_SELL;
	else if (!span_is(row->side, "buy"))
		return why_set(why, ERR_INPUT, "side: expected buy or sell");
	TRY(compute_number_read(row->price, "price", &f.price, why));
	TRY(compute_number_read(row->qty, "qty", &f.quantity, why));
	TRY(compute_number_read(row->fee, "fee", &f.fee, why));
	TRY(text_read(row->fee_ccy, "fee_ccy", f.fee_asset, sizeof(f.fee_asset), why));
	return ledger_add_fill(l, symbol, &f, NULL);
}

static enum err
funding_feed(struct ledger *l, const char *symbol, const struct compute_row *row, uint64_t id,
    struct why *why)
{
	struct funding f = { .id = id, .ts_ms = row->ts };

	TRY(compute_number_read(row->amount, "amount", &f.amount, why));
	TRY(text_read(row->ccy, "ccy", f.asset, sizeof(f.asset), why));
	return ledger_add_funding(l, symbol, &f, NULL);
}

static enum err
transfer_feed(struct ledger *l, const char *symbol, const struct compute_row *row, uint64_t id,
    struct why *why)
{
	struct transfer t = {
		.id = id,
		.ts_ms = row->ts,
		.direction = row->type == COMPUTE_TRANSFER_IN ? TRANSFER_IN : TRANSFER_OUT,
	};

	TRY(compute_number_read(row->price, "price", &t.price, why));
	TRY(compute_number_read(row->qty, "qty", &t.quantity, why));
	return ledger_add_transfer(l, symbol, &t, NULL);
}

static enum err
row_feed(struct compute_file *o, const struct compute_row *row, uint32_t id, struct why *why)
{
	struct ledger *l = o->ledger;
	char symbol[SYMBOL_SIZE];
	enum err e;

	if (row->type == COMPUTE_MARK)
		return mark_feed(o, row, why);
	if (row->type == COMPUTE_DEPOSIT || row->type == COMPUTE_WITHDRAWAL)
		return compute_deposits_add(&o->deposits, row, id, why);
	TRY(text_read(row->sym, "sym", symbol, sizeof(symbol), why));
	if (row->type == COMPUTE_TRADE)
		e = trade_feed(l, symbol, row, id, why);
	else if (row->type == COMPUTE_FUNDING)
		e = funding_feed(l, symbol, row, id, why);
	else
		e = transfer_feed(l, symbol, row, id, why);
	if (e == ERR_ABSENT)
		return why_set(why, ERR_INPUT, "sym: \"%s\" is not in instruments", symbol);
	return e;
}

/* A walk over the events: once to number their ids, once to feed the ledger. */
struct pass {
	struct compute_file *file;
	enum compute_file_kind kind;
	bool is_feeding;
};

static enum err
pass_row(const struct pass *p, struct json *j, size_t index, struct why *why)
{
	struct compute_ids *ids = &p->file->ids;
	struct compute_row row;

	TRY(compute_row_read(j, &row, why));
	if (p->is_feeding)
		return row_feed(p->file, &row, ids->number[index], why);
	if (p->kind == COMPUTE_FILE_BOOKS &&
	    (row.type == COMPUTE_DEPOSIT || row.type == COMPUTE_WITHDRAWAL))
		return why_set(
		    why, ERR_INPUT, "type: deposits and withdrawals are for `compute pipeline`");
	return row.type == COMPUTE_MARK ? OK : compute_ids_add(ids, index, &row);
}

static enum err
pass_run(const struct pass *p, struct span events, size_t *count, struct why *why)
{
	char context[32] = "events";
	struct json j;
	bool more;
	enum err e;

	json_init(&j, events);
	e = json_enter_array(&j);
	for (*count = 0; e == OK && (e = json_element(&j, &more)) == OK && more; (*count)++) {
		(void)snprintf(context, sizeof(context), "events[%zu]", *count);
		e = pass_row(p, &j, *count, why);
	}
	if (e == OK)
		return OK;
	(void)why_set(why, e, e == ERR_INPUT ? "expected an array of rows" : "%s", err_words(e));
	why_prefix(why, context);
	return e;
}

/* What only an account needs. */
static enum err
account_read(const struct document *d, struct compute_file *o, struct why *why)
{
	if (d->n_days < 1 || d->n_days > DAYS_MAX)
		return why_set(why, ERR_INPUT, "n_days: expected 1 to %d (100 years)", DAYS_MAX);
	if (d->start_ts < DAY_MS || d->start_ts > TS_MS_MAX)
		return why_set(why, ERR_INPUT, "start_ts: expected ms from 1970-01-02 to 9999");
	o->start_ts = d->start_ts;
	o->day_count = (size_t)d->n_days;
	return OK;
}

enum err
compute_file_read(
    struct span text, enum compute_file_kind kind, struct compute_file *o, struct why *why)
{
	struct document d = { 0 };
	size_t count;

	TRY(json_parse_shape(text, &document_shape, &d, why));
	TRY(settings_read(d.settings, o, why));
	if (kind == COMPUTE_FILE_ACCOUNT)
		TRY(account_read(&d, o, why));
	if (kind != COMPUTE_FILE_BOOKS && o->reporting[0] == '\0')
		return why_set(why, ERR_INPUT, "settings: reporting: missing");
	TRY(ledger_new(&ledger_limits_default, o->offset_min, &o->ledger));
	TRY(instruments_read(d.instruments, o, why));
	TRY(pass_run(&(struct pass){ o, kind, false }, d.events, &count, why));
	TRY(compute_ids_number(&o->ids, count));
	TRY(pass_run(&(struct pass){ o, kind, true }, d.events, &count, why));
	return compute_deposits_close(&o->deposits);
}
