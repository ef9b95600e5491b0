/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/simulated_crl.h"

#include "enclave/attest/der_write.h"
#include "enclave/attest/simulated_field.h"
#include "lib/base/secret.h"

static enum err
entry(struct buf *out, struct span serial, int64_t since_ms)
{
	enum { REASON_CODE = 0x15 };
	static const uint8_t key_compromise[] = { DER_ENUMERATED, 1, 1 };
	AUTO(buf) list = buf_new(64);
	AUTO(buf) inside = buf_new(128);

	TRY(simulated_standard_extension(&list, REASON_CODE, false, SPAN_OF(key_compromise)));
	TRY(der_write_bytes_number(&inside, DER_INTEGER, serial));
	TRY(simulated_time(&inside, since_ms));
	TRY(der_write(&inside, DER_SEQUENCE, buf_span(&list)));
	return der_write(out, DER_SEQUENCE, buf_span(&inside));
}

static enum err
entries(struct buf *out, const struct simulated_crl *crl)
{
	AUTO(buf) list = buf_new(SIMULATED_DER_SIZE_MAX);

	if (crl->serial_count == 0)
		return OK; /* then the member is left out */
	for (size_t i = 0; i < crl->serial_count; i++)
		TRY(entry(&list, crl->serials[i], crl->from_ms));
	return der_write(out, DER_SEQUENCE, buf_span(&list));
}

static enum err
extensions(struct buf *out, const struct simulated_crl *crl, const struct p256_private *issuer_key)
{
	enum { CRL_NUMBER = 0x14, DELTA_INDICATOR = 0x1b };
	static const uint8_t one[] = { DER_INTEGER, 1, 1 };
	AUTO(buf) list = buf_new(256);
	AUTO(buf) inside = buf_new(256);
	uint8_t point[P256_POINT_SIZE];

	TRY(p256_public_of(issuer_key, point));
	TRY(simulated_standard_extension(&list, CRL_NUMBER, false, SPAN_OF(one)));
	TRY(simulated_authority_key(&list, point));
	if (crl->is_delta)
		TRY(simulated_standard_extension(&list, DELTA_INDICATOR, true, SPAN_OF(one)));
	TRY(der_write(&inside, DER_SEQUENCE, buf_span(&list)));
	return der_write(out, DER_CONTEXT_0, buf_span(&inside));
}

enum err
simulated_crl_write(
    const struct simulated_crl *crl, const struct p256_private *issuer_key, struct buf *out)
{
	AUTO(buf) inside = buf_new(SIMULATED_DER_SIZE_MAX);
	AUTO(buf) tbs = buf_new(SIMULATED_DER_SIZE_MAX);

	TRY(der_write_number(&inside, DER_INTEGER, 1)); /* v2 */
	TRY(simulated_algorithm(&inside));
	TRY(simulated_name(&inside, crl->issuer));
	TRY(simulated_time(&inside, crl->from_ms));
	TRY(simulated_time(&inside, crl->until_ms));
	TRY(entries(&inside, crl));
	TRY(extensions(&inside, crl, issuer_key));
	TRY(der_write(&tbs, DER_SEQUENCE, buf_span(&inside)));
	return simulated_signed(out, buf_span(&tbs), issuer_key);
}
