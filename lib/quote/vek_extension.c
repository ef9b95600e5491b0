/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/vek_extension.h"

#include "lib/quote/der.h"
#include "lib/quote/x509_field.h"

/* 1.3.6.1.4.1.3704.1; an entry's OID is this and one number more, a patch level's two (3, n). */
static const uint8_t oid_amd[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01 };

enum { STRUCT_VERSION = 1, PRODUCT = 2, PATCH_LEVELS = 3, CHIP_ID = 4, PROVIDER = 5 };
enum { BOOTLOADER = 1, TEE = 2, SNP = 3, MICROCODE = 8, FMC = 9, PART_COUNT = 10 };
enum { CHIP_ID_SIZE = 64, CHIP_ID_SIZE_TURIN = 8, DER_IA5_STRING = 0x16 };

/* Which part each byte of a TCB version is: the number that ends its OID. */
static const uint8_t layouts[][VEK_TCB_SIZE] = {
	[VEK_LAYOUT_MILAN] = { BOOTLOADER, TEE, 4, 5, 6, 7, SNP, MICROCODE },
	[VEK_LAYOUT_TURIN] = { FMC, BOOTLOADER, TEE, SNP, 5, 6, 7, MICROCODE },
};

/* What has been read so far; a level is -1 until its entry comes. */
struct found {
	int struct_version;
	int levels[PART_COUNT];
};

static enum err
small_number(struct span value, int *out)
{
	struct reader r = reader_over(value);
	uint32_t v;

	TRY(der_number(&r, DER_INTEGER, UINT8_MAX, &v));
	*out = (int)v;
	return reader_end(&r);
}

static enum err
text(struct span value, struct span *out)
{
	struct reader r = reader_over(value);

	TRY(der_take(&r, DER_IA5_STRING, out));
	ENSURE(out->size > 0, ERR_INPUT);
	return reader_end(&r);
}

/* `numbers` is what follows AMD's OID.  No entry comes twice: x509_extensions_next() sees to that.
 */
static enum err
entry(struct span numbers, struct span value, struct found *found, struct vek_extension *out)
{
	if (numbers.size == 2) {
		ENSURE(numbers.p[0] == PATCH_LEVELS, ERR_INPUT);
		ENSURE(numbers.p[1] >= 1 && numbers.p[1] < PART_COUNT, ERR_INPUT);
		return small_number(value, &found->levels[numbers.p[1]]);
	}
	ENSURE(numbers.size == 1, ERR_INPUT);
	switch (numbers.p[0]) {
	case STRUCT_VERSION:
		return small_number(value, &found->struct_version);
	case PRODUCT:
		return text(value, &out->product);
	case CHIP_ID:
		out->chip_id = value;
		return OK;
	case PROVIDER:
		return text(value, &out->provider);
	default:
		return ERR_INPUT;
	}
}

static enum err
entries(const struct certificate *c, struct found *found, struct vek_extension *out)
{
	struct reader r = reader_over(c->extensions);
	struct x509_extensions list;
	struct x509_extension next;
	bool more;

	TRY(x509_extensions_enter(&r, &list));
	for (;;) {
		TRY(x509_extensions_next(&list, &next, &more));
		if (!more)
			return OK;
		if (span_equal(span_first(next.oid, sizeof(oid_amd)), SPAN_OF(oid_amd)))
			TRY(entry(span_from(next.oid, sizeof(oid_amd)), next.value, found, out));
	}
}

/* The levels that this layout has, all of them and no other. */
static enum err
collect(const struct found *found, struct vek_extension *out)
{
	size_t count = 0;

	for (size_t part = 0; part < PART_COUNT; part++)
		if (found->levels[part] >= 0)
			count++;
	ENSURE(count == VEK_TCB_SIZE, ERR_INPUT);
	for (size_t i = 0; i < VEK_TCB_SIZE; i++) {
		const int level = found->levels[layouts[out->layout][i]];

		ENSURE(level >= 0, ERR_INPUT);
		out->tcb[i] = (uint8_t)level;
	}
	return OK;
}

enum err
vek_extension_parse(const struct certificate *c, struct vek_extension *out)
{
	struct found found = { -1, { -1, -1, -1, -1, -1, -1, -1, -1, -1, -1 } };
	size_t chip_id_size;

	*out = (struct vek_extension){ 0 };
	TRY(entries(c, &found, out));
	ENSURE(found.struct_version >= 0 && found.struct_version <= 1, ERR_INPUT);
	out->layout = found.struct_version == 0 ? VEK_LAYOUT_MILAN : VEK_LAYOUT_TURIN;
	chip_id_size = out->layout == VEK_LAYOUT_TURIN ? CHIP_ID_SIZE_TURIN : CHIP_ID_SIZE;
	ENSURE(out->product.size > 0, ERR_INPUT);
	ENSURE(out->provider.size > 0 ? out->chip_id.p == NULL : out->chip_id.size == chip_id_size,
	    ERR_INPUT);
	return collect(&found, out);
}

struct quote_snp_tcb
vek_tcb_of(const uint8_t version[VEK_TCB_SIZE], enum vek_layout layout)
{
	uint8_t parts[PART_COUNT] = { 0 };

	for (size_t i = 0; i < VEK_TCB_SIZE; i++)
		parts[layouts[layout][i]] = version[i];
	return (struct quote_snp_tcb){ .bootloader = parts[BOOTLOADER],
		.tee = parts[TEE],
		.snp = parts[SNP],
		.microcode = parts[MICROCODE],
		.fmc = parts[FMC] };
}
