/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on spot.balances. */
#include "fuzz/binance_feed.h"

FUZZ(binance_balances, data, size)
{
	binance_feed_fuzz("spot.balances", data, size);
}
