/* SPDX-License-Identifier: Apache-2.0 */
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

/* Of `first` and then all parts.  Freeing libcrypto's context wipes it. */
static enum err
digest(
    const EVP_MD *md, struct span first, const struct span *parts, size_t part_count, uint8_t *out)
{
	OSSL_AUTO(EVP_MD_CTX) ctx = EVP_MD_CTX_new();

	ENSURE(md != NULL && ctx != NULL, ERR_BUG);
	ENSURE(ossl_ok(EVP_DigestInit_ex2(ctx, md, NULL)), ERR_BUG);
	ENSURE(ossl_ok(EVP_DigestUpdate(ctx, first.p, first.size)), ERR_BUG);
	for (size_t i = 0; i < part_count; i++)
		ENSURE(ossl_ok(EVP_DigestUpdate(ctx, parts[i].p, parts[i].size)), ERR_BUG);
	ENSURE(ossl_ok(EVP_DigestFinal_ex(ctx, out, NULL)), ERR_BUG);
	return OK;
}

enum err
sha256(const struct span *parts, size_t part_count, uint8_t out[SHA256_SIZE])
{
	return digest(ossl_sha256(), (struct span){ 0 }, parts, part_count, out);
}

enum err
sha512(const struct span *parts, size_t part_count, uint8_t out[SHA512_SIZE])
{
	return digest(ossl_sha512(), (struct span){ 0 }, parts, part_count, out);
}

enum err
sha256_of(struct span bytes, uint8_t out[SHA256_SIZE])
{
	return sha256(&bytes, 1, out);
}

/* A key, padded to a block of SHA-256. */
struct padded {
	uint8_t b[64];
};

static void
padded_wipe(struct padded *p)
{
	bytes_wipe(p, sizeof(*p));
}

static void
padded_mask(struct padded *p, uint8_t mask)
{
	for (size_t i = 0; i < sizeof(p->b); i++)
		p->b[i] ^= mask;
}

/*
 * RFC 2104 section 2.  libcrypto's own wants a context copied and keyed for each message, which
 * takes longer than the four blocks it hashes.
 */
enum err
hmac_sha256(struct span key, const struct span *parts, size_t part_count, uint8_t out[SHA256_SIZE])
{
	enum { INNER = 0x36, OUTER = 0x5c };
	AUTO(padded) pad = { 0 };
	AUTO(mac_key) inner = { 0 };

	if (key.size > sizeof(pad.b))
		TRY(sha256_of(key, pad.b));
	else if (key.size > 0)
		memcpy(pad.b, key.p, key.size);
	padded_mask(&pad, INNER);
	TRY(digest(ossl_sha256(), SPAN_OF(pad.b), parts, part_count, inner.b));
	padded_mask(&pad, INNER ^ OUTER);
	return digest(ossl_sha256(), SPAN_OF(pad.b), &SPAN_OF(inner.b), 1, out);
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
