/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/log.h"

#include "lib/base/text.h"

static const char *const levels[] = { "debug", "info", "warn", "error" };

static const char *const key_names[] = {
#define X(key, name) [key] = name,
	LOG_KEY_TABLE(X)
#undef X
};

enum { LINE_SIZE_MAX = 2048 };

/* JSON text of a value that should be plain already; anything else becomes '?'. */
static enum err
append_text(struct buf *line, const char *text)
{
	TRY(buf_u8(line, '"'));
	for (const char *c = text; *c != '\0'; c++) {
		const bool is_plain = *c >= ' ' && *c <= '~' && *c != '"' && *c != '\\';

		TRY(buf_u8(line, is_plain ? (uint8_t)*c : '?'));
	}
	return buf_u8(line, '"');
}

static enum err
append_fields(struct buf *line, const struct log_field *fields, size_t field_count)
{
	for (size_t i = 0; i < field_count; i++) {
		TRY(buf_print(line, ",\"%s\":", key_names[fields[i].key]));
		if (fields[i].text != NULL)
			TRY(append_text(line, fields[i].text));
		else
			TRY(buf_print(line, "%lld", (long long)fields[i].number));
	}
	return OK;
}

void
log_event(const struct log *l, enum log_level level, const char *event,
    const struct log_field *fields, size_t field_count)
{
	struct buf line;
	char now[TEXT_TIME_SIZE];

	if (l == NULL || l->out == NULL || level < l->least)
		return;
	line = buf_new(LINE_SIZE_MAX);
	text_time_write(clock_wall_ms(l->clock), now);
	if (buf_print(&line, "{\"ts\":\"%s\",\"level\":\"%s\",\"event\":\"%s\"", now, levels[level],
		event) == OK &&
	    append_fields(&line, fields, field_count) == OK && buf_append(&line, S("}\n")) == OK) {
		(void)fwrite(line.p, 1, line.size, l->out);
		(void)fflush(l->out);
	}
	buf_wipe(&line);
}

enum err
log_level_parse(const char *text, enum log_level *out)
{
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (strcmp(levels[i], text) == 0) {
			*out = (enum log_level)i;
			return OK;
		}
	return ERR_INPUT;
}
