/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/known.h"

#include <math.h>

#include "test/check.h"
#include "test/lib/ratio/series.h"

TEST(known_values_are_finite_or_have_a_reason)
{
	CHECK_KNOWN(known_value(0), 0);
	CHECK_KNOWN(known_value(-1.5), -1.5);
	CHECK_NOT(known_value(INFINITY), KNOWN_OUT_OF_RANGE);
	CHECK_NOT(known_value(-INFINITY), KNOWN_OUT_OF_RANGE);
	CHECK_NOT(known_value(NAN), KNOWN_OUT_OF_RANGE);
	CHECK_NOT(known_not(KNOWN_NO_LOSS), KNOWN_NO_LOSS);
	CHECK(known_value(NAN).value == 0);
}

TEST(known_quotients_say_why_not)
{
	CHECK_KNOWN(known_quotient(1, 4, KNOWN_NO_LOSS), 0.25);
	CHECK_NOT(known_quotient(1, 0, KNOWN_NO_LOSS), KNOWN_NO_LOSS);
	CHECK_NOT(known_quotient(0, -0.0, KNOWN_NO_LOSS), KNOWN_NO_LOSS);
	CHECK_NOT(known_quotient(1e300, 1e-300, KNOWN_NO_LOSS), KNOWN_OUT_OF_RANGE);
	CHECK_KNOWN(known_times(known_value(0.25), 100), 25);
	CHECK_NOT(known_times(known_not(KNOWN_TOO_FEW), 100), KNOWN_TOO_FEW);
}

TEST(known_reasons_have_names)
{
	CHECK_TEXT(known_why_name(KNOWN), "");
	CHECK_TEXT(known_why_name(KNOWN_TOO_FEW), "insufficient_observations");
	CHECK_TEXT(known_why_name(KNOWN_OUT_OF_RANGE), "out_of_range");
	CHECK_TEXT(known_why_name(KNOWN_WHY_COUNT), "unknown");
}
