/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/crypto/ossl.h"

enum err
ed25519_public_of(const struct ed25519_private *k, uint8_t out[KEY_PUBLIC_SIZE])
{
	return ossl_public_of("ED25519", k->b, out);
}

enum err
ed25519_sign(const struct ed25519_private *k, struct span message, uint8_t out[SIGNATURE_SIZE])
{
	OSSL_AUTO(EVP_PKEY) key = ossl_private_key("ED25519", k->b);
	OSSL_AUTO(EVP_MD_CTX) ctx = EVP_MD_CTX_new();
	size_t size = SIGNATURE_SIZE;

	ENSURE(key != NULL && ctx != NULL, ERR_BUG);
	ENSURE(ossl_ok(EVP_DigestSignInit_ex(ctx, NULL, NULL, NULL, NULL, key, NULL)), ERR_BUG);
	ENSURE(
	    ossl_ok(EVP_DigestSign(ctx, out, &size, ossl_bytes(message), message.size)), ERR_BUG);
	ENSURE(size == SIGNATURE_SIZE, ERR_BUG);
	return OK;
}

enum err
ed25519_verify(const uint8_t public_key[KEY_PUBLIC_SIZE], struct span message,
    const uint8_t signature[SIGNATURE_SIZE])
{
	OSSL_AUTO(EVP_PKEY) key = ossl_public_key("ED25519", public_key);
	OSSL_AUTO(EVP_MD_CTX) ctx = EVP_MD_CTX_new();

	ENSURE(ctx != NULL, ERR_BUG);
	ENSURE(key != NULL, ERR_AUTH);
	ENSURE(ossl_ok(EVP_DigestVerifyInit_ex(ctx, NULL, NULL, NULL, NULL, key, NULL)), ERR_AUTH);
	ENSURE(ossl_ok(EVP_DigestVerify(
		   ctx, signature, SIGNATURE_SIZE, ossl_bytes(message), message.size)),
	    ERR_AUTH);
	return OK;
}
