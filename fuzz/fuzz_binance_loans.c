/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on margin.loans. */
#include "fuzz/binance_feed.h"

FUZZ(binance_loans, data, size)
{
	binance_feed_fuzz("margin.loans", data, size);
}
