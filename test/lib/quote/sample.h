/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sample.h - one good simulated quote, its collateral and a policy that accepts it, for tests to
 * spoil.
 *
 * It is the first case of test/vectors/quote.json.
 */
#ifndef TEST_LIB_QUOTE_SAMPLE_H
#define TEST_LIB_QUOTE_SAMPLE_H

#include "lib/quote/chain.h"
#include "lib/quote/quote.h"
#include "test/lib/quote/vector.h"

struct sample {
	struct buf quote, root_pem;
	struct vector_collateral collateral;
	struct quote_root root;
	uint8_t report_data[QUOTE_REPORT_DATA_SIZE];
	struct quote_policy policy; /* points at root and report_data */
};

/* Fill `out`, which must not move afterwards; fails the running test when it cannot. */
void sample_load(struct sample *out);

void sample_wipe(struct sample *s);

/* The certificates of its quote, in `chain`, which the caller wipes. */
void sample_chain(const struct sample *s, struct chain *chain);

/*
 * The code for this quote with the sample's collateral under its policy; checks that facts are zero
 * unless ATT_OK.
 */
enum att_code sample_verify(const struct sample *s, struct span quote);

#endif
