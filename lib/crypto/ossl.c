/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/crypto/ossl.h"

#include <openssl/err.h>

bool
ossl_ok(int result)
{
	if (result != 1)
		ERR_clear_error();
	return result == 1;
}

const uint8_t *
ossl_bytes(struct span bytes)
{
	return bytes.p == NULL ? (const uint8_t *)"" : bytes.p;
}

EVP_PKEY *
ossl_private_key(const char *algorithm, const uint8_t bytes[32])
{
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key_ex(NULL, algorithm, NULL, bytes, 32);

	return ossl_ok(key != NULL) ? key : NULL;
}

EVP_PKEY *
ossl_public_key(const char *algorithm, const uint8_t bytes[32])
{
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key_ex(NULL, algorithm, NULL, bytes, 32);

	return ossl_ok(key != NULL) ? key : NULL;
}

enum err
ossl_public_of(const char *algorithm, const uint8_t bytes[32], uint8_t out[32])
{
	OSSL_AUTO(EVP_PKEY) key = ossl_private_key(algorithm, bytes);
	size_t size = 32;

	ENSURE(key != NULL, ERR_BUG);
	ENSURE(ossl_ok(EVP_PKEY_get_raw_public_key(key, out, &size)) && size == 32, ERR_BUG);
	return OK;
}
