/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Oracle: a policy that was read names somebody and never Revoked, and written down and read again
 * it is the same; what was refused has a reason.
 */
#include "fuzz/fuzz.h"
#include "lib/wire/measurements.h"

static void
write(const struct quote_policy *p, struct buf *out)
{
	struct json_writer w = json_writer_on(out);
	enum err e;

	measurements_write(p, &w, NULL);
	e = json_write_end(&w);
	assert(e == OK);
}

FUZZ(measurements, data, size)
{
	AUTO(buf) text = buf_new(MEASUREMENTS_SIZE_MAX);
	AUTO(buf) again = buf_new(MEASUREMENTS_SIZE_MAX);
	static struct quote_policy p, second;
	struct why why = { "" };
	enum err e;

	quote_policy_default(NULL, &p);
	quote_policy_default(NULL, &second);
	e = measurements_parse((struct span){ data, size }, &p, &why);
	assert((e == OK) == (why.text[0] == '\0'));
	if (e != OK)
		return;
	assert(p.identity_count > 0 && p.identity_count <= QUOTE_ALLOWED_MAX);
	assert(p.statuses != 0 && !(p.statuses & TCB_STATUS_BIT(TCB_REVOKED)));
	write(&p, &text);
	e = measurements_parse(buf_span(&text), &second, &why);
	assert(e == OK);
	write(&second, &again);
	assert(span_equal(buf_span(&text), buf_span(&again)));
}
