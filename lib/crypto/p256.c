/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>

#include "lib/crypto/ecdsa.h"

enum { NUMBER_SIZE = 32 };

static const struct ecdsa_curve curve = { SN_X9_62_prime256v1, "SHA256", NUMBER_SIZE };

OSSL_AUTO_DEFINE(EC_POINT, EC_POINT_free)
OSSL_AUTO_DEFINE(BIGNUM, BN_clear_free)
OSSL_AUTO_DEFINE(BN_CTX, BN_CTX_free)

static const EC_GROUP *
p256_group(void)
{
	static EC_GROUP *group;

	if (group == NULL)
		group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	return group;
}

/* Is it in 1..n-1?  What leaks by time here is whether a key of ours is broken. */
static enum err
scalar_read(const struct p256_private *k, BIGNUM *out)
{
	const BIGNUM *order = EC_GROUP_get0_order(p256_group());

	ENSURE(order != NULL && ossl_ok(BN_bin2bn(k->b, NUMBER_SIZE, out) != NULL), ERR_BUG);
	BN_set_flags(out, BN_FLG_CONSTTIME);
	ENSURE(!BN_is_zero(out) && BN_cmp(out, order) < 0, ERR_INPUT);
	return OK;
}

enum err
p256_public_of(const struct p256_private *k, uint8_t out[P256_POINT_SIZE])
{
	const EC_GROUP *group = p256_group();
	OSSL_AUTO(BIGNUM) scalar = BN_secure_new();
	OSSL_AUTO(BN_CTX) ctx = BN_CTX_secure_new();
	OSSL_AUTO(EC_POINT) point = group == NULL ? NULL : EC_POINT_new(group);
	uint8_t text[1 + P256_POINT_SIZE];

	ENSURE(ossl_ok(scalar != NULL && ctx != NULL && point != NULL), ERR_BUG);
	TRY(scalar_read(k, scalar));
	ENSURE(ossl_ok(EC_POINT_mul(group, point, scalar, NULL, NULL, ctx)), ERR_BUG);
	ENSURE(EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, text, sizeof(text),
		   ctx) == sizeof(text),
	    ERR_BUG);
	memcpy(out, text + 1, P256_POINT_SIZE);
	return OK;
}

static enum err
private_key_of(const struct p256_private *k, EVP_PKEY **out)
{
	OSSL_AUTO(BIGNUM) scalar = BN_secure_new();
	AUTO(p256_private) native = { 0 }; /* parameters are in the machine's byte order */

	ENSURE(scalar != NULL && p256_group() != NULL, ERR_BUG);
	TRY(scalar_read(k, scalar));
	ENSURE(BN_bn2nativepad(scalar, native.b, NUMBER_SIZE) == NUMBER_SIZE, ERR_BUG);
	*out = ecdsa_key_of(&curve, EVP_PKEY_KEYPAIR,
	    OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native.b, NUMBER_SIZE));
	ENSURE(*out != NULL, ERR_BUG);
	return OK;
}

/* The DER signature as r and s, 32 bytes each. */
static enum err
raw_of(const uint8_t *der, size_t der_size, uint8_t out[SIGNATURE_SIZE])
{
	OSSL_AUTO(ECDSA_SIG) signature = d2i_ECDSA_SIG(NULL, &der, (long)der_size);

	ENSURE(ossl_ok(signature != NULL), ERR_BUG);
	ENSURE(BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, NUMBER_SIZE) == NUMBER_SIZE, ERR_BUG);
	ENSURE(BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + NUMBER_SIZE, NUMBER_SIZE) ==
		NUMBER_SIZE,
	    ERR_BUG);
	return OK;
}

enum err
p256_sign(const struct p256_private *k, struct span message, uint8_t out[SIGNATURE_SIZE])
{
	OSSL_AUTO(EVP_PKEY) key = NULL;
	OSSL_AUTO(EVP_MD_CTX) ctx = EVP_MD_CTX_new();
	uint8_t der[ECDSA_DER_SIZE_MAX];
	size_t size = sizeof(der);

	ENSURE(ctx != NULL, ERR_BUG);
	TRY(private_key_of(k, &key));
	ENSURE(ossl_ok(EVP_DigestSignInit_ex(ctx, NULL, "SHA256", NULL, NULL, key, NULL)), ERR_BUG);
	ENSURE(
	    ossl_ok(EVP_DigestSign(ctx, der, &size, ossl_bytes(message), message.size)), ERR_BUG);
	return raw_of(der, size, out);
}

enum err
p256_verify(const uint8_t point[P256_POINT_SIZE], struct span message,
    const uint8_t signature[SIGNATURE_SIZE])
{
	return ecdsa_verify(&curve, point, message, signature);
}
