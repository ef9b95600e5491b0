/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on wallet.fiat_payments. */
#include "fuzz/binance_feed.h"

FUZZ(binance_fiat_payments, data, size)
{
	binance_feed_fuzz("wallet.fiat_payments", data, size);
}
