/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/origin.h"
#include "test/check.h"

TEST(origin_reads_urls_that_name_an_origin)
{
	static const struct {
		const char *url, *host;
		bool is_tls;
		uint16_t port;
	} good[] = {
		{ "https://api.binance.com", "api.binance.com", true, 443 },
		{ "https://api.binance.com/", "api.binance.com", true, 443 },
		{ "http://127.0.0.1:8080", "127.0.0.1", false, 8080 },
		{ "http://localhost/", "localhost", false, 80 },
		{ "https://[::1]:3000/", "::1", true, 3000 },
		{ "http://[fe80::1]", "fe80::1", false, 80 },
		{ "http://a:65535", "a", false, 65535 },
		{ "http://a_b-c:1", "a_b-c", false, 1 },
	};
	struct client_origin o;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct why why = { 0 };

		CHECK_OK(client_origin_parse(good[i].url, &o, &why));
		CHECK_TEXT(o.host, good[i].host);
		CHECK_INT(o.is_tls, good[i].is_tls);
		CHECK_INT(o.port, good[i].port);
	}
}

TEST(origin_refuses_everything_else_and_says_why)
{
	static const struct {
		const char *url, *part;
	} bad[] = {
		{ NULL, "must begin with" },
		{ "", "must begin with" },
		{ "api.binance.com", "must begin with" },
		{ "ftp://a", "must begin with" },
		{ "HTTPS://a", "must begin with" },
		{ "https:/a", "must begin with" },
		{ "https://", "host" },
		{ "https:///", "host" },
		{ "https://:80", "host" },
		{ "https://a b", "host" },
		{ "https://a%00", "host" },
		{ "https://\xc3\xa9", "host" },
		{ "https://[::1", "bracket" },
		{ "https://[]", "host" },
		{ "https://[a]", "IPv6" },
		{ "https://[::1]x", "port" },
		{ "https://a]", "host" },
		{ "https://a[::1]", "host" },
		{ "https://::1", "host" },
		{ "https://a:", "port" },
		{ "https://a:0", "port" },
		{ "https://a:65536", "port" },
		{ "https://a:080", "port" },
		{ "https://a:8x", "port" },
		{ "https://a:1:2", "port" },
		{ "https://a//", "must end" },
		{ "https://a/path", "must end" },
		{ "https://a?b", "must end" },
		{ "https://a#b", "must end" },
		{ "https://user:secret@a", "user or a password" },
	};
	struct client_origin o;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct why why = { 0 };

		CHECK_ERR(client_origin_parse(bad[i].url, &o, &why), ERR_INPUT);
		assert_non_null(strstr(why.text, bad[i].part));
		CHECK_ERR(client_origin_parse(bad[i].url, &o, NULL), ERR_INPUT);
	}
}

TEST(origin_host_ends_at_its_limit)
{
	char url[300] = "http://";
	struct client_origin o;
	struct why why = { 0 };

	memset(url + 7, 'a', 255);
	CHECK_OK(client_origin_parse(url, &o, &why));
	CHECK_INT(strlen(o.host), 255);
	url[7 + 255] = 'a';
	CHECK_ERR(client_origin_parse(url, &o, &why), ERR_INPUT);
}

TEST(origin_writes_the_host_field_a_server_expects)
{
	static const struct {
		const char *url, *field;
	} cases[] = {
		{ "https://a:443", "a" },
		{ "http://a:443", "a:443" },
		{ "http://a", "a" },
		{ "https://[::1]", "[::1]" },
		{ "https://[::1]:80", "[::1]:80" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(buf) out = buf_new(300);
		struct client_origin o;

		CHECK_OK(client_origin_parse(cases[i].url, &o, NULL));
		CHECK_OK(origin_host_write(&o, &out));
		CHECK_SPAN(buf_span(&out), span_text(cases[i].field));
	}
}

TEST(origin_resolves_numeric_hosts_without_asking_anybody)
{
	struct origin_address found[ORIGIN_ADDRESSES_MAX];
	struct client_origin o = { .host = "127.0.0.1", .port = 80 };
	size_t count;

	CHECK_OK(origin_resolve(&o, found, &count));
	CHECK_INT(count, 1);
	CHECK_INT(found[0].family, AF_INET);
	(void)snprintf(o.host, sizeof(o.host), "::1");
	CHECK_OK(origin_resolve(&o, found, &count));
	CHECK_INT(found[0].family, AF_INET6);
	(void)snprintf(o.host, sizeof(o.host), "no.such.host.invalid");
	CHECK_ERR(origin_resolve(&o, found, &count), ERR_IO);
	CHECK_INT(count, 0);
}
