/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/reporting.h"

enum { DAY_MS = 86400000, MINUTE_MS = 60000 };

void
reporting_free(struct reporting *r)
{
	if (r == NULL)
		return;
	free(r->symbols);
	free(r->days);
	free(r);
}

/* One book on its way into the currency. */
struct converting {
	struct ledger *ledger;
	const char *currency;
	int64_t offset_ms;
	struct reporting *out;
	struct reporting_symbol *symbol;
};

/* A day's row; days of one book come in order, those of the next begin again. */
static enum err
day_add(struct converting *c, int64_t ts_ms, struct decimal net)
{
	struct reporting *r = c->out;
	const int32_t day = (int32_t)((ts_ms + c->offset_ms) / DAY_MS);
	size_t at = r->day_count;

	while (at > 0 && r->days[at - 1].day > day)
		at--;
	if (at > 0 && r->days[at - 1].day == day)
		return decimal_add(r->days[at - 1].net, net, &r->days[at - 1].net);
	if (r->day_count == r->day_room) {
		const size_t room = r->day_room == 0 ? 32 : r->day_room * 2;
		struct reporting_day *days = realloc(r->days, room * sizeof(*days));

		ENSURE(days != NULL, ERR_NOMEM);
		r->days = days;
		r->day_room = room;
	}
	memmove(r->days + at + 1, r->days + at, (r->day_count - at) * sizeof(*r->days));
	r->days[at] = (struct reporting_day){ day, net };
	r->day_count++;
	return OK;
}

/* Convert one booking and add it to `sum`; a fee is taken off the net. */
static enum err
book(struct converting *c, int64_t ts_ms, struct decimal amount, bool is_fee, struct decimal *sum)
{
	const struct ledger_ask ask = { c->symbol->instrument->settle, c->currency, ts_ms, 0,
		false };
	struct decimal worth = { 0 };
	enum valued found;

	TRY(ledger_value(c->ledger, &ask, amount, &found, &worth));
	if (found == VALUED_NOT) {
		c->out->missing_count++;
		return OK;
	}
	c->out->path_counts[found]++;
	TRY(decimal_add(*sum, worth, sum));
	if (is_fee)
		TRY(decimal_negate(worth, &worth));
	TRY(decimal_add(c->out->net, worth, &c->out->net));
	TRY(decimal_add(c->symbol->net, worth, &c->symbol->net));
	return day_add(c, ts_ms, worth);
}

static enum err
booking_convert(void *self, const struct ledger_booking *b)
{
	struct converting *c = self;
	struct decimal *charges = b->kind == LEDGER_FUNDING ? &c->out->funding : &c->out->fees;

	if (b->has_closed)
		TRY(book(c, b->ts_ms, b->gross, false, &c->out->gross));
	if (decimal_sign(b->charge) == 0)
		return OK;
	if (!b->is_charge_settled) {
		c->out->missing_count++;
		return OK;
	}
	return book(c, b->ts_ms, b->charge_settled, b->kind == LEDGER_FILL, charges);
}

/* What is open, at the last marks of all. */
static enum err
open_convert(struct converting *c)
{
	const struct instrument *i = c->symbol->instrument;
	const struct ledger_ask ask = { i->settle, c->currency, INT64_MAX, 0, false };
	struct decimal mark, amount = { 0 };
	const struct ledger_book *b;
	enum valued found;
	bool has_mark;

	c->symbol->is_unrealised_known = true;
	TRY(ledger_book(c->ledger, i->symbol, &b));
	if (decimal_sign(b->position) == 0)
		return OK;
	TRY(ledger_unrealised(c->ledger, i->symbol, INT64_MAX, &has_mark, &mark, &amount));
	TRY(ledger_value(c->ledger, &ask, amount, &found, &c->symbol->unrealised));
	c->symbol->is_unrealised_known = has_mark && found != VALUED_NOT;
	c->out->is_unrealised_known &= c->symbol->is_unrealised_known;
	if (!c->symbol->is_unrealised_known)
		return OK;
	return decimal_add(c->out->unrealised, c->symbol->unrealised, &c->out->unrealised);
}

static enum err
books_convert(struct converting *c)
{
	const size_t count = ledger_symbol_count(c->ledger);
	struct reporting *r = c->out;

	r->symbols = calloc(count + 1, sizeof(*r->symbols));
	ENSURE(r->symbols != NULL, ERR_NOMEM);
	for (size_t i = 0; i < count; i++) {
		const struct instrument *instrument = ledger_symbol_at(c->ledger, i);

		c->symbol = &r->symbols[r->symbol_count++];
		c->symbol->instrument = instrument;
		TRY(ledger_each_booking(c->ledger, instrument->symbol, booking_convert, c));
		TRY(open_convert(c));
	}
	return decimal_add(r->net, r->unrealised, &r->total);
}

enum err
reporting_new(struct ledger *l, const char *currency, int day_offset_min, struct reporting **out)
{
	struct converting c = {
		.ledger = l,
		.currency = currency,
		.offset_ms = (int64_t)day_offset_min * MINUTE_MS,
		.out = calloc(1, sizeof(struct reporting)),
	};
	enum err e;

	ENSURE(c.out != NULL, ERR_NOMEM);
	c.out->is_unrealised_known = true;
	e = books_convert(&c);
	if (e != OK) {
		reporting_free(c.out);
		return e;
	}
	*out = c.out;
	return OK;
}
