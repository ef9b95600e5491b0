/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/outbound/asker.h"

static enum err
ignore_instrument(void *self, const struct exchange_instrument *i)
{
	(void)self;
	(void)i;
	return OK;
}

static enum err
ignore_balance(void *self, const struct exchange_balance *b)
{
	(void)self;
	(void)b;
	return OK;
}

static const struct exchange_sink ignoring = { .instrument = ignore_instrument,
	.balance = ignore_balance };

const struct exchange_feed *
asker_feed(enum exchange_kind kind)
{
	return exchange_feed_first(&exchange_binance, kind);
}

void
asker_answered(void *self, enum err e, const struct exchange_result *result, const char *why)
{
	struct asker *a = self;

	a->answer_count++;
	a->error = e;
	a->code = result->refusal.code;
	a->job = NULL;
	(void)snprintf(a->why, sizeof(a->why), "%s", why);
	if (a->turn != NULL)
		a->last_turn = ++*a->turn;
	if (a->more > 0) {
		a->more--;
		asker_ask(a, (struct host_question){ .feed = asker_feed(EXCHANGE_PERMISSIONS) });
	}
}

void
asker_ask(struct asker *a, struct host_question q)
{
	a->account.credential = a->room->credential;
	q.account = &a->account;
	q.sink = &ignoring;
	CHECK_OK(host_ask(a->room->host, &q, asker_answered, a, &a->job));
}

void
asker_ask_rights(struct asker *a)
{
	asker_ask(a, (struct host_question){ .feed = asker_feed(EXCHANGE_PERMISSIONS) });
}
