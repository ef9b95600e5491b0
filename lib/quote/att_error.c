/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/att_error.h"

static const struct row {
	const char *name, *stage, *words;
} rows[] = {
#define X(code, stage, words) { #code, (stage), (words) },
	ATT_TABLE(X)
#undef X
};

static const struct row unknown = { "ATT_E_UNKNOWN", "unknown", "unknown attestation error" };

static const struct row *
row_of(enum att_code c)
{
	return c < ATT_CODE_COUNT ? &rows[c] : &unknown;
}

const char *
att_name(enum att_code c)
{
	return row_of(c)->name;
}

const char *
att_stage(enum att_code c)
{
	return row_of(c)->stage;
}

const char *
att_words(enum att_code c)
{
	return row_of(c)->words;
}
