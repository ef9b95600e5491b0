/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on margin.capital_flow. */
#include "fuzz/binance_feed.h"

FUZZ(binance_capital_flow, data, size)
{
	binance_feed_fuzz("margin.capital_flow", data, size);
}
