/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/snp.h"

#include "lib/quote/refuse.h"

static const char item[] = "SEV-SNP report";

enum {
	VERSION_MIN = 2,
	VERSION_MAX = 5,
	VERSION_WITH_MITIGATIONS = 4,
	ALGORITHM_ECDSA_P384_SHA384 = 1,
	VMPL_MAX = 3,
	SIGNED_SIZE = 0x2a0,
	/* Of the signature: r and s are 72 bytes each, little-endian, then nothing. */
	FIELD_SIZE = 72,
	SIGNATURE_REST_SIZE = 512 - 2 * FIELD_SIZE,
};

/* The word at 0x48: author key present, chip key masked, which key signs. */
enum { KEYS_CHIP_KEY_MASKED = 1 << 1, KEYS_SIGNER_SHIFT = 2, KEYS_UNDEFINED = ~0x1f };

/* Bit 17 must be one; from 26 on nothing is defined. */
#define POLICY_ALWAYS (1ull << 17)
#define POLICY_UNDEFINED (~0ull << 26)
/* SMT, TSME, ECC, RAPL, ciphertext hiding, alias check, IOMMU, TIO; from 8 on nothing. */
#define PLATFORM_UNDEFINED (~0ull << 8)

static enum err
malformed(struct att_failure *failure, const char *what)
{
	return att_refuse(failure, ATT_E_SNP_REPORT, item, "%s", what);
}

static enum err
zeros(struct reader *r, size_t size)
{
	struct span bytes;

	TRY(reader_take(r, size, &bytes));
	for (size_t i = 0; i < size; i++)
		ENSURE(bytes.p[i] == 0, ERR_INPUT);
	return OK;
}

/* 0x00 to 0x07 */
static enum err
version(struct reader *r, struct snp_report *out, struct att_failure *failure)
{
	TRY(reader_u32le(r, &out->version));
	if (out->version < VERSION_MIN || out->version > VERSION_MAX)
		return att_refuse(failure, ATT_E_QUOTE_VERSION, item,
		    "version %u; this program reads %d to %d", out->version, VERSION_MIN,
		    VERSION_MAX);
	return reader_u32le(r, &out->guest_svn);
}

/* 0x08 to 0x37 */
static enum err
guest(struct reader *r, struct snp_report *out, struct att_failure *failure)
{
	struct span skipped;
	uint32_t algorithm;

	TRY(reader_u64le(r, &out->policy));
	if ((out->policy & POLICY_ALWAYS) == 0 || (out->policy & POLICY_UNDEFINED) != 0)
		return malformed(failure, "its guest policy has bits that nobody has defined");
	TRY(reader_take(r, 32, &skipped)); /* family and image id */
	TRY(reader_u32le(r, &out->vmpl));
	if (out->vmpl > VMPL_MAX)
		return malformed(failure, "its VMPL is not 0 to 3");
	TRY(reader_u32le(r, &algorithm));
	if (algorithm != ALGORITHM_ECDSA_P384_SHA384)
		return att_refuse(failure, ATT_E_AK_TYPE, item,
		    "signature algorithm %u, not 1 (ECDSA P-384)", algorithm);
	return OK;
}

/* 0x38 to 0x4f */
static enum err
platform(struct reader *r, struct snp_report *out, struct att_failure *failure)
{
	uint32_t keys, signer;

	TRY(reader_take(r, SNP_TCB_SIZE, &out->current_tcb));
	TRY(reader_u64le(r, &out->platform_info));
	if ((out->platform_info & PLATFORM_UNDEFINED) != 0)
		return malformed(failure, "its platform info has bits that nobody has defined");
	TRY(reader_u32le(r, &keys));
	signer = keys >> KEYS_SIGNER_SHIFT;
	if ((keys & (uint32_t)KEYS_UNDEFINED) != 0 || (keys & KEYS_CHIP_KEY_MASKED) != 0 ||
	    signer > SNP_VLEK)
		return malformed(failure, "it is signed by neither a VCEK nor a VLEK");
	out->signer = (enum snp_signer)signer;
	return zeros(r, 4);
}

/* 0x50 to 0x17f */
static enum err
contents(struct reader *r, struct snp_report *out)
{
	struct span skipped;

	TRY(reader_take(r, 64, &out->report_data));
	TRY(reader_take(r, SNP_MEASUREMENT_SIZE, &out->measurement));
	TRY(reader_take(r, SNP_HOST_DATA_SIZE, &out->host_data));
	return reader_take(r, 160, &skipped); /* digests of ID and author key, report ids */
}

/* 0x180 to 0x1df */
static enum err
chip(struct reader *r, struct snp_report *out)
{
	TRY(reader_take(r, SNP_TCB_SIZE, &out->reported_tcb));
	if (out->version >= SNP_VERSION_WITH_CPUID) {
		TRY(reader_u8(r, &out->cpu_family));
		TRY(reader_u8(r, &out->cpu_model));
		TRY(reader_u8(r, &out->cpu_stepping));
	} else {
		TRY(zeros(r, 3));
	}
	TRY(zeros(r, 21));
	return reader_take(r, SNP_CHIP_ID_SIZE, &out->chip_id);
}

/* 0x1e0 to 0x29f */
static enum err
firmware(struct reader *r, struct snp_report *out)
{
	struct span skipped;

	TRY(reader_take(r, SNP_TCB_SIZE, &out->committed_tcb));
	TRY(reader_take(r, 3, &skipped)); /* the current version */
	TRY(zeros(r, 1));
	TRY(reader_take(r, 3, &skipped)); /* the committed one */
	TRY(zeros(r, 1));
	TRY(reader_take(r, SNP_TCB_SIZE, &out->launch_tcb));
	if (out->version >= VERSION_WITH_MITIGATIONS)
		TRY(reader_take(r, 16, &skipped));
	else
		TRY(zeros(r, 16));
	return zeros(r, 152);
}

/* One number of the signature, turned round. */
static enum err
number(struct reader *r, uint8_t *out)
{
	struct span bytes;

	TRY(reader_take(r, SNP_NUMBER_SIZE, &bytes));
	for (size_t i = 0; i < SNP_NUMBER_SIZE; i++)
		out[SNP_NUMBER_SIZE - 1 - i] = bytes.p[i];
	return zeros(r, FIELD_SIZE - SNP_NUMBER_SIZE);
}

static enum err
layout(struct span bytes, struct snp_report *out, struct att_failure *failure)
{
	struct reader r = reader_over(bytes);

	TRY(version(&r, out, failure));
	TRY(guest(&r, out, failure));
	TRY(platform(&r, out, failure));
	TRY(contents(&r, out));
	TRY(chip(&r, out));
	TRY(firmware(&r, out));
	out->signed_part = span_first(bytes, SIGNED_SIZE);
	TRY(number(&r, out->signature));
	TRY(number(&r, out->signature + SNP_NUMBER_SIZE));
	TRY(zeros(&r, SIGNATURE_REST_SIZE));
	return reader_end(&r);
}

enum err
snp_parse(struct span bytes, struct snp_report *out, struct att_failure *failure)
{
	*out = (struct snp_report){ .version = 0 };
	if (bytes.size < SNP_REPORT_SIZE)
		return att_refuse(failure, ATT_E_QUOTE_TRUNCATED, item,
		    "it ends after %zu of %d bytes", bytes.size, SNP_REPORT_SIZE);
	if (bytes.size > SNP_REPORT_SIZE)
		return att_refuse(failure, ATT_E_QUOTE_SIZE, item, "%zu bytes, not %d", bytes.size,
		    SNP_REPORT_SIZE);
	if (layout(bytes, out, failure) != OK)
		return malformed(failure, "bytes that its version reserves are not zero");
	return OK;
}
