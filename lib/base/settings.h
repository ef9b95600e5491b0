/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settings.h - a program's settings: a flag beats the environment, the environment beats the
 * file, the file beats the default.
 *
 * A program has one table; every setting has an environment name, which is also its name in the
 * file (NAME=value lines, # comments), and a flag.  --config FILE names the file, --help and
 * --version are every program's.
 *
 * Room:      lib/base.
 * Promises:  an unknown flag or name in the file is an error that names it; an empty value means
 *            "not set".
 * Never:     a secret's value: secrets come from files whose names are settings.
 */
#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include "lib/base/bytes.h"
#include "lib/base/why.h"

enum { SETTINGS_MAX = 48, SETTINGS_FILE_SIZE_MAX = 65536 };

struct setting {
	const char *name;     /* "ENCLAVE_PORT" */
	const char *flag;     /* "--port" */
	const char *fallback; /* NULL: none */
	const char *help;     /* one line */
};

struct settings {
	const struct setting *table;
	size_t count;
	const char *values[SETTINGS_MAX]; /* borrowed from argv, environment, file text */
	char *file_text;
	bool wants_help, wants_version;
};

void settings_wipe(struct settings *s);

/*
 * Fill from argv[1..], the environment and the file.
 * ERR_INPUT with `why` naming flag or line; ERR_IO with `why` naming the file.
 */
enum err settings_load(struct settings *s, const struct setting *table, size_t count, int argc,
    char **argv, struct why *why);

/* The value, or NULL when it is not set.  `name` must be in the table. */
const char *settings_text(const struct settings *s, const char *name);

/* A whole number from `least` to `most`; the setting must have a fallback.  ERR_INPUT with `why`.
 */
enum err settings_number(const struct settings *s, const char *name, int64_t least, int64_t most,
    int64_t *out, struct why *why);

/* "1", "true", "yes" or "0", "false", "no".  ERR_INPUT with `why`. */
enum err settings_flag(const struct settings *s, const char *name, bool *out, struct why *why);

/* Print the table for --help. */
void settings_help(const struct setting *table, size_t count, FILE *out);

#endif
