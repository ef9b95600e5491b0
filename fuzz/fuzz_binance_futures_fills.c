/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on linear.fills. */
#include "fuzz/binance_feed.h"

FUZZ(binance_futures_fills, data, size)
{
	binance_feed_fuzz("linear.fills", data, size);
}
