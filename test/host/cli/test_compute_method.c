/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_method.h"

#include "test/check.h"

TEST(compute_method_is_found_by_either_name)
{
	const struct compute_method *m;
	struct why why = { "" };

	for (size_t i = 0; i < COMPUTE_METHOD_COUNT; i++) {
		CHECK_OK(compute_method_find(compute_methods[i].name, &m, &why));
		CHECK(m == &compute_methods[i]);
		CHECK_OK(compute_method_find(compute_methods[i].also, &m, &why));
		CHECK(m == &compute_methods[i]);
	}
	CHECK_OK(compute_method_find("average", &m, &why));
	CHECK_INT(m->method, LEDGER_AVERAGE);
	CHECK_OK(compute_method_find(NULL, &m, &why));
	CHECK_INT(m->method, LEDGER_FIFO);
}

TEST(compute_method_names_those_there_are)
{
	static const char *const bad[] = { "", "FIFO", "fif", "fifo ", "averag" };
	const struct compute_method *m;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct why why = { "" };

		CHECK_ERR(compute_method_find(bad[i], &m, &why), ERR_ABSENT);
		CHECK(strstr(why.text, "expected fifo, lifo, hifo or average") != NULL);
	}
}
