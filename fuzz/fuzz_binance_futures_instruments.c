/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on inverse.instruments. */
#include "fuzz/binance_feed.h"

FUZZ(binance_futures_instruments, data, size)
{
	binance_feed_fuzz("inverse.instruments", data, size);
}
