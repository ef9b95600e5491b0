/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/exchange/exchange.h"
#include "test/check.h"

TEST(exchange_by_name_finds_what_exchange_names_lists_and_nothing_else)
{
	CHECK(exchange_by_name("binance") == &exchange_binance);
	CHECK_TEXT(exchange_names(), "binance");
	CHECK(exchange_by_name("Binance") == NULL);
	CHECK(exchange_by_name("binance ") == NULL);
	CHECK(exchange_by_name("") == NULL);
	CHECK(exchange_by_name(NULL) == NULL);
}

TEST(exchange_wipes_leave_nothing_and_may_be_repeated)
{
	struct credential c = { "key", "secret", "passphrase" };
	struct exchange_request r = { .method = "GET", .target = buf_new(64), .field_count = 1 };
	static const struct credential no_credential;
	static const struct exchange_request no_request;

	CHECK_OK(buf_append(&r.target, S("/x?signature=1")));
	(void)snprintf(r.fields[0].value, sizeof(r.fields[0].value), "a key");
	for (int i = 0; i < 2; i++) {
		credential_wipe(&c);
		exchange_request_wipe(&r);
		CHECK(memcmp(&c, &no_credential, sizeof(c)) == 0);
		CHECK(memcmp(&r, &no_request, sizeof(r)) == 0);
	}
}
