/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snp_pki.h - SEV-SNP evidence of our own, for tests to spoil: what AMD's hardware and services
 * make, under keys that guard nothing (amd_keys.h).
 *
 * Everything starts from a plan that is good; change a member, then make it.
 */
#ifndef TEST_LIB_QUOTE_SNP_PKI_H
#define TEST_LIB_QUOTE_SNP_PKI_H

#include "lib/quote/quote.h"
#include "lib/quote/snp.h"
#include "test/lib/crypto/amd_keys.h"

enum { SNP_PKI_SIZE_MAX = 4096, SNP_PKI_PART_COUNT = 10 };

struct snp_pki_certificate {
	const char *subject, *issuer, *organisation; /* common names; the organisation of both */
	const char *from, *until;                    /* UTCTime */
	bool is_p384, is_ca, has_constraints;
	enum amd_rsa key, signer;
	bool is_der;           /* the signature's algorithm without the trailer field */
	int salt_size;         /* 48, or another algorithm than it says */
	int path_length;       /* X509_PATH_LENGTH_NONE */
	struct span key_usage; /* the whole BIT STRING; empty: none */
	struct span more;      /* more extensions, DER one after the other */
};

/* What a VEK certificate says in AMD's extensions; a level below zero is left out. */
struct snp_pki_vek {
	int struct_version;
	const char *product, *provider; /* NULL: none */
	int levels[SNP_PKI_PART_COUNT]; /* by the number that ends the OID: 1 boot loader, ... */
	struct span chip_id;            /* empty: none */
};

/* Good ones of a product, "Milan", "Genoa" or "Turin"; `signer` VCEK or VLEK. */
struct snp_pki_certificate snp_pki_ark(const char *product);
struct snp_pki_certificate snp_pki_ask(const char *product, enum snp_signer signer);
struct snp_pki_certificate snp_pki_vek(const char *product, enum snp_signer signer);
struct snp_pki_vek snp_pki_vek_says(const char *product, enum snp_signer signer);

/* Append the extensions, for `more`; the certificate as DER; the same as PEM. */
void snp_pki_write_vek(const struct snp_pki_vek *says, struct buf *out);
void snp_pki_write(const struct snp_pki_certificate *plan, struct buf *out);
void snp_pki_write_pem(const struct snp_pki_certificate *plan, struct buf *out);

/* A good report that goes with them, not signed yet; the signature. */
void snp_pki_report(
    const char *product, enum snp_signer signer, uint8_t version, uint8_t out[SNP_REPORT_SIZE]);
void snp_pki_sign(uint8_t report[SNP_REPORT_SIZE]);

#endif
