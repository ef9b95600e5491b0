/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/crypto/ecdsa.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

enum {
	GROUP_NAME_SIZE = 16,
	UNCOMPRESSED = 4, /* SEC 1 section 2.3.3: 0x04, x, y */
};

EVP_PKEY *
ecdsa_key_of(const struct ecdsa_curve *curve, int selection, OSSL_PARAM part)
{
	OSSL_PARAM params[] = { OSSL_PARAM_END, part, OSSL_PARAM_END };
	OSSL_AUTO(EVP_PKEY_CTX) ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	char group[GROUP_NAME_SIZE];
	EVP_PKEY *key = NULL;

	(void)snprintf(group, sizeof(group), "%s", curve->group);
	params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
	if (!ossl_ok(ctx != NULL) || !ossl_ok(EVP_PKEY_fromdata_init(ctx)) ||
	    !ossl_ok(EVP_PKEY_fromdata(ctx, &key, selection, params)))
		return NULL;
	return key;
}

/* r and s as the DER signature that libcrypto wants: `*size` bytes at `out`. */
static enum err
der_of(const uint8_t *raw, size_t number_size, uint8_t out[ECDSA_DER_SIZE_MAX], size_t *size)
{
	OSSL_AUTO(ECDSA_SIG) signature = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(raw, (int)number_size, NULL);
	BIGNUM *s = BN_bin2bn(raw + number_size, (int)number_size, NULL);
	int written;

	if (signature == NULL || ECDSA_SIG_set0(signature, r, s) != 1) {
		BN_free(r);
		BN_free(s);
		return ERR_BUG;
	}
	written = i2d_ECDSA_SIG(signature, NULL);
	ENSURE(written > 0 && written <= ECDSA_DER_SIZE_MAX, ERR_BUG);
	ENSURE(i2d_ECDSA_SIG(signature, &out) == written, ERR_BUG);
	*size = (size_t)written;
	return OK;
}

enum err
ecdsa_verify(const struct ecdsa_curve *curve, const uint8_t *point, struct span message,
    const uint8_t *signature)
{
	const size_t point_size = 2 * curve->number_size;
	OSSL_AUTO(EVP_PKEY) key = NULL;
	OSSL_AUTO(EVP_MD_CTX) ctx = EVP_MD_CTX_new();
	uint8_t text[1 + 2 * ECDSA_NUMBER_SIZE_MAX] = { UNCOMPRESSED }, der[ECDSA_DER_SIZE_MAX];
	size_t size;

	ENSURE(ctx != NULL, ERR_BUG);
	memcpy(text + 1, point, point_size);
	key = ecdsa_key_of(curve, EVP_PKEY_PUBLIC_KEY,
	    OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, text, 1 + point_size));
	ENSURE(key != NULL, ERR_AUTH);
	TRY(der_of(signature, curve->number_size, der, &size));
	ENSURE(ossl_ok(EVP_DigestVerifyInit_ex(ctx, NULL, curve->digest, NULL, NULL, key, NULL)),
	    ERR_BUG);
	ENSURE(
	    ossl_ok(EVP_DigestVerify(ctx, der, size, ossl_bytes(message), message.size)), ERR_AUTH);
	return OK;
}
