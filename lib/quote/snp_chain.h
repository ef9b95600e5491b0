/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snp_chain.h - the certificates behind an SEV-SNP report, from the key that signed it to AMD's
 * root: steps B1 to B8.
 *
 * Three of them, one product's: the VEK (the chip's VCEK, or the VLEK of a cloud provider), the
 * intermediate that issued it (ASK, or ASVK), and AMD's root key for the product (ARK).
 *
 * Room:      lib/quote, private to it.
 */
#ifndef QUOTE_SNP_CHAIN_H
#define QUOTE_SNP_CHAIN_H

#include "lib/quote/quote.h"
#include "lib/quote/snp.h"
#include "lib/quote/validity.h"
#include "lib/quote/vek_extension.h"

/* A line of AMD's processors, each with a root of its own. */
struct snp_product {
	const char *name;
	uint8_t cpu_family; /* as CPUID has it */
	enum vek_layout layout;
	uint8_t ark_sha256[SHA256_SIZE]; /* of the root key's SubjectPublicKeyInfo */
};

struct snp_chain {
	struct buf ask_der, ark_der; /* what the two are views of */
	struct certificate vek, ask, ark;
	enum snp_signer signer;
	const struct snp_product *product;
	uint8_t ark_sha256[SHA256_SIZE];
};

void snp_chain_wipe(struct snp_chain *c);

/*
 * B1, B2: three certificates of AMD's profile, each issued by the next, named as those of one
 * product and one kind of signer.  ATT_E_CERT_FORMAT, ATT_E_CHAIN_LINK, ATT_E_CHAIN_CN.  Fills
 * `out` (views into `collateral`, too); wipe it in any case.
 */
enum err snp_chain_parse(
    const struct collateral *collateral, struct snp_chain *out, struct att_failure *failure);

/*
 * B3: the ARK's key is AMD's for this product; under a given root it is that one.  A simulated root
 * admits nothing: there is no simulated SEV-SNP.  ATT_E_ROOT_UNTRUSTED.
 */
enum err snp_chain_check_anchor(
    const struct snp_chain *c, const struct quote_root *root, struct att_failure *failure);

/*
 * B4: each signed by the next, the ARK by itself; then what each may be used for.
 * ATT_E_CHAIN_SIGNATURE, ATT_E_CHAIN_CONSTRAINT.
 */
enum err snp_chain_check_signatures(const struct snp_chain *c, struct att_failure *failure);

/* B5: all three valid.  ATT_E_CERT_NOT_YET_VALID, ATT_E_CERT_EXPIRED. */
enum err snp_chain_check_dates(
    const struct snp_chain *c, struct validity *validity, struct att_failure *failure);

/* B8: the VEK's extensions, and that they are of this product.  ATT_E_VEK_EXTENSION. */
enum err snp_chain_read_vek(
    const struct snp_chain *c, struct vek_extension *out, struct att_failure *failure);

/* Is this AMD's root key for some product, by the SHA-256 of its SubjectPublicKeyInfo? */
bool snp_chain_is_pinned(const uint8_t ark_sha256[SHA256_SIZE]);

/*
 * A root for quote_check(): one PEM certificate of an ARK, signed by itself.  Its pin into
 * `ark_sha256`.  ERR_INPUT when it is none.
 */
enum err snp_chain_root_parse(struct span pem, uint8_t ark_sha256[SHA256_SIZE]);

#endif
