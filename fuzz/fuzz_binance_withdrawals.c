/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on wallet.withdrawals. */
#include "fuzz/binance_feed.h"

FUZZ(binance_withdrawals, data, size)
{
	binance_feed_fuzz("wallet.withdrawals", data, size);
}
