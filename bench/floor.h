/* SPDX-License-Identifier: Apache-2.0 */
/*
 * floor.h - the least there can be between two sockets: a process that answers every question with
 * the same bytes.  What it takes is this machine's doing, not ours.
 */
#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H

#include "bench/program.h"

struct program floor_start(struct span answer);
void floor_stop(const struct program *p);

#endif
