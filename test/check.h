/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.h - how a test looks here, on top of cmocka.
 *
 *   TEST(store_get_opens_only_what_was_put_there) { CHECK_OK(...); CHECK(...); }
 *
 * A test's name is a sentence.  It registers itself; `unit NAME-PART` runs those whose name or
 * file contains the part.  Vector runners call case_counted() once per case so that the last line
 * counts real cases.
 */
#ifndef TEST_CHECK_H
#define TEST_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/err.h"

struct check_test {
	const char *name, *file;
	void (*run)(void **state);
	struct check_test *next;
};

/* TEST() calls it, before main(). */
void check_register(struct check_test *t);

/* One more case of a vector file passed inside the running test. */
void case_counted(void);

/*
 * The path of a file of third-party vectors (../shared/fixtures, or PERF_AGGREGATOR_FIXTURES), or
 * NULL when the fixtures are not on this machine: then the test returns after fixture_skip().
 */
const char *fixture_path(const char *relative);

/* Read a whole file into malloc'd memory, NUL-terminated; fails the test when it cannot. */
char *fixture_read(const char *path, size_t *size);

/* Mark the running test as skipped, printing why; does not return.  The only way to skip. */
void check_skip(const char *why);
#undef skip

/* The same because the fixtures are missing; says so once. */
void fixture_skip(void);

#define TEST(sentence)                                                                \
	static void sentence(void **state);                                           \
	__attribute__((constructor)) static void register_##sentence(void)            \
	{                                                                             \
		static struct check_test t = { #sentence, __FILE__, sentence, NULL }; \
		check_register(&t);                                                   \
	}                                                                             \
	static void sentence(__attribute__((unused)) void **state)

#define CHECK(condition) assert_true(condition)
#define CHECK_OK(call) assert_int_equal(ERR_ONLY(call), OK)
#define CHECK_ERR(call, e) assert_int_equal(ERR_ONLY(call), e)
#define CHECK_INT(a, b) assert_int_equal(a, b)
#define CHECK_TEXT(a, b) assert_string_equal(a, b)
#define CHECK_SPAN(a, b)                                                            \
	do {                                                                        \
		const struct span check_a_ = (a), check_b_ = (b);                   \
		assert_int_equal(check_a_.size, check_b_.size);                     \
		if (check_a_.size > 0)                                              \
			assert_memory_equal(check_a_.p, check_b_.p, check_a_.size); \
	} while (0)

#endif
