/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on spot.fills. */
#include "fuzz/binance_feed.h"

FUZZ(binance_fills, data, size)
{
	binance_feed_fuzz("spot.fills", data, size);
}
