/* SPDX-License-Identifier: Apache-2.0 */
/*
 * digits.h - a double as decimal text.
 *
 * The exact value of the double is rounded half to even to so many significant digits and written
 * without trailing zeros: plain from 1e-6 up to below 1e21 in magnitude, else as "1.5e-9", which is
 * how ECMAScript writes numbers.  Nine digits hide what differs in the last bits of two programs;
 * seventeen hold a double entirely.
 *
 * Room:      lib/ratio.  Calls: lib/base.
 */
#ifndef RATIO_DIGITS_H
#define RATIO_DIGITS_H

enum { DIGITS_PUBLISHED = 9, DIGITS_ALL = 17, DIGITS_TEXT_SIZE = 32 };

/* `x` is finite, 1 <= significant <= 17; "0", never "-0".  NUL-terminated. */
void digits_write(double x, unsigned significant, char out[DIGITS_TEXT_SIZE]);

#endif
