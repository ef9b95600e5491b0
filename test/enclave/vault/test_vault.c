/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/vault/vault.h"
#include "test/check.h"

static struct credential
credential_of(int n)
{
	struct credential c = { 0 };

	(void)snprintf(c.api_key, sizeof(c.api_key), "key-%d", n);
	(void)snprintf(c.secret, sizeof(c.secret), "secret-%d", n);
	return c;
}

TEST(vault_lends_what_was_put_and_nothing_after_it_was_dropped)
{
	const struct credential one = credential_of(1);
	const struct credential *view;
	struct vault *v;
	vault_handle h, stale;

	CHECK_OK(vault_new(2, &v));
	CHECK(vault_borrow(v, 0) == NULL);
	CHECK_OK(vault_put(v, &one, &h));
	view = vault_borrow(v, h);
	CHECK(view != NULL);
	CHECK_TEXT(view->secret, "secret-1");
	stale = h;
	vault_drop(v, &h);
	CHECK(h == 0);
	CHECK(vault_borrow(v, stale) == NULL);
	/* The very bytes are zero: the page is still there to look at. */
	for (size_t i = 0; i < sizeof(*view); i++)
		assert_int_equal(((const uint8_t *)view)[i], 0);
	vault_drop(v, &h); /* twice is fine */
	vault_drop(v, &stale);
	CHECK_INT(vault_count(v), 0);
	vault_free(v);
}

TEST(vault_keeps_long_keys_and_short_ones_apart)
{
	struct credential small = credential_of(1), large = credential_of(2), full = { 0 };
	const struct credential *view;
	vault_handle handles[3];
	struct vault *v;

	memset(large.secret, 's', sizeof(large.secret) - 1);
	memset(large.passphrase, 'p', sizeof(large.passphrase) - 1);
	memset(full.api_key, 'k', sizeof(full.api_key) - 1); /* 488 bytes: the last that fit */
	memset(full.secret, 's', 488 - sizeof(full.api_key) - 2);
	(void)snprintf(small.passphrase, sizeof(small.passphrase), "a passphrase");
	CHECK_OK(vault_new(3, &v));
	CHECK_OK(vault_put(v, &small, &handles[0]));
	CHECK_OK(vault_put(v, &large, &handles[1]));
	CHECK_OK(vault_put(v, &full, &handles[2]));
	for (int round = 0; round < 2; round++) {
		view = vault_borrow(v, handles[0]);
		CHECK(memcmp(view, &small, sizeof(small)) == 0);
		view = vault_borrow(v, handles[1]);
		CHECK(memcmp(view, &large, sizeof(large)) == 0);
		view = vault_borrow(v, handles[2]);
		CHECK(memcmp(view, &full, sizeof(full)) == 0);
	}
	vault_drop(v, &handles[1]);
	CHECK_OK(vault_put(v, &small, &handles[1]));
	CHECK_TEXT(vault_borrow(v, handles[1])->passphrase, "a passphrase");
	vault_drop(v, &handles[1]);
	CHECK_OK(vault_put(v, &large, &handles[1]));
	vault_free(v); /* with a long one still in it */
}

TEST(vault_never_hands_out_a_dropped_handle_again)
{
	const struct credential one = credential_of(1), two = credential_of(2);
	struct vault *v;
	vault_handle first, second, stale;

	CHECK_OK(vault_new(1, &v));
	CHECK_OK(vault_put(v, &one, &first));
	stale = first;
	vault_drop(v, &first);
	CHECK_OK(vault_put(v, &two, &second));
	CHECK(second != stale);
	CHECK(vault_borrow(v, stale) == NULL);
	CHECK_TEXT(vault_borrow(v, second)->api_key, "key-2");
	vault_free(v);
}

TEST(vault_holds_its_limit)
{
	struct credential c;
	struct vault *v;
	vault_handle handles[300], extra;

	CHECK_ERR(vault_new(0, &v), ERR_LIMIT);
	CHECK_ERR(vault_new(VAULT_COUNT_MAX + 1, &v), ERR_LIMIT);
	CHECK_OK(vault_new(300, &v));
	for (int i = 0; i < 300; i++) {
		c = credential_of(i);
		CHECK_OK(vault_put(v, &c, &handles[i]));
	}
	CHECK_ERR(vault_put(v, &c, &extra), ERR_LIMIT);
	for (int i = 0; i < 300; i += 2)
		vault_drop(v, &handles[i]);
	CHECK_INT(vault_count(v), 150);
	for (int i = 1; i < 300; i += 2) {
		c = credential_of(i);
		CHECK_TEXT(vault_borrow(v, handles[i])->secret, c.secret);
	}
	vault_free(v);
	vault_free(NULL);
}
