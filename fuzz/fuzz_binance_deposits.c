/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on wallet.deposits. */
#include "fuzz/binance_feed.h"

FUZZ(binance_deposits, data, size)
{
	binance_feed_fuzz("wallet.deposits", data, size);
}
