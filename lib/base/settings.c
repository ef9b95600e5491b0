/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/settings.h"

#include <assert.h>
#include <errno.h>

#include "lib/base/text.h"

void
settings_wipe(struct settings *s)
{
	free(s->file_text);
	*s = (struct settings){ 0 };
}

static size_t
find(const struct settings *s, struct span name, bool by_flag)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (span_is(name, by_flag ? s->table[i].flag : s->table[i].name))
			break;
	return i;
}

/* "--flag value" or "--flag=value". */
static enum err
take_flag(struct settings *s, const char **config, int argc, char **argv, int *i, struct why *why)
{
	const char *argument = argv[*i], *equals = strchr(argument, '=');
	const struct span flag = { (const uint8_t *)argument,
		equals != NULL ? (size_t)(equals - argument) : strlen(argument) };
	const bool is_config = span_is(flag, "--config");
	const size_t at = find(s, flag, true);
	const char *value;

	if (!is_config && at == s->count)
		return why_set(why, ERR_INPUT, "%s: unknown flag; --help lists them", argument);
	if (equals != NULL) {
		value = equals + 1;
	} else {
		if (*i + 1 >= argc)
			return why_set(why, ERR_INPUT, "%s: needs a value", argument);
		value = argv[++*i];
	}
	if (is_config)
		*config = value;
	else
		s->values[at] = value;
	return OK;
}

static enum err
take_flags(struct settings *s, const char **config, int argc, char **argv, struct why *why)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			s->wants_help = true;
		else if (strcmp(argv[i], "--version") == 0)
			s->wants_version = true;
		else
			TRY(take_flag(s, config, argc, argv, &i, why));
	}
	return OK;
}

static enum err
read_file(struct settings *s, const char *path, struct why *why)
{
	FILE *f = fopen(path, "re");
	size_t size;

	if (f == NULL)
		return why_set(why, ERR_IO, "--config %s: %s", path, strerror(errno));
	s->file_text = calloc(1, SETTINGS_FILE_SIZE_MAX + 1);
	size = s->file_text == NULL ? 0 : fread(s->file_text, 1, SETTINGS_FILE_SIZE_MAX, f);
	(void)fclose(f);
	ENSURE(s->file_text != NULL, ERR_NOMEM);
	if (size == SETTINGS_FILE_SIZE_MAX)
		return why_set(why, ERR_LIMIT, "--config %s: larger than %d bytes", path,
		    SETTINGS_FILE_SIZE_MAX - 1);
	/* It would end the text, and what comes after it would be lost silently. */
	if (memchr(s->file_text, '\0', size) != NULL)
		return why_set(why, ERR_INPUT, "--config %s: holds a NUL byte", path);
	return OK;
}

static enum err
take_line(struct settings *s, const char *path, char *line, int number, struct why *why)
{
	char *equals = strchr(line, '=');
	size_t at;

	if (line[0] == '\0' || line[0] == '#')
		return OK;
	if (equals == NULL)
		return why_set(why, ERR_INPUT, "%s:%d: expected NAME=value", path, number);
	*equals = '\0';
	at = find(s, span_text(line), false);
	if (at == s->count)
		return why_set(why, ERR_INPUT, "%s:%d: unknown setting %s", path, number, line);
	if (s->values[at] == NULL)
		s->values[at] = equals + 1;
	return OK;
}

static enum err
take_file(struct settings *s, const char *path, struct why *why)
{
	char *line, *rest;

	TRY(read_file(s, path, why));
	rest = s->file_text;
	for (int number = 1; (line = strsep(&rest, "\n")) != NULL; number++)
		TRY(take_line(s, path, line, number, why));
	return OK;
}

enum err
settings_load(struct settings *s, const struct setting *table, size_t count, int argc, char **argv,
    struct why *why)
{
	const char *config = NULL;

	assert(count <= SETTINGS_MAX);
	*s = (struct settings){ .table = table, .count = count };
	TRY(take_flags(s, &config, argc, argv, why));
	for (size_t i = 0; i < count; i++)
		if (s->values[i] == NULL && getenv(table[i].name) != NULL &&
		    getenv(table[i].name)[0] != '\0')
			s->values[i] = getenv(table[i].name);
	if (config != NULL)
		TRY(take_file(s, config, why));
	for (size_t i = 0; i < count; i++)
		if (s->values[i] == NULL || s->values[i][0] == '\0')
			s->values[i] = table[i].fallback;
	return OK;
}

const char *
settings_text(const struct settings *s, const char *name)
{
	const size_t at = find(s, span_text(name), false);

	assert(at < s->count);
	return s->values[at];
}

enum err
settings_number(const struct settings *s, const char *name, int64_t least, int64_t most,
    int64_t *out, struct why *why)
{
	const char *text = settings_text(s, name);
	uint64_t v;

	if (text == NULL || text_u64_parse(span_text(text), INT64_MAX, &v) != OK ||
	    (int64_t)v < least || (int64_t)v > most)
		return why_set(why, ERR_INPUT, "%s (%s): expected a whole number from %lld to %lld",
		    name, s->table[find(s, span_text(name), false)].flag, (long long)least,
		    (long long)most);
	*out = (int64_t)v;
	return OK;
}

enum err
settings_flag(const struct settings *s, const char *name, bool *out, struct why *why)
{
	static const char *const yes[] = { "1", "true", "yes" },
				 *const no[] = { "0", "false", "no" };
	const char *text = settings_text(s, name);

	for (size_t i = 0; text != NULL && i < 3; i++)
		if (strcmp(text, yes[i]) == 0 || strcmp(text, no[i]) == 0) {
			*out = strcmp(text, yes[i]) == 0;
			return OK;
		}
	return why_set(why, ERR_INPUT, "%s: expected 1 or 0", name);
}

void
settings_help(const struct setting *table, size_t count, FILE *out)
{
	for (size_t i = 0; i < count; i++)
		(void)fprintf(out, "  %-26s %-28s %s%s%s%s\n", table[i].flag, table[i].name,
		    table[i].help, table[i].fallback != NULL ? " [" : "",
		    table[i].fallback != NULL ? table[i].fallback : "",
		    table[i].fallback != NULL ? "]" : "");
	(void)fprintf(out, "  %-26s %-28s %s\n", "--config FILE", "",
	    "NAME=value lines; flags and environment beat it");
	(void)fprintf(out, "  %-26s %-28s %s\n", "--help, --version", "", "");
}
