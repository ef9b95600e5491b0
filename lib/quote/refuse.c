/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/refuse.h"

#include <stdarg.h>

enum err
att_refuse(
    struct att_failure *failure, enum att_code code, const char *item, const char *format, ...)
{
	va_list arguments;

	if (failure->code != ATT_OK)
		return ERR_REFUSED;
	failure->code = code;
	(void)snprintf(failure->item, sizeof(failure->item), "%s", item);
	va_start(arguments, format);
	(void)vsnprintf(failure->detail, sizeof(failure->detail), format, arguments);
	va_end(arguments);
	return ERR_REFUSED;
}
