/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Target:  x509_parse
 * Oracle:  no crash; what was read lies inside the input, and the signed part and the signature
 *          are all of it: the certificate is not longer than they need.
 */
#include "fuzz/fuzz.h"
#include "lib/quote/x509.h"

static void
check_inside(struct span part, const uint8_t *data, size_t size)
{
	assert(part.size == 0 || (part.p >= data && part.p + part.size <= data + size));
}

FUZZ(der_certificate, data, size)
{
	struct certificate c;

	if (x509_parse((struct span){ data, size }, &c) != OK)
		return;
	check_inside(c.tbs, data, size);
	check_inside(c.serial, data, size);
	check_inside(c.issuer, data, size);
	check_inside(c.subject, data, size);
	check_inside(c.common_name, data, size);
	check_inside(c.organisation, data, size);
	check_inside(c.sgx, data, size);
	assert(c.key_uses != 0 && c.has_constraints);
	assert(c.is_ca || c.path_length == X509_PATH_LENGTH_NONE);
	/* header, algorithm and BIT STRING of two integers */
	assert(size <= c.tbs.size + 4 + 12 + 5 + 2 * 35);
}
