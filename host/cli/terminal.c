/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <termios.h>
#include <unistd.h>

#include "lib/base/secret.h"

struct terminal
terminal_standard(void)
{
	const char *term = getenv("TERM"), *no_colour = getenv("NO_COLOR");
	const bool can = isatty(STDERR_FILENO) && (term == NULL || strcmp(term, "dumb") != 0);

	return (struct terminal){
		.out = stdout,
		.err = stderr,
		.tty_path = "/dev/tty",
		.has_colour = can && (no_colour == NULL || no_colour[0] == '\0'),
		.has_bar = can,
	};
}

__attribute__((format(printf, 3, 0))) static void
print_line(struct terminal *t, const char *colour, const char *format, va_list arguments)
{
	terminal_bar_end(t);
	if (t->has_colour)
		(void)fputs(colour, t->err);
	(void)vfprintf(t->err, format, arguments);
	(void)fputs(t->has_colour && colour[0] != '\0' ? "\033[0m\n" : "\n", t->err);
}

void
terminal_note(struct terminal *t, const char *format, ...)
{
	va_list arguments;

	if (t->is_quiet)
		return;
	va_start(arguments, format);
	print_line(t, "", format, arguments);
	va_end(arguments);
}

void
terminal_warn(struct terminal *t, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_line(t, "\033[1;97;41m", format, arguments);
	va_end(arguments);
}

void
terminal_bar_write(char out[TERMINAL_BAR_SIZE], int64_t percent, const char *words)
{
	enum { CELLS = 30 };
	char bar[CELLS + 1];

	percent = percent < 0 ? 0 : percent > 100 ? 100 : percent;
	for (int i = 0; i < CELLS; i++)
		bar[i] = i * 100 < percent * CELLS ? '#' : ' ';
	bar[CELLS] = '\0';
	(void)snprintf(out, TERMINAL_BAR_SIZE, "[%s] %3d %%  %s", bar, (int)percent, words);
}

void
terminal_bar(struct terminal *t, int64_t percent, const char *words)
{
	char text[TERMINAL_BAR_SIZE];

	if (!t->has_bar || t->is_quiet)
		return;
	terminal_bar_write(text, percent, words);
	(void)fprintf(t->err, "\r%s\033[K", text);
	(void)fflush(t->err);
	t->is_bar_open = true;
}

void
terminal_bar_end(struct terminal *t)
{
	if (t->is_bar_open)
		(void)fputc('\n', t->err);
	t->is_bar_open = false;
}

enum err
terminal_read_line(int fd, char *out, size_t room)
{
	size_t size = 0;
	ssize_t got = 0;
	char c = 0;

	while ((got = read(fd, &c, 1)) == 1 && c != '\n' && c != '\0') {
		if (size + 1 < room)
			out[size] = c;
		size++;
	}
	if (got == 1 && c == '\0')
		size = room; /* no text holds a NUL: as bad as one too long */
	if (got < 0 || (got == 0 && size == 0) || size + 1 > room) {
		bytes_wipe(out, room);
		return got < 0 ? ERR_IO : size == 0 ? ERR_ABSENT : ERR_LIMIT;
	}
	if (size > 0 && out[size - 1] == '\r')
		size--;
	bytes_wipe(out + size, room - size);
	return OK;
}

/* ---- echo off, and on again whatever happens ---- */

static const int fatal_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
enum { SIGNAL_COUNT = sizeof(fatal_signals) / sizeof(fatal_signals[0]) };
static volatile sig_atomic_t caught;

static void
on_signal(int number)
{
	caught = number;
}

/* Without SA_RESTART, so that a signal ends the read and we can mend the terminal first. */
static void
signals_hold(struct sigaction before[SIGNAL_COUNT])
{
	const struct sigaction hold = { .sa_handler = on_signal };

	caught = 0;
	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		(void)sigaction(fatal_signals[i], &hold, &before[i]);
}

static void
signals_let_go(const struct sigaction before[SIGNAL_COUNT])
{
	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		(void)sigaction(fatal_signals[i], &before[i], NULL);
	if (caught != 0)
		(void)raise(caught);
}

static enum err
ask_on(int fd, const struct termios *during, const char *prompt, char *out, size_t room)
{
	/* The question comes once the echo is off: who types at once types unseen. */
	if (tcsetattr(fd, TCSAFLUSH, during) != 0 ||
	    write(fd, prompt, strlen(prompt)) != (ssize_t)strlen(prompt))
		return ERR_IO;
	return terminal_read_line(fd, out, room);
}

static enum err
ask_and_restore(int fd, enum terminal_echo echo, const char *prompt, char *out, size_t room)
{
	struct sigaction signals[SIGNAL_COUNT];
	struct termios before, during;
	enum err e;

	ENSURE(tcgetattr(fd, &before) == 0, ERR_ABSENT);
	during = before;
	during.c_lflag |= ICANON | ECHONL;
	if (echo == TERMINAL_HIDDEN)
		during.c_lflag &= ~(tcflag_t)ECHO;
	signals_hold(signals);
	e = ask_on(fd, &during, prompt, out, room);
	if (tcsetattr(fd, TCSAFLUSH, &before) != 0 && e == OK)
		e = ERR_IO;
	signals_let_go(signals);
	return e;
}

enum err
terminal_ask(
    const struct terminal *t, enum terminal_echo echo, const char *prompt, char *out, size_t room)
{
	const int fd = open(t->tty_path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	enum err e;

	out[0] = '\0';
	ENSURE(fd >= 0, ERR_ABSENT);
	e = ask_and_restore(fd, echo, prompt, out, room);
	(void)close(fd);
	if (e != OK)
		bytes_wipe(out, room);
	return e;
}
