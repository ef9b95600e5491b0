/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/api/method.h"

#include "test/check.h"

static enum err
read_from(const char *query, enum ledger_method *out, struct why *why)
{
	const struct http_request request = { .query = span_text(query) };
	struct call c = { .request = &request };

	*why = (struct why){ "" };
	return method_read(&c, out, why);
}

TEST(method_is_first_in_first_out_without_a_word)
{
	static const char *const queries[] = { "", "from=1", "methods=lifo", "Method=lifo", "&&" };
	enum ledger_method m;
	struct why why;

	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		m = LEDGER_METHOD_COUNT;
		CHECK_OK(read_from(queries[i], &m, &why));
		CHECK_INT(m, LEDGER_FIFO);
		CHECK_TEXT(why.text, "");
	}
}

TEST(method_names_are_read_back_as_they_are_written)
{
	static const char *const names[LEDGER_METHOD_COUNT] = { "fifo", "lifo", "hifo", "average" };
	char query[64];
	enum ledger_method m;
	struct why why;

	for (int i = 0; i < LEDGER_METHOD_COUNT; i++) {
		CHECK_TEXT(method_name((enum ledger_method)i), names[i]);
		(void)snprintf(query, sizeof(query), "limit=5&method=%s&from=0", names[i]);
		CHECK_OK(read_from(query, &m, &why));
		CHECK_INT(m, i);
	}
}

TEST(method_of_any_other_word_is_refused_by_name)
{
	static const char *const words[] = { "", "fif", "fifoo", "FIFO", "fifo%00", "fifo%20",
		"lif%6", "sixteen-letters-", "a-word-that-is-longer-than-any-of-them" };
	char query[64];
	enum ledger_method m;
	struct why why;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		(void)snprintf(query, sizeof(query), "method=%s", words[i]);
		CHECK_ERR(read_from(query, &m, &why), ERR_INPUT);
		CHECK_TEXT(why.text, "method: expected fifo, lifo, hifo or average");
	}
	CHECK_ERR(read_from("method=fifo&method=lifo", &m, &why), ERR_INPUT);
}
