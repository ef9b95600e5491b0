/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/memory.h"

#include <limits.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* malloc asks for as much as PAD more whenever its heap has to grow. */
enum { PAD = 2 * 1024 * 1024, BLOCK = 64 * 1024, BLOCKS_MAX = 64 };

/* malloc would put its heap somewhere else, or be out of memory, rather than ask for less. */
static bool
may_grow(size_t size)
{
	if (size > INT_MAX || sbrk((intptr_t)size) == (void *)-1)
		return false;
	return sbrk(-(intptr_t)size) != (void *)-1;
}

void
memory_reserve(size_t size)
{
	char *const before = sbrk(0);
	void *blocks[BLOCKS_MAX];
	size_t count = 0;

	(void)mallopt(M_TRIM_THRESHOLD, INT_MAX);
	if (!may_grow(size))
		return;
	(void)mallopt(M_TOP_PAD, (int)size);
	while (count < BLOCKS_MAX && sbrk(0) == before) /* until what it has is used up */
		blocks[count++] = malloc(BLOCK);
	(void)mallopt(M_TOP_PAD, PAD);
	while (count > 0)
		free(blocks[--count]);
	(void)madvise(before, (size_t)((char *)sbrk(0) - before), MADV_HUGEPAGE);
}
