/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on margin.liquidations. */
#include "fuzz/binance_feed.h"

FUZZ(binance_margin_liquidations, data, size)
{
	binance_feed_fuzz("margin.liquidations", data, size);
}
