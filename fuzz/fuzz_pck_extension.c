/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Target:  pck_extension_parse
 * Oracle:  no crash; an accepted extension is at least as long as its entries, and without the
 *          Platform CA's entries their fields are zero.
 */
#include "fuzz/fuzz.h"
#include "lib/quote/pck_extension.h"

FUZZ(pck_extension, data, size)
{
	static const uint8_t zero[PCK_ID_SIZE];
	struct pck_extension e;

	if (pck_extension_parse((struct span){ data, size }, &e) != OK)
		return;
	/* 16 components and PCESVN of 18 bytes or more, the octet strings and their frames */
	assert(size > 17 * 18 + 16 + 16 + 2 + 6);
	assert(e.sgx_type < PCK_TYPE_COUNT);
	if (!e.has_platform) {
		assert(memcmp(e.platform_instance_id, zero, sizeof(zero)) == 0);
		assert(!e.is_dynamic_platform && !e.has_cached_keys && !e.has_smt);
	}
}
