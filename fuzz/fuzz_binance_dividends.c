/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on wallet.dividends. */
#include "fuzz/binance_feed.h"

FUZZ(binance_dividends, data, size)
{
	binance_feed_fuzz("wallet.dividends", data, size);
}
