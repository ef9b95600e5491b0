/* SPDX-License-Identifier: Apache-2.0 */
/* Oracle: binance_feed.h, on key.permissions. */
#include "fuzz/binance_feed.h"

FUZZ(binance_permissions, data, size)
{
	binance_feed_fuzz("key.permissions", data, size);
}
