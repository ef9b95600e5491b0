/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Target:  snp_certificates_parse, snp_certificate_der, snp_certificate_pem
 * Oracle:  no crash; each certificate lies inside the blob and after the table's end; DER that is
 *          written as PEM reads as the same DER.
 */
#include "enclave/attest/snp_certificates.h"
#include "fuzz/fuzz.h"
#include "lib/base/secret.h"

static void
check_certificate(struct span blob, struct span certificate)
{
	AUTO(buf) der = buf_new(SNP_CERTIFICATE_SIZE_MAX);
	AUTO(buf) pem = buf_new(2 * SNP_CERTIFICATE_SIZE_MAX);
	AUTO(buf) again = buf_new(SNP_CERTIFICATE_SIZE_MAX);
	enum err e;

	if (certificate.size == 0)
		return;
	assert(certificate.p >= blob.p + 48);
	assert(certificate.p + certificate.size <= blob.p + blob.size);
	if (snp_certificate_der(certificate, &der) != OK)
		return;
	e = snp_certificate_pem(certificate, &pem);
	assert(e == OK);
	e = snp_certificate_der(buf_span(&pem), &again);
	assert(e == OK && span_equal(buf_span(&der), buf_span(&again)));
}

FUZZ(snp_certificates, data, size)
{
	const struct span blob = { data, size };
	struct snp_certificates c;

	if (snp_certificates_parse(blob, &c, NULL) != OK)
		return;
	check_certificate(blob, c.vek);
	check_certificate(blob, c.ask);
	check_certificate(blob, c.ark);
}
