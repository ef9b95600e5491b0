/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/exchange/collect.h"

#include "test/check.h"

static enum err
row_next(struct collected *c)
{
	ENSURE(c->count < COLLECT_MAX, ERR_LIMIT);
	c->count++;
	return c->count == c->fail_at ? ERR_NOMEM : OK;
}

#define TAKE(name, list, at)                                                       \
	static enum err name##_take(void *self, const struct exchange_##name *row) \
	{                                                                          \
		struct collected *c = self;                                        \
                                                                                   \
		TRY(row_next(c));                                                  \
		c->list[at] = *row;                                                \
		return OK;                                                         \
	}
TAKE(instrument, instruments, c->count - 1)
TAKE(balance, balances, c->count - 1)
TAKE(position, positions, c->count - 1)
TAKE(fill, fills, c->fill_count++)
TAKE(flow, flows, c->flow_count++)
TAKE(liquidation, liquidations, c->count - 1)
TAKE(mark, marks, c->count - 1)

static enum err
right_take(void *self, const struct exchange_right *row)
{
	struct collected *c = self;

	ENSURE(c->right_count < COLLECT_MAX, ERR_LIMIT);
	c->rights[c->right_count++] = *row;
	return OK;
}

struct exchange_ask
ask_of(const char *feed)
{
	const struct exchange_ask ask = { .feed = exchange_feed_by_name(&exchange_binance, feed) };

	assert_non_null(ask.feed);
	return ask;
}

enum err
collect(const struct exchange_ask *ask, unsigned status, const char *body, struct collected *c)
{
	const struct exchange_answer answer = { status, span_text(body) };
	const struct exchange_sink sink = { .self = c,
		.right = right_take,
		.instrument = instrument_take,
		.balance = balance_take,
		.position = position_take,
		.fill = fill_take,
		.flow = flow_take,
		.liquidation = liquidation_take,
		.mark = mark_take };

	c->count = c->fill_count = c->flow_count = c->right_count = 0;
	c->why.text[0] = '\0';
	return exchange_binance.parse(ask, &answer, &sink, &c->result, &c->why);
}

enum err
collect_from(const char *feed, const char *body, struct collected *c)
{
	const struct exchange_ask ask = ask_of(feed);

	return collect(&ask, 200, body, c);
}

void
collect_truncations(const struct exchange_ask *ask, const char *body, struct collected *c)
{
	const size_t size = strlen(body);
	char *cut = malloc(size + 1);

	assert_non_null(cut);
	for (size_t i = 0; i < size; i++) {
		memcpy(cut, body, i);
		cut[i] = '\0';
		assert_int_not_equal(collect(ask, 200, cut, c), OK);
		assert_true(c->why.text[0] != '\0');
	}
	free(cut);
	assert_int_equal(collect(ask, 200, body, c), OK);
}

const char *
text_of(struct decimal d)
{
	static char text[DECIMAL_TEXT_SIZE];

	decimal_write(d, text);
	return text;
}
