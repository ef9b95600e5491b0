/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/tail.h"

static void
swap(double *a, double *b)
{
	const double kept = *a;

	*a = *b;
	*b = kept;
}

/* The middle one of three, so that rows in order are no worst case. */
static double
pivot_of(const double *r, size_t low, size_t high)
{
	const double a = r[low], b = r[low + (high - low) / 2], c = r[high];
	const double least = a < b ? a : b, most = a < b ? b : a;

	return c < least ? least : c > most ? most : c;
}

/* Put the `k` + 1 lowest first, the largest of them at k (Hoare, Algorithm 65: Find, 1961). */
static void
select_lowest(double *r, size_t count, size_t k)
{
	size_t low = 0, high = count - 1;

	while (low < high) {
		const double pivot = pivot_of(r, low, high);
		size_t i = low, j = high;

		for (;;) {
			while (r[i] < pivot)
				i++;
			while (r[j] > pivot)
				j--;
			if (i >= j)
				break;
			swap(&r[i++], &r[j--]);
		}
		if (k <= j)
			high = j;
		else
			low = j + 1;
	}
}

/* The lowest of r[from, count). */
static double
lowest(const double *r, size_t from, size_t count)
{
	double least = r[from];

	for (size_t i = from + 1; i < count; i++)
		if (r[i] < least)
			least = r[i];
	return least;
}

/* Minus the mean of the lowest n a returns; n a is below k + 1.5, so `next` is the last needed. */
static struct known
shortfall_of(const double *r, size_t count, unsigned percent, double next)
{
	const size_t whole = count * percent / 100, k = (count - 1) * percent / 100;
	const double part = (double)(count * percent % 100) / 100;
	struct pair_total sum = { 0 };

	for (size_t i = 0; i < whole; i++)
		pair_total_add(&sum, r[i]);
	pair_total_add(&sum, part * (whole > k ? next : r[whole]));
	return known_value(-pair_total_real(&sum) / ((double)whole + part));
}

void
tail_of(double *r, size_t count, unsigned percent, struct tail *out)
{
	const size_t hundredths = (count - 1) * percent, k = hundredths / 100;
	struct pair_total sum = { 0 };
	double next;

	if (count == 0) {
		out->var = out->cvar = out->shortfall = known_not(KNOWN_NO_OBSERVATIONS);
		return;
	}
	select_lowest(r, count, k);
	next = k + 1 < count ? lowest(r, k + 1, count) : r[k];
	out->var = known_value(-(r[k] + (double)(hundredths % 100) / 100 * (next - r[k])));
	for (size_t i = 0; i <= k; i++)
		pair_total_add(&sum, r[i]);
	out->cvar = known_value(-pair_total_real(&sum) / (double)(k + 1));
	out->shortfall = shortfall_of(r, count, percent, next);
}
