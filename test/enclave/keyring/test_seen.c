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

	CHECK_OK(seen_init(&s, 4));
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

	CHECK_OK(seen_init(&s, LIVE));
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
