/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Target:  crl_parse, crl_has
 * Oracle:  no crash; what was read lies inside the input and is all of it; the list does not have
 *          a serial number longer than a serial number can be, and an empty one has none.
 */
#include "fuzz/fuzz.h"
#include "lib/quote/crl.h"

static void
check_inside(struct span part, const uint8_t *data, size_t size)
{
	assert(part.size == 0 || (part.p >= data && part.p + part.size <= data + size));
}

FUZZ(crl, data, size)
{
	static const uint8_t longer[22] = { 1 };
	struct crl crl;

	if (crl_parse((struct span){ data, size }, &crl) != OK)
		return;
	check_inside(crl.tbs, data, size);
	check_inside(crl.issuer, data, size);
	check_inside(crl.entries, data, size);
	assert(!crl_has(&crl, SPAN_OF(longer)) && !crl_has(&crl, S("")));
	if (crl.entries.size == 0)
		assert(!crl_has(&crl, S("\x01")));
	/* header, algorithm and BIT STRING of two integers */
	assert(size <= crl.tbs.size + 4 + 12 + 5 + 2 * 35);
}
