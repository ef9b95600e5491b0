/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "enclave/attest/platform_files.h"
#include "lib/base/secret.h"
#include "test/check.h"

static const struct platform_files *const files = &platform_files_system;

/* A directory with one file in it, "file". */
struct place {
	char dir[64], file[80], other[80];
};

static void
place_wipe(struct place *p)
{
	(void)remove(p->file);
	(void)remove(p->other);
	(void)remove(p->dir);
}

static void
place_make(struct place *p, struct span contents)
{
	int fd;

	(void)snprintf(p->dir, sizeof(p->dir), "%s", "build/files-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	(void)snprintf(p->file, sizeof(p->file), "%s/file", p->dir);
	(void)snprintf(p->other, sizeof(p->other), "%s/other", p->dir);
	fd = open(p->file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	CHECK(fd >= 0 && write(fd, contents.p, contents.size) == (ssize_t)contents.size);
	(void)close(fd);
}

TEST(platform_files_read_all_of_a_file_up_to_the_limit)
{
	static uint8_t bytes[9000];
	AUTO(buf) out = buf_new(sizeof(bytes));
	AUTO(buf) small = buf_new(sizeof(bytes) - 1);
	AUTO(place) p;
	struct why why = { "" };

	memset(bytes, 7, sizeof(bytes));
	place_make(&p, SPAN_OF(bytes));
	CHECK_OK(files->read(NULL, p.file, &out, &why));
	CHECK_SPAN(buf_span(&out), SPAN_OF(bytes));
	CHECK_ERR(files->read(NULL, p.file, &small, &why), ERR_LIMIT);
	CHECK(strstr(why.text, "file is too large") != NULL);
}

TEST(platform_files_say_which_file_and_why)
{
	AUTO(buf) out = buf_new(100);
	AUTO(place) p;
	struct why why = { "" };

	place_make(&p, S("x"));
	CHECK_ERR(files->read(NULL, p.other, &out, &why), ERR_ABSENT);
	CHECK(strstr(why.text, "/other: No such file or directory") != NULL);
	why.text[0] = '\0';
	CHECK_ERR(files->read(NULL, p.dir, &out, &why), ERR_IO);
	CHECK(strstr(why.text, "Is a directory") != NULL);
	CHECK_ERR(files->write(NULL, p.other, S("x"), NULL), ERR_ABSENT); /* nothing is made */
	CHECK_ERR(files->write(NULL, "/dev/full", S("x"), NULL), ERR_IO);
	CHECK_ERR(files->make_dir(NULL, p.file, NULL), ERR_CONFLICT);
	CHECK_ERR(files->remove_dir(NULL, p.dir, NULL), ERR_IO); /* not empty */
	CHECK_ERR(files->remove_dir(NULL, p.other, NULL), ERR_ABSENT);
}

TEST(platform_files_tell_what_may_be_asked_again)
{
	struct why why = { "" };

	CHECK_ERR(files->remove_dir(NULL, "/", &why), ERR_BUSY);
	CHECK(strstr(why.text, "Device or resource busy") != NULL);
	/* a program that runs may not be written: that is ETXTBSY, and stays so */
	CHECK_ERR(files->write(NULL, "/proc/self/exe", S("x"), NULL), ERR_IO);
}

TEST(platform_files_write_in_one_piece_and_make_and_remove_directories)
{
	AUTO(place) p;
	char text[8];
	struct stat st;

	place_make(&p, S("before"));
	CHECK_OK(files->write(NULL, p.file, S("behind"), NULL));
	CHECK_OK(platform_text(files, p.dir, "file", text, sizeof(text), NULL));
	CHECK_TEXT(text, "behind");
	CHECK_OK(files->make_dir(NULL, p.other, NULL));
	CHECK_INT(stat(p.other, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0700);
	CHECK_OK(files->remove_dir(NULL, p.other, NULL));
	CHECK(stat(p.other, &st) != 0);
	files->wait_ms(NULL, 1);
}

TEST(platform_text_is_short_and_without_the_line_s_end)
{
	static const struct {
		struct span contents;
		enum err e;
		const char *text;
	} cases[] = {
		{ { (const uint8_t *)"dcap\n", 5 }, OK, "dcap" },
		{ { (const uint8_t *)"dcap", 4 }, OK, "dcap" },
		{ { (const uint8_t *)"dcap\0", 5 }, OK, "dcap" },
		{ { (const uint8_t *)"", 0 }, OK, "" },
		{ { (const uint8_t *)"1234567\n", 8 }, OK, "1234567" },
		{ { (const uint8_t *)"12345678", 8 }, ERR_LIMIT, "" },
		{ { (const uint8_t *)"123456789", 9 }, ERR_LIMIT, "" },
		{ { (const uint8_t *)"a\0b", 3 }, ERR_INPUT, "" },
	};
	char text[8], path[PLATFORM_PATH_SIZE], name[PLATFORM_PATH_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(place) p;

		place_make(&p, cases[i].contents);
		CHECK_ERR(
		    platform_text(files, p.dir, "file", text, sizeof(text), NULL), cases[i].e);
		if (cases[i].e == OK)
			CHECK_TEXT(text, cases[i].text);
		case_counted();
	}
	memset(name, 'x', sizeof(name));
	name[PLATFORM_PATH_SIZE - 3] = '\0';
	CHECK_OK(platform_path("r", name, path, NULL));
	name[PLATFORM_PATH_SIZE - 3] = 'x';
	name[PLATFORM_PATH_SIZE - 2] = '\0';
	CHECK_ERR(platform_path("r", name, path, NULL), ERR_LIMIT);
	CHECK_ERR(platform_text(files, "r", name, text, sizeof(text), NULL), ERR_LIMIT);
}
