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

/* What a certificate is for. */
enum kind_role { KIND_ROOT, KIND_CA, KIND_PCK, KIND_TCB_SIGNER, KIND_ROLE_COUNT };

struct kind {
	bool is_simulated;
	const char *organisation;
	const char *names[KIND_ROLE_COUNT]; /* common names */
	const char *other_ca;               /* another name of KIND_CA, or NULL */
	uint8_t vendor[KIND_VENDOR_SIZE];
};

extern const struct kind kind_intel, kind_simulated;

/* The one FMSPC simulated platforms have: "SIM" and three zeros. */
extern const uint8_t kind_simulated_fmspc[KIND_FMSPC_SIZE];

/* The kind this root admits. */
const struct kind *kind_of_root(const struct quote_root *root);

/* The kind whose quoting enclave has this vendor id; NULL when nobody's has. */
const struct kind *kind_of_vendor(struct span vendor);

/* Does this certificate bear the name that kind's certificates of this role have? */
bool kind_names(const struct kind *kind, enum kind_role role, const struct certificate *c);

/* The kind whose names all of these bear, each in its role; NULL when there is none. */
const struct kind *kind_of_chain(
    const struct certificate *certificates, const enum kind_role *roles, size_t count);

#endif
