/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: a problem document that was read can be written, and then says the same. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/wire/problem.h"

FUZZ(problem, data, size)
{
	struct buf again = buf_new(16384);
	struct problem_seen seen, second;
	struct problem_report report = { .request_id = "0011223344556677" };
	enum err e;

	if (problem_parse((struct span){ data, size }, &seen) != OK) {
		assert(seen.kind == PROBLEM_COUNT);
		return;
	}
	assert(seen.kind <= PROBLEM_COUNT);
	if (seen.kind == PROBLEM_COUNT)
		return; /* a code we do not know has no document of ours */
	assert(strcmp(problem_code(seen.kind), seen.code) == 0);
	report.kind = seen.kind;
	report.detail = seen.detail;
	report.exchange_message = seen.detail;
	e = problem_write(&report, &again);
	assert(e == OK);
	e = problem_parse(buf_span(&again), &second);
	assert(e == OK && second.kind == seen.kind);
	assert(strcmp(second.detail, seen.detail) == 0);
	buf_wipe(&again);
}
