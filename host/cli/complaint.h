/* SPDX-License-Identifier: Apache-2.0 */
/*
 * complaint.h - what a person is told when something fails, and the exit code that goes with it.
 *
 * The table is the whole truth about exit codes: --help prints it, and a test compares the manual
 * page with it.  Codes above 63 are those of sysexits.
 *
 * Room:      host/cli.  Calls: lib/base.
 * Promises:  the first complaint stays; control characters never reach a terminal through it.
 * Never:     a secret, or an argument that may hold one.
 */
#ifndef CLI_COMPLAINT_H
#define CLI_COMPLAINT_H

#include "lib/base/bytes.h"
#include "lib/base/why.h"

/* X(name, exit code, what it means) */
#define LEAVE_TABLE(X)                                                              \
	X(LEAVE_OK, 0, "everything asked for was done")                             \
	X(LEAVE_FAILED, 1, "it failed, and no other code fits")                     \
	X(LEAVE_BELOW_POLICY, 2, "reserved: valid, but below the policy asked for") \
	X(LEAVE_ATTESTATION, 3, "the enclave was refused; nothing secret was sent") \
	X(LEAVE_COLLATERAL, 4, "collateral is stale: later it may be accepted")     \
	X(LEAVE_NETWORK, 5, "no connection, or it was lost")                        \
	X(LEAVE_USAGE, 64, "wrong usage")                                           \
	X(LEAVE_DATA, 65, "a file or a value has the wrong form")                   \
	X(LEAVE_NO_INPUT, 66, "a file is missing or cannot be read")                \
	X(LEAVE_UNAVAILABLE, 69, "the enclave or the exchange cannot do it now")    \
	X(LEAVE_BUG, 70, "an error of this program, or no memory")                  \
	X(LEAVE_CANT_CREATE, 73, "a file cannot be written")                        \
	X(LEAVE_PROTOCOL, 76, "the other side did not answer as the protocol says") \
	X(LEAVE_REFUSED, 77, "refused: credentials, permissions, or an unprotected enclave")

enum leave {
#define X(name, code, words) name = (code),
	LEAVE_TABLE(X)
#undef X
};

/* Print the table, a line for each code. */
void leave_help(FILE *out);

enum { COMPLAINT_SIZE_MAX = 1600 };

struct complaint {
	enum leave leave;
	char text[COMPLAINT_SIZE_MAX]; /* NUL-terminated; empty: nothing said */
};

/* Complain, unless somebody has already.  Returns `e`. */
enum err complain(struct complaint *c, enum leave leave, enum err e, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same with the words of `why`, or of `e` where it says nothing. */
enum err complain_why(struct complaint *c, enum leave leave, enum err e, const struct why *why);

/* Replace what could move a cursor (control characters, broken UTF-8) by '?'. */
void words_tame(char *text);

#endif
