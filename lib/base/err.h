/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err.h - the one error type of the house.
 *
 * Every function that can fail returns `enum err` and nothing else; results leave through out
 * parameters.  The compiler rejects an ignored `enum err` and rejects TRY() around anything that
 * is not one.  A code says what the caller should do; what went wrong, in words for people and
 * with the field's name, goes into a `struct why` (why.h) where the function takes one.
 *
 * Room:      lib/base.  Calls: nothing.
 * Promises:  append rows, never renumber.
 * Never:     errno outside the wrappers of the operating system.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

/* X(name, may the caller retry unchanged, words for people) */
#define ERR_TABLE(X)                                               \
	X(OK, false, "ok")                                         \
	X(ERR_INPUT, false, "malformed input")                     \
	X(ERR_AUTH, false, "not authentic")                        \
	X(ERR_REFUSED, false, "refused by policy")                 \
	X(ERR_ABSENT, false, "no such thing")                      \
	X(ERR_CONFLICT, false, "already there, and different")     \
	X(ERR_LIMIT, false, "over a fixed limit")                  \
	X(ERR_BUSY, true, "too many requests")                     \
	X(ERR_NOMEM, true, "out of memory")                        \
	X(ERR_UPSTREAM, true, "the other side failed")             \
	X(ERR_IO, true, "the disk, a socket or a terminal failed") \
	X(ERR_BUG, false, "internal error")

enum [[nodiscard]] err{
#define X(name, retry, words) name,
	ERR_TABLE(X)
#undef X
	    ERR_COUNT
};

/* Words for people; never NULL, also for a value outside the enum. */
const char *err_words(enum err e);

/* The enum's own name, for logs: "ERR_INPUT". */
const char *err_name(enum err e);

/* May the same call succeed later without a change? */
bool err_is_retryable(enum err e);

/* Called where an error is first returned: a place for a breakpoint. */
void err_note(enum err e, const char *file, int line);

#ifdef __cppcheck__ /* cppcheck 2.10 does not read _Generic */
#define ERR_ONLY(call) (call)
#else
#define ERR_ONLY(call) _Generic((call), enum err : (call))
#endif

/* The only two macros in the house that hide a `return`. */
#define TRY(call)                                             \
	do {                                                  \
		const enum err try_e_ = ERR_ONLY(call);       \
		if (try_e_ != OK) {                           \
			err_note(try_e_, __FILE__, __LINE__); \
			return try_e_;                        \
		}                                             \
	} while (0)

#define ENSURE(condition, e)                               \
	do {                                               \
		if (!(condition)) {                        \
			err_note((e), __FILE__, __LINE__); \
			return (e);                        \
		}                                          \
	} while (0)

#endif
