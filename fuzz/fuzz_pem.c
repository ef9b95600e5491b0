/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Target:  pem_parse
 * Oracle:  no crash; what is read, written again and read again is the same; the text is longer
 *          than what it holds.
 */
#include "fuzz/fuzz.h"
#include "lib/base/secret.h"
#include "lib/quote/pem.h"

static void
check_count(struct span text, size_t count)
{
	AUTO(buf) der = buf_new(PEM_SIZE_MAX);
	AUTO(buf) again = buf_new(2 * PEM_SIZE_MAX);
	AUTO(buf) der2 = buf_new(PEM_SIZE_MAX);
	struct span out[PEM_COUNT_MAX], out2[PEM_COUNT_MAX];

	if (pem_parse(text, count, &der, out) != OK)
		return;
	assert(der.size < text.size);
	for (size_t i = 0; i < count; i++) {
		enum err e;

		assert(out[i].size > 0);
		buf_clear(&again);
		buf_clear(&der2);
		e = pem_write(out[i], &again);
		assert(e == OK);
		e = pem_parse(buf_span(&again), 1, &der2, out2);
		assert(e == OK && span_equal(out[i], out2[0]));
	}
}

FUZZ(pem, data, size)
{
	for (size_t count = 1; count <= PEM_COUNT_MAX; count++)
		check_count((struct span){ data, size }, count);
}
