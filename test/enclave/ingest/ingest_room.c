/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/ingest/ingest_room.h"

void
ingest_room_open(struct ingest_room *r)
{
	ingest_room_open_at(r, &exchange_binance);
}

void
ingest_room_open_at(struct ingest_room *r, const struct exchange *x)
{
	const struct credential key = { .api_key = "a-key-of-the-tests", .secret = "its-secret" };
	struct why why = { "" };

	memset(r, 0, sizeof(*r));
	r->time = (struct clock_fake){ .wall_ms = 1795305600000, .mono_us = 1000000000 };
	r->clock = clock_fake(&r->time);
	CHECK_OK(loop_new(&r->clock, &r->loop));
	stub_start(&r->stub, r->loop);
	CHECK_OK(vault_new(16, &r->vault));
	CHECK_OK(vault_put(r->vault, &key, &r->credential));
	r->log = (struct log){ .clock = &r->clock };
	(void)snprintf(r->url, sizeof(r->url), "%s", stub_url(&r->stub));
	const struct host_config config = { .loop = r->loop,
		.vault = r->vault,
		.log = &r->log,
		.exchange = x,
		.environment = EXCHANGE_SANDBOX,
		.sandbox = r->url };

	CHECK_OK(host_new(&config, &r->host, &why));
	bourse_init(&r->bourse,
	    &(struct bourse_config){ .loop = r->loop,
		.vault = r->vault,
		.log = &r->log,
		.host = r->host,
		.poll_min_ms = ROOM_POLL_MIN_MS,
		.poll_max_ms = ROOM_POLL_MAX_MS });
}

void
ingest_room_close(struct ingest_room *r)
{
	host_free(r->host);
	bourse_wipe(&r->bourse);
	stub_wipe(&r->stub);
	vault_free(r->vault);
	loop_free(r->loop);
}

void
ingest_room_settle(struct ingest_room *r)
{
	for (int i = 0; i < 16; i++)
		CHECK_OK(loop_step(r->loop, 0));
}

void
ingest_room_wait_ms(struct ingest_room *r, int64_t ms)
{
	clock_fake_advance_ms(&r->time, ms);
	ingest_room_settle(r);
}
