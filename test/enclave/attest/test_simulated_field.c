/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/simulated_field.h"

#include "lib/base/secret.h"
#include "lib/quote/der.h"
#include "lib/quote/x509_field.h"
#include "test/check.h"

/* What the verifier reads is what was meant, in the form of its century. */
TEST(simulated_time_is_read_back_on_both_sides_of_2050)
{
	static const struct {
		int64_t ms;
		uint8_t tag;
	} times[] = {
		{ 0, DER_UTC_TIME },
		{ 1767657600000, DER_UTC_TIME },
		{ 2524607999000, DER_UTC_TIME },
		{ 2524608000000, DER_GENERALIZED_TIME },
	};

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		AUTO(buf) der = buf_new(64);
		struct reader r;
		int64_t ms;

		CHECK_OK(simulated_time(&der, times[i].ms));
		CHECK_INT(der.p[0], times[i].tag);
		r = reader_over(buf_span(&der));
		CHECK_OK(der_time(&r, &ms));
		CHECK(ms == times[i].ms);
		CHECK_OK(reader_end(&r));
	}
}

TEST(simulated_signed_is_signed_over_what_is_inside)
{
	static const struct p256_private key = { { 1 } };
	uint8_t point[P256_POINT_SIZE], signature[SIGNATURE_SIZE];
	struct reader r, inside;
	struct span tbs;
	AUTO(buf) der = buf_new(SIMULATED_DER_SIZE_MAX);

	CHECK_OK(p256_public_of(&key, point));
	CHECK_OK(simulated_signed(&der, S("\x30\x03\x02\x01\x05"), &key));
	r = reader_over(buf_span(&der));
	CHECK_OK(der_enter(&r, DER_SEQUENCE, &inside));
	CHECK_OK(der_take_whole(&inside, DER_SEQUENCE, &tbs));
	CHECK_OK(x509_algorithm(&inside));
	CHECK_OK(x509_signature(&inside, signature));
	CHECK_OK(reader_end(&inside));
	CHECK_OK(p256_verify(point, tbs, signature));
}
