/* SPDX-License-Identifier: Apache-2.0 */
/*
 * terminal.h - talking to a person: data on stdout, talk on stderr, secrets from the terminal.
 *
 * Colours and the progress bar are for terminals only, and off with NO_COLOR (colours) or
 * TERM=dumb (both).
 *
 * Room:      host/cli.  Calls: lib/base.
 * Promises:  the terminal echoes again after a prompt, also when a signal ends it.
 * Never:     shows what is typed at a prompt.
 */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdio.h>

#include "host/cli/complaint.h"

enum { TERMINAL_BAR_SIZE = 160 };

struct terminal {
	FILE *out, *err;      /* borrowed */
	const char *tty_path; /* where prompts go: "/dev/tty" */
	bool has_colour, has_bar, is_quiet;
	bool is_bar_open; /* a bar stands on the current line */
};

/* stdout, stderr and /dev/tty, with what the environment allows. */
struct terminal terminal_standard(void);

/* A line of talk on stderr; nothing with -q. */
void terminal_note(struct terminal *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A line that must be seen, in red where there are colours; also with -q. */
void terminal_warn(struct terminal *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The bar's text: "[#######             ]  37 %  words".  `percent` is brought into 0..100. */
void terminal_bar_write(char out[TERMINAL_BAR_SIZE], int64_t percent, const char *words);

/* Draw the bar over the last one; nothing where has_bar is false. */
void terminal_bar(struct terminal *t, int64_t percent, const char *words);

/* Leave the bar's line.  Harmless without one. */
void terminal_bar_end(struct terminal *t);

enum terminal_echo { TERMINAL_ECHO, TERMINAL_HIDDEN };

/*
 * Ask for one line on the terminal (not on standard input) into `out` with a NUL, without its line
 * end.  ERR_ABSENT without a terminal or when nothing comes, ERR_LIMIT when the line is longer than
 * `room` - 1 bytes, ERR_IO; `out` is "" then.
 */
enum err terminal_ask(
    const struct terminal *t, enum terminal_echo echo, const char *prompt, char *out, size_t room);

/*
 * Read one line from `fd` byte by byte, so that no buffer keeps a secret, and nothing that was
 * typed ahead is lost.  Errors: ERR_ABSENT at
 * the end of the input, ERR_LIMIT when it is too long, ERR_IO.  `out` is "" then.
 */
enum err terminal_read_line(int fd, char *out, size_t room);

#endif
