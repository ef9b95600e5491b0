/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/core_names.h>
#include <openssl/params.h>

#include "lib/crypto/ossl.h"

enum err
x25519_public_of(const struct x25519_private *k, uint8_t out[KEY_PUBLIC_SIZE])
{
	return ossl_public_of("X25519", k->b, out);
}

/*
 * A key for one agreement; `mine` NULL: only its public half.  A private key claims `public_key`
 * as its own whosever it is: the agreement never looks at it, and libcrypto would compute the true
 * one, which costs as much again.
 */
static EVP_PKEY *
agreement_key(const struct x25519_private *mine, const uint8_t public_key[KEY_PUBLIC_SIZE])
{
	static EVP_PKEY_CTX *maker; /* holds no key */
	EVP_PKEY *key = NULL;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_octet_string(
		    OSSL_PKEY_PARAM_PUB_KEY, (void *)(uintptr_t)public_key, KEY_PUBLIC_SIZE),
		OSSL_PARAM_construct_end(),
		OSSL_PARAM_construct_end(),
	};

	if (mine != NULL)
		params[1] = OSSL_PARAM_construct_octet_string(
		    OSSL_PKEY_PARAM_PRIV_KEY, (void *)(uintptr_t)mine->b, sizeof(mine->b));
	if (maker == NULL)
		maker = EVP_PKEY_CTX_new_from_name(NULL, "X25519", NULL);
	if (!ossl_ok(maker != NULL) || !ossl_ok(EVP_PKEY_fromdata_init(maker)) ||
	    !ossl_ok(EVP_PKEY_fromdata(
		maker, &key, mine != NULL ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params)))
		return NULL;
	return key;
}

enum err
x25519(const struct x25519_private *k, const uint8_t peer[KEY_PUBLIC_SIZE], uint8_t out[32])
{
	static const uint8_t zero[32];
	OSSL_AUTO(EVP_PKEY) mine = agreement_key(k, peer);
	OSSL_AUTO(EVP_PKEY) theirs = agreement_key(NULL, peer);
	OSSL_AUTO(EVP_PKEY_CTX) ctx = NULL;
	size_t size = 32;

	ENSURE(mine != NULL && theirs != NULL, ERR_BUG);
	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, mine, NULL);
	ENSURE(ossl_ok(ctx != NULL), ERR_BUG);
	ENSURE(ossl_ok(EVP_PKEY_derive_init(ctx)), ERR_BUG);
	/* Not validated: every 32 bytes are a point, and what would be weak gives zero. */
	ENSURE(ossl_ok(EVP_PKEY_derive_set_peer_ex(ctx, theirs, 0)), ERR_BUG);
	/* libcrypto fails on the all-zero result; checked here again, it decides about a key. */
	ENSURE(ossl_ok(EVP_PKEY_derive(ctx, out, &size)) && size == 32, ERR_AUTH);
	ENSURE(!bytes_equal_ct(out, zero, 32), ERR_AUTH);
	return OK;
}
