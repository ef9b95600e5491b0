/* SPDX-License-Identifier: Apache-2.0 */
/*
 * binance_feed.h - what every fuzz target of the Binance connector does: give the bytes to one feed
 * and hold each row to what its header promises.
 */
#ifndef FUZZ_BINANCE_FEED_H
#define FUZZ_BINANCE_FEED_H

#include "fuzz/fuzz.h"

/* Parse as the answer of this feed.  The question is about BTCUSDT, from id 5, time 0. */
void binance_feed_fuzz(const char *feed, const uint8_t *data, size_t size);

#endif
