/* SPDX-License-Identifier: Apache-2.0 */
/* Made flows, for the tests of equity. */
#ifndef TEST_METRICS_MADE_FLOW_H
#define TEST_METRICS_MADE_FLOW_H

#include "lib/metrics/equity.h"

#define DAY_MS INT64_C(86400000)

/* So much of an asset that came in, or with a minus went out, that long after MADE_FIRST_MS. */
struct equity_flow made_flow(int64_t after_ms, const char *asset, const char *amount);

#endif
