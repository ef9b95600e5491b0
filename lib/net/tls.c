/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "lib/net/tls_session.h"

/*
 * The bundle of Debian and Ubuntu, by its path: OpenSSL's own default can be moved with an
 * environment variable, and inside an enclave the environment is the host's word.
 */
#define SYSTEM_ROOTS "/etc/ssl/certs/ca-certificates.crt"

#define TLS13_SUITES "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384"
#define TLS12_SUITES "ECDHE+AESGCM:ECDHE+CHACHA20"

enum { DAY_S = 86400, SELF_SIGNED_DAYS = 3650 };

struct tls_server {
	SSL_CTX *context;
	uint8_t spki[SHA256_SIZE];
};

struct tls_client {
	SSL_CTX *context;
	enum tls_trust trust;
};

/* The one protocol we speak, as ALPN writes it (RFC 7301). */
static const uint8_t alpn[] = { 8, 'h', 't', 't', 'p', '/', '1', '.', '1' };

/* What server and client have in common. */
static SSL_CTX *
context_new(const SSL_METHOD *method, int version_min)
{
	SSL_CTX *x = SSL_CTX_new(method);
	int groups[] = { NID_X25519, NID_X9_62_prime256v1 };

	if (x == NULL)
		return NULL;
	(void)SSL_CTX_set_mode(x,
	    SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
		SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	(void)SSL_CTX_set_options(
	    x, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CLEANSE_PLAINTEXT);
	(void)SSL_CTX_set_session_cache_mode(x, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_read_ahead(x, 1);
	SSL_CTX_set_security_level(x, 2);
	if (SSL_CTX_set_min_proto_version(x, version_min) != 1 ||
	    SSL_CTX_set_ciphersuites(x, TLS13_SUITES) != 1 ||
	    SSL_CTX_set_cipher_list(x, TLS12_SUITES) != 1 ||
	    SSL_CTX_set1_groups(x, groups, 2) != 1) {
		SSL_CTX_free(x);
		ERR_clear_error();
		return NULL;
	}
	return x;
}

enum err
tls_spki_of(X509 *certificate, uint8_t out[SHA256_SIZE])
{
	uint8_t *der = NULL;
	const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
	enum err e;

	if (size <= 0) {
		ERR_clear_error();
		return ERR_BUG;
	}
	e = sha256_of((struct span){ der, (size_t)size }, out);
	OPENSSL_free(der);
	return e;
}

/* A client that offers protocols must offer ours. */
static int
on_alpn(SSL *ssl, const uint8_t **out, uint8_t *out_size, const uint8_t *in, unsigned in_size,
    void *self)
{
	uint8_t *chosen = NULL;

	(void)ssl;
	(void)self;
	if (SSL_select_next_proto(&chosen, out_size, alpn, sizeof(alpn), in, in_size) !=
	    OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	*out = chosen;
	return SSL_TLSEXT_ERR_OK;
}

static enum err
server_alloc(struct tls_server **out)
{
	struct tls_server *t = calloc(1, sizeof(*t));

	ENSURE(t != NULL, ERR_NOMEM);
	t->context = context_new(TLS_server_method(), TLS1_3_VERSION);
	if (t->context == NULL) {
		free(t);
		return ERR_NOMEM;
	}
	(void)SSL_CTX_set_options(
	    t->context, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
	/* No resumption: keep-alive serves those who come back, and no ticket key lives on. */
	(void)SSL_CTX_set_num_tickets(t->context, 0);
	SSL_CTX_set_alpn_select_cb(t->context, on_alpn, NULL);
	*out = t;
	return OK;
}

static enum err
server_finish(struct tls_server *t)
{
	X509 *leaf = SSL_CTX_get0_certificate(t->context);

	ENSURE(leaf != NULL, ERR_BUG);
	return tls_spki_of(leaf, t->spki);
}

static bool
fill_certificate(X509 *x, EVP_PKEY *key)
{
	X509_NAME *name = X509_get_subject_name(x);
	uint64_t serial = 0;

	/* The dates are for clients that look at them; trust comes from the binding. */
	return random_bytes((uint8_t *)&serial, sizeof(serial)) == OK && X509_set_version(x, 2) &&
	    ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), serial >> 1) &&
	    X509_gmtime_adj(X509_getm_notBefore(x), -(long)DAY_S) != NULL &&
	    X509_gmtime_adj(X509_getm_notAfter(x), (long)DAY_S * SELF_SIGNED_DAYS) != NULL &&
	    X509_NAME_add_entry_by_txt(
		name, "CN", MBSTRING_ASC, (const uint8_t *)"perf-aggregator enclave", -1, -1, 0) &&
	    X509_set_issuer_name(x, name) && X509_set_pubkey(x, key) &&
	    X509_sign(x, key, EVP_sha256()) > 0;
}

enum err
tls_server_new_self(struct tls_server **out)
{
	struct tls_server *t;
	EVP_PKEY *key;
	X509 *x;
	bool is_made;
	enum err e;

	TRY(server_alloc(&t));
	key = EVP_EC_gen("P-256");
	x = X509_new();
	is_made = key != NULL && x != NULL && fill_certificate(x, key) &&
	    SSL_CTX_use_certificate(t->context, x) == 1 &&
	    SSL_CTX_use_PrivateKey(t->context, key) == 1;
	EVP_PKEY_free(key);
	X509_free(x);
	ERR_clear_error();
	e = is_made ? server_finish(t) : ERR_BUG;
	if (e != OK) {
		tls_server_free(t);
		return e;
	}
	*out = t;
	return OK;
}

/* Can the file be read at all?  Tells a wrong path from a wrong content. */
static enum err
check_readable(const char *path, struct why *why)
{
	FILE *f = fopen(path, "rb");

	if (f == NULL)
		return why_set(why, ERR_IO, "%s cannot be read", path);
	(void)fclose(f);
	return OK;
}

static enum err
load_files(
    struct tls_server *t, const char *certificate_path, const char *key_path, struct why *why)
{
	TRY(check_readable(certificate_path, why));
	TRY(check_readable(key_path, why));
	if (SSL_CTX_use_certificate_chain_file(t->context, certificate_path) != 1)
		return why_set(why, ERR_INPUT, "%s holds no PEM certificate", certificate_path);
	if (SSL_CTX_use_PrivateKey_file(t->context, key_path, SSL_FILETYPE_PEM) != 1)
		return why_set(
		    why, ERR_INPUT, "%s holds no PEM private key of that certificate", key_path);
	return server_finish(t);
}

/* A key file with a passphrase is refused, never asked for. */
static int
no_passphrase(char *text, int size, int is_writing, void *self)
{
	(void)text;
	(void)size;
	(void)is_writing;
	(void)self;
	return -1;
}

enum err
tls_server_new_files(
    const char *certificate_path, const char *key_path, struct tls_server **out, struct why *why)
{
	struct tls_server *t;
	enum err e;

	TRY(server_alloc(&t));
	SSL_CTX_set_default_passwd_cb(t->context, no_passphrase);
	e = load_files(t, certificate_path, key_path, why);
	ERR_clear_error();
	if (e != OK) {
		tls_server_free(t);
		return e;
	}
	*out = t;
	return OK;
}

void
tls_server_free(struct tls_server *t)
{
	if (t == NULL)
		return;
	SSL_CTX_free(t->context); /* clears the key */
	free(t);
}

void
tls_server_spki(const struct tls_server *t, uint8_t out[SHA256_SIZE])
{
	memcpy(out, t->spki, SHA256_SIZE);
}

static enum err
load_roots(struct tls_client *t, const char *roots_path, struct why *why)
{
	const char *path = roots_path != NULL ? roots_path : SYSTEM_ROOTS;
	X509_VERIFY_PARAM *rules = SSL_CTX_get0_param(t->context);

	TRY(check_readable(path, why));
	if (SSL_CTX_load_verify_file(t->context, path) != 1)
		return why_set(why, ERR_INPUT, "%s holds no PEM certificates", path);
	(void)X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_X509_STRICT);
	X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	SSL_CTX_set_verify(t->context, SSL_VERIFY_PEER, NULL);
	return OK;
}

enum err
tls_client_new(
    enum tls_trust trust, const char *roots_path, struct tls_client **out, struct why *why)
{
	struct tls_client *t = calloc(1, sizeof(*t));
	enum err e = OK;

	ENSURE(t != NULL, ERR_NOMEM);
	t->trust = trust;
	t->context = context_new(TLS_client_method(), TLS1_2_VERSION);
	if (t->context == NULL || SSL_CTX_set_alpn_protos(t->context, alpn, sizeof(alpn)) != 0)
		e = ERR_NOMEM;
	else if (trust == TLS_TRUST_ROOTS)
		e = load_roots(t, roots_path, why);
	ERR_clear_error();
	if (e != OK) {
		tls_client_free(t);
		return e;
	}
	*out = t;
	return OK;
}

void
tls_client_free(struct tls_client *t)
{
	if (t == NULL)
		return;
	SSL_CTX_free(t->context);
	free(t);
}

static enum err
session_new(SSL_CTX *context, int fd, SSL **out)
{
	SSL *ssl = SSL_new(context);

	if (ssl == NULL || SSL_set_fd(ssl, fd) != 1) {
		SSL_free(ssl);
		ERR_clear_error();
		return ERR_NOMEM;
	}
	*out = ssl;
	return OK;
}

enum err
tls_session_server(const struct tls_server *t, int fd, SSL **out)
{
	TRY(session_new(t->context, fd, out));
	SSL_set_accept_state(*out);
	return OK;
}

static bool
is_numeric(const char *host)
{
	uint8_t scrap[16];

	return inet_pton(AF_INET, host, scrap) == 1 || inet_pton(AF_INET6, host, scrap) == 1;
}

/* Who must be at the other end: in the certificate, and in SNI when it is a name. */
static bool
set_host(SSL *ssl, const struct tls_client *t, const char *host)
{
	char name[256]; /* libssl's macro wants it writable */

	if (!is_numeric(host))
		return span_to_text(span_text(host), name, sizeof(name)) == OK &&
		    SSL_set_tlsext_host_name(ssl, name) == 1 &&
		    (t->trust != TLS_TRUST_ROOTS || SSL_set1_host(ssl, host) == 1);
	return t->trust != TLS_TRUST_ROOTS ||
	    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1;
}

enum err
tls_session_client(const struct tls_client *t, int fd, const char *host, SSL **out)
{
	SSL *ssl = NULL;

	TRY(session_new(t->context, fd, &ssl));
	if (!set_host(ssl, t, host)) {
		SSL_free(ssl);
		ERR_clear_error();
		return ERR_NOMEM;
	}
	SSL_set_connect_state(ssl);
	*out = ssl;
	return OK;
}
