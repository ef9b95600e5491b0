/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on wallet.convert. */
#include "fuzz/binance_feed.h"

FUZZ(binance_convert, data, size)
{
	binance_feed_fuzz("wallet.convert", data, size);
}
