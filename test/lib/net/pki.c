/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/net/pki.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

void
pki_wipe(struct pki *p)
{
	const char *const paths[] = { p->root_path, p->leaf_path, p->key_path, p->other_root_path };

	for (size_t i = 0; i < 4; i++)
		(void)unlink(paths[i]);
	(void)rmdir(p->directory);
}

static void
extend(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;

	X509V3_set_ctx(&context, issuer, x, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	assert_non_null(extension);
	assert_int_equal(X509_add_ext(x, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

/* A certificate for `key`; `names` NULL makes it a root, which signs itself. */
static X509 *
certificate(const char *common_name, EVP_PKEY *key, X509 *issuer, EVP_PKEY *signer,
    const char *names, long valid_s)
{
	X509 *x = X509_new();
	X509_NAME *name = X509_get_subject_name(x);

	assert_int_equal(X509_set_version(x, 2), 1);
	assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(x), 7), 1);
	assert_non_null(X509_gmtime_adj(X509_getm_notBefore(x), -86400));
	assert_non_null(X509_gmtime_adj(X509_getm_notAfter(x), valid_s));
	assert_int_equal(X509_NAME_add_entry_by_txt(
			     name, "CN", MBSTRING_ASC, (const uint8_t *)common_name, -1, -1, 0),
	    1);
	assert_int_equal(X509_set_pubkey(x, key), 1);
	if (issuer == NULL)
		issuer = x;
	assert_int_equal(X509_set_issuer_name(x, X509_get_subject_name(issuer)), 1);
	extend(x, issuer, NID_basic_constraints, names == NULL ? "critical,CA:TRUE" : "CA:FALSE");
	extend(x, issuer, NID_key_usage,
	    names == NULL ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
	extend(x, issuer, NID_subject_key_identifier, "hash");
	extend(x, issuer, NID_authority_key_identifier, "keyid:always");
	if (names != NULL)
		extend(x, issuer, NID_subject_alt_name, names);
	assert_true(X509_sign(x, signer, EVP_sha256()) > 0);
	return x;
}

static void
write_certificate(const char *path, X509 *x)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(PEM_write_X509(f, x), 1);
	(void)fclose(f);
	X509_free(x);
}

static void
write_key(const char *path, EVP_PKEY *key)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL), 1);
	(void)fclose(f);
}

void
pki_make(struct pki *p, const char *names, long valid_s)
{
	EVP_PKEY *root_key = EVP_EC_gen("P-256"), *key = EVP_EC_gen("P-256");
	X509 *root;

	(void)snprintf(p->directory, sizeof(p->directory), P_tmpdir "/perf-aggregator-test-XXXXXX");
	assert_non_null(mkdtemp(p->directory));
	(void)snprintf(p->root_path, sizeof(p->root_path), "%s/root.pem", p->directory);
	(void)snprintf(p->leaf_path, sizeof(p->leaf_path), "%s/leaf.pem", p->directory);
	(void)snprintf(p->key_path, sizeof(p->key_path), "%s/key.pem", p->directory);
	(void)snprintf(
	    p->other_root_path, sizeof(p->other_root_path), "%s/other.pem", p->directory);
	root = certificate("root", root_key, NULL, root_key, NULL, 86400);
	write_certificate(p->leaf_path, certificate("leaf", key, root, root_key, names, valid_s));
	write_certificate(p->root_path, root);
	write_certificate(
	    p->other_root_path, certificate("root", key, NULL, key, NULL, 86400)); /* same name */
	write_key(p->key_path, key);
	EVP_PKEY_free(root_key);
	EVP_PKEY_free(key);
}
