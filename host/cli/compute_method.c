/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_method.h"

const struct compute_method compute_methods[COMPUTE_METHOD_COUNT] = {
	{ "fifo", "fifo", LEDGER_FIFO },
	{ "lifo", "lifo", LEDGER_LIFO },
	{ "avg", "average", LEDGER_AVERAGE },
	{ "hifo", "hifo", LEDGER_HIFO },
};

enum err
compute_method_find(const char *name, const struct compute_method **out, struct why *why)
{
	for (size_t i = 0; i < COMPUTE_METHOD_COUNT; i++) {
		*out = &compute_methods[i];
		if (name == NULL || strcmp(name, (*out)->name) == 0 ||
		    strcmp(name, (*out)->also) == 0)
			return OK;
	}
	return why_set(why, ERR_ABSENT, "--method %s: expected fifo, lifo, hifo or average", name);
}
