/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/tcb_status.h"

#include <ctype.h>

static const char *const texts[] = {
#define X(name, text) (text),
	TCB_STATUS_TABLE(X)
#undef X
};

const char *
tcb_status_text(enum tcb_status s)
{
	return s < TCB_STATUS_COUNT ? texts[s] : "Unknown";
}

enum err
tcb_status_parse(struct span text, enum tcb_status *out)
{
	for (unsigned i = 0; i < TCB_STATUS_COUNT; i++)
		if (span_is(text, texts[i])) {
			*out = (enum tcb_status)i;
			return OK;
		}
	return ERR_INPUT;
}

bool
tcb_advisories_has(const struct tcb_advisories *a, const char *name)
{
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->names[i], name) == 0)
			return true;
	return false;
}

enum err
tcb_advisories_add(struct tcb_advisories *a, struct span name)
{
	char text[TCB_ADVISORY_SIZE];

	ENSURE(name.size > 0, ERR_INPUT);
	for (size_t i = 0; i < name.size; i++)
		ENSURE(isascii(name.p[i]) && (isalnum(name.p[i]) || name.p[i] == '-'), ERR_INPUT);
	ENSURE(span_to_text(name, text, sizeof(text)) == OK, ERR_INPUT);
	if (tcb_advisories_has(a, text))
		return OK;
	ENSURE(a->count < TCB_ADVISORIES_MAX, ERR_LIMIT);
	memcpy(a->names[a->count++], text, sizeof(text));
	return OK;
}
