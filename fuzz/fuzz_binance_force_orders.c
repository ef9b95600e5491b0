/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on linear.liquidations. */
#include "fuzz/binance_feed.h"

FUZZ(binance_force_orders, data, size)
{
	binance_feed_fuzz("linear.liquidations", data, size);
}
