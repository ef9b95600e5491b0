/* SPDX-License-Identifier: Apache-2.0 */
/*
 * That it does no harm.  A sanitizer's malloc has no heap of this kind, so that it does good is
 * looked at in the measured program, by test/release/release.test.mjs.
 */
#include "lib/base/memory.h"

#include <limits.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/check.h"

enum { SIZE = 64 << 20, PAGE = 4096, BLOCK = 100000, BLOCKS = 100 };

/* Pages of this process: [0] of address space, [1] in memory. */
static bool
pages_now(long pages[2])
{
	FILE *f = fopen("/proc/self/statm", "r");
	char line[128], *end = line;
	bool is_known;

	if (f == NULL)
		return false;
	is_known = fgets(line, sizeof(line), f) != NULL;
	for (size_t i = 0; is_known && i < 2; i++) {
		char *const number = end;

		pages[i] = strtol(number, &end, 10);
		is_known = end > number;
	}
	return fclose(f) == 0 && is_known;
}

/* Blocks as a ledger's, which hold what is written and can be given back. */
static bool
is_usable(void)
{
	char *blocks[BLOCKS];
	bool is_right = true;

	for (size_t i = 0; i < BLOCKS; i++) {
		blocks[i] = malloc(BLOCK);
		if (blocks[i] == NULL)
			return false;
		memset(blocks[i], (int)i, BLOCK);
	}
	for (size_t i = 0; i < BLOCKS; i++) {
		is_right = is_right && blocks[i][0] == (char)i && blocks[i][BLOCK - 1] == (char)i;
		free(blocks[i]);
	}
	return is_right;
}

/* In a process of its own, for it changes the heap for good. */
static bool
is_true_elsewhere(bool (*ask)(void))
{
	const pid_t child = fork();
	int status = -1;

	CHECK(child >= 0);
	if (child == 0)
		_exit(ask() ? 0 : 1);
	CHECK(waitpid(child, &status, 0) == child);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool
is_reserved_for_nothing(void)
{
	long before[2], after[2];

	if (!pages_now(before))
		return false;
	memory_reserve(SIZE);
	return pages_now(after) && after[1] - before[1] < SIZE / 8 / PAGE &&
	    after[0] - before[0] < SIZE * 2L / PAGE && is_usable();
}

TEST(memory_reserved_is_address_space_and_no_memory)
{
	CHECK(is_true_elsewhere(is_reserved_for_nothing));
}

static bool
is_reserved_twice(void)
{
	memory_reserve(SIZE);
	memory_reserve(SIZE);
	return is_usable();
}

TEST(memory_may_be_reserved_twice)
{
	CHECK(is_true_elsewhere(is_reserved_twice));
}

/* More than there is, and more than malloc can be told: it must not be left asking for that. */
static bool
is_refused_in_peace(void)
{
	char *const end = sbrk(0);

	memory_reserve((size_t)1 << 46);
	memory_reserve(INT_MAX);
	memory_reserve(0);
	return (char *)sbrk(0) - end <= (ptrdiff_t)INT_MAX + SIZE && is_usable();
}

TEST(memory_that_there_is_not_is_not_reserved)
{
	CHECK(is_true_elsewhere(is_refused_in_peace));
}
