/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "lib/base/settings.h"
#include "test/check.h"

static const struct setting table[] = {
	{ "PA_TEST_PORT", "--port", "3000", "where to listen" },
	{ "PA_TEST_NAME", "--name", NULL, "a name" },
	{ "PA_TEST_LOUD", "--loud", "0", "a switch" },
};
/* argv is not const, string literals are. */
#define A(text) ((char[]){ text })

enum { COUNT = sizeof(table) / sizeof(table[0]) };

static enum err
load(struct settings *s, char **argv, struct why *why)
{
	int argc = 0;

	while (argv[argc] != NULL)
		argc++;
	return settings_load(s, table, COUNT, argc, argv, why);
}

TEST(settings_flag_beats_environment_beats_file_beats_default)
{
	char path[] = "/tmp/settings-XXXXXX";
	const char text[] = "# comment\n\nPA_TEST_PORT=4000\nPA_TEST_NAME=file\nPA_TEST_LOUD=yes\n";
	char *argv[] = { A("p"), A("--config"), path, A("--port=5000"), NULL };
	struct settings s;
	int64_t port;
	bool loud;
	const int fd = mkstemp(path);

	CHECK(fd >= 0);
	CHECK_INT(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	CHECK_INT(setenv("PA_TEST_NAME", "environment", 1), 0);
	CHECK_OK(load(&s, argv, NULL));
	CHECK_OK(settings_number(&s, "PA_TEST_PORT", 0, 65535, &port, NULL));
	CHECK_INT(port, 5000);
	CHECK_TEXT(settings_text(&s, "PA_TEST_NAME"), "environment");
	CHECK_OK(settings_flag(&s, "PA_TEST_LOUD", &loud, NULL));
	CHECK(loud);
	settings_wipe(&s);
	CHECK_INT(unsetenv("PA_TEST_NAME"), 0);
	argv[3] = NULL;
	CHECK_OK(load(&s, argv, NULL));
	CHECK_TEXT(settings_text(&s, "PA_TEST_NAME"), "file");
	CHECK_TEXT(settings_text(&s, "PA_TEST_PORT"), "4000");
	settings_wipe(&s);
	argv[1] = NULL;
	CHECK_OK(load(&s, argv, NULL));
	CHECK(settings_text(&s, "PA_TEST_NAME") == NULL);
	CHECK_TEXT(settings_text(&s, "PA_TEST_PORT"), "3000");
	settings_wipe(&s);
	(void)close(fd);
	CHECK_INT(unlink(path), 0);
}

TEST(settings_errors_name_the_flag_the_file_or_the_line)
{
	char path[] = "/tmp/settings-XXXXXX";
	char *unknown[] = { A("p"), A("--prot"), A("1"), NULL };
	char *bare[] = { A("p"), A("--port"), NULL };
	char *absent[] = { A("p"), A("--config"), A("/nowhere/at/all"), NULL };
	char *bad_file[] = { A("p"), A("--config"), path, NULL };
	char *bad_port[] = { A("p"), A("--port"), A("65536"), A("--loud"), A("maybe"), NULL };
	struct settings s;
	struct why why = { "" };
	int64_t port;
	bool loud;
	const int fd = mkstemp(path);

	CHECK_ERR(load(&s, unknown, &why), ERR_INPUT);
	CHECK(strstr(why.text, "--prot") != NULL);
	why.text[0] = '\0';
	CHECK_ERR(load(&s, bare, &why), ERR_INPUT);
	CHECK(strstr(why.text, "--port: needs a value") != NULL);
	why.text[0] = '\0';
	CHECK_ERR(load(&s, absent, &why), ERR_IO);
	CHECK(strstr(why.text, "/nowhere/at/all") != NULL);
	why.text[0] = '\0';
	CHECK_INT(write(fd, "PA_TEST_PORT=1\nWHAT=2\n", 22), 22);
	CHECK_ERR(load(&s, bad_file, &why), ERR_INPUT);
	CHECK(strstr(why.text, ":2: unknown setting WHAT") != NULL);
	settings_wipe(&s);
	why.text[0] = '\0';
	CHECK_OK(load(&s, bad_port, NULL));
	CHECK_ERR(settings_number(&s, "PA_TEST_PORT", 0, 65535, &port, &why), ERR_INPUT);
	CHECK(strstr(why.text, "PA_TEST_PORT (--port)") != NULL);
	CHECK_ERR(settings_flag(&s, "PA_TEST_LOUD", &loud, NULL), ERR_INPUT);
	settings_wipe(&s);
	(void)close(fd);
	CHECK_INT(unlink(path), 0);
}

TEST(settings_help_lists_every_flag)
{
	char *argv[] = { A("p"), A("--help"), A("--version"), NULL };
	char text[2048] = { 0 };
	FILE *out = fmemopen(text, sizeof(text), "w");
	struct settings s;

	CHECK_OK(load(&s, argv, NULL));
	CHECK(s.wants_help && s.wants_version);
	settings_help(table, COUNT, out);
	(void)fclose(out);
	for (size_t i = 0; i < COUNT; i++)
		CHECK(strstr(text, table[i].flag) != NULL);
	settings_wipe(&s);
}

TEST(settings_file_with_a_nul_byte_is_refused_not_half_read)
{
	char path[] = "/tmp/settings-XXXXXX";
	const char text[] = "PA_TEST_NAME=a\0\nPA_TEST_PORT=4000\n";
	char *argv[] = { A("p"), A("--config"), path, NULL };
	struct why why = { "" };
	struct settings s;
	const int fd = mkstemp(path);

	CHECK(fd >= 0);
	CHECK_INT(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	CHECK_ERR(load(&s, argv, &why), ERR_INPUT);
	CHECK(strstr(why.text, path) != NULL && strstr(why.text, "NUL") != NULL);
	settings_wipe(&s);
	(void)close(fd);
	CHECK_INT(unlink(path), 0);
}
