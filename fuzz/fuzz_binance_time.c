/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on spot.time. */
#include "fuzz/binance_feed.h"

FUZZ(binance_time, data, size)
{
	binance_feed_fuzz("spot.time", data, size);
}
