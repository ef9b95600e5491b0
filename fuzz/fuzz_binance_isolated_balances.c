/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on isolated.balances. */
#include "fuzz/binance_feed.h"

FUZZ(binance_isolated_balances, data, size)
{
	binance_feed_fuzz("isolated.balances", data, size);
}
