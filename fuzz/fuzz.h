/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz.h - one body, two lives.
 *
 *   FUZZ(quote, data, size) { ... asserts ... }
 *
 * Built with -DFUZZING it is a libFuzzer target.  Built without, it is a test that feeds every
 * file of fuzz/corpus/quote/ through the same body, so each unit run replays everything the
 * fuzzer ever found.  The body's assert() is the oracle; say it at the top of the file.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#ifdef FUZZING

#define FUZZ(name, data, size)                                 \
	static void fuzz_##name(const uint8_t *, size_t);      \
	int LLVMFuzzerTestOneInput(const uint8_t *, size_t);   \
	int LLVMFuzzerTestOneInput(const uint8_t *d, size_t s) \
	{                                                      \
		fuzz_##name(d, s);                             \
		return 0;                                      \
	}                                                      \
	static void fuzz_##name(const uint8_t *data, size_t size)

#else

#include "test/check.h"

/* Feed every file of fuzz/corpus/<name>/ to `body`; counts each as a case.  fuzz/replay.c */
void fuzz_replay(const char *name, void (*body)(const uint8_t *data, size_t size));

#define FUZZ(name, data, size)                            \
	static void fuzz_##name(const uint8_t *, size_t); \
	TEST(fuzz_##name##_replays_its_corpus)            \
	{                                                 \
		fuzz_replay(#name, fuzz_##name);          \
	}                                                 \
	static void fuzz_##name(const uint8_t *data, size_t size)

#endif

#endif
