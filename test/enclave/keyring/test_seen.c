/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/keyring/seen.h"
#include "test/check.h"

static void
tag_of(uint32_t n, uint8_t out[SEEN_TAG_SIZE])
{
	memset(out, 0, SEEN_TAG_SIZE);
	memcpy(out, &n, sizeof(n)); /* many share a home slot */
	out[15] = 1;
}

TEST(seen_remembers_until_the_moment_it_may_forget)
{
	struct seen s;
	uint8_t tag[SEEN_TAG_SIZE];

	seen_init(&s, 4);
	tag_of(1, tag);
	CHECK(!seen_has(&s, tag, 0));
	CHECK_OK(seen_put(&s, tag, 0, 100));
	CHECK(seen_has(&s, tag, 99));
	CHECK_ERR(seen_put(&s, tag, 99, 300), ERR_CONFLICT);
	CHECK(!seen_has(&s, tag, 100));
	CHECK_OK(seen_put(&s, tag, 100, 200));
	CHECK(seen_has(&s, tag, 199));
	seen_wipe(&s);
}

TEST(seen_holds_its_limit_and_makes_room_when_time_passes)
{
	enum { LIVE = 100 };
	struct seen s;
	uint8_t tag[SEEN_TAG_SIZE];

	seen_init(&s, LIVE);
	for (uint32_t round = 0; round < 50; round++) {
		const int64_t now = (int64_t)round * 1000;

		for (uint32_t i = 0; i < LIVE; i++) {
			tag_of(round * LIVE + i, tag);
			assert_int_equal(seen_put(&s, tag, now, now + 1000), OK);
		}
		tag_of(1u << 30, tag);
		assert_int_equal(seen_put(&s, tag, now, now + 1000), ERR_LIMIT);
		for (uint32_t i = 0; i < LIVE; i++) {
			tag_of(round * LIVE + i, tag);
			assert_true(seen_has(&s, tag, now + 999));
		}
	}
	seen_wipe(&s);
}

TEST(seen_takes_memory_for_what_is_live_and_gives_it_back_when_nothing_is)
{
	struct seen s;
	uint8_t tag[SEEN_TAG_SIZE];

	seen_init(&s, 512);
	seen_rest(&s, 0);
	CHECK_INT(s.slot_count, 0);
	for (uint32_t i = 0; i < 512; i++) {
		tag_of(i, tag);
		assert_int_equal(seen_put(&s, tag, 0, 1000), OK);
		assert_true(s.slot_count <= (i + 1) * 6 && s.slot_count >= 2 * s.used_count);
	}
	CHECK_INT(s.slot_count, 1024);
	seen_rest(&s, 999);
	CHECK(seen_has(&s, tag, 999));
	tag_of(1000, tag);
	CHECK_OK(seen_put(&s, tag, 1000, 2000)); /* the table is full: those of before are over */
	CHECK_INT(s.used_count, 1);
	CHECK(s.slot_count <= 6);
	seen_rest(&s, 1999);
	CHECK(seen_has(&s, tag, 1999));
	seen_rest(&s, 2000);
	CHECK(s.slots == NULL && !seen_has(&s, tag, 1999));
	CHECK_OK(seen_put(&s, tag, 2000, 3000));
	seen_wipe(&s);
	seen_rest(&s, 0);
}
