/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/err.h>

#include "lib/base/text.h"
#include "lib/crypto/crypto.h"
#include "test/check.h"
#include "test/lib/crypto/amd_keys.h"

static void
parse(const char *x, const char *y, uint8_t out[96])
{
	CHECK_OK(text_hex_parse(span_text(x), out, 48));
	CHECK_OK(text_hex_parse(span_text(y), out + 48, 48));
}

/* RFC 6979 appendix A.2.6: the key, and its signatures with SHA-384. */
TEST(p384_verifies_as_in_the_rfc)
{
	static const struct {
		const char *message, *r, *s;
	} cases[] = {
		{ "sample",
		    "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C"
		    "81A648152E44ACF96E36DD1E80FABE46",
		    "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94F"
		    "A329C145786E679E7B82C71A38628AC8" },
		{ "test",
		    "8203B63D3C853E8D77227FB377BCF7B7B772E97892A80F36AB775D509D7A5FEB"
		    "0542A7F0812998DA8F1DD3CA3CF023DB",
		    "DDD0760448D42D8A43AF45AF836FCE4DE8BE06B485E9B61B827C2F13173923E0"
		    "6A739F040649A667BF3B828246BAA5A5" },
	};
	uint8_t point[P384_POINT_SIZE], signature[P384_SIGNATURE_SIZE];

	parse("EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64"
	      "DEF8F0EA9055866064A254515480BC13",
	    "8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1"
	    "288B231C3AE0D4FE7344FD2533264720",
	    point);
	for (size_t i = 0; i < 2; i++) {
		parse(cases[i].r, cases[i].s, signature);
		CHECK_OK(p384_verify(point, span_text(cases[i].message), signature));
		CHECK_ERR(p384_verify(point, S("simple"), signature), ERR_AUTH);
		case_counted();
	}
}

TEST(p384_verify_refuses_every_flipped_bit)
{
	uint8_t both[P384_SIGNATURE_SIZE + P384_POINT_SIZE];
	const uint8_t *signature = both, *point = both + P384_SIGNATURE_SIZE;

	amd_p384_point(5, both + P384_SIGNATURE_SIZE);
	amd_p384_sign(5, S("message"), both);
	CHECK_OK(p384_verify(point, S("message"), signature));
	CHECK_ERR(p384_verify(point, S("massage"), signature), ERR_AUTH);
	CHECK_ERR(p384_verify(point, S("message "), signature), ERR_AUTH);
	CHECK_ERR(p384_verify(point, S(""), signature), ERR_AUTH);
	for (size_t bit = 0; bit < 8 * sizeof(both); bit++) {
		both[bit / 8] ^= (uint8_t)(1u << bit % 8);
		CHECK_ERR(p384_verify(point, S("message"), signature), ERR_AUTH);
		both[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	assert_int_equal(ERR_peek_error(), 0);
}

TEST(p384_verify_refuses_numbers_outside_the_group)
{
	static const char n[] = "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
				"581a0db248b0a77aecec196accc52973";
	uint8_t point[P384_POINT_SIZE], good[P384_SIGNATURE_SIZE], bad[P384_SIGNATURE_SIZE];
	uint8_t order[48];

	amd_p384_point(7, point);
	amd_p384_sign(7, S("message"), good);
	CHECK_OK(text_hex_parse(span_text(n), order, sizeof(order)));
	for (size_t half = 0; half < 2; half++) {
		memcpy(bad, good, sizeof(bad));
		memset(bad + 48 * half, 0, 48);
		CHECK_ERR(p384_verify(point, S("message"), bad), ERR_AUTH);
		memcpy(bad + 48 * half, order, 48);
		CHECK_ERR(p384_verify(point, S("message"), bad), ERR_AUTH);
		memset(bad + 48 * half, 0xff, 48);
		CHECK_ERR(p384_verify(point, S("message"), bad), ERR_AUTH);
	}
	memset(bad, 0, sizeof(bad));
	CHECK_ERR(p384_verify(point, S("message"), bad), ERR_AUTH);
}

TEST(p384_verify_refuses_points_off_the_curve)
{
	uint8_t point[P384_POINT_SIZE] = { 0 }, signature[P384_SIGNATURE_SIZE];

	amd_p384_sign(7, S("x"), signature);
	CHECK_ERR(p384_verify(point, S("x"), signature), ERR_AUTH);
	memset(point, 0xff, sizeof(point));
	CHECK_ERR(p384_verify(point, S("x"), signature), ERR_AUTH);
}

TEST(p384_verifies_numbers_of_every_size)
{
	/* enough that some r or s has leading zeros or a high bit: DER sizes differ */
	for (int i = 0; i < 200; i++) {
		uint8_t point[P384_POINT_SIZE], signature[P384_SIGNATURE_SIZE];
		const uint8_t scalar = (uint8_t)(1 + i % 7);

		amd_p384_point(scalar, point);
		amd_p384_sign(scalar, S("x"), signature);
		CHECK_OK(p384_verify(point, S("x"), signature));
	}
}
