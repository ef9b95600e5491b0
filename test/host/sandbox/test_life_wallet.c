/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/life.h"
#include "test/check.h"
#include "test/host/sandbox/ask.h"

TEST(wallet_has_every_kind_of_movement_in_every_state)
{
	static const enum event_kind kinds[] = { EVENT_FILL, EVENT_DEPOSIT, EVENT_WITHDRAWAL,
		EVENT_TRANSFER, EVENT_DUST, EVENT_CONVERT, EVENT_BUSD, EVENT_FIAT, EVENT_PAYMENT,
		EVENT_DIVIDEND };
	size_t counts[EVENT_KIND_COUNT] = { 0 }, pending = 0, failed = 0, directions[2] = { 0 };
	const struct journal *j;

	j = ask_account("wallet")->journal;
	for (size_t i = 0; i < j->count; i++) {
		const struct event *e = &j->events[i];

		counts[e->kind]++;
		pending += e->state == EVENT_PENDING;
		failed += e->state == EVENT_FAILED;
		if (e->kind == EVENT_FIAT || e->kind == EVENT_PAYMENT)
			directions[e->is_buyer]++;
		CHECK(e->kind == EVENT_FILL || e->id > 0);
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		CHECK(counts[kinds[i]] > 0);
	CHECK(pending > 10 && failed > 10 && directions[0] > 5 && directions[1] > 5);
}
