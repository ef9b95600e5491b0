/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/downloads.h"

#include "test/check.h"

/* 2026-11-30T12:00:00Z: half a day before the next month. */
static const int64_t end_of_month_ms = 1796040000000;

TEST(downloads_are_so_many_a_month_for_each_account_and_market)
{
	static struct downloads d;
	struct download wish = { .uid = 1, .asked_ms = end_of_month_ms, .wallet = WALLET_LINEAR };
	uint64_t id, last = 0;

	memset(&d, 0, sizeof(d));
	for (int i = 0; i < DOWNLOADS_LINEAR_A_MONTH; i++) {
		wish.is_income = i % 2 == 0;
		CHECK_OK(downloads_add(&d, &wish, &id));
		CHECK(id > last);
		last = id;
	}
	CHECK_ERR(downloads_add(&d, &wish, &id), ERR_BUSY);
	wish.uid = 2;
	CHECK_OK(downloads_add(&d, &wish, &id));
	wish.uid = 1;
	wish.wallet = WALLET_INVERSE;
	for (int i = 0; i < DOWNLOADS_INVERSE_A_MONTH; i++)
		CHECK_OK(downloads_add(&d, &wish, &id));
	CHECK_ERR(downloads_add(&d, &wish, &id), ERR_BUSY);
	wish.asked_ms += 43200000; /* December */
	CHECK_OK(downloads_add(&d, &wish, &id));
	CHECK(downloads_by_id(&d, id)->asked_ms == wish.asked_ms);
	CHECK(downloads_by_id(&d, id + 1) == NULL && downloads_by_id(&d, 0) == NULL);
}

TEST(downloads_have_an_end_and_links_too)
{
	static struct downloads d;
	struct download wish = { .asked_ms = end_of_month_ms };
	uint64_t id;

	memset(&d, 0, sizeof(d));
	for (wish.uid = 0; wish.uid < DOWNLOADS_MAX; wish.uid++)
		CHECK_OK(downloads_add(&d, &wish, &id));
	CHECK_ERR(downloads_add(&d, &wish, &id), ERR_LIMIT);
	CHECK(!downloads_is_expired(&wish, end_of_month_ms + 7LL * 86400000 - 1));
	CHECK(downloads_is_expired(&wish, end_of_month_ms + 7LL * 86400000));
}
