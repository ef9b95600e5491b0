/* SPDX-License-Identifier: Apache-2.0 */
/* Notes, bars and prompts; the prompts on a real pseudo-terminal. */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "host/cli/terminal.h"
#include "lib/base/secret.h"
#include "test/check.h"

TEST(terminal_bar_is_as_long_as_it_says)
{
	char bar[TERMINAL_BAR_SIZE];

	terminal_bar_write(bar, 0, "nothing");
	CHECK_TEXT(bar, "[                              ]   0 %  nothing");
	terminal_bar_write(bar, 50, "half");
	CHECK_TEXT(bar, "[###############               ]  50 %  half");
	terminal_bar_write(bar, 100, "all");
	CHECK_TEXT(bar, "[##############################] 100 %  all");
	terminal_bar_write(bar, 101, "");
	CHECK(strstr(bar, "100 %") != NULL);
	terminal_bar_write(bar, INT64_MIN, "");
	CHECK(strstr(bar, "  0 %") != NULL);
}

/* What a terminal of this kind writes. */
static char *
written(struct terminal t)
{
	char *text = NULL;
	size_t size;

	t.err = open_memstream(&text, &size);
	terminal_note(&t, "note %d", 1);
	terminal_bar(&t, 10, "bar");
	terminal_warn(&t, "warning");
	terminal_bar_end(&t);
	(void)fclose(t.err);
	return text;
}

TEST(terminal_shows_bars_and_colours_only_where_they_belong)
{
	char *text = written((struct terminal){ 0 });

	CHECK_TEXT(text, "note 1\nwarning\n");
	free(text);
	text = written((struct terminal){ .is_quiet = true, .has_bar = true });
	CHECK_TEXT(text, "warning\n");
	free(text);
	text = written((struct terminal){ .has_bar = true, .has_colour = true });
	CHECK_TEXT(text,
	    "note 1\n\r[###                           ]  10 %  bar\033[K\n"
	    "\033[1;97;41mwarning\033[0m\n");
	free(text);
}

TEST(terminal_standard_heeds_no_color_and_dumb_terminals)
{
	struct terminal t;

	assert_int_equal(setenv("NO_COLOR", "1", 1), 0);
	t = terminal_standard();
	CHECK(!t.has_colour);
	assert_int_equal(unsetenv("NO_COLOR"), 0);
	assert_int_equal(setenv("TERM", "dumb", 1), 0);
	t = terminal_standard();
	CHECK(!t.has_colour && !t.has_bar);
	assert_int_equal(unsetenv("TERM"), 0);
}

/* Read a line from a pipe that holds `text`. */
static enum err
read_line(struct span text, char *out, size_t room)
{
	int ends[2];
	enum err e;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	if (text.size > 0)
		assert_int_equal(write(ends[1], text.p, text.size), (ssize_t)text.size);
	assert_int_equal(close(ends[1]), 0);
	e = terminal_read_line(ends[0], out, room);
	assert_int_equal(close(ends[0]), 0);
	return e;
}

TEST(terminal_read_line_takes_one_line_of_limited_length)
{
	char line[6];

	CHECK_OK(read_line(S("12345\nmore"), line, sizeof(line)));
	CHECK_TEXT(line, "12345");
	CHECK_OK(read_line(S("1234\r\n"), line, sizeof(line)));
	CHECK_TEXT(line, "1234");
	CHECK_OK(read_line(S("\n"), line, sizeof(line)));
	CHECK_TEXT(line, "");
	CHECK_OK(read_line(S("end"), line, sizeof(line)));
	CHECK_TEXT(line, "end");
	CHECK_ERR(read_line(S("123456\n"), line, sizeof(line)), ERR_LIMIT);
	CHECK_TEXT(line, "");
	CHECK_ERR(read_line(S("12\0003\n"), line, sizeof(line)), ERR_LIMIT);
	CHECK_ERR(read_line(S(""), line, sizeof(line)), ERR_ABSENT);
	CHECK_ERR(terminal_read_line(-1, line, sizeof(line)), ERR_IO);
	CHECK_TEXT(line, "");
}

/* A pseudo-terminal, and a child that types `types` at its other end once it sees `after`. */
struct pty {
	int controller;
	char path[64];
	pid_t typist;
};

static void
type_at(int fd, const char *after, const char *types)
{
	char seen[512] = "";
	size_t size = 0;
	ssize_t got = 1;

	while (strstr(seen, after) == NULL && got > 0 && size < sizeof(seen) - 1) {
		got = read(fd, seen + size, sizeof(seen) - 1 - size);
		size += got > 0 ? (size_t)got : 0;
	}
	if (write(fd, types, strlen(types)) != (ssize_t)strlen(types))
		_exit(1);
	_exit(0);
}

static void
pty_open(struct pty *p, const char *after, const char *types)
{
	p->controller = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(p->controller >= 0);
	assert_int_equal(grantpt(p->controller), 0);
	assert_int_equal(unlockpt(p->controller), 0);
	assert_int_equal(ptsname_r(p->controller, p->path, sizeof(p->path)), 0);
	p->typist = fork();
	assert_true(p->typist >= 0);
	if (p->typist == 0)
		type_at(p->controller, after, types);
}

static void
pty_close(struct pty *p)
{
	int status;

	assert_int_equal(waitpid(p->typist, &status, 0), p->typist);
	CHECK_INT(status, 0);
	(void)close(p->controller);
}

static bool
echoes(const struct pty *p)
{
	const int fd = open(p->path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios settings;

	assert_int_equal(tcgetattr(fd, &settings), 0);
	(void)close(fd);
	return (settings.c_lflag & ECHO) != 0;
}

/* Is this text in what the terminal showed since? */
static bool
shown(const struct pty *p, const char *text)
{
	char seen[512] = "";

	assert_int_equal(fcntl(p->controller, F_SETFL, O_NONBLOCK), 0);
	if (read(p->controller, seen, sizeof(seen) - 1) < 0)
		return false;
	return strstr(seen, text) != NULL;
}

TEST(terminal_ask_hides_what_is_typed_and_echoes_again_afterwards)
{
	struct pty p;
	struct terminal t = { .tty_path = p.path };
	char secret[32];
	int held;

	pty_open(&p, "Secret: ", "correct horse\n");
	held = open(p.path, O_RDWR | O_NOCTTY | O_CLOEXEC); /* keeps its settings and output */
	CHECK_OK(terminal_ask(&t, TERMINAL_HIDDEN, "Secret: ", secret, sizeof(secret)));
	CHECK_TEXT(secret, "correct horse");
	CHECK(echoes(&p));
	CHECK(!shown(&p, "horse"));
	(void)close(held);
	pty_close(&p);
}

TEST(terminal_ask_echoes_a_plain_question)
{
	struct pty p;
	struct terminal t = { .tty_path = p.path };
	char said[8];
	int held;

	pty_open(&p, "[yes/no] ", "yes\n");
	held = open(p.path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	CHECK_OK(terminal_ask(&t, TERMINAL_ECHO, "Sure? [yes/no] ", said, sizeof(said)));
	CHECK_TEXT(said, "yes");
	CHECK(shown(&p, "yes"));
	(void)close(held);
	pty_close(&p);
}

TEST(terminal_ask_wipes_what_is_too_long_or_has_nobody_to_ask)
{
	struct pty p;
	struct terminal t = { .tty_path = p.path };
	char said[8] = "before";
	int held;

	pty_open(&p, "? ", "12345678\n");
	held = open(p.path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	CHECK_ERR(terminal_ask(&t, TERMINAL_HIDDEN, "? ", said, sizeof(said)), ERR_LIMIT);
	CHECK_TEXT(said, "");
	CHECK(echoes(&p));
	(void)close(held);
	pty_close(&p);
	t.tty_path = "/nonexistent";
	CHECK_ERR(terminal_ask(&t, TERMINAL_HIDDEN, "? ", said, sizeof(said)), ERR_ABSENT);
	t.tty_path = "/dev/null"; /* no terminal */
	CHECK_ERR(terminal_ask(&t, TERMINAL_HIDDEN, "? ", said, sizeof(said)), ERR_ABSENT);
}

static volatile sig_atomic_t interrupted;

static void
on_interrupt(int number)
{
	interrupted = number;
}

TEST(terminal_ask_mends_the_echo_before_a_signal_takes_its_way)
{
	const struct sigaction ours = { .sa_handler = on_interrupt };
	struct sigaction before;
	const pid_t me = getpid();
	struct pty p = { 0 };
	struct terminal t = { .tty_path = p.path };
	char said[8];
	int held;

	assert_int_equal(sigaction(SIGTERM, &ours, &before), 0);
	p.controller = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_int_equal(grantpt(p.controller), 0);
	assert_int_equal(unlockpt(p.controller), 0);
	assert_int_equal(ptsname_r(p.controller, p.path, sizeof(p.path)), 0);
	held = open(p.path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	p.typist = fork();
	if (p.typist == 0) {
		char seen[8];

		/* Again and again: the first may come just before the read begins. */
		if (read(p.controller, seen, sizeof(seen)) > 0)
			for (int i = 0; i < 500 && kill(me, SIGTERM) == 0; i++)
				(void)usleep(1000);
		_exit(0);
	}
	CHECK_ERR(terminal_ask(&t, TERMINAL_HIDDEN, "? ", said, sizeof(said)), ERR_IO);
	CHECK(echoes(&p));
	(void)kill(p.typist, SIGKILL);
	(void)waitpid(p.typist, NULL, 0);
	CHECK_INT(interrupted, SIGTERM); /* raised again, for who handled it before */
	assert_int_equal(sigaction(SIGTERM, &before, NULL), 0);
	(void)close(held);
	(void)close(p.controller);
}
