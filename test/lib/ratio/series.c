/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/ratio/series.h"

#include <math.h>

void
check_near(double a, double b, const char *file, int line)
{
	if (fabs(a - b) <= 1e-13 * fabs(b) + 1e-15)
		return;
	print_message("%.17g is not %.17g\n", a, b);
	_fail(file, line);
}

double
series_next(uint64_t *state, double spread)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return ((double)(*state >> 11) / 0x1p53 * 2 - 1) * spread;
}
