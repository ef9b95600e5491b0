/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stub.h - a small exchange that does as it is told, on the test's own loop.
 *
 * It speaks as much of Binance's REST API as the ingest asks, from a few tables; a fault makes it
 * answer something else, or nothing.  What it was asked is kept, in order.
 */
#ifndef TEST_ENCLAVE_INGEST_STUB_H
#define TEST_ENCLAVE_INGEST_STUB_H

#include "lib/net/server.h"
#include "test/check.h"

enum {
	STUB_ASKED_MAX = 2048,
	STUB_BOOKS_MAX = 4,
	STUB_PARKED_MAX = 16,
	STUB_PAGES_MAX = 16,
	STUB_FOREVER = 1 << 30
};

/* `count` fills with ids from `first_id`, one a minute, bought and sold in turn. */
struct stub_book {
	const char *symbol;
	uint64_t first_id, count;
	int64_t first_ms;
	const char *fee_asset; /* as JSON writes it, without quotes */
};

/* From the next request on whose path has `path` in it, after `skip` of them, `times` times. */
struct stub_fault {
	const char *path;
	unsigned skip, times;
	unsigned status; /* 0: say nothing */
	const char *body;
	struct http_field field; /* one more, or none */
};

/* What to answer to a path, or to a question with this in it. */
struct stub_page {
	const char *part, *body;
};

struct stub {
	struct loop *loop;
	struct server *server;
	uint16_t port;
	int64_t offset_ms; /* its clock is ahead of ours by this */
	bool checks_time;  /* -1021 for timestamps more than a second off */
	bool ignores_from_id;
	const char *rights, *instruments, *account;
	struct stub_book books[STUB_BOOKS_MAX];
	struct stub_page pages[STUB_PAGES_MAX]; /* what else it has; the rest is 404 */
	struct stub_fault fault;
	struct server_call *parked[STUB_PARKED_MAX]; /* by faults of status 0 */
	size_t parked_count;
	char asked[STUB_ASKED_MAX][256];
	size_t asked_count;
};

#define STUB_READS                                                                 \
	"{\"ipRestrict\":true,\"enableReading\":true,\"enableWithdrawals\":false," \
	"\"enableSpotAndMarginTrading\":false}"
#define STUB_TRADES                                                                 \
	"{\"ipRestrict\":false,\"enableReading\":true,\"enableWithdrawals\":false," \
	"\"enableSpotAndMarginTrading\":true}"

/* Start it with its defaults: three instruments, an account that holds BTC, no fills. */
void stub_start(struct stub *s, struct loop *l);
void stub_wipe(struct stub *s);

/* Go down; come back on the same port. */
void stub_stop(struct stub *s);
void stub_go_on(struct stub *s);

/* Answer the parked calls as usual would be too late for: with 503. */
void stub_release(struct stub *s);

/* How many of the questions have `part` in their target? */
size_t stub_asked(const struct stub *s, const char *part);

/* Where it is. */
const char *stub_url(const struct stub *s);

#endif
