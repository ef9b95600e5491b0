/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dice.h - numbers that look random and depend on a seed and a label only.
 *
 * Each part of the sandbox throws its own dice, named by a label, so that a change in one part
 * does not shift the numbers of another.  (SplitMix64, Steele, Lea and Flood 2014.)
 *
 * Room:      host/sandbox.
 * Never:     used for secrets of anybody real.
 */
#ifndef SANDBOX_DICE_H
#define SANDBOX_DICE_H

#include <stdint.h>

struct dice {
	uint64_t state;
};

/* Dice for `label` in the world of `seed`. */
struct dice dice_new(uint64_t seed, const char *label);

/* 64 bits. */
uint64_t dice_next(struct dice *d);

/* 0 .. n-1; n > 0. */
int64_t dice_below(struct dice *d, int64_t n);

/* `size` - 1 letters and digits and a NUL. */
void dice_letters(struct dice *d, char *out, uint64_t size);

#endif
