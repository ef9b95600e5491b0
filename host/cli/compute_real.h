/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compute_real.h - lists of returns, dates and amounts in a file, and doubles in a result.
 *
 * Room:      host/cli.  Calls: lib/ratio, lib/json, lib/base.
 */
#ifndef CLI_COMPUTE_REAL_H
#define CLI_COMPUTE_REAL_H

#include "lib/base/why.h"
#include "lib/json/json_write.h"
#include "lib/ratio/known.h"

/* Returns and the like: magnitudes to a million million. */
#define COMPUTE_REAL_MAX 1e12

/* Read a number; p NULL (an absent member) leaves `out` alone.  ERR_INPUT with `name` in `why`. */
enum err compute_real_read(struct span text, const char *name, double *out, struct why *why);

struct compute_reals {
	double *all; /* NaN for null */
	size_t count, room;
};
void compute_reals_wipe(struct compute_reals *r);

/* Read an array of numbers and nulls.  ERR_INPUT with "name[i]" in `why`; ERR_NOMEM. */
enum err compute_reals_read(
    struct span array, const char *name, struct compute_reals *out, struct why *why);

struct compute_days {
	int32_t *all; /* since 1970-01-01 */
	size_t count, room;
};
void compute_days_wipe(struct compute_days *d);

/* Read an array of dates, "2024-02-29", each later than the one before.  Errors as above. */
enum err compute_days_read(
    struct span array, const char *name, struct compute_days *out, struct why *why);

/* Write a double whole, as text; null when it is not known. */
void compute_real_write(struct json_writer *w, const char *name, double x);
void compute_known_write(struct json_writer *w, const char *name, struct known k);

#endif
