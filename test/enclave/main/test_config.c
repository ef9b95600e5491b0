/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/api/api.h"
#include "enclave/main/config.h"
#include "lib/base/secret.h"
#include "test/check.h"

/* argv is not const, string literals are. */
#define A(text) ((char[]){ text })
enum { ARGUMENTS_MAX = 16 };

/* Load with the provider named and these arguments after it. */
static enum err
load(struct config *c, char **more, struct why *why)
{
	char *argv[ARGUMENTS_MAX] = { A("enclave"), A("--attestation"), A("insecure_simulated") };
	int argc = 3;

	why->text[0] = '\0';
	for (; *more != NULL; more++)
		argv[argc++] = *more;
	return config_load(c, argc, argv, why);
}

static enum err
load_one(struct config *c, const char *flag, const char *value, struct why *why)
{
	char argument[256], *more[] = { argument, NULL };

	(void)snprintf(argument, sizeof(argument), "%s=%s", flag, value);
	return load(c, more, why);
}

static bool
has(const struct buf *text, const char *line)
{
	return memmem(text->p, text->size, line, strlen(line)) != NULL;
}

TEST(config_has_defaults_that_are_safe)
{
	struct config c;
	struct why why;

	CHECK_OK(load(&c, (char *[]){ NULL }, &why));
	CHECK_TEXT(c.listener.host, "0.0.0.0");
	CHECK_INT(c.listener.port, 3000);
	CHECK_INT(c.listener.tls, LISTENER_TLS_SELF);
	CHECK_INT(c.default_ttl_s, 86400);
	CHECK_INT(c.max_ttl_s, 604800);
	CHECK_INT(c.cleanup_ms, 3600000);
	CHECK_INT(c.retention_days, 0);
	CHECK_INT(c.rate_max, 100);
	CHECK_INT(c.rate_window_ms, 900000);
	CHECK_INT(c.host_count, 1);
	CHECK(c.hosts[0].url == NULL && !c.hosts[0].is_sandbox); /* its connector knows */
	CHECK(!c.hosts[0].is_sandbox && c.allowed_origins == NULL);
	CHECK_TEXT(c.private_path, "/var/lib/perf-aggregator/identity.sealed");
	CHECK_TEXT(c.public_path, "/var/lib/perf-aggregator/identity.pem");
	CHECK(c.collateral_dir == NULL); /* the provider's own, or it says so */
	CHECK(c.provider->is_simulated);
	CHECK_INT(c.log_level, LOG_INFO);
	config_wipe(&c);
	config_wipe(&c);
}

TEST(config_names_each_bad_setting_and_what_to_do)
{
	static const struct {
		const char *flag, *value, *name;
	} bad[] = {
		{ "--attestation", "sgx2", "ENCLAVE_ATTESTATION (--attestation)" },
		{ "--attestation", "sgx2", "insecure_simulated" }, /* what there is */
		{ "--port", "65536", "ENCLAVE_PORT" },
		{ "--port", "-1", "ENCLAVE_PORT" },
		{ "--port", "3000x", "ENCLAVE_PORT" },
		{ "--max-session-ttl", "299", "MAX_SESSION_TTL" },
		{ "--max-session-ttl", "604801", "MAX_SESSION_TTL" },
		{ "--default-session-ttl", "299", "DEFAULT_SESSION_TTL" },
		{ "--default-session-ttl", "604801", "DEFAULT_SESSION_TTL" },
		{ "--session-cleanup-interval", "999", "SESSION_CLEANUP_INTERVAL" },
		{ "--sessions-max", "0", "SESSIONS_MAX" },
		{ "--sessions-max", "99745", "SESSIONS_MAX" },
		{ "--data-retention-days", "1", "DATA_RETENTION_DAYS" },
		{ "--rate-limit-max", "4294967296", "RATE_LIMIT_MAX" },
		{ "--rate-limit-window", "999", "RATE_LIMIT_WINDOW" },
		{ "--poll-min-ms", "99", "POLL_MIN_MS" },
		{ "--poll-min-ms", "300001", "POLL_MAX_MS" }, /* above the slowest */
		{ "--poll-max-ms", "29999", "POLL_MAX_MS" },
		{ "--tls", "on", "ENCLAVE_TLS (--tls)" },
		{ "--tls", "off", "0.0.0.0 is not" },
		{ "--tls", "files", "ENCLAVE_TLS_CERT" },
		{ "--tls-off-anywhere", "maybe", "ENCLAVE_TLS_OFF_ANYWHERE" },
		{ "--log-level", "loud", "LOG_LEVEL (--log-level)" },
		{ "--sandbox-exchange", "127.0.0.1:9", "ENCLAVE_SANDBOX_EXCHANGE" },
		{ "--sandbox-exchange", "http://127.0.0.1:9/x", "ENCLAVE_SANDBOX_EXCHANGE" },
		{ "--sandbox-exchange", "http://10.0.0.1:9", "not an address of this machine" },
		{ "--sandbox-exchange", "http://localhost.evil:9", "ENCLAVE_SANDBOX_EXCHANGE" },
		{ "--nosuch", "1", "--nosuch" },
		{ "--config", "build/no-such-file", "build/no-such-file" },
	};
	struct config c;
	struct why why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(load_one(&c, bad[i].flag, bad[i].value, &why) != OK);
		if (strstr(why.text, bad[i].name) == NULL)
			fail_msg("%s=%s: %s", bad[i].flag, bad[i].value, why.text);
		config_wipe(&c);
		case_counted();
	}
}

TEST(config_takes_values_at_their_limits)
{
	static const char *const good[][2] = { { "--port", "0" }, { "--port", "65535" },
		{ "--max-session-ttl", "86400" }, { "--max-session-ttl", "604800" },
		{ "--default-session-ttl", "300" }, { "--session-cleanup-interval", "1000" },
		{ "--sessions-max", "1" }, { "--sessions-max", "99744" },
		{ "--rate-limit-max", "0" }, { "--rate-limit-max", "4294967295" },
		{ "--poll-min-ms", "100" }, { "--poll-min-ms", "300000" },
		{ "--poll-max-ms", "30000" }, { "--tls", "self" },
		{ "--sandbox-exchange", "http://127.0.0.1:1" }, { "--log-level", "error" } };
	struct config c;
	struct why why;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (load_one(&c, good[i][0], good[i][1], &why) != OK)
			fail_msg("%s=%s: %s", good[i][0], good[i][1], why.text);
		config_wipe(&c);
		case_counted();
	}
	CHECK_INT(VAULT_COUNT_MAX - API_PENDING_MAX, 99744);
}

TEST(config_needs_the_provider_named)
{
	char *argv[] = { A("enclave"), NULL };
	struct config c;
	struct why why = { "" };

	CHECK_ERR(config_load(&c, 1, argv, &why), ERR_INPUT);
	CHECK(strstr(why.text, "ENCLAVE_ATTESTATION") != NULL);
	CHECK(strstr(why.text, "insecure_simulated") != NULL);
	config_wipe(&c);
}

TEST(config_keeps_plain_http_on_loopback_unless_it_is_forced)
{
	struct config c;
	struct why why;

	CHECK_OK(load(&c, (char *[]){ A("--tls=off"), A("--host=127.0.0.1"), NULL }, &why));
	CHECK_INT(c.listener.tls, LISTENER_TLS_OFF);
	config_wipe(&c);
	CHECK_OK(load(&c, (char *[]){ A("--tls=off"), A("--tls-off-anywhere=1"), NULL }, &why));
	config_wipe(&c);
	CHECK_OK(load(&c,
	    (char *[]){ A("--tls=files"), A("--tls-cert=a.pem"), A("--tls-key=b.pem"), NULL },
	    &why));
	CHECK_INT(c.listener.tls, LISTENER_TLS_FILES);
	CHECK_TEXT(c.listener.certificate, "a.pem");
	config_wipe(&c);
	CHECK_ERR(
	    load(&c, (char *[]){ A("--tls=files"), A("--tls-cert=a.pem"), NULL }, &why), ERR_INPUT);
	config_wipe(&c);
}

TEST(config_knows_the_original_s_environment)
{
	struct config c;
	struct why why;

	CHECK_INT(setenv("ENCLAVE_PORT", "3001", 1), 0);
	CHECK_INT(setenv("ENCLAVE_HOST", "127.0.0.1", 1), 0);
	CHECK_INT(setenv("ENCLAVE_PRIVATE_KEY", "keys/private", 1), 0);
	CHECK_INT(setenv("ENCLAVE_PUBLIC_KEY", "keys/public", 1), 0);
	CHECK_OK(load(&c, (char *[]){ A("--port=3002"), NULL }, &why));
	CHECK_INT(c.listener.port, 3002); /* a flag beats it */
	CHECK_TEXT(c.listener.host, "127.0.0.1");
	CHECK_TEXT(c.private_path, "keys/private");
	CHECK_TEXT(c.public_path, "keys/public");
	config_wipe(&c);
	CHECK_INT(unsetenv("ENCLAVE_PORT"), 0);
	CHECK_INT(unsetenv("ENCLAVE_HOST"), 0);
	CHECK_INT(unsetenv("ENCLAVE_PRIVATE_KEY"), 0);
	CHECK_INT(unsetenv("ENCLAVE_PUBLIC_KEY"), 0);
}

TEST(config_refuses_paths_that_do_not_fit)
{
	static char path[4300], *more[] = { path, NULL };
	struct config c;
	struct why why;

	memset(path, 'x', sizeof(path) - 1);
	memcpy(path, "--private-key=", 14);
	CHECK_ERR(load(&c, more, &why), ERR_LIMIT);
	CHECK(strstr(why.text, "ENCLAVE_PRIVATE_KEY") != NULL);
	config_wipe(&c);
	path[14 + 4095] = '\0';
	CHECK_OK(load(&c, more, &why));
	CHECK_INT(strlen(c.private_path), 4095);
	config_wipe(&c);
}

TEST(config_text_says_all_that_matters_for_trust_and_nothing_else)
{
	AUTO(buf) text = buf_new(ATTESTATION_CONFIG_SIZE_MAX);
	AUTO(buf) again = buf_new(ATTESTATION_CONFIG_SIZE_MAX);
	struct config c;
	struct why why;

	CHECK_OK(load(&c, (char *[]){ NULL }, &why));
	CHECK_OK(config_text(&c, &text));
	CHECK_SPAN(buf_span(&text),
	    S("perf-aggregator-config/1\nversion=" PERF_AGGREGATOR_VERSION
	      "\nattestation=insecure_simulated\ncredentials=memory\n"
	      "exchange.binance.live=https://api.binance.com https://fapi.binance.com "
	      "https://dapi.binance.com\nexchange.roots=system\n"
	      "session.ttl=300..604800\nretention.days=0\n"));
	config_wipe(&c);
	/* Ports, logs and limits of the host do not change it; */
	CHECK_OK(load(&c,
	    (char *[]){ A("--port=1"), A("--log-level=debug"), A("--rate-limit-max=1"), NULL },
	    &why));
	CHECK_OK(config_text(&c, &again));
	CHECK_SPAN(buf_span(&again), buf_span(&text));
	config_wipe(&c);
	/* another exchange, other roots, other lifetimes do. */
	CHECK_OK(load(&c,
	    (char *[]){ A("--sandbox-exchange=http://127.0.0.1:9"), A("--exchange-roots=r.pem"),
		A("--max-session-ttl=90000"), NULL },
	    &why));
	buf_clear(&again);
	CHECK_OK(config_text(&c, &again));
	CHECK(has(&again, "\nexchange.binance.sandbox=http://127.0.0.1:9\n"));
	CHECK(has(&again, "\nexchange.roots=given\n"));
	CHECK(has(&again, "\nsession.ttl=300..90000\n"));
	for (size_t room = 0; room < again.size; room += 17) {
		AUTO(buf) small = buf_new(room);

		CHECK_ERR(config_text(&c, &small), ERR_LIMIT);
	}
	config_wipe(&c);
}

TEST(config_helps_without_judging)
{
	char *argv[] = { A("enclave"), A("--help"), NULL };
	char *text = NULL;
	size_t size = 0;
	struct config c;
	struct why why = { "" };
	FILE *out = open_memstream(&text, &size);

	CHECK_OK(config_load(&c, 2, argv, &why));
	CHECK(c.settings.wants_help);
	config_wipe(&c);
	assert_non_null(out);
	config_help(out);
	CHECK_INT(fclose(out), 0);
	CHECK(strstr(text, "ENCLAVE_ATTESTATION") != NULL && strstr(text, "--config FILE") != NULL);
	free(text);
}

TEST(config_takes_a_directory_of_collateral_and_binds_no_path)
{
	AUTO(buf) text = buf_new(ATTESTATION_CONFIG_SIZE_MAX);
	struct config c;
	struct why why;

	CHECK_OK(load(&c, (char *[]){ A("--collateral-dir=/collateral"), NULL }, &why));
	CHECK_TEXT(c.collateral_dir, "/collateral");
	CHECK_OK(config_text(&c, &text));
	CHECK(!has(&text, "collateral")); /* what is in it is bound by its hash */
	config_wipe(&c);
}

TEST(config_knows_every_provider_of_this_build)
{
	static const char *const names[] = { "gramine_sgx", "tsm_tdx", "tsm_snp" };
	struct config c;
	struct why why;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		CHECK_OK(load_one(&c, "--attestation", names[i], &why));
		CHECK_TEXT(c.provider->name, names[i]);
		CHECK(!c.provider->is_simulated);
		config_wipe(&c);
	}
}
