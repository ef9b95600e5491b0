/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memory.h - where malloc's memory comes from: large pages, and what was freed before.
 *
 * A page that was never touched costs its first user a fault, half as much as keeping and folding
 * the fills that fit into it; and a ledger's many small arrays miss the processor's list of pages
 * more often than its caches.  Pages five hundred times as large make both rare, and memory that
 * accounts gave back costs neither.
 *
 * Room:      lib/base.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* What the enclave reserves, and the benches with it: some fifteen million fills. */
#define MEMORY_HEAP_SIZE ((size_t)1 << 30)

/*
 * Give malloc `size` bytes of address space in which the system may use large pages, and let it
 * keep what is freed, instead of handing it back to the system.  No memory is used before it is
 * asked for; past the end all is as it was.  Call once, in main().  Cannot fail in a way that
 * matters: where the heap may not grow so far (a limit, a TEE's library), or there are no such
 * pages, nothing changes but the speed.
 */
void memory_reserve(size_t size);

#endif
