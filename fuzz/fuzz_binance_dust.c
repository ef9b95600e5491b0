/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on wallet.dust. */
#include "fuzz/binance_feed.h"

FUZZ(binance_dust, data, size)
{
	binance_feed_fuzz("wallet.dust", data, size);
}
