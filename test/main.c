/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit, faults - runs the registered tests; `unit PART` only those whose name or file contains
 * PART, `unit PART 1/2` the second half of them, so that two can run at once.
 */
#include <errno.h>
#include <sys/stat.h>

#include "test/check.h"

enum { TESTS_MAX = 2000 };

static struct check_test *registered;
static size_t case_count, skipped_count;
static bool fixtures_missed;

void
check_register(struct check_test *t)
{
	t->next = registered;
	registered = t;
}

void
case_counted(void)
{
	case_count++;
}

const char *
fixture_path(const char *relative)
{
	static char path[4096];
	const char *root = getenv("PERF_AGGREGATOR_FIXTURES");
	struct stat st;

	(void)snprintf(
	    path, sizeof(path), "%s/%s", root != NULL ? root : "../shared/fixtures", relative);
	return stat(path, &st) == 0 ? path : NULL;
}

void
check_skip(const char *why)
{
	skipped_count++;
	(void)printf("skip: %s\n", why);
	_skip(__FILE__, __LINE__);
}

void
fixture_skip(void)
{
	if (!fixtures_missed)
		(void)printf("skip: each test of third-party vectors: not found; "
			     "set PERF_AGGREGATOR_FIXTURES\n");
	fixtures_missed = true;
	skipped_count++;
	_skip(__FILE__, __LINE__);
}

char *
fixture_read(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	char *all;
	long end;

	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	end = ftell(f);
	assert_true(end >= 0);
	rewind(f);
	all = malloc((size_t)end + 1);
	assert_non_null(all);
	assert_int_equal(fread(all, 1, (size_t)end, f), (size_t)end);
	all[end] = '\0';
	(void)fclose(f);
	*size = (size_t)end;
	return all;
}

/* "1/2": the second of two shares. */
struct share {
	size_t index, count;
};

static struct share
share_read(const char *text)
{
	struct share s = { 0, 1 };

	if (text == NULL)
		return s;
	if (strlen(text) == 3 && text[1] == '/' && text[0] >= '0' && text[0] < text[2] &&
	    text[2] <= '9') {
		s.index = (size_t)(text[0] - '0');
		s.count = (size_t)(text[2] - '0');
	} else {
		(void)fprintf(stderr, "unit: %s: expected a share such as 1/2\n", text);
		exit(64);
	}
	return s;
}

int
main(int argc, char **argv)
{
	static struct CMUnitTest tests[TESTS_MAX];
	const char *part = argc > 1 ? argv[1] : "";
	const struct share share = share_read(argc > 2 ? argv[2] : NULL);
	size_t count = 0, matched = 0;
	int failed = 0;

	for (const struct check_test *t = registered; t != NULL; t = t->next) {
		if (strstr(t->name, part) == NULL && strstr(t->file, part) == NULL)
			continue;
		if (matched++ % share.count != share.index)
			continue;
		assert_true(count < TESTS_MAX);
		tests[count++] = (struct CMUnitTest){ t->name, t->run, NULL, NULL, NULL };
	}
	if (matched == 0) {
		(void)fprintf(stderr, "unit: no test's name or file contains \"%s\"\n", part);
		return 64;
	}
	if (count > 0)
		failed = _cmocka_run_group_tests("unit", tests, count, NULL, NULL);
	(void)printf("%s: %zu tests, %zu vector cases inside them, %d failed, %zu skipped\n",
	    program_invocation_short_name, count, case_count, failed, skipped_count);
	return failed == 0 ? 0 : 1;
}
