/* SPDX-License-Identifier: Apache-2.0 */
/* one.h - one account's collection at the stub of an exchange. */
#ifndef TEST_ENCLAVE_INGEST_ONE_H
#define TEST_ENCLAVE_INGEST_ONE_H

#include "enclave/ingest/collection.h"
#include "test/enclave/ingest/ingest_room.h"

enum { ONE_POLL_MIN_MS = ROOM_POLL_MIN_MS, ONE_POLL_MAX_MS = ROOM_POLL_MAX_MS };

/* What its stub has: 2,500 fills with fees in BNB, and three. */
extern const struct stub_book one_btc, one_eth;

struct one {
	struct ingest_room room;
	struct collection *c;
	const char *account_type; /* "spot" unless changed before the start */
};

/* Everything but the collection, then that as well. */
void one_open(struct one *o);
void one_start(struct one *o);
void one_close(struct one *o);

/* Another collection of the same key. */
void one_more(
    struct one *o, const char (*hints)[SYMBOL_SIZE], size_t hint_count, struct collection **out);

/* Shorthands. */
struct collection_progress one_progress(const struct one *o);
bool one_is_at(const struct one *o, enum collection_stage stage);
const char *one_text(struct decimal d); /* until the next call */

/* Let its flows explain its first balances: nothing is missing that would have to be looked for. */
void one_agree(struct one *o);

/* Let time pass until something went wrong: what may pass is tried again for some seconds. */
void one_until_error(struct one *o);

/* A feed's number, and its first walk, by name. */
uint16_t one_feed(const struct one *o, const char *name);
struct walk *one_walk(const struct one *o, const char *feed);

/* Start it, and let it come to rest, with nothing due and nothing said. */
void one_at_rest(struct one *o);

/* Step until its turn is over. */
void one_until_live(struct one *o);

/* Where a question of this kind stands in the order of all questions. */
size_t one_when(const struct one *o, const char *part);

#endif
