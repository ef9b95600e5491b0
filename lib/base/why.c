/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/why.h"

#include <stdarg.h>

enum err
why_set(struct why *why, enum err e, const char *format, ...)
{
	va_list args;

	err_note(e, "why", 0);
	if (why == NULL || why->text[0] != '\0')
		return e;
	va_start(args, format);
	(void)vsnprintf(why->text, sizeof(why->text), format, args);
	va_end(args);
	return e;
}

void
why_prefix(struct why *why, const char *context)
{
	char joined[WHY_SIZE_MAX + 8];

	if (why == NULL)
		return;
	(void)snprintf(joined, sizeof(joined), "%s: %s", context, why->text);
	joined[WHY_SIZE_MAX - 1] = '\0';
	memcpy(why->text, joined, WHY_SIZE_MAX);
}
