/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "lib/ledger/books.h"
#include "test/lib/ledger/made.h"

TEST(books_are_found_by_symbol_and_listed_in_order)
{
	const struct terms terms = { .is_plain = true };
	AUTO(books) b = { 0 };
	struct instrument i = { .contract_size = decimal_of(1) };
	struct book *book;

	CHECK(books_by_symbol(&b, "S0") == NULL);
	for (unsigned n = 0; n < 1000; n++) {
		(void)snprintf(i.symbol, sizeof(i.symbol), "S%u", n);
		CHECK(books_by_symbol(&b, i.symbol) == NULL);
		CHECK_OK(book_new(&i, &terms, &book));
		CHECK_OK(books_add(&b, book));
		CHECK(books_by_symbol(&b, i.symbol) == book);
	}
	for (unsigned n = 0; n < 1000; n++) {
		(void)snprintf(i.symbol, sizeof(i.symbol), "S%u", n);
		CHECK(books_by_symbol(&b, i.symbol) == b.all[n]);
		CHECK(books_by_symbol(&b, i.symbol) == b.all[n]);
	}
	CHECK(books_by_symbol(&b, "S1000") == NULL);
	CHECK(books_by_symbol(&b, "") == NULL);
}
