/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compute_method.h - how lots close, by the names of files and of the command line.
 *
 * Room:      host/cli.  Calls: lib/ledger, lib/base.
 */
#ifndef CLI_COMPUTE_METHOD_H
#define CLI_COMPUTE_METHOD_H

#include "lib/base/why.h"
#include "lib/ledger/ledger.h"

struct compute_method {
	const char *name; /* in files */
	const char *also; /* on the command line, where the other is one too */
	enum ledger_method method;
};

enum { COMPUTE_METHOD_COUNT = 4 };
extern const struct compute_method compute_methods[COMPUTE_METHOD_COUNT]; /* fifo first */

/*
 * The method of that name; NULL: of no name, fifo.
 * ERR_ABSENT, with the names there are in `why`: there is none.
 */
enum err compute_method_find(const char *name, const struct compute_method **out, struct why *why);

#endif
