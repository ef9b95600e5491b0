/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/text.h"
#include "lib/wire/binding.h"
#include "test/check.h"

TEST(binding_hashes_differ_for_every_single_bit)
{
	struct binding b = { .version = BINDING_VERSION, .flags = BINDING_NONCE };
	uint8_t base[64], other[64], preimage[BINDING_SIZE];

	CHECK_OK(binding_report_data(&b, base));
	for (size_t bit = 0; bit < sizeof(b) * 8; bit++) {
		((uint8_t *)&b)[bit / 8] ^= (uint8_t)(1u << (bit % 8));
		CHECK_OK(binding_report_data(&b, other));
		assert_true(memcmp(base, other, 64) != 0);
		((uint8_t *)&b)[bit / 8] ^= (uint8_t)(1u << (bit % 8));
		case_counted();
	}
	binding_preimage(&b, preimage);
	CHECK(memcmp(preimage, "perf-aggregator-binding/1\0\0\0\0\0\0\0\0\0\0\1\0\0\0\2", 40) == 0);
}

TEST(key_id_is_eight_bytes_of_a_labelled_hash)
{
	const uint8_t key[32] = { 5 };
	const struct span parts[] = { S("perf-aggregator/kid/v1"), SPAN_OF(key) };
	uint8_t id[KEY_ID_SIZE], digest[SHA256_SIZE];

	CHECK_OK(key_id_of(key, id));
	CHECK_OK(sha256(parts, 2, digest));
	CHECK(memcmp(id, digest, KEY_ID_SIZE) == 0);
}
