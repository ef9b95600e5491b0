/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics_notes.h - what travels with the numbers: how they were made, what is wrong with the rows,
 * and why some are null.
 *
 * Room:      enclave/api.
 */
#ifndef API_METRICS_NOTES_H
#define API_METRICS_NOTES_H

#include "lib/json/json_write.h"
#include "lib/metrics/metrics.h"

/* "method", "quality" and "unavailable". */
void metrics_notes_write(struct json_writer *w, const struct metrics *m, const char *method);

#endif
