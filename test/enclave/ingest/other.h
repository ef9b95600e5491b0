/* SPDX-License-Identifier: Apache-2.0 */
/*
 * other.h - a connector to an exchange that there is not, of the kinds that Binance is not.
 *
 * One wallet for everything; fills of all markets in windows whose pages have cursors, newest first
 * (Bybit); a ledger by cursor alone (OKX's bills, Coinbase); one request of a key at a time,
 * POSTed, with a nonce that rises (Kraken); a counter that drains.  Its answers are lines of words,
 * because what is shown is the interface and not a parser.
 */
#ifndef TEST_ENCLAVE_INGEST_OTHER_H
#define TEST_ENCLAVE_INGEST_OTHER_H

#include "lib/exchange/exchange.h"

extern const struct exchange exchange_other;

#endif
