/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Oracle: what a quote file decodes to is its own bytes, or begins like evidence; what is shown of
 * it is printable ASCII, and a refusal has a code.
 */
#include "fuzz/fuzz.h"
#include "host/cli/evidence.h"
#include "host/cli/quote_show.h"

FUZZ(cli_evidence, data, size)
{
	AUTO(buf) bytes = buf_new(EVIDENCE_TEXT_SIZE_MAX);
	AUTO(buf) out = buf_new(QUOTE_SHOW_SIZE_MAX);
	struct att_failure failure = { .code = ATT_OK };
	const struct span file = { data, size };
	struct why why = { "" };
	enum err e;

	if (size > EVIDENCE_TEXT_SIZE_MAX)
		return;
	e = evidence_decode(file, &bytes, &why);
	assert((e == OK) == (why.text[0] == '\0'));
	if (e != OK)
		return;
	assert(span_equal(buf_span(&bytes), file) || (bytes.p[0] <= 5 && bytes.p[1] == 0));
	e = quote_show(buf_span(&bytes), &out, &failure);
	assert((e == OK) == (failure.code == ATT_OK));
	for (size_t i = 0; i < out.size; i++)
		assert(out.p[i] == '\n' || (out.p[i] >= 0x20 && out.p[i] < 0x7f));
}
