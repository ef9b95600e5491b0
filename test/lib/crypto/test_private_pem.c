/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "lib/base/text.h"
#include "lib/crypto/crypto.h"
#include "test/check.h"
#include "test/lib/crypto/keys.h"

static const struct span message = { (const uint8_t *)"timestamp=1&recvWindow=10000", 28 };

static EVP_PKEY *
key_read(const char *pem)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

	assert_non_null(key);
	BIO_free(bio);
	return key;
}

/* Does libcrypto, which read the key itself, take the signature for its own? */
static bool
is_signed(const char *pem, struct span signature, const char *digest)
{
	EVP_PKEY *key = key_read(pem);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int is_good = EVP_DigestVerifyInit_ex(ctx, NULL, digest, NULL, NULL, key, NULL);

	if (is_good == 1)
		is_good =
		    EVP_DigestVerify(ctx, signature.p, signature.size, message.p, message.size);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return is_good == 1;
}

TEST(private_pem_sign_signs_with_what_the_key_is)
{
	struct buf out = buf_new(1024);

	CHECK_OK(private_pem_sign(span_text(key_ed25519_pem), message, &out));
	CHECK_INT(out.size, SIGNATURE_SIZE);
	CHECK(is_signed(key_ed25519_pem, buf_span(&out), NULL));
	CHECK(!is_signed(key_ed25519_pem, span_first(buf_span(&out), 63), NULL));
	buf_clear(&out);
	CHECK_OK(private_pem_sign(span_text(key_rsa_pem), message, &out));
	CHECK_INT(out.size, 256);
	CHECK(is_signed(key_rsa_pem, buf_span(&out), "SHA256"));
	CHECK(!is_signed(key_rsa_pem, buf_span(&out), "SHA512"));
	buf_wipe(&out);
}

/* PKCS #1 text of the same key. */
static void
pkcs1_write(struct buf *out)
{
	EVP_PKEY *key = key_read(key_rsa_pem);
	unsigned char *der = NULL;
	const int size = i2d_PrivateKey(key, &der);

	assert_true(size > 0);
	assert_int_equal(buf_append(out, S("-----BEGIN RSA PRIVATE KEY-----\n")), OK);
	assert_int_equal(
	    text_base64_write(TEXT_BASE64, (struct span){ der, (size_t)size }, out), OK);
	assert_int_equal(buf_append(out, S("\n-----END RSA PRIVATE KEY-----\n")), OK);
	OPENSSL_free(der);
	EVP_PKEY_free(key);
}

TEST(private_pem_sign_takes_pkcs1_and_lines_broken_anyhow)
{
	struct buf pem = buf_new(4096), one = buf_new(1024), two = buf_new(1024);
	char flat[2048];

	CHECK_OK(private_pem_sign(span_text(key_rsa_pem), message, &one));
	pkcs1_write(&pem);
	CHECK_OK(private_pem_sign(buf_span(&pem), message, &two));
	CHECK_SPAN(buf_span(&two), buf_span(&one));
	for (size_t style = 0; style < 3; style++) {
		(void)snprintf(flat, sizeof(flat), "%s", key_rsa_pem);
		for (char *c = flat; *c != '\0'; c++)
			if (*c == '\n')
				*c = "\r \t"[style];
		buf_clear(&two);
		CHECK_OK(private_pem_sign(span_text(flat), message, &two));
		CHECK_SPAN(buf_span(&two), buf_span(&one));
	}
	buf_wipe(&pem);
	buf_wipe(&one);
	buf_wipe(&two);
}

static void
refused(struct span pem)
{
	struct buf out = buf_new(1024);

	CHECK_ERR(private_pem_sign(pem, message, &out), ERR_INPUT);
	CHECK_INT(out.size, 0);
	buf_wipe(&out);
}

TEST(private_pem_sign_refuses_other_keys)
{
	EVP_PKEY *keys[] = { EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)1024),
		EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"),
		EVP_PKEY_Q_keygen(NULL, NULL, "X25519") };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		BIO *bio = BIO_new(BIO_s_mem());
		char *text;
		long size;

		assert_non_null(keys[i]);
		CHECK_INT(
		    PEM_write_bio_PKCS8PrivateKey(bio, keys[i], NULL, NULL, 0, NULL, NULL), 1);
		size = BIO_get_mem_data(bio, &text);
		refused((struct span){ (const uint8_t *)text, (size_t)size });
		BIO_free(bio);
		EVP_PKEY_free(keys[i]);
	}
}

TEST(private_pem_sign_refuses_every_truncation_and_what_is_no_key)
{
	const struct span all = span_text(key_ed25519_pem);
	char twice[5000];

	for (size_t size = 0; size < all.size - 1; size++)
		refused(span_first(all, size));
	refused(S("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE "
		  "KEY-----"));
	refused(S("-----END PRIVATE KEY----------BEGIN PRIVATE KEY-----"));
	refused(S("-----BEGIN PRIVATE KEY-----A?==-----END PRIVATE KEY-----"));
	memset(twice, 'A', sizeof(twice));
	refused(SPAN_OF(twice));
}

TEST(private_pem_sign_keeps_to_the_room_it_is_given)
{
	struct buf out = buf_new(63);

	CHECK_ERR(private_pem_sign(span_text(key_ed25519_pem), message, &out), ERR_LIMIT);
	CHECK_INT(out.size, 0);
	buf_wipe(&out);
}
