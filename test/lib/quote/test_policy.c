/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/quote.h"
#include "test/check.h"

TEST(the_default_policy_allows_nobody_and_two_statuses)
{
	struct quote_policy p;

	memset(&p, 0xff, sizeof(p));
	quote_policy_default(quote_root_intel(), &p);
	CHECK(p.root == quote_root_intel());
	CHECK_INT(p.identity_count, 0);
	CHECK_INT(p.statuses, 3);
	CHECK_INT(p.advisories.count, 0);
	CHECK_INT(p.min_evaluation_number, 21);
	CHECK_INT(p.collateral_age_days_max, 30);
	CHECK_INT(p.platform_count, 0);
	CHECK(p.skew_ms == 0 && p.report_data == NULL);
}
