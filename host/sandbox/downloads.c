/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/downloads.h"

#include "lib/base/text.h"

static const int64_t link_ms = 7LL * 86400000;
static const uint64_t first_id = 545923594199212032;

/* "2026-11" */
static bool
is_same_month(int64_t a_ms, int64_t b_ms)
{
	enum { MONTH_SIZE = 7 };
	char a[TEXT_TIME_SIZE], b[TEXT_TIME_SIZE];

	text_time_write(a_ms, a);
	text_time_write(b_ms, b);
	return memcmp(a, b, MONTH_SIZE) == 0;
}

enum err
downloads_add(struct downloads *d, const struct download *wish, uint64_t *id)
{
	const size_t share =
	    wish->wallet == WALLET_INVERSE ? DOWNLOADS_INVERSE_A_MONTH : DOWNLOADS_LINEAR_A_MONTH;
	size_t used = 0;

	for (size_t i = 0; i < d->count; i++)
		used += d->all[i].uid == wish->uid && d->all[i].wallet == wish->wallet &&
		    is_same_month(d->all[i].asked_ms, wish->asked_ms);
	ENSURE(used < share, ERR_BUSY);
	ENSURE(d->count < DOWNLOADS_MAX, ERR_LIMIT);
	*id = first_id + d->count;
	d->all[d->count++] = *wish;
	return OK;
}

const struct download *
downloads_by_id(const struct downloads *d, uint64_t id)
{
	return id >= first_id && id - first_id < d->count ? &d->all[id - first_id] : NULL;
}

bool
downloads_is_expired(const struct download *d, int64_t now_ms)
{
	return now_ms >= d->asked_ms + link_ms;
}
