/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on margin.balances. */
#include "fuzz/binance_feed.h"

FUZZ(binance_margin_balances, data, size)
{
	binance_feed_fuzz("margin.balances", data, size);
}
