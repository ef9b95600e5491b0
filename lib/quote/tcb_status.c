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

static bool
needs_configuration(enum tcb_status s)
{
	return s == TCB_CONFIGURATION_NEEDED || s == TCB_CONFIGURATION_AND_SW_HARDENING_NEEDED ||
	    s == TCB_TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED ||
	    s == TCB_OUT_OF_DATE_CONFIGURATION_NEEDED;
}

enum tcb_status
tcb_status_converge(enum tcb_status platform, enum tcb_status part)
{
	if (platform == TCB_REVOKED || part == TCB_UP_TO_DATE)
		return platform;
	if (part != TCB_OUT_OF_DATE)
		return TCB_REVOKED;
	return needs_configuration(platform) ? TCB_OUT_OF_DATE_CONFIGURATION_NEEDED
					     : TCB_OUT_OF_DATE;
}

enum tcb_status
tcb_status_relaunch(enum tcb_status launch, enum tcb_status current)
{
	const bool was_out_of_date =
	    launch == TCB_OUT_OF_DATE || launch == TCB_OUT_OF_DATE_CONFIGURATION_NEEDED;

	if (!was_out_of_date || current > TCB_CONFIGURATION_AND_SW_HARDENING_NEEDED)
		return launch;
	return needs_configuration(launch) || needs_configuration(current)
	    ? TCB_TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED
	    : TCB_TD_RELAUNCH_ADVISED;
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
