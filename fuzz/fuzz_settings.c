/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A settings file.  Oracle: a value that was taken stands in the file after its name; a refusal
 * names the file.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "lib/base/settings.h"

static const struct setting table[] = {
	{ "FUZZ_SETTING_PORT", "--port", "3000", "a number" },
	{ "FUZZ_SETTING_NAME", "--name", NULL, "a text" },
	{ "FUZZ_SETTING_LOUD", "--loud", "0", "a switch" },
};
enum { COUNT = sizeof(table) / sizeof(table[0]) };

static void
values_are_the_file_s(const struct settings *s, const uint8_t *data, size_t size)
{
	char line[128];

	for (size_t i = 0; i < COUNT; i++) {
		const char *value = settings_text(s, table[i].name);

		if (value == table[i].fallback)
			continue;
		assert(value[0] != '\0' && strchr(value, '\n') == NULL);
		(void)snprintf(line, sizeof(line), "%s=%.60s", table[i].name, value);
		assert(memmem(data, size, line, strlen(line)) != NULL);
	}
}

FUZZ(settings, data, size)
{
	const int fd = memfd_create("settings", MFD_CLOEXEC);
	char path[64], program[] = "p", flag[] = "--config",
		       *argv[] = { program, flag, path, NULL };
	struct settings s;
	struct why why = { "" };
	int64_t number;
	bool is_on;
	enum err e;

	assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	e = settings_load(&s, table, COUNT, 3, argv, &why);
	(void)close(fd);
	assert((e == OK) == (why.text[0] == '\0'));
	if (e != OK) {
		assert(strstr(why.text, path) != NULL);
	} else {
		values_are_the_file_s(&s, data, size);
		e = settings_number(&s, "FUZZ_SETTING_PORT", 1, 65535, &number, &why);
		assert(e != OK || (number >= 1 && number <= 65535));
		e = settings_flag(&s, "FUZZ_SETTING_LOUD", &is_on, &why);
		assert(e == OK || why.text[0] != '\0');
	}
	settings_wipe(&s);
}
