/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kind.h - the two kinds of evidence, Intel's and simulated, and what tells them apart.
 *
 * A root admits its own kind only: names, organisation and quoting enclave vendor of simulated
 * evidence are never Intel's, and nothing has some of both.
 *
 * Room:      lib/quote, private to it (the simulated provider takes its names from here).
 */
#ifndef QUOTE_KIND_H
#define QUOTE_KIND_H

#include "lib/quote/quote.h"
#include "lib/quote/x509.h"

enum { KIND_VENDOR_SIZE = 16, KIND_FMSPC_SIZE = 6 };

struct kind {
	bool is_simulated;
	const char *organisation;
	const char *root_name, *ca_names[2], *pck_name; /* common names; ca_names[1] may be NULL */
	uint8_t vendor[KIND_VENDOR_SIZE];
};

extern const struct kind kind_intel, kind_simulated;

/* The one FMSPC simulated platforms have: "SIM" and three zeros. */
extern const uint8_t kind_simulated_fmspc[KIND_FMSPC_SIZE];

/* The kind this root admits. */
const struct kind *kind_of_root(const struct quote_root *root);

/* The kind whose quoting enclave has this vendor id; NULL when nobody's has. */
const struct kind *kind_of_vendor(struct span vendor);

/* The kind whose names these three subjects bear; NULL when they are not all of one kind. */
const struct kind *kind_of_chain(
    const struct certificate *pck, const struct certificate *ca, const struct certificate *root);

/* Does this certificate bear the names of that kind's root? */
bool kind_names_root(const struct kind *kind, const struct certificate *root);

#endif
