/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on linear.positions. */
#include "fuzz/binance_feed.h"

FUZZ(binance_positions, data, size)
{
	binance_feed_fuzz("linear.positions", data, size);
}
