/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on margin.interest. */
#include "fuzz/binance_feed.h"

FUZZ(binance_interest, data, size)
{
	binance_feed_fuzz("margin.interest", data, size);
}
