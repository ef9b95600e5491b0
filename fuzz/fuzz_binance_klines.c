/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on spot.marks. */
#include "fuzz/binance_feed.h"

FUZZ(binance_klines, data, size)
{
	binance_feed_fuzz("spot.marks", data, size);
}
