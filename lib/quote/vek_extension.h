/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vek_extension.h - what a VCEK or VLEK certificate says about its chip and firmware (OIDs below
 * 1.3.6.1.4.1.3704.1; AMD 57230, VCEK Certificate and KDS Interface Specification, chapter 3).
 *
 * A certificate is for one TCB version: it lists the security patch level of each part, and the
 * firmware signs only with the key of the TCB version it reports.  In which order the parts stand
 * in the eight bytes of a TCB version depends on the product: Turin has one more part, the FMC.
 *
 * Room:      lib/quote.  Calls: lib/quote/der, lib/quote/x509.
 * Promises:  every entry exactly once, none missing, none unknown.
 */
#ifndef QUOTE_VEK_EXTENSION_H
#define QUOTE_VEK_EXTENSION_H

#include "lib/quote/quote.h"
#include "lib/quote/x509.h"

enum { VEK_TCB_SIZE = 8 };

/* The two orders in which the parts of a TCB version stand. */
enum vek_layout {
	VEK_LAYOUT_MILAN, /* boot loader, TEE, four reserved, SNP, microcode: Genoa has it, too */
	VEK_LAYOUT_TURIN, /* FMC, boot loader, TEE, SNP, three reserved, microcode */
};

struct vek_extension {
	enum vek_layout layout;
	struct span product;       /* "Milan-B0": the product, and a stepping on some chips */
	uint8_t tcb[VEK_TCB_SIZE]; /* in the order of `layout`, as a report has it */
	/* One of the two: a VCEK's chip (64 bytes, Turin's 8), a VLEK's provider (text). */
	struct span chip_id, provider;
};

/* Read them from a certificate.  ERR_INPUT when they are not as above; `out` then means nothing. */
enum err vek_extension_parse(const struct certificate *c, struct vek_extension *out);

/* The parts of a report's TCB version. */
struct quote_snp_tcb vek_tcb_of(const uint8_t version[VEK_TCB_SIZE], enum vek_layout layout);

#endif
