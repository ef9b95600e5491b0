/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snp_parts.h - the reports and certificates that the cases of make_snp.c are made of, each good
 * but for what its name says.
 */
#ifndef TEST_VECTORS_SNP_PARTS_H
#define TEST_VECTORS_SNP_PARTS_H

#include "test/lib/quote/snp_pki.h"

/* A report, some bits of one byte of it turned, before it is signed or after. */
struct snp_report_part {
	const char *name, *product;
	enum snp_signer signer;
	uint8_t version;
	uint16_t at;
	uint8_t flip;
	bool is_after;
};

struct snp_vek_part {
	const char *name, *product;
	enum snp_signer signer;
	void (*change)(struct snp_pki_certificate *c, struct snp_pki_vek *says); /* or NULL */
};

struct snp_certificate_part {
	const char *name, *product;
	enum snp_signer signer;
	void (*change)(struct snp_pki_certificate *c); /* or NULL */
};

/* Each ends with a name that is NULL. */
extern const struct snp_report_part snp_report_parts[];
extern const struct snp_vek_part snp_vek_parts[];
extern const struct snp_certificate_part snp_ask_parts[], snp_ark_parts[];

#endif
