/* SPDX-License-Identifier: Apache-2.0 */
/*
 * platform.h - one simulated platform for all tests that need quotes: its keys take a while.
 */
#ifndef TEST_ENCLAVE_ATTEST_PLATFORM_H
#define TEST_ENCLAVE_ATTEST_PLATFORM_H

#include "enclave/attest/attest.h"
#include "lib/quote/quote.h"

/* Its provider, open until the tests end, and what to call it with. */
const struct attest_provider *platform_provider(void);
void *platform_self(void);

/* Its root, and the measurement of its quotes. */
const struct quote_root *platform_root(void);
const uint8_t *platform_measurement(void);

/* Append a quote. */
void platform_quote(const uint8_t report_data[ATTEST_REPORT_DATA_SIZE], struct buf *out);

/* The collateral of that moment, with views into `store`, which may grow to its largest. */
void platform_collateral(int64_t now_ms, struct buf *store, struct collateral *out);

#endif
