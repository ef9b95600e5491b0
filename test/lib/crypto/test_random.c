/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/crypto/crypto.h"
#include "test/check.h"

TEST(random_bytes_fill_what_they_are_given_and_do_not_repeat)
{
	uint8_t a[32] = { 0 }, b[32] = { 0 };

	CHECK_OK(random_bytes(a, sizeof(a)));
	CHECK_OK(random_bytes(b, sizeof(b)));
	CHECK(memcmp(a, b, sizeof(a)) != 0);
	CHECK_OK(random_bytes(a, 0));
}

TEST(random_hex_writes_lower_case_digits_and_a_nul)
{
	char a[33], b[33], shortest[3];

	CHECK_OK(random_hex(a, sizeof(a)));
	CHECK_OK(random_hex(b, sizeof(b)));
	CHECK_INT(strlen(a), 32);
	CHECK_INT(strspn(a, "0123456789abcdef"), 32);
	CHECK(strcmp(a, b) != 0);
	CHECK_OK(random_hex(shortest, sizeof(shortest)));
	CHECK_INT(strlen(shortest), 2);
}

TEST(crypto_start_may_be_called_again)
{
	CHECK_OK(crypto_start());
	CHECK_OK(crypto_start());
}
