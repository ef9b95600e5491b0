/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/dice.h"

#include <assert.h>

struct dice
dice_new(uint64_t seed, const char *label)
{
	struct dice d = { seed };

	for (const char *c = label; *c != '\0'; c++) {
		d.state ^= (unsigned char)*c;
		d.state = dice_next(&d);
	}
	return d;
}

uint64_t
dice_next(struct dice *d)
{
	uint64_t z = d->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

int64_t
dice_below(struct dice *d, int64_t n)
{
	assert(n > 0);
	return (int64_t)((unsigned __int128)dice_next(d) * (uint64_t)n >> 64);
}

void
dice_letters(struct dice *d, char *out, uint64_t size)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	assert(size > 0);
	for (uint64_t i = 0; i + 1 < size; i++)
		out[i] = letters[dice_below(d, sizeof(letters) - 1)];
	out[size - 1] = '\0';
}
