/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on spot.instruments. */
#include "fuzz/binance_feed.h"

FUZZ(binance_instruments, data, size)
{
	binance_feed_fuzz("spot.instruments", data, size);
}
