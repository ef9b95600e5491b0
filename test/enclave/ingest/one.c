/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/ingest/one.h"

#include "enclave/ingest/collection_inside.h"

const struct stub_book one_btc = { "BTCUSDT", 100, 2500, 1790000000000, "BNB" };
const struct stub_book one_eth = { "ETHUSDT", 7, 3, 1790000000000, "USDT" };

void
one_more(
    struct one *o, const char (*hints)[SYMBOL_SIZE], size_t hint_count, struct collection **out)
{
	const struct collection_config config = { .bourse = &o->room.bourse,
		.account_type = o->account_type,
		.credential = o->room.credential,
		.hints = hints,
		.hint_count = hint_count };

	CHECK_OK(collection_new(&config, out));
}

void
one_open(struct one *o)
{
	memset(o, 0, sizeof(*o));
	o->account_type = "spot";
	ingest_room_open(&o->room);
	o->room.stub.books[0] = one_btc;
	o->room.stub.books[1] = one_eth;
}

void
one_start(struct one *o)
{
	one_open(o);
	one_more(o, NULL, 0, &o->c);
}

void
one_close(struct one *o)
{
	collection_free(o->c);
	ingest_room_close(&o->room);
}

struct collection_progress
one_progress(const struct one *o)
{
	struct collection_progress p;

	collection_progress(o->c, &p);
	return p;
}

bool
one_is_at(const struct one *o, enum collection_stage stage)
{
	return one_progress(o).stage == stage;
}

void
one_agree(struct one *o)
{
	o->room.stub.pages[0] = (struct stub_page){ "/deposit/hisrec",
		"[{\"id\":\"1\",\"amount\":\"1\",\"coin\":\"BTC\",\"status\":1,"
		"\"insertTime\":1789000000000},"
		"{\"id\":\"2\",\"amount\":\"250\",\"coin\":\"BNB\",\"status\":1,"
		"\"insertTime\":1789000000000}]" };
	o->room.stub.pages[1] = (struct stub_page){ "/withdraw/history",
		"[{\"id\":\"3\",\"amount\":\"12409.7\",\"coin\":\"USDT\",\"status\":6,"
		"\"applyTime\":\"2026-10-01 00:00:00\"},"
		"{\"id\":\"4\",\"amount\":\"1\",\"coin\":\"ETH\",\"status\":6,"
		"\"applyTime\":\"2026-10-01 00:00:00\"}]" };
}

void
one_until_error(struct one *o)
{
	for (int i = 0; i < 80 && one_progress(o).last_error[0] == '\0'; i++)
		ingest_room_wait_ms(&o->room, 500);
	CHECK(one_progress(o).last_error[0] != '\0');
}

void
one_until_live(struct one *o)
{
	ROOM_UNTIL(o->room.loop, one_is_at(o, COLLECTION_LIVE));
	ingest_room_settle(&o->room);
}

const char *
one_text(struct decimal d)
{
	static char text[DECIMAL_TEXT_SIZE];

	decimal_write(d, text);
	return text;
}

/* Where a question of this kind stands in the order of all questions. */
size_t
one_when(const struct one *o, const char *part)
{
	for (size_t i = 0; i < o->room.stub.asked_count; i++)
		if (strstr(o->room.stub.asked[i], part) != NULL)
			return i;
	fail_msg("never asked: %s", part);
	return 0;
}

uint16_t
one_feed(const struct one *o, const char *name)
{
	const struct exchange *x = exchange_of(o->c);
	const struct exchange_feed *feed = exchange_feed_by_name(x, name);

	assert_non_null(feed);
	return (uint16_t)(feed - x->feeds);
}

struct walk *
one_walk(const struct one *o, const char *feed)
{
	for (size_t i = 0; i < o->c->walk_count; i++)
		if (!o->c->walks[i].is_free && o->c->walks[i].feed == one_feed(o, feed))
			return &o->c->walks[i];
	fail_msg("no walk of %s", feed);
	return NULL;
}

void
one_at_rest(struct one *o)
{
	one_start(o);
	one_until_live(o);
	for (int i = 0; i < 6; i++) { /* what nobody waits for is read, too */
		ingest_room_wait_ms(&o->room, ONE_POLL_MIN_MS);
		one_until_live(o);
	}
	notes_wipe(o->c);
	for (size_t i = 0; i < o->c->walk_count; i++) {
		o->c->walks[i].due_count = 0;
		o->c->walks[i].open_count = 0;
	}
}
