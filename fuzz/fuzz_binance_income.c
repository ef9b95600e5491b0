/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on linear.income. */
#include "fuzz/binance_feed.h"

FUZZ(binance_income, data, size)
{
	binance_feed_fuzz("linear.income", data, size);
}
