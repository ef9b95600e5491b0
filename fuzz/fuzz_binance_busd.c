/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on wallet.busd_convert. */
#include "fuzz/binance_feed.h"

FUZZ(binance_busd, data, size)
{
	binance_feed_fuzz("wallet.busd_convert", data, size);
}
