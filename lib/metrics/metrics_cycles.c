/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/metrics_cycles.h"

static struct metrics_ratio
unknown(enum metrics_reason reason)
{
	return (struct metrics_ratio){ reason, { 0 } };
}

/* (a / a_count) / (b / b_count), 0 < b and all counts; one rounding unless b * a_count is huge. */
static struct metrics_ratio
mean_over_mean(struct decimal a, uint64_t a_count, struct decimal b, uint64_t b_count)
{
	struct metrics_ratio r = { METRICS_KNOWN, { 0 } };
	static const __int128 most = (__int128)1 << 94; /* times a count it fits */
	const struct decimal count = { (__int128)a_count };
	struct decimal divisor = b;

	if (b.e18 < most) {
		divisor.e18 *= count.e18;
	} else if (decimal_muldiv(a, (struct decimal){ 1 }, count, &a) != OK) {
		return unknown(METRICS_OUT_OF_RANGE); /* never: a quotient */
	}
	if (decimal_muldiv(a, decimal_of((int64_t)b_count), divisor, &r.value) != OK)
		return unknown(METRICS_OUT_OF_RANGE);
	return r;
}

static struct metrics_ratio
mean(struct decimal sum, uint64_t count)
{
	struct metrics_ratio r = { METRICS_KNOWN, { 0 } };

	if (decimal_muldiv(
		sum, (struct decimal){ 1 }, (struct decimal){ (__int128)count }, &r.value) != OK)
		return unknown(METRICS_OUT_OF_RANGE);
	return r;
}

struct metrics_cycles
metrics_cycles_of(const struct ledger_cycles *c)
{
	const struct metrics_ratio no_loss = unknown(METRICS_NO_LOSS);
	struct metrics_cycles m = { no_loss, no_loss, no_loss, no_loss, no_loss };
	struct decimal sum;

	if (c->count == 0) {
		const struct metrics_ratio none = unknown(METRICS_NO_ROUND_TRIPS);

		return (struct metrics_cycles){ none, none, none, none, none };
	}
	sum.e18 = c->profit.e18 - c->loss.e18; /* both >= 0 */
	m.win_rate = mean(decimal_of((int64_t)c->wins), c->count);
	m.expectancy = mean(sum, c->count);
	if (c->losses == 0)
		return m;
	m.profit_factor = mean_over_mean(c->profit, 1, c->loss, 1);
	m.payoff = c->wins == 0 ? unknown(METRICS_NO_WIN)
				: mean_over_mean(c->profit, c->wins, c->loss, c->losses);
	m.expectancy_r = mean_over_mean(sum, c->count, c->loss, c->losses);
	return m;
}
