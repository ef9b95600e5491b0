/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Oracle: the signed text that is cut out of an answer of Intel's service is an object and stands
 * in the answer as it was; a signature has its size; what was refused names its file.
 */
#include "fuzz/fuzz.h"
#include "lib/quote/collateral_files.h"

static void
reads(enum collateral_file f, struct span bytes)
{
	struct span files[COLLATERAL_FILE_COUNT] = { { NULL, 0 } };
	AUTO(buf) store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	struct why why = { "" };
	struct collateral c;
	enum err e;

	files[f] = bytes;
	e = collateral_files_parse(files, &store, &c, &why);

	assert((e == OK) == (why.text[0] == '\0'));
	if (e == OK && f != COLLATERAL_FILE_ALL) {
		const struct span text = f == COLLATERAL_FILE_TCB_INFO ? c.tcb_info : c.qe_identity;
		const struct span signature =
		    f == COLLATERAL_FILE_TCB_INFO ? c.tcb_signature : c.qe_signature;

		assert(text.p >= bytes.p && text.p + text.size <= bytes.p + bytes.size);
		assert(signature.size == SIGNATURE_SIZE);
	} else if (e != OK && e != ERR_ABSENT) {
		assert(span_starts(span_text(why.text), collateral_file_name(f)));
	}
}

FUZZ(collateral_files, data, size)
{
	reads(COLLATERAL_FILE_TCB_INFO, (struct span){ data, size });
	reads(COLLATERAL_FILE_QE_IDENTITY, (struct span){ data, size });
	reads(COLLATERAL_FILE_ALL, (struct span){ data, size });
}
