/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/nearest.h"

/* Levenshtein's distance, a row at a time. */
static size_t
distance(const char *a, const char *b)
{
	const size_t a_size = strlen(a), b_size = strlen(b);
	size_t row[NEAREST_SIZE_MAX + 1];

	if (a_size > NEAREST_SIZE_MAX || b_size > NEAREST_SIZE_MAX)
		return NEAREST_SIZE_MAX;
	for (size_t j = 0; j <= b_size; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_size; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_size; j++) {
			const size_t above = row[j];
			size_t least = diagonal + (a[i - 1] != b[j - 1]);

			least = above + 1 < least ? above + 1 : least;
			row[j] = row[j - 1] + 1 < least ? row[j - 1] + 1 : least;
			diagonal = above;
		}
	}
	return row[b_size];
}

const char *
nearest_name(const char *word, const char *const *names, size_t name_count)
{
	const char *best = NULL;
	size_t best_distance = NEAREST_DISTANCE_MAX + 1;

	for (size_t i = 0; i < name_count; i++) {
		const size_t d = distance(word, names[i]);

		if (d < best_distance) {
			best = names[i];
			best_distance = d;
		}
	}
	return best;
}
