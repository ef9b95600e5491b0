/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/exchange/collect.h"

static enum err
row_next(struct collected *c)
{
	ENSURE(c->count < COLLECT_MAX, ERR_LIMIT);
	c->count++;
	return c->count == c->fail_at ? ERR_NOMEM : OK;
}

static enum err
fill_take(void *self, const struct fill *f)
{
	struct collected *c = self;

	TRY(row_next(c));
	c->fills[c->count - 1] = *f;
	return OK;
}

static enum err
instrument_take(void *self, const struct instrument *i)
{
	struct collected *c = self;

	TRY(row_next(c));
	c->instruments[c->count - 1] = *i;
	return OK;
}

static enum err
balance_take(void *self, const struct balance *b)
{
	struct collected *c = self;

	TRY(row_next(c));
	c->balances[c->count - 1] = *b;
	return OK;
}

static enum err
mark_take(void *self, const struct mark *m)
{
	struct collected *c = self;

	TRY(row_next(c));
	c->marks[c->count - 1] = *m;
	return OK;
}

enum err
collect(const struct exchange_ask *ask, unsigned status, const char *body, struct collected *c)
{
	const struct exchange_answer answer = { status, span_text(body) };
	const struct exchange_sink sink = { .self = c,
		.fill = fill_take,
		.instrument = instrument_take,
		.balance = balance_take,
		.mark = mark_take };

	c->count = 0;
	c->why.text[0] = '\0';
	return exchange_binance.parse(ask, &answer, &sink, &c->result, &c->why);
}

const char *
text_of(struct decimal d)
{
	static char text[DECIMAL_TEXT_SIZE];

	decimal_write(d, text);
	return text;
}
