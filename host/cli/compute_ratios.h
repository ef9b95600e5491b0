/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compute_ratios.h - ratios, money-weighted returns and daily returns under the names of
 * docs/formats.md.
 *
 * Room:      host/cli.  Calls: lib/ratio, lib/json.
 */
#ifndef CLI_COMPUTE_RATIOS_H
#define CLI_COMPUTE_RATIOS_H

#include "host/cli/compute_real.h"
#include "lib/ratio/ratios.h"
#include "lib/ratio/returns.h"

/* Write the members of a record of ratios; those of the benchmark only when there is one. */
void compute_ratios_write(struct json_writer *w, const struct ratios *r, bool has_benchmark);

/* Write the object `name` of a money-weighted return; without a root, status and roots only. */
void compute_mwr_write(struct json_writer *w, const char *name, const struct mwr *m);

/* Write "daily": one row for each day. */
void compute_days_write(
    struct json_writer *w, const struct returns_day *days, size_t count, bool is_numbered);

/* Write an amount as text. */
void compute_amount_write(struct json_writer *w, const char *name, struct decimal d);

#endif
