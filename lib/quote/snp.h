/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snp.h - the layout of an SEV-SNP attestation report, 1184 bytes, versions 2 to 5
 * (AMD 56860, SEV Secure Nested Paging Firmware ABI Specification, "ATTESTATION_REPORT").
 *
 * A report is what a guest's firmware signs: which guest this is (measurement, policy), on which
 * chip and firmware (chip id, TCB versions), and 64 bytes of the guest's own.  Everything here is
 * read and believed by nobody yet: snp_chain.h tells whose signature it is.
 *
 * Room:      lib/quote.  Calls: lib/base.
 * Promises:  every byte has a meaning: what the version reserves is zero, bits nobody has defined
 *            are refused.
 */
#ifndef QUOTE_SNP_H
#define QUOTE_SNP_H

#include "lib/base/bytes.h"
#include "lib/quote/att_error.h"

enum {
	SNP_REPORT_SIZE = 1184,
	SNP_TCB_SIZE = 8,
	SNP_CHIP_ID_SIZE = 64,
	SNP_MEASUREMENT_SIZE = 48,
	SNP_HOST_DATA_SIZE = 32,
	SNP_NUMBER_SIZE = 48, /* r and s, and the coordinates of the key */
	SNP_VERSION_WITH_CPUID = 3,
};

/* Whose key signed: the chip's own, or one that AMD lends to a cloud provider. */
enum snp_signer { SNP_VCEK, SNP_VLEK };

/* Bits of `policy`, what the guest's owner allows the host. */
#define SNP_POLICY_MIGRATE_MA (1ull << 18)
#define SNP_POLICY_DEBUG (1ull << 19)

/* Views into the report. */
struct snp_report {
	uint32_t version, guest_svn, vmpl;
	uint64_t policy, platform_info;
	enum snp_signer signer;
	struct span report_data, measurement, host_data, chip_id;
	/* TCB versions, 8 bytes each; which byte is which part depends on the product. */
	struct span current_tcb, reported_tcb, committed_tcb, launch_tcb;
	uint8_t cpu_family, cpu_model, cpu_stepping; /* zero in version 2 */
	struct span signed_part;                     /* 672 bytes */
	uint8_t signature[2 * SNP_NUMBER_SIZE];      /* r, s, big-endian as p384_verify() wants */
};

/*
 * Read a report.  ERR_REFUSED with `failure` filled: ATT_E_QUOTE_TRUNCATED, ATT_E_QUOTE_SIZE,
 * ATT_E_QUOTE_VERSION, ATT_E_AK_TYPE, ATT_E_SNP_REPORT.  `out` then means nothing.
 */
enum err snp_parse(struct span bytes, struct snp_report *out, struct att_failure *failure);

#endif
