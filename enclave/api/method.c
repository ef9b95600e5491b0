/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/api/method.h"

static const char *const names[LEDGER_METHOD_COUNT] = {
	[LEDGER_FIFO] = "fifo",
	[LEDGER_LIFO] = "lifo",
	[LEDGER_HIFO] = "hifo",
	[LEDGER_AVERAGE] = "average",
};

const char *
method_name(enum ledger_method m)
{
	return names[m];
}

enum err
method_read(struct call *c, enum ledger_method *out, struct why *why)
{
	char value[16];
	const enum err e = http_query_get(c->request->query, "method", value, sizeof(value));

	*out = LEDGER_FIFO;
	if (e == ERR_ABSENT)
		return OK;
	for (; e == OK && *out < LEDGER_METHOD_COUNT; (*out)++)
		if (strcmp(value, names[*out]) == 0)
			return OK;
	return why_set(why, ERR_INPUT, "method: expected fifo, lifo, hifo or average");
}
