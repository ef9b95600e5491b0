/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Target:  qe_identity_parse, qe_identity_mismatch, tcb_level_by_isvsvn
 * Oracle:  no crash; whether the levels are well-formed does not depend on the enclave; the highest
 *          SVN is below no level; a report made after the identity matches it, and with DEBUG set
 *          none does.
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/quote/qe_identity.h"

static void
check_match(const struct qe_identity *id)
{
	struct quote_report r = { .miscselect = SPAN_OF(id->miscselect),
		.attributes = SPAN_OF(id->attributes),
		.mrsigner = SPAN_OF(id->mrsigner),
		.isvprodid = (uint16_t)id->isvprodid };
	bool is_possible = true;

	for (size_t i = 0; i < sizeof(id->attributes); i++)
		is_possible = is_possible && (id->attributes[i] & ~id->attributes_mask[i]) == 0;
	for (size_t i = 0; i < sizeof(id->miscselect); i++)
		is_possible = is_possible && (id->miscselect[i] & ~id->miscselect_mask[i]) == 0;
	assert((qe_identity_mismatch(id, &r) == NULL) == is_possible);
	r.flags = 2;
	assert(qe_identity_mismatch(id, &r) != NULL);
}

FUZZ(qe_identity, data, size)
{
	struct tcb_standing s;
	struct qe_identity id;
	enum err highest, lowest;

	if (qe_identity_parse((struct span){ data, size }, &id, NULL) != OK)
		return;
	check_match(&id);
	highest = tcb_level_by_isvsvn(id.levels, UINT16_MAX, &s);
	lowest = tcb_level_by_isvsvn(id.levels, 0, &s);
	assert(highest != ERR_ABSENT);
	assert(highest == OK ? lowest == OK || lowest == ERR_ABSENT : lowest == highest);
}
