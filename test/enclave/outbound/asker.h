/* SPDX-License-Identifier: Apache-2.0 */
/* asker.h - one who asks a host, and remembers what came back. */
#ifndef TEST_ENCLAVE_OUTBOUND_ASKER_H
#define TEST_ENCLAVE_OUTBOUND_ASKER_H

#include "test/enclave/ingest/ingest_room.h"

struct asker {
	struct ingest_room *room;
	struct host_account account;
	struct host_job *job;
	size_t answer_count;
	enum err error;
	int64_t code;
	char why[WHY_SIZE_MAX];
	unsigned more; /* ask again so often */
	size_t *turn;  /* shared: who was answered when */
	size_t last_turn;
};

/* The first feed of this kind. */
const struct exchange_feed *asker_feed(enum exchange_kind kind);

/* The callback, for questions asked by hand. */
void asker_answered(void *self, enum err e, const struct exchange_result *result, const char *why);

/* Ask this with the asker's own account and key; its rows are ignored. */
void asker_ask(struct asker *a, struct host_question q);

/* Ask what the key may do. */
void asker_ask_rights(struct asker *a);

#endif
