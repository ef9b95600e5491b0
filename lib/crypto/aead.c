/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>

#include "lib/crypto/ossl.h"

enum direction { OPEN, SEAL };

static const EVP_CIPHER *
aes_256_gcm(void)
{
	static EVP_CIPHER *cipher;

	if (cipher == NULL)
		cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	return cipher;
}

/* Everything up to the tag, which the two directions treat differently. */
static enum err
run(EVP_CIPHER_CTX *ctx, enum direction direction, const struct aead_key *key,
    const uint8_t nonce[AEAD_NONCE_SIZE], const struct span parts[2], uint8_t *out)
{
	const struct span aad = parts[0], in = parts[1];
	int size;

	ENSURE(aad.size <= INT_MAX && in.size <= INT_MAX, ERR_LIMIT);
	ENSURE(ctx != NULL && aes_256_gcm() != NULL, ERR_BUG);
	ENSURE(
	    ossl_ok(EVP_CipherInit_ex2(ctx, aes_256_gcm(), key->b, nonce, direction == SEAL, NULL)),
	    ERR_BUG);
	if (aad.size > 0)
		ENSURE(ossl_ok(EVP_CipherUpdate(ctx, NULL, &size, aad.p, (int)aad.size)), ERR_BUG);
	if (in.size > 0)
		ENSURE(ossl_ok(EVP_CipherUpdate(ctx, out, &size, in.p, (int)in.size)), ERR_BUG);
	return OK;
}

enum err
aead_seal(const struct aead_key *key, const uint8_t nonce[AEAD_NONCE_SIZE], struct span aad,
    struct span plain, uint8_t *out, uint8_t tag[AEAD_TAG_SIZE])
{
	OSSL_AUTO(EVP_CIPHER_CTX) ctx = EVP_CIPHER_CTX_new();
	uint8_t none[16];
	int size;

	TRY(run(ctx, SEAL, key, nonce, (const struct span[]){ aad, plain }, out));
	ENSURE(ossl_ok(EVP_CipherFinal_ex(ctx, none, &size)), ERR_BUG);
	ENSURE(
	    ossl_ok(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, AEAD_TAG_SIZE, tag)), ERR_BUG);
	return OK;
}

enum err
aead_open(const struct aead_key *key, const uint8_t nonce[AEAD_NONCE_SIZE], struct span aad,
    struct span cipher, const uint8_t tag[AEAD_TAG_SIZE], uint8_t *out)
{
	OSSL_AUTO(EVP_CIPHER_CTX) ctx = EVP_CIPHER_CTX_new();
	uint8_t none[16], wanted[AEAD_TAG_SIZE];
	int size;
	enum err e;

	memcpy(wanted, tag, sizeof(wanted)); /* libcrypto's pointer is not const */
	e = run(ctx, OPEN, key, nonce, (const struct span[]){ aad, cipher }, out);
	if (e == OK &&
	    !ossl_ok(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, AEAD_TAG_SIZE, wanted)))
		e = ERR_BUG;
	if (e == OK && !ossl_ok(EVP_CipherFinal_ex(ctx, none, &size)))
		e = ERR_AUTH;
	if (e != OK)
		bytes_wipe(out, cipher.size); /* it was deciphered before it was authentic */
	return e;
}
