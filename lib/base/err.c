/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/err.h"

#include <stddef.h>

static const struct {
	const char *name;
	bool retry;
	const char *words;
} table[] = {
#define X(name, retry, words) { #name, retry, words },
	ERR_TABLE(X)
#undef X
};

static bool
is_known(enum err e)
{
	return (size_t)e < sizeof(table) / sizeof(table[0]);
}

const char *
err_words(enum err e)
{
	return is_known(e) ? table[e].words : "unknown error";
}

const char *
err_name(enum err e)
{
	return is_known(e) ? table[e].name : "ERR_UNKNOWN";
}

bool
err_is_retryable(enum err e)
{
	return is_known(e) && table[e].retry;
}

void
err_note(enum err e, const char *file, int line)
{
	(void)e;
	(void)file;
	(void)line;
}
