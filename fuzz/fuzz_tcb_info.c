/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Target:  tcb_info_parse, tcb_info_match, tcb_info_module, tcb_standing_advisories
 * Oracle:  no crash; whether the levels are well-formed does not depend on the platform; a platform
 *          with the highest numbers is below no level; where a standing was found, its advisories
 *          are names.
 */
#include "fuzz/fuzz.h"
#include "lib/quote/tcb_info.h"

static enum err
match(const struct tcb_info *info, uint8_t svn, uint16_t pcesvn)
{
	struct tcb_advisories names = { .count = 0 };
	uint8_t components[TCB_COMPONENT_COUNT], tee[TCB_COMPONENT_COUNT];
	const struct tcb_platform p = { components, pcesvn, info->tee == QUOTE_TDX ? tee : NULL };
	struct tcb_standing s;
	enum err e;

	memset(components, svn, sizeof(components));
	memset(tee, svn, sizeof(tee));
	e = tcb_info_match(info, &p, &s);
	assert(e == OK || e == ERR_ABSENT || e == ERR_INPUT || e == ERR_LIMIT);
	if (e == OK) {
		e = tcb_standing_advisories(&s, &names);
		assert(e == OK && s.status < TCB_STATUS_COUNT);
	}
	return e;
}

FUZZ(tcb_info, data, size)
{
	struct tcb_module module;
	struct tcb_info info;
	enum err highest, lowest, middle;

	if (tcb_info_parse((struct span){ data, size }, &info, NULL) != OK)
		return;
	highest = match(&info, UINT8_MAX, UINT16_MAX);
	middle = match(&info, 8, 13);
	lowest = match(&info, 0, 0);
	assert(highest != ERR_ABSENT);
	if (highest == OK)
		assert((middle == OK || middle == ERR_ABSENT) &&
		    (lowest == OK || lowest == ERR_ABSENT));
	else
		assert(middle == highest && lowest == highest);
	for (uint8_t version = 0; version < 8; version++) {
		const uint8_t svn[16] = { 7, version };
		const enum err e = tcb_info_module(&info, svn, &module);

		assert(e != ERR_CONFLICT || version > 0);
	}
}
