/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "lib/base/text.h"
#include "lib/crypto/ossl.h"

enum { PEM_SIZE_MAX = 4096, RSA_BITS_MIN = 2048, RSA_BITS_MAX = 4096 };

/* What stands between these two marks; ERR_INPUT when one is missing. */
static enum err
between(struct span text, const char *begin, const char *end, struct span *out)
{
	const size_t begin_size = strlen(begin);
	const uint8_t *first = memmem(text.p, text.size, begin, begin_size);
	const uint8_t *last;
	size_t left;

	ENSURE(first != NULL, ERR_INPUT);
	first += begin_size;
	left = text.size - (size_t)(first - text.p);
	last = memmem(first, left, end, strlen(end));
	ENSURE(last != NULL, ERR_INPUT);
	*out = (struct span){ first, (size_t)(last - first) };
	return OK;
}

/* The DER inside.  However the lines were broken on the way here, their breaks are no base64. */
static enum err
der_of(struct span pem, struct buf *der)
{
	AUTO(buf) base64 = buf_new(PEM_SIZE_MAX);
	struct span body;

	ENSURE(pem.size <= PEM_SIZE_MAX, ERR_INPUT);
	if (between(pem, "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", &body) != OK)
		TRY(between(pem, "-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----",
		    &body));
	for (size_t i = 0; i < body.size; i++)
		if (strchr(" \t\r\n", body.p[i]) == NULL)
			TRY(buf_u8(&base64, body.p[i]));
	return text_base64_parse(TEXT_BASE64, buf_span(&base64), der);
}

static EVP_PKEY *
key_of(struct span pem)
{
	AUTO(buf) der = buf_new(PEM_SIZE_MAX);
	const uint8_t *at;
	EVP_PKEY *key;

	if (der_of(pem, &der) != OK || der.size == 0)
		return NULL;
	at = der.p;
	key = d2i_AutoPrivateKey_ex(NULL, &at, (long)der.size, NULL, NULL);
	return ossl_ok(key != NULL) ? key : NULL;
}

/* The digest this kind of key signs with here; false when it is of no kind that is taken. */
static bool
digest_of(const EVP_PKEY *key, const char **digest)
{
	const int bits = EVP_PKEY_get_bits(key);

	*digest = NULL; /* Ed25519 has its own */
	if (EVP_PKEY_is_a(key, "ED25519"))
		return true;
	*digest = "SHA256";
	return EVP_PKEY_is_a(key, "RSA") && bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX;
}

enum err
private_pem_sign(struct span pem, struct span message, struct buf *out)
{
	OSSL_AUTO(EVP_PKEY) key = key_of(pem);
	OSSL_AUTO(EVP_MD_CTX) ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *padding = NULL; /* the context's */
	const char *digest;
	uint8_t *at;
	size_t size;

	ENSURE(ctx != NULL, ERR_BUG);
	ENSURE(key != NULL && digest_of(key, &digest), ERR_INPUT);
	ENSURE(ossl_ok(EVP_DigestSignInit_ex(ctx, &padding, digest, NULL, NULL, key, NULL)),
	    ERR_INPUT);
	ENSURE(
	    digest == NULL || ossl_ok(EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PADDING) > 0),
	    ERR_BUG);
	size = (size_t)EVP_PKEY_get_size(key);
	TRY(buf_reserve(out, size, &at));
	ENSURE(
	    ossl_ok(EVP_DigestSign(ctx, at, &size, ossl_bytes(message), message.size)), ERR_INPUT);
	out->size += size;
	return OK;
}
