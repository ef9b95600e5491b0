/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/metrics/made_flow.h"

#include "test/lib/ledger/made.h"

struct equity_flow
made_flow(int64_t after_ms, const char *asset, const char *amount)
{
	struct equity_flow f = { .ts_ms = MADE_FIRST_MS + after_ms, .amount = made_number(amount) };

	(void)snprintf(f.asset, sizeof(f.asset), "%s", asset);
	return f;
}
