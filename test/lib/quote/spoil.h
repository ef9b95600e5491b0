/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spoil.h - good evidence with one bit flipped, over and over.
 */
#ifndef TEST_LIB_QUOTE_SPOIL_H
#define TEST_LIB_QUOTE_SPOIL_H

#include "lib/quote/quote.h"

/*
 * Flip bits of the quote, then of every item of the collateral, and fail the test when one that is
 * not on the list in spoil.c is accepted, or one that is on it is refused.  Some bits, in the loop
 * people wait for; with PERF_AGGREGATOR_EVERY_BIT set, all.
 */
void spoil_quote(
    struct buf *quote, const struct collateral *collateral, const struct quote_policy *policy);
void spoil_collateral(
    struct span quote, const struct collateral *collateral, const struct quote_policy *policy);

#endif
