/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vector.h - test/vectors/quote.json, the file the SDKs run too.
 */
#ifndef TEST_LIB_QUOTE_VECTOR_H
#define TEST_LIB_QUOTE_VECTOR_H

#include "lib/quote/quote.h"

struct vector_file {
	char *text;                            /* what the views are of */
	struct span roots, cases, collaterals; /* JSON */
	struct span quote;                     /* base64: of the cases that have none */
};

/* One case, as it stands there. */
struct vector {
	struct span name, root, at, report_data, code, quote, collateral; /* texts */
	struct span measurements, policy, facts;                          /* JSON, or empty */
	int64_t skew_ms;
};

void vector_file_load(struct vector_file *f);
void vector_file_wipe(struct vector_file *f);

/* Run every case. */
void vector_each(
    const struct vector_file *f, void (*run)(const struct vector_file *f, const struct vector *v));

/* The first one: good evidence. */
void vector_first(const struct vector_file *f, struct vector *out);

/* A root by its name in the file, or "intel". */
void vector_root(const struct vector_file *f, struct span name, struct quote_root *out);

/* Append the PEM of a root that is in the file. */
void vector_root_pem(const struct vector_file *f, struct span name, struct buf *out);

/* A collateral of the file: the good one's items where the named one does not replace them. */
struct vector_collateral {
	struct buf store, changes;
	struct collateral items; /* views into them */
};

/* As collateral_parse(), for the collateral of this name; wipe `out` in any case. */
enum err vector_collateral(
    const struct vector_file *f, struct span name, struct vector_collateral *out);
void vector_collateral_wipe(struct vector_collateral *c);

/* Append the case's quote. */
void vector_quote(const struct vector_file *f, const struct vector *v, struct buf *out);

/* What the case demands; `root` and `report_data` (64 bytes) are filled and pointed at. */
void vector_policy(const struct vector_file *f, const struct vector *v, struct quote_root *root,
    uint8_t *report_data, struct quote_policy *out);

#endif
