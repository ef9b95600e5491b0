/* SPDX-License-Identifier: Apache-2.0 */
/*
 * secret.h - bytes that must not outlive their use.
 *
 * Each kind of key is its own struct, so the compiler refuses a session key where a store key is
 * wanted.  Declare them with AUTO and they are wiped on every way out of the scope, including the
 * ones added next year.
 *
 * Room:      lib/base.
 * Never:     print one, log one, memcmp one, return one by value.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * AUTO(thing) x = {0};   runs thing_wipe(&x) when x leaves scope.
 * Every thing_wipe() returns void, cannot fail, accepts an all-zero thing and leaves an all-zero
 * thing, so wiping twice is harmless.
 */
#define AUTO(thing) __attribute__((cleanup(thing##_wipe))) struct thing

/* Zero `size` bytes in a way the compiler may not remove. */
void bytes_wipe(void *p, size_t size);

/* Equal?  Time depends on `size` only, never on the contents. */
bool bytes_equal_ct(const void *a, const void *b, size_t size);

/* SECRET_KEY(session_key);   declares struct session_key { uint8_t b[32]; } and its wipe. */
#define SECRET_KEY(name)                               \
	struct name {                                  \
		uint8_t b[32];                         \
	};                                             \
	static inline void name##_wipe(struct name *k) \
	{                                              \
		bytes_wipe(k, sizeof(*k));             \
	}                                              \
	struct name

/*
 * Turn off core dumps and, for ordinary users, ptrace for this process, and ask the kernel to keep
 * its pages out of swap as far as the limits allow.  Call once, first thing in main().  Cannot
 * fail in a way that matters: inside an enclave the calls are no-ops.
 */
void process_harden(void);

#endif
