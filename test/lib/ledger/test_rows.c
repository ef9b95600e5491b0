/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "lib/ledger/rows.h"
#include "test/lib/ledger/made.h"

enum { ROW_COUNT = 3000 };

static struct row
row_of(uint64_t id)
{
	return (struct row){
		.ts_ms = (int64_t)(id / 3),
		.id = id / 2,
		.kind = ROW_FILL,
		.side = id % 2,
		.price = (int64_t)id,
	};
}

static void
check_sorted(struct rows *r)
{
	struct rows_change change;

	CHECK_OK(rows_sort(r, &change));
	CHECK(change.from <= r->count);
	for (size_t i = 1; i < r->count; i++)
		CHECK(row_compare_packed(rows_packed(r, rows_place(r, i - 1)),
			  rows_packed(r, rows_place(r, i))) < 0);
}

static bool
is_there(struct rows *r, const struct row *key)
{
	uint32_t place;
	bool found;

	CHECK_OK(rows_find(r, key, &found, &place));
	CHECK(!found || rows_at_place(r, place).id == key->id);
	return found;
}

TEST(rows_in_order_need_no_hash_and_are_found)
{
	struct rows r = rows_new();
	struct rows_change change;

	for (uint64_t i = 0; i < ROW_COUNT; i++) {
		const struct row row = { .ts_ms = (int64_t)i, .id = i + 1, .kind = ROW_FILL };

		CHECK(!is_there(&r, &row));
		CHECK_OK(rows_add(&r, &row, NULL));
		CHECK_OK(rows_sort(&r, &change));
		CHECK_INT(change.from, i + 1);
	}
	CHECK(r.slots == NULL && r.order == NULL);
	for (uint64_t i = 0; i <= ROW_COUNT + 1; i++) {
		const struct row row = { .id = i, .kind = ROW_FILL };
		const struct row other = { .id = i, .kind = ROW_FILL, .side = 1 };

		CHECK(is_there(&r, &row) == (i >= 1 && i <= ROW_COUNT));
		CHECK(!is_there(&r, &other));
	}
	rows_wipe(&r);
	rows_wipe(&r);
}

/* The short cut is open to a fill behind all rows, with a new id, and to no other. */
TEST(rows_have_a_place_for_what_comes_behind_all)
{
	struct rows r = rows_new();
	struct row row = { .ts_ms = 10, .id = 5, .kind = ROW_FILL };
	struct rows_change change;

	CHECK(rows_behind(&r, 5, 10) == NULL); /* no memory yet */
	CHECK_OK(rows_add(&r, &row, NULL));
	CHECK(rows_behind(&r, 6, 10) != NULL && rows_behind(&r, 6, 11) != NULL);
	CHECK(rows_behind(&r, 6, 9) == NULL && rows_behind(&r, 5, 11) == NULL);
	while (rows_behind(&r, row.id + 1, row.ts_ms + 1) != NULL) {
		struct row_packed *p;

		row.id++;
		row.ts_ms++;
		p = rows_behind(&r, row.id, row.ts_ms);
		*p = row_pack(&row);
		rows_written(&r, row.id);
	}
	CHECK_INT(r.count, r.place_room);
	row = (struct row){ .ts_ms = row.ts_ms, .id = 1, .kind = ROW_TRANSFER_OUT };
	CHECK_OK(rows_add(&r, &row, NULL));
	CHECK(rows_behind(&r, 100, row.ts_ms) == NULL); /* a fill goes before it */
	CHECK(rows_behind(&r, 100, row.ts_ms + 1) != NULL);
	row = (struct row){ .ts_ms = 3, .id = 100, .kind = ROW_FILL };
	CHECK_OK(rows_add(&r, &row, NULL));
	CHECK(rows_behind(&r, 101, 1000) == NULL); /* one waits to be sorted */
	check_sorted(&r);
	CHECK(rows_behind(&r, 101, 1000) != NULL);
	*rows_behind(&r, 101, 1000) =
	    row_pack(&(struct row){ .ts_ms = 1000, .id = 101, .kind = ROW_FILL });
	rows_written(&r, 101);
	check_sorted(&r);
	row.id = 7;
	CHECK(is_there(&r, &row)); /* by a hash, which from now on is kept */
	CHECK(rows_behind(&r, 102, 1001) == NULL);
	CHECK_OK(rows_sort(&r, &change));
	rows_wipe(&r);
}

TEST(rows_come_out_in_order_whatever_their_arrival)
{
	struct made_random random = { 11 };
	struct rows r = rows_new();
	uint64_t ids[ROW_COUNT];

	for (uint64_t i = 0; i < ROW_COUNT; i++)
		ids[i] = i;
	for (size_t i = ROW_COUNT - 1; i > 0; i--) {
		const size_t j = made_below(&random, i + 1);
		const uint64_t id = ids[i];

		ids[i] = ids[j];
		ids[j] = id;
	}
	for (size_t i = 0; i < ROW_COUNT; i++) {
		const struct row row = row_of(ids[i]);

		CHECK(!is_there(&r, &row));
		CHECK_OK(rows_add(&r, &row, NULL));
		if (i % 7 == 0)
			check_sorted(&r);
		CHECK(is_there(&r, &row));
	}
	check_sorted(&r);
	rows_wipe(&r);
}

TEST(rows_keep_wide_numbers_beside)
{
	const struct amounts a = { made_number("1"), made_number("1234567.123456789012345678"),
		made_number("-2") };
	struct rows r = rows_new();
	struct row row = { .kind = ROW_FILL, .is_wide = 1 }, last;

	for (row.id = 1; row.id <= 20; row.id++)
		CHECK_OK(rows_add(&r, &row, &a));
	CHECK_INT(r.wide_count, 20);
	last = rows_at_place(&r, 19);
	CHECK_NUMBER(rows_amounts(&r, &last).quantity, "1234567.123456789012345678");
	rows_wipe(&r);
}

/* Rows come and go at random; what is left is in order, found, and has its own wide numbers. */
TEST(rows_that_are_removed_leave_no_trace)
{
	struct made_random random = { 3 };
	struct rows r = rows_new();
	bool is_kept[500] = { false };
	struct rows_change change;
	size_t count = 0;

	for (int i = 0; i < 20000; i++) {
		const uint64_t id = made_below(&random, 500);
		const struct amounts a = { { (__int128)id + 1 }, { 1 }, { 0 } };
		struct row row = row_of(id);
		uint32_t place;
		bool found;

		row.is_wide = id % 5 == 0;
		CHECK_OK(rows_find(&r, &row, &found, &place));
		CHECK(found == is_kept[id]);
		if (found) {
			const struct row there = rows_at_place(&r, place);

			CHECK(!there.is_wide || rows_amounts(&r, &there).price.e18 == a.price.e18);
			CHECK_OK(rows_remove(&r, place, &change));
			CHECK(change.from <= r.count && change.until == change.from);
			CHECK_INT(change.moved, -1);
		} else {
			CHECK_OK(rows_add(&r, &row, &a));
			CHECK_OK(rows_sort(&r, &change));
		}
		is_kept[id] = !found;
		count += found ? (size_t)-1 : 1;
		CHECK_INT(r.count, count);
		if (i % 100 == 0)
			check_sorted(&r);
	}
	CHECK(r.place_count <= 500 && r.wide_count <= 100);
	rows_wipe(&r);
}

TEST(rows_that_came_late_say_where_the_order_changed)
{
	static const struct {
		int64_t ts_ms[3]; /* 0: none */
		struct rows_change change;
	} arrivals[] = {
		{ { 10 }, { 1, 1, 0 } },
		{ { 20, 30 }, { 3, 3, 0 } },
		{ { 25 }, { 2, 3, 1 } },
		{ { 5 }, { 0, 1, 1 } },
		{ { 40 }, { 6, 6, 0 } },
		{ { 40 }, { 7, 7, 0 } },
		{ { 35, 7, 22 }, { 1, 8, 3 } },
		{ { 36, 50, 45 }, { 8, 9, 1 } }, /* only one of them came between others */
		{ { 0 }, { 13, 13, 0 } },
	};
	struct rows r = rows_new();
	struct rows_change change;
	uint64_t id = 0;

	for (size_t i = 0; i < sizeof(arrivals) / sizeof(arrivals[0]); i++) {
		for (size_t k = 0; k < 3 && arrivals[i].ts_ms[k] != 0; k++) {
			const struct row row = {
				.ts_ms = arrivals[i].ts_ms[k], .id = ++id, .kind = ROW_FILL
			};

			CHECK_OK(rows_add(&r, &row, NULL));
		}
		CHECK_OK(rows_sort(&r, &change));
		CHECK_INT(change.from, arrivals[i].change.from);
		CHECK_INT(change.moved, arrivals[i].change.moved);
		CHECK(change.moved == 0 || change.until == arrivals[i].change.until);
		check_sorted(&r);
	}
	rows_wipe(&r);
}

TEST(rows_reserve_makes_a_place_where_there_is_none)
{
	AUTO(rows) r = rows_new();

	for (uint64_t id = 1; id <= 3 * ROWS_CHUNK; id++) {
		const struct row row = {
			.ts_ms = MADE_FIRST_MS + (int64_t)id, .id = id, .kind = ROW_FILL, .price = 1
		};
		uint32_t room;

		CHECK_OK(rows_reserve(&r));
		room = r.place_room;
		CHECK(room > r.place_count && (room < ROWS_CHUNK || room % ROWS_CHUNK == 0));
		CHECK_OK(rows_reserve(&r)); /* one is enough */
		CHECK_INT(r.place_room, room);
		CHECK_OK(rows_add(&r, &row, NULL));
		CHECK_INT(r.place_room, room);
		CHECK_INT(rows_at_place(&r, (uint32_t)(id - 1) / 2).id, (id + 1) / 2);
	}
	check_sorted(&r);
}
