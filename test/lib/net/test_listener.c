/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/listener.h"

#include "lib/base/secret.h"
#include "test/check.h"

static const struct setting table[] = {
	{ "X_HOST", "--host", "0.0.0.0", "" },
	{ "X_PORT", "--port", "3000", "" },
	{ "X_TLS", "--tls", "self", "" },
	{ "X_CERT", "--tls-cert", NULL, "" },
	{ "X_KEY", "--tls-key", NULL, "" },
	{ "X_ANYWHERE", "--tls-off-anywhere", "0", "" },
};

static const struct listener_names names = { "X_HOST", "X_PORT", "X_TLS", "X_CERT", "X_KEY",
	"X_ANYWHERE" };

/* A program's arguments, at most three and a NULL. */
struct given {
	const char *argv[4];
	char texts[3][64]; /* where the settings borrow them */
};

static enum err
load(struct listener *l, struct settings *s, struct given *given, struct why *why)
{
	char *argv[5] = { (char[]){ "program" } };
	int argc = 1;

	for (; given->argv[argc - 1] != NULL; argc++) {
		argv[argc] = given->texts[argc - 1];
		(void)snprintf(
		    given->texts[argc - 1], sizeof(given->texts[0]), "%s", given->argv[argc - 1]);
	}
	CHECK_OK(settings_load(s, table, sizeof(table) / sizeof(table[0]), argc, argv, why));
	return listener_load(l, s, &names, why);
}

TEST(listener_has_its_defaults_from_the_table)
{
	AUTO(settings) s = { 0 };
	struct listener l;
	struct why why = { "" };
	char address[LISTENER_ADDRESS_SIZE];

	CHECK_OK(load(&l, &s, &(struct given){ .argv = { NULL } }, &why));
	CHECK_TEXT(l.host, "0.0.0.0");
	CHECK_INT(l.port, 3000);
	CHECK_INT(l.tls, LISTENER_TLS_SELF);
	CHECK(l.certificate == NULL && l.key == NULL);
	listener_address(&l, 4711, address);
	CHECK_TEXT(address, "https://0.0.0.0:4711");
}

TEST(listener_speaks_plainly_on_loopback_or_when_told_twice)
{
	static const struct {
		const char *host, *anywhere;
		bool is_taken;
	} cases[] = {
		{ "127.0.0.1", "0", true },
		{ "::1", "0", true },
		{ "0.0.0.0", "0", false },
		{ "10.0.0.1", "0", false },
		{ "0.0.0.0", "1", true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(settings) s = { 0 };
		struct listener l;
		struct why why = { "" };
		char host[64], anywhere[64], address[LISTENER_ADDRESS_SIZE];
		struct given given = { .argv = { "--tls=off", host, anywhere, NULL } };

		(void)snprintf(host, sizeof(host), "--host=%s", cases[i].host);
		(void)snprintf(
		    anywhere, sizeof(anywhere), "--tls-off-anywhere=%s", cases[i].anywhere);
		if (!cases[i].is_taken) {
			CHECK_ERR(load(&l, &s, &given, &why), ERR_INPUT);
			CHECK(
			    strstr(why.text, "X_TLS (--tls): off is for loopback only; ") != NULL);
			CHECK(strstr(why.text, cases[i].host) != NULL);
			continue;
		}
		CHECK_OK(load(&l, &s, &given, &why));
		CHECK_INT(l.tls, LISTENER_TLS_OFF);
		listener_address(&l, 80, address);
		CHECK(strncmp(address, "http://", 7) == 0);
	}
}

TEST(listener_names_the_setting_that_is_wrong)
{
	static const struct {
		const char *argument, *words;
	} bad[] = {
		{ "--port=65536", "X_PORT" },
		{ "--port=-1", "X_PORT" },
		{ "--tls=on", "X_TLS (--tls): expected self, files or off" },
		{ "--tls=SELF", "X_TLS (--tls): expected self, files or off" },
		{ "--tls=files", "X_TLS=files needs X_CERT (--tls-cert) and X_KEY (--tls-key)" },
		{ "--tls-off-anywhere=maybe", "X_ANYWHERE" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		AUTO(settings) s = { 0 };
		struct listener l;
		struct why why = { "" };

		CHECK_ERR(load(&l, &s, &(struct given){ .argv = { bad[i].argument, NULL } }, &why),
		    ERR_INPUT);
		CHECK(strstr(why.text, bad[i].words) != NULL);
	}
}

TEST(listener_with_files_needs_both)
{
	static const char *const one[] = { "--tls-cert=a.pem", "--tls-key=b.pem" };
	AUTO(settings) both = { 0 };
	struct listener l;
	struct why why = { "" };

	for (size_t i = 0; i < 2; i++) {
		AUTO(settings) s = { 0 };

		CHECK_ERR(
		    load(&l, &s, &(struct given){ .argv = { "--tls=files", one[i], NULL } }, &why),
		    ERR_INPUT);
	}
	CHECK_OK(load(
	    &l, &both, &(struct given){ .argv = { "--tls=files", one[0], one[1], NULL } }, &why));
	CHECK_TEXT(l.certificate, "a.pem");
	CHECK_TEXT(l.key, "b.pem");
}

TEST(listener_makes_the_tls_that_was_asked_for)
{
	const struct listener off = { .host = "127.0.0.1", .tls = LISTENER_TLS_OFF };
	const struct listener self = { .host = "127.0.0.1", .tls = LISTENER_TLS_SELF };
	const struct listener files = { "127.0.0.1", 0, LISTENER_TLS_FILES, "/absent/a.pem",
		"/absent/b.pem" };
	struct tls_server *tls;
	struct why why = { "" };

	CHECK_OK(listener_tls_new(&off, &tls, &why));
	CHECK(tls == NULL);
	CHECK_OK(listener_tls_new(&self, &tls, &why));
	CHECK(tls != NULL);
	tls_server_free(tls);
	CHECK_ERR(listener_tls_new(&files, &tls, &why), ERR_IO);
	CHECK(tls == NULL && strstr(why.text, "/absent/a.pem") != NULL);
}
