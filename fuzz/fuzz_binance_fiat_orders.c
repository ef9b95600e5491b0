/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on wallet.fiat_orders. */
#include "fuzz/binance_feed.h"

FUZZ(binance_fiat_orders, data, size)
{
	binance_feed_fuzz("wallet.fiat_orders", data, size);
}
