/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on linear.balances. */
#include "fuzz/binance_feed.h"

FUZZ(binance_futures_balances, data, size)
{
	binance_feed_fuzz("linear.balances", data, size);
}
