/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>

#include "fuzz/fuzz.h"

void
fuzz_replay(const char *name, void (*body)(const uint8_t *data, size_t size))
{
	char path[4096];
	struct dirent *entry;
	DIR *dir;

	(void)snprintf(path, sizeof(path), "fuzz/corpus/%s", name);
	dir = opendir(path);
	assert_non_null(dir);
	body((const uint8_t *)"", 0);
	while ((entry = readdir(dir)) != NULL) {
		size_t size;
		char *all;

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "fuzz/corpus/%s/%s", name, entry->d_name);
		all = fixture_read(path, &size);
		body((const uint8_t *)all, size);
		free(all);
		case_counted();
	}
	(void)closedir(dir);
}
