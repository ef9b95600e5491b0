/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "test/check.h"

SECRET_KEY(test_key);

/* A thing whose wipe leaves a mark outside, where it can be seen after the scope. */
struct witness {
	int *wiped;
};

static void
witness_wipe(struct witness *w)
{
	if (w->wiped != NULL)
		(*w->wiped)++;
	w->wiped = NULL;
}

static enum err
leave_early(int *wiped, bool is_early)
{
	AUTO(witness) a = { wiped };
	AUTO(witness) b = { wiped };

	ENSURE(!is_early, ERR_BUSY);
	witness_wipe(&b); /* by hand first: the scope's end does nothing more */
	(void)a;
	return OK;
}

TEST(secret_auto_wipes_on_every_way_out_and_once)
{
	int wiped = 0;

	CHECK_ERR(leave_early(&wiped, true), ERR_BUSY);
	CHECK_INT(wiped, 2);
	CHECK_OK(leave_early(&wiped, false));
	CHECK_INT(wiped, 4);
}

TEST(secret_wipe_leaves_zeros_and_takes_nothing)
{
	static const struct test_key zero;
	struct test_key k;

	memset(&k, 0xaa, sizeof(k));
	test_key_wipe(&k);
	assert_memory_equal(&k, &zero, sizeof(k));
	bytes_wipe(NULL, 0);
	bytes_wipe(NULL, 8);
	memset(&k, 0xaa, sizeof(k));
	bytes_wipe(&k, 0);
	CHECK_INT(k.b[0], 0xaa);
	bytes_wipe(k.b, 31); /* and no byte more */
	CHECK_INT(k.b[30], 0);
	CHECK_INT(k.b[31], 0xaa);
}

TEST(secret_equal_sees_every_bit)
{
	uint8_t a[33], b[33];

	memset(a, 0x5a, sizeof(a));
	memset(b, 0x5a, sizeof(b));
	CHECK(bytes_equal_ct(a, b, sizeof(a)));
	CHECK(bytes_equal_ct(a, b, 0));
	for (size_t bit = 0; bit < sizeof(a) * 8; bit++) {
		b[bit / 8] ^= (uint8_t)(1u << bit % 8);
		CHECK(!bytes_equal_ct(a, b, sizeof(a)));
		CHECK(bytes_equal_ct(a, b, bit / 8));
		b[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}
