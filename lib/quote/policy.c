/* SPDX-License-Identifier: Apache-2.0 */
/* What is demanded of evidence that is genuine. */
#include "lib/quote/quote.h"

void
quote_policy_default(const struct quote_root *root, struct quote_policy *out)
{
	*out = (struct quote_policy){
		.root = root,
		.statuses =
		    TCB_STATUS_BIT(TCB_UP_TO_DATE) | TCB_STATUS_BIT(TCB_SW_HARDENING_NEEDED),
		.min_evaluation_number = QUOTE_EVALUATION_NUMBER_DEFAULT,
		.collateral_age_days_max = QUOTE_COLLATERAL_AGE_DAYS_DEFAULT,
	};
}

enum err
quote_policy_allow(struct quote_policy *p, const uint8_t mrenclave[QUOTE_MEASUREMENT_SIZE])
{
	struct quote_identity *next;

	ENSURE(p->identity_count < QUOTE_ALLOWED_MAX, ERR_LIMIT);
	next = &p->identities[p->identity_count++];
	*next = (struct quote_identity){ .tee = QUOTE_SGX, .has_mrenclave = true };
	memcpy(next->mrenclave, mrenclave, sizeof(next->mrenclave));
	return OK;
}
