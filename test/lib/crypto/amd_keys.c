/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/crypto/amd_keys.h"

#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

enum { NUMBER_SIZE = P384_POINT_SIZE / 2, DER_SIZE_MAX = 112 };

/* p and q, made with `openssl prime -generate -bits 2048`. */
static const struct {
	const char *p, *q;
} primes[] = {
	{ "DB8847892E60CBCF5D2E776A473D5CF22635379ED4A61AA0A2DFE41C65B1C138EAD69BE49E82525D"
	  "6894BA409429FF7B14C320646163F9FB964E2D2D78E71101278D7D8C53D46FC2DCD164FB8A2467F5"
	  "3788AC79A6DA99529A452DBEF9F974FF5A5B0C096C58A810900E42FA31DF71035FB57FA17BD77BCC"
	  "C839F0FD39BA8A514ACD3DE7384906CD3A028E00AD21E56AC3BB5D28BD75B09CC17FA1EE61E1ED51"
	  "57D085FC09FC33BEA82CEBD2E13F1A0DB706D779954578EAD5FFC0919F7A4602BD2ED1CAC9E76D4B"
	  "3853D48745A54CCC8ACED4F14FCBEE526A8F24115FB21A46A4D608AABFEDB49CE2CFF6D7B4B76116"
	  "1827716A28C82F3F177F5B8E50D88739",
	    "FA12E6EC1B84B11DB9B70C6AF372FD78617A2D3EDD098983415204D0E08CC6C90BCD728984EA50BC"
	    "6D8730FE8A795D067AAF109B6AFBA21261792B182EDE61CDF83AC7969EA17642C548CFD9B1E2CFA4"
	    "435EEBA3B8D45A1CABBAD28556A86F49E364BE481AA43A552A20E7F76F359E9070E61603D896C716"
	    "517751FBABDF17AC5FDCA783D2120A1A8D00DB230B9373E12CCB22653C06B089D20D35E01D1AA0C9"
	    "4C09416E7DDB4C4049AC2E6DDBC3641EB48526537BC695BF00B8406058FACF6B09B624DCB4F88E76"
	    "67FB5A4736394BDFDEDC6ABEF5A220BD16D8D2D93A9C2770B754126A3C052CFFC4ECB0513C6CAF76"
	    "9C27BDF4605A0C4306FB7FC1D05367A1" },
	{ "D2AF08731FED5AF6DAC14ED34FB8C2D6D3C1F0A8AE92DF47924791C08DBE1537C3DD78C58A44F28C"
	  "8F7D61FB0F34161ADC6855409196ACEFF8598C2568BB38ADFD5C7CA8E772D6242B4988D304666B8F"
	  "40E30C1433DE523AEA6CB869638D3DECD8037A86B7F0696FA8ED16F5E2D0908CFAD036C41ED40DD5"
	  "34C4E61DB9BB9492AFE93D8E7B86498B815F78B40C7B689C85EBE9CFDA2D0C83EEFDA5310A88733C"
	  "7B06AEB1239AA802E5F98F58486D526891EFC330800CB3E232FB2574AF559F81FE912BA98885450F"
	  "B7B5F9683AAD3C58410551C72761EC3EBF1EC4027F292CA9EE8FE0C86C2AD50EF2A68D99B928E03F"
	  "42510E461D64331F4791985810AB4595",
	    "F60A57A82D98690D2AAA0BD3B1F4160E8AEFA49B7E93E462D4CF073617D5607E7E689A969478D266"
	    "115920E20370E9A0F589C08E193AD378052E58F0BE115087E05B9284F4020F178F911ECEF7172012"
	    "E6988582F3592E7D2245FCEAB68DB0C60438E13F1D93A06D60C7E51BE7DECFAE38C609C1E6C15474"
	    "EA97F7FB7F5F0CF7190155553E387F6DC4041C0FA5DE28B39C373D31145A61D770C5E48AC806B04F"
	    "67FFE7E495A21C504C7A8DF75A4360A69FF98FA497F257E151054638506AAB773EB6E3D2D244C6C7"
	    "4870F7A31106D375532FF037FAE61170A5F2623EB78D1B7ACA36314D6571443197B2F19CBACC9F59"
	    "BB30362CC759E34040B0F481F040E29B" },
};

static BIGNUM *
prime(const char *hex)
{
	BIGNUM *n = NULL;

	assert(BN_hex2bn(&n, hex) > 0);
	return n;
}

/* n = pq, e = 65537, d, and what makes signing fast (RFC 8017 section 3.2). */
static void
push_numbers(enum amd_rsa which, BN_CTX *ctx, OSSL_PARAM_BLD *build, BIGNUM *numbers[8])
{
	static const char *const names[8] = { OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E,
		OSSL_PKEY_PARAM_RSA_D, OSSL_PKEY_PARAM_RSA_FACTOR1, OSSL_PKEY_PARAM_RSA_FACTOR2,
		OSSL_PKEY_PARAM_RSA_EXPONENT1, OSSL_PKEY_PARAM_RSA_EXPONENT2,
		OSSL_PKEY_PARAM_RSA_COEFFICIENT1 };
	BIGNUM *p = prime(primes[which].p), *q = prime(primes[which].q);
	BIGNUM *n = BN_new(), *e = BN_new(), *phi = BN_new(), *d = BN_new();
	BIGNUM *dp = BN_new(), *dq = BN_new(), *inverse = BN_new(), *p1 = BN_dup(p),
	       *q1 = BN_dup(q);

	assert(BN_mul(n, p, q, ctx) && BN_set_word(e, 65537) && BN_sub_word(p1, 1) &&
	    BN_sub_word(q1, 1) && BN_mul(phi, p1, q1, ctx));
	assert(BN_mod_inverse(d, e, phi, ctx) != NULL && BN_mod(dp, d, p1, ctx) &&
	    BN_mod(dq, d, q1, ctx) && BN_mod_inverse(inverse, q, p, ctx) != NULL);
	memcpy(numbers, (BIGNUM *[]){ n, e, d, p, q, dp, dq, inverse }, 8 * sizeof(*numbers));
	for (size_t i = 0; i < 8; i++)
		assert(OSSL_PARAM_BLD_push_BN(build, names[i], numbers[i]));
	BN_free(p1);
	BN_free(q1);
	BN_free(phi);
}

/* Made once; never freed. */
static EVP_PKEY *
rsa_key(enum amd_rsa which)
{
	static EVP_PKEY *keys[2];
	BIGNUM *numbers[8];
	OSSL_PARAM_BLD *build;
	OSSL_PARAM *params;
	EVP_PKEY_CTX *ctx;
	BN_CTX *bn;

	if (keys[which] != NULL)
		return keys[which];
	bn = BN_CTX_new();
	build = OSSL_PARAM_BLD_new();
	push_numbers(which, bn, build, numbers);
	params = OSSL_PARAM_BLD_to_param(build);
	ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	assert(EVP_PKEY_fromdata_init(ctx) == 1);
	assert(EVP_PKEY_fromdata(ctx, &keys[which], EVP_PKEY_KEYPAIR, params) == 1);
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	for (size_t i = 0; i < 8; i++)
		BN_clear_free(numbers[i]);
	BN_CTX_free(bn);
	return keys[which];
}

void
amd_rsa_modulus(enum amd_rsa which, uint8_t out[RSA4096_SIZE])
{
	BIGNUM *n = NULL;

	assert(EVP_PKEY_get_bn_param(rsa_key(which), OSSL_PKEY_PARAM_RSA_N, &n) == 1);
	assert(BN_bn2binpad(n, out, RSA4096_SIZE) == RSA4096_SIZE);
	BN_free(n);
}

void
amd_rsa_sign(enum amd_rsa which, int salt_size, struct span message, uint8_t out[RSA4096_SIZE])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *parameters;
	size_t size = RSA4096_SIZE;

	assert(EVP_DigestSignInit_ex(
		   ctx, &parameters, "SHA384", NULL, NULL, rsa_key(which), NULL) == 1);
	assert(EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1);
	assert(EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, salt_size) == 1);
	assert(EVP_DigestSign(ctx, out, &size, message.p, message.size) == 1);
	assert(size == RSA4096_SIZE);
	EVP_MD_CTX_free(ctx);
}

static void
p384_text(uint8_t scalar, uint8_t text[1 + P384_POINT_SIZE])
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_secp384r1);
	EC_POINT *point = EC_POINT_new(group);
	BIGNUM *n = BN_new();

	assert(BN_set_word(n, scalar) && EC_POINT_mul(group, point, n, NULL, NULL, NULL));
	assert(EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, text,
		   1 + P384_POINT_SIZE, NULL) == 1 + P384_POINT_SIZE);
	BN_free(n);
	EC_POINT_free(point);
	EC_GROUP_free(group);
}

void
amd_p384_point(uint8_t scalar, uint8_t out[P384_POINT_SIZE])
{
	uint8_t text[1 + P384_POINT_SIZE];

	p384_text(scalar, text);
	memcpy(out, text + 1, P384_POINT_SIZE);
}

static EVP_PKEY *
p384_key(uint8_t scalar)
{
	char group[] = SN_secp384r1;
	uint8_t text[1 + P384_POINT_SIZE];
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, text, sizeof(text)),
		OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, &scalar, 1),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *key = NULL;

	p384_text(scalar, text);
	assert(EVP_PKEY_fromdata_init(ctx) == 1);
	assert(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params) == 1);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

void
amd_p384_sign(uint8_t scalar, struct span message, uint8_t out[P384_SIGNATURE_SIZE])
{
	uint8_t der[DER_SIZE_MAX];
	const uint8_t *at = der;
	size_t size = sizeof(der);
	EVP_PKEY *key = p384_key(scalar);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	ECDSA_SIG *pair;

	assert(EVP_DigestSignInit_ex(ctx, NULL, "SHA384", NULL, NULL, key, NULL) == 1);
	assert(EVP_DigestSign(ctx, der, &size, message.p, message.size) == 1);
	pair = d2i_ECDSA_SIG(NULL, &at, (long)size);
	assert(BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, NUMBER_SIZE) == NUMBER_SIZE);
	assert(BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + NUMBER_SIZE, NUMBER_SIZE) == NUMBER_SIZE);
	ECDSA_SIG_free(pair);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
}
