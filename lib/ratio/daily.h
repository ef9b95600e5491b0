/* SPDX-License-Identifier: Apache-2.0 */
/*
 * daily.h - the ratios of an account's days, and how much of their growth little capital made.
 *
 * Room:      lib/ratio.  Calls: lib/decimal, lib/base.
 */
#ifndef RATIO_DAILY_H
#define RATIO_DAILY_H

#include "lib/ratio/ratios.h"
#include "lib/ratio/returns.h"

struct daily {
	struct ratios ratios; /* of the days with a return, 365 of them to a year */
	/*
	 * Which share of the total growth (as a logarithm) was earned on days that began with less
	 * than a tenth of the median capital: a way to dress up a TWR.
	 */
	struct known low_capital_share;
};

/* Of `days`, which returns_of() made of `ask`.  ERR_NOMEM. */
enum err daily_of(const struct returns_ask *ask, const struct returns_day *days, struct daily *out);

#endif
