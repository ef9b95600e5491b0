/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/life.h"
#include "test/check.h"
#include "test/host/sandbox/ask.h"

TEST(margin_borrows_pays_interest_each_hour_and_repays_in_both_wallets)
{
	const struct journal *j = ask_account("margin")->journal;
	size_t counts[EVENT_KIND_COUNT][2] = { { 0 } };
	int64_t last_ms = 0;

	for (size_t i = 0; i < j->count; i++) {
		const struct event *e = &j->events[i];

		counts[e->kind][e->wallet == WALLET_ISOLATED]++;
		if (e->kind == EVENT_INTEREST && strcmp(e->what, "PERIODIC") == 0)
			CHECK_INT(e->ts_ms - last_ms, LIFE_HOUR_MS);
		if (e->kind == EVENT_INTEREST)
			last_ms = e->ts_ms;
		CHECK((e->wallet == WALLET_ISOLATED) <= (e->symbol >= 0));
	}
	for (int isolated = 0; isolated < 2; isolated++) {
		CHECK_INT(counts[EVENT_BORROW][isolated], 28);
		CHECK_INT(counts[EVENT_INTEREST][isolated], 28 * 24);
		CHECK(counts[EVENT_REPAY][isolated] >= 14);
		CHECK(counts[EVENT_FILL][isolated] >= 800);
	}
	CHECK_INT(counts[EVENT_FORCED][0], 1);
	CHECK(counts[EVENT_MARGIN_ECHO][0] > 28);
}
