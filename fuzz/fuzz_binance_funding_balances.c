/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on funding.balances. */
#include "fuzz/binance_feed.h"

FUZZ(binance_funding_balances, data, size)
{
	binance_feed_fuzz("funding.balances", data, size);
}
