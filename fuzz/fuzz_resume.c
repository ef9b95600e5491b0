/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: what is read is written back to the same bytes; what is refused leaves nothing. */
#include <assert.h>

#include "enclave/ingest/resume.h"
#include "fuzz/fuzz.h"

FUZZ(resume, data, size)
{
	const struct span bytes = { data, size };
	AUTO(buf) again = buf_new(size + 1);
	struct resume r = { 0 };

	if (resume_parse(bytes, &r) != OK) {
		assert(r.rows == NULL && r.count == 0);
		return;
	}
	assert(resume_write(&r, &again) == OK);
	assert(span_equal(buf_span(&again), bytes));
	resume_wipe(&r);
}
