/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/complaint.h"

#include <stdarg.h>

#include "lib/base/text.h"

void
leave_help(FILE *out)
{
	static const struct {
		int code;
		const char *words;
	} table[] = {
#define X(name, code, words) { code, words },
		LEAVE_TABLE(X)
#undef X
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		(void)fprintf(out, "  %2d  %s\n", table[i].code, table[i].words);
}

enum err
complain(struct complaint *c, enum leave leave, enum err e, const char *format, ...)
{
	va_list arguments;

	if (c->text[0] != '\0')
		return e;
	c->leave = leave;
	va_start(arguments, format);
	(void)vsnprintf(c->text, sizeof(c->text), format, arguments);
	va_end(arguments);
	return e;
}

enum err
complain_why(struct complaint *c, enum leave leave, enum err e, const struct why *why)
{
	if (e == ERR_NOMEM || e == ERR_BUG)
		leave = LEAVE_BUG;
	return complain(c, leave, e, "%s", why->text[0] != '\0' ? why->text : err_words(e));
}

void
words_tame(char *text)
{
	const bool is_utf8 = text_is_utf8(span_text(text));

	for (char *at = text; *at != '\0'; at++) {
		const unsigned char c = (unsigned char)at[0], next = (unsigned char)at[1];

		if (c < 0x20 || c == 0x7f || (c >= 0x80 && !is_utf8))
			at[0] = '?';
		else if (c == 0xc2 && next < 0xa0) /* U+0080 to U+009F */
			at[0] = at[1] = '?';
	}
}
