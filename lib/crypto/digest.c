/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/core_names.h>
#include <openssl/params.h>

#include "lib/crypto/ossl.h"

const EVP_MD *
ossl_sha256(void)
{
	static EVP_MD *md;

	if (md == NULL)
		md = EVP_MD_fetch(NULL, "SHA256", NULL);
	return md;
}

static const EVP_MD *
ossl_sha512(void)
{
	static EVP_MD *md;

	if (md == NULL)
		md = EVP_MD_fetch(NULL, "SHA512", NULL);
	return md;
}

static enum err
digest(const EVP_MD *md, const struct span *parts, size_t part_count, uint8_t *out)
{
	OSSL_AUTO(EVP_MD_CTX) ctx = EVP_MD_CTX_new();

	ENSURE(md != NULL && ctx != NULL, ERR_BUG);
	ENSURE(ossl_ok(EVP_DigestInit_ex2(ctx, md, NULL)), ERR_BUG);
	for (size_t i = 0; i < part_count; i++)
		ENSURE(ossl_ok(EVP_DigestUpdate(ctx, parts[i].p, parts[i].size)), ERR_BUG);
	ENSURE(ossl_ok(EVP_DigestFinal_ex(ctx, out, NULL)), ERR_BUG);
	return OK;
}

enum err
sha256(const struct span *parts, size_t part_count, uint8_t out[SHA256_SIZE])
{
	return digest(ossl_sha256(), parts, part_count, out);
}

enum err
sha512(const struct span *parts, size_t part_count, uint8_t out[SHA512_SIZE])
{
	return digest(ossl_sha512(), parts, part_count, out);
}

enum err
sha256_of(struct span bytes, uint8_t out[SHA256_SIZE])
{
	return sha256(&bytes, 1, out);
}

/* An HMAC-SHA256 that is set up under a key of no meaning: copying it saves fetching the digest. */
static EVP_MAC_CTX *
hmac_template(void)
{
	static EVP_MAC_CTX *made;
	static const uint8_t no_key[SHA256_SIZE];
	char name[] = "SHA256";
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac;

	if (made != NULL)
		return made;
	mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	made = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
	EVP_MAC_free(mac);
	if (made != NULL && EVP_MAC_init(made, no_key, sizeof(no_key), params) != 1) {
		EVP_MAC_CTX_free(made);
		made = NULL;
	}
	return made;
}

enum err
hmac_sha256(struct span key, const struct span *parts, size_t part_count, uint8_t out[SHA256_SIZE])
{
	EVP_MAC_CTX *from = hmac_template();
	OSSL_AUTO(EVP_MAC_CTX) ctx = from == NULL ? NULL : EVP_MAC_CTX_dup(from);
	size_t size;

	ENSURE(ossl_ok(ctx != NULL), ERR_BUG);
	ENSURE(ossl_ok(EVP_MAC_init(ctx, ossl_bytes(key), key.size, NULL)), ERR_BUG);
	for (size_t i = 0; i < part_count; i++)
		ENSURE(ossl_ok(EVP_MAC_update(ctx, ossl_bytes(parts[i]), parts[i].size)), ERR_BUG);
	ENSURE(ossl_ok(EVP_MAC_final(ctx, out, &size, SHA256_SIZE)), ERR_BUG);
	return OK;
}

/* On our own HMAC: libcrypto's KDF would copy the secret once more and fetch on every call. */
enum err
hkdf_sha256_extract(struct span salt, struct span secret, uint8_t out[SHA256_SIZE])
{
	return hmac_sha256(salt, &secret, 1, out);
}

enum err
hkdf_sha256_expand_parts(const uint8_t prk[SHA256_SIZE], const struct span *info, size_t info_count,
    uint8_t *out, size_t out_size)
{
	AUTO(mac_key) block = { 0 }; /* T(i) of RFC 5869 section 2.3 */
	struct span parts[HKDF_PARTS_MAX + 2] = { { block.b, 0 } }; /* T(0) is empty */
	size_t done = 0;

	ENSURE(out_size <= HKDF_SIZE_MAX && info_count <= HKDF_PARTS_MAX, ERR_LIMIT);
	for (size_t i = 0; i < info_count; i++)
		parts[1 + i] = info[i];
	for (uint8_t i = 1; done < out_size; i++) {
		const size_t left = out_size - done;
		const size_t take = left < SHA256_SIZE ? left : SHA256_SIZE;

		parts[1 + info_count] = (struct span){ &i, 1 };
		TRY(hmac_sha256((struct span){ prk, SHA256_SIZE }, parts, 2 + info_count, block.b));
		memcpy(out + done, block.b, take);
		done += take;
		parts[0].size = SHA256_SIZE;
	}
	return OK;
}

enum err
hkdf_sha256_expand(const uint8_t prk[SHA256_SIZE], struct span info, uint8_t *out, size_t out_size)
{
	return hkdf_sha256_expand_parts(prk, &info, 1, out, out_size);
}
