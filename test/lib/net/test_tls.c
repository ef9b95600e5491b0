/* SPDX-License-Identifier: Apache-2.0 */
/* Our client against our server, and both against others. */
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/net/transport.h"
#include "test/lib/net/net_test.h"
#include "test/lib/net/pki.h"

/* What the callbacks said. */
struct told {
	size_t count;
	enum err error;
	unsigned status;
	size_t body_size;
	bool has_spki;
	uint8_t spki[SHA256_SIZE];
};

static void
on_answer(void *self, const struct client_answer *answer)
{
	struct told *told = self;

	told->count++;
	told->error = answer->error;
	told->status = answer->response != NULL ? answer->response->status : 0;
	told->body_size = answer->response != NULL ? answer->response->body.size : 0;
	told->has_spki = answer->has_spki;
	memcpy(told->spki, answer->spki_sha256, SHA256_SIZE);
}

static struct client *
client_to(struct net_test *t, const char *host, const struct tls_client *tls)
{
	struct client_config config = { .origin = { .is_tls = true }, .tls = tls };
	struct client *c;

	(void)snprintf(config.origin.host, sizeof(config.origin.host), "%s", host);
	config.origin.port = server_port(t->server);
	CHECK_OK(client_new(t->loop, &config, &c));
	return c;
}

static void
get(struct net_test *t, struct client *c, const char *target, struct told *told)
{
	const struct client_request r = { .method = "GET", .target = target };
	const size_t before = told->count;

	CHECK_OK(client_send(c, &r, on_answer, told));
	for (int i = 0; i < 20000 && told->count == before; i++)
		CHECK_OK(loop_step(t->loop, 1));
	CHECK_INT(told->count, before + 1);
}

/* One GET /health to a server with this certificate, as this host, trusting this root. */
static struct told
meet(const struct pki *p, const char *host, enum tls_trust trust, const char *root_path)
{
	AUTO(net_test) t = { 0 };
	struct tls_server *server;
	struct tls_client *tls;
	struct told told = { 0 };
	struct why why = { 0 };
	struct client *c;

	CHECK_OK(tls_server_new_files(p->leaf_path, p->key_path, &server, &why));
	CHECK_OK(tls_client_new(trust, root_path, &tls, &why));
	net_test_start(&t, NULL, server);
	c = client_to(&t, host, tls);
	get(&t, c, "/health", &told);
	/* When it did not trust the server, it has told it nothing. */
	CHECK_INT(t.handled_count, told.error == OK ? 1 : 0);
	client_free(c);
	tls_client_free(tls);
	net_test_wipe(&t);
	tls_server_free(server);
	return told;
}

TEST(tls_client_trusts_the_right_name_under_the_right_root)
{
	AUTO(pki) p = { 0 };

	pki_make(&p, "DNS:localhost,IP:127.0.0.1", 86400);
	CHECK_INT(meet(&p, "localhost", TLS_TRUST_ROOTS, p.root_path).status, 200);
	CHECK_INT(meet(&p, "127.0.0.1", TLS_TRUST_ROOTS, p.root_path).status, 200);
}

TEST(tls_client_refuses_the_wrong_name)
{
	static const char *const names[] = { "DNS:example.com", "DNS:*.localhost", "DNS:local*",
		"DNS:localhost.example.com", "IP:127.0.0.2", "DNS:127.0.0.1", "DNS:*" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		AUTO(pki) p = { 0 };

		pki_make(&p, names[i], 86400);
		CHECK_INT(meet(&p, "localhost", TLS_TRUST_ROOTS, p.root_path).error, ERR_AUTH);
		CHECK_INT(meet(&p, "127.0.0.1", TLS_TRUST_ROOTS, p.root_path).error, ERR_AUTH);
	}
}

TEST(tls_client_refuses_an_unknown_root_and_a_certificate_out_of_date)
{
	AUTO(pki) p = { 0 };
	AUTO(pki) old = { 0 };

	pki_make(&p, "DNS:localhost", 86400);
	CHECK_INT(meet(&p, "localhost", TLS_TRUST_ROOTS, p.other_root_path).error, ERR_AUTH);
	if (access("/etc/ssl/certs/ca-certificates.crt", R_OK) == 0)
		CHECK_INT(meet(&p, "localhost", TLS_TRUST_ROOTS, NULL).error, ERR_AUTH);
	pki_make(&old, "DNS:localhost", -10);
	CHECK_INT(meet(&old, "localhost", TLS_TRUST_ROOTS, old.root_path).error, ERR_AUTH);
}

TEST(tls_client_with_a_binding_takes_any_certificate_and_reports_it)
{
	AUTO(pki) p = { 0 };
	struct tls_server *server;
	struct told told;
	uint8_t spki[SHA256_SIZE];

	pki_make(&p, "DNS:example.com", 86400);
	CHECK_OK(tls_server_new_files(p.leaf_path, p.key_path, &server, NULL));
	tls_server_spki(server, spki);
	tls_server_free(server);
	told = meet(&p, "127.0.0.1", TLS_TRUST_BINDING, NULL);
	CHECK_INT(told.error, OK);
	CHECK(told.has_spki);
	assert_memory_equal(told.spki, spki, SHA256_SIZE);
}

TEST(tls_client_sends_nothing_to_another_than_the_required_peer)
{
	AUTO(net_test) t = { 0 };
	struct tls_server *server, *other;
	struct tls_client *tls;
	struct told told = { 0 };
	struct client *c;
	uint8_t spki[SHA256_SIZE];

	CHECK_OK(tls_server_new_self(&server));
	CHECK_OK(tls_server_new_self(&other));
	CHECK_OK(tls_client_new(TLS_TRUST_BINDING, NULL, &tls, NULL));
	net_test_start(&t, NULL, server);
	c = client_to(&t, "127.0.0.1", tls);
	get(&t, c, "/health", &told);
	tls_server_spki(server, spki);
	assert_memory_equal(told.spki, spki, SHA256_SIZE);
	client_require_spki(c, spki);
	get(&t, c, "/health", &told);
	CHECK_INT(told.error, OK);
	CHECK_INT(server_connection_count(t.server), 1); /* the kept connection will do */
	tls_server_spki(other, spki);
	client_require_spki(c, spki);
	get(&t, c, "/health", &told);
	CHECK_INT(told.error, ERR_AUTH);
	CHECK_INT(t.handled_count, 2);
	client_free(c);
	net_test_wipe(&t);
	tls_client_free(tls);
	tls_server_free(server);
	tls_server_free(other);
}

TEST(tls_carries_large_messages_both_ways_and_keeps_the_connection)
{
	AUTO(net_test) t = { 0 };
	AUTO(buf) body = buf_new(1 << 20);
	struct client_request post = { .method = "POST", .target = "/echo" };
	struct tls_server *server;
	struct tls_client *tls;
	struct told told = { 0 };
	struct client *c;
	uint8_t *at;

	CHECK_OK(tls_server_new_self(&server));
	CHECK_OK(tls_client_new(TLS_TRUST_BINDING, NULL, &tls, NULL));
	net_test_start(&t, NULL, server);
	c = client_to(&t, "127.0.0.1", tls);
	get(&t, c, "/size?n=7000000", &told);
	CHECK_INT(told.body_size, 7000000);
	CHECK_OK(buf_reserve(&body, 1 << 20, &at));
	memset(at, 'y', 1 << 20);
	body.size = 1 << 20;
	post.body = buf_span(&body);
	CHECK_OK(client_send(c, &post, on_answer, &told));
	for (int i = 0; i < 20000 && told.count < 2; i++)
		CHECK_OK(loop_step(t.loop, 1));
	CHECK_INT(told.body_size, 1 << 20);
	/* One record, more than is read at once: what OpenSSL has kept must not be forgotten. */
	post.body = span_first(buf_span(&body), 10000);
	CHECK_OK(client_send(c, &post, on_answer, &told));
	for (int i = 0; i < 20000 && told.count < 3; i++)
		CHECK_OK(loop_step(t.loop, 1));
	CHECK_INT(told.body_size, 10000);
	for (size_t i = 0; i < 50; i++)
		get(&t, c, "/health", &told);
	CHECK_INT(server_connection_count(t.server), 1);
	client_free(c);
	net_test_wipe(&t);
	tls_client_free(tls);
	tls_server_free(server);
}

/* OpenSSL as a foreign client; how did the handshake end, and on what? */
static int
foreign(struct net_test *t, int version_max, const char *alpn, char *suite, size_t room)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL *ssl;
	AUTO(peer) p = { 0 };
	int result = -1;

	assert_int_equal(SSL_CTX_set_max_proto_version(context, version_max), 1);
	if (alpn != NULL)
		(void)SSL_CTX_set_alpn_protos(
		    context, (const uint8_t *)alpn, (unsigned)strlen(alpn));
	ssl = SSL_new(context);
	peer_connect(t, &p);
	assert_int_equal(SSL_set_fd(ssl, p.fd), 1);
	SSL_set_connect_state(ssl);
	/* The handshake by hand, on a socket that does not block, with the loop in between. */
	assert_int_equal(setsockopt(p.fd, SOL_SOCKET, SO_RCVTIMEO,
			     &(struct timeval){ .tv_usec = 1000 }, sizeof(struct timeval)),
	    0);
	for (int i = 0; i < 200 && result != 1; i++) {
		result = SSL_do_handshake(ssl);
		if (result != 1 && SSL_get_error(ssl, result) != SSL_ERROR_WANT_READ)
			break;
		net_test_step(t);
	}
	(void)snprintf(suite, room, "%s %s", SSL_get_version(ssl), SSL_get_cipher_name(ssl));
	SSL_free(ssl);
	SSL_CTX_free(context);
	return result;
}

TEST(transport_looks_again_only_after_an_event_when_none_was_expected_before)
{
	struct transport t = { 0 };
	uint8_t byte = 0;
	size_t got = 0;
	int fds[2];

	CHECK_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
	t.fd = fds[0];
	CHECK_INT(send(fds[1], "x", 1, 0), 1);
	transport_expect_event(&t);
	CHECK_ERR(transport_read(&t, &byte, 1, &got), ERR_BUSY);
	CHECK_INT(t.wants, LOOP_READ);
	transport_wake(&t);
	CHECK_OK(transport_read(&t, &byte, 1, &got));
	CHECK(got == 1 && byte == 'x');
	transport_close(&t);
	(void)close(fds[1]);
}

TEST(tls_server_speaks_1_3_only_and_http_1_1_only)
{
	AUTO(net_test) t = { 0 };
	struct tls_server *server;
	char suite[64];

	CHECK_OK(tls_server_new_self(&server));
	net_test_start(&t, NULL, server);
	CHECK_INT(foreign(&t, TLS1_3_VERSION, NULL, suite, sizeof(suite)), 1);
	CHECK_TEXT(suite, "TLSv1.3 TLS_AES_128_GCM_SHA256");
	CHECK(foreign(&t, TLS1_2_VERSION, NULL, suite, sizeof(suite)) != 1);
	CHECK_INT(foreign(&t, TLS1_3_VERSION, "\x02h2\x08http/1.1", suite, sizeof(suite)), 1);
	CHECK(foreign(&t, TLS1_3_VERSION, "\x02h2", suite, sizeof(suite)) != 1);
	net_test_wipe(&t);
	tls_server_free(server);
}

TEST(tls_server_answers_plain_http_with_nothing_and_survives_junk)
{
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };
	AUTO(peer) silent = { 0 };
	struct tls_server *server;

	CHECK_OK(tls_server_new_self(&server));
	net_test_start(&t, NULL, server);
	peer_connect(&t, &silent);
	peer_connect(&t, &p);
	peer_send(&t, &p, S("GET /health HTTP/1.1\r\nHost: a\r\n\r\n"));
	peer_read(&t, &p);
	CHECK(p.is_closed && !peer_got(&p, "HTTP"));
	CHECK_INT(server_connection_count(t.server), 1);
	peer_wait_ms(&t, &silent, 5001); /* a handshake has the head's deadline */
	CHECK(silent.is_closed);
	CHECK_INT(server_connection_count(t.server), 0);
	net_test_wipe(&t);
	tls_server_free(server);
}

TEST(tls_server_keys_are_made_anew)
{
	struct tls_server *a, *b;
	uint8_t spki_a[SHA256_SIZE], spki_b[SHA256_SIZE];

	CHECK_OK(tls_server_new_self(&a));
	CHECK_OK(tls_server_new_self(&b));
	tls_server_spki(a, spki_a);
	tls_server_spki(b, spki_b);
	CHECK(memcmp(spki_a, spki_b, SHA256_SIZE) != 0);
	tls_server_free(a);
	tls_server_free(b);
	tls_server_free(NULL);
	tls_client_free(NULL);
}

TEST(tls_says_which_file_is_wrong)
{
	AUTO(pki) p = { 0 };
	AUTO(pki) other = { 0 };
	struct tls_server *server;
	struct tls_client *client;
	struct why why = { 0 };

	pki_make(&p, "DNS:localhost", 86400);
	pki_make(&other, "DNS:localhost", 86400);
	CHECK_ERR(tls_server_new_files("/no/such/file", p.key_path, &server, &why), ERR_IO);
	CHECK_TEXT(why.text, "/no/such/file cannot be read");
	why.text[0] = '\0';
	CHECK_ERR(tls_server_new_files(p.key_path, p.key_path, &server, &why), ERR_INPUT);
	assert_non_null(strstr(why.text, "holds no PEM certificate"));
	why.text[0] = '\0';
	CHECK_ERR(tls_server_new_files(p.leaf_path, other.key_path, &server, &why), ERR_INPUT);
	assert_non_null(strstr(why.text, "holds no PEM private key of that certificate"));
	why.text[0] = '\0';
	CHECK_ERR(tls_client_new(TLS_TRUST_ROOTS, "/no/such/file", &client, &why), ERR_IO);
	CHECK_TEXT(why.text, "/no/such/file cannot be read");
	why.text[0] = '\0';
	CHECK_ERR(tls_client_new(TLS_TRUST_ROOTS, p.key_path, &client, &why), ERR_INPUT);
	assert_non_null(strstr(why.text, "holds no PEM certificates"));
}
