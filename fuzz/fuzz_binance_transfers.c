/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on wallet.transfers. */
#include "fuzz/binance_feed.h"

FUZZ(binance_transfers, data, size)
{
	binance_feed_fuzz("wallet.transfers", data, size);
}
