/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "lib/crypto/ossl.h"

enum { PUBLIC_EXPONENT = 65537, SALT_SIZE = 48 };

OSSL_AUTO_DEFINE(BIGNUM, BN_free)
OSSL_AUTO_DEFINE(OSSL_PARAM_BLD, OSSL_PARAM_BLD_free)
OSSL_AUTO_DEFINE(OSSL_PARAM, OSSL_PARAM_free)

/* NULL when libcrypto refuses it. */
static EVP_PKEY *
key_of(const uint8_t modulus[RSA4096_SIZE])
{
	OSSL_AUTO(BIGNUM) n = BN_bin2bn(modulus, RSA4096_SIZE, NULL);
	OSSL_AUTO(OSSL_PARAM_BLD) build = OSSL_PARAM_BLD_new();
	OSSL_AUTO(EVP_PKEY_CTX) ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_AUTO(OSSL_PARAM) params = NULL;
	EVP_PKEY *key = NULL;

	if (!ossl_ok(n != NULL && build != NULL && ctx != NULL) ||
	    !ossl_ok(OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n)) ||
	    !ossl_ok(OSSL_PARAM_BLD_push_uint32(build, OSSL_PKEY_PARAM_RSA_E, PUBLIC_EXPONENT)))
		return NULL;
	params = OSSL_PARAM_BLD_to_param(build);
	if (!ossl_ok(params != NULL) || !ossl_ok(EVP_PKEY_fromdata_init(ctx)) ||
	    !ossl_ok(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params)))
		return NULL;
	return key;
}

/* MGF1 takes the digest of the message, SHA-384, unless it is told otherwise. */
static bool
is_pss(EVP_PKEY_CTX *ctx)
{
	return ossl_ok(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING)) &&
	    ossl_ok(EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, SALT_SIZE));
}

enum err
rsa4096_pss_sha384_verify(
    const uint8_t modulus[RSA4096_SIZE], struct span message, const uint8_t signature[RSA4096_SIZE])
{
	OSSL_AUTO(EVP_PKEY) key = key_of(modulus);
	OSSL_AUTO(EVP_MD_CTX) ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *parameters; /* ctx's */

	ENSURE(ctx != NULL, ERR_BUG);
	ENSURE(key != NULL, ERR_AUTH);
	ENSURE(ossl_ok(EVP_DigestVerifyInit_ex(ctx, &parameters, "SHA384", NULL, NULL, key, NULL)),
	    ERR_BUG);
	ENSURE(is_pss(parameters), ERR_BUG);
	ENSURE(ossl_ok(EVP_DigestVerify(
		   ctx, signature, RSA4096_SIZE, ossl_bytes(message), message.size)),
	    ERR_AUTH);
	return OK;
}
