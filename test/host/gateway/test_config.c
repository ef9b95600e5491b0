/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "host/gateway/config.h"
#include "test/check.h"
#include "test/lib/quote/sample.h"

/* argv is not const, string literals are. */
#define A(text) ((char[]){ text })
enum { ARGUMENTS_MAX = 16 };

#define ONE "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static enum err
load(struct gateway_config *c, char **more, struct why *why)
{
	char *argv[ARGUMENTS_MAX] = { A("gateway"), A("--measurement"), A(ONE) };
	int argc = 3;

	why->text[0] = '\0';
	for (; *more != NULL; more++)
		argv[argc++] = *more;
	return gateway_config_load(c, argc, argv, why);
}

TEST(gateway_config_has_defaults_that_are_safe)
{
	struct gateway_config c;
	struct why why;

	CHECK_OK(load(&c, (char *[]){ NULL }, &why));
	CHECK_TEXT(c.listener.host, "0.0.0.0");
	CHECK_INT(c.listener.port, 5000);
	CHECK_INT(c.listener.tls, LISTENER_TLS_SELF);
	CHECK_TEXT(c.backend.host, "127.0.0.1");
	CHECK_INT(c.backend.port, 3000);
	CHECK(!c.backend.is_tls && c.root.anchor == QUOTE_ANCHOR_INTEL);
	CHECK_INT(c.policy.identity_count, 1);
	CHECK_INT(c.policy.identities[0].mrenclave[1], 0x11);
	CHECK_INT(c.policy.min_evaluation_number, QUOTE_EVALUATION_NUMBER_DEFAULT);
	CHECK_INT(c.rate_max, 100);
	gateway_config_wipe(&c);
	gateway_config_wipe(&c);
}

TEST(gateway_config_names_each_bad_setting)
{
	static const struct {
		const char *flag, *value, *name;
	} bad[] = {
		{ "--port", "70000", "PORT" },
		{ "--rate-limit-max", "x", "RATE_LIMIT_MAX" },
		{ "--rate-limit-window", "1", "RATE_LIMIT_WINDOW" },
		{ "--backend-url", "127.0.0.1:3000", "BACKEND_URL (--backend-url)" },
		{ "--backend-url", "http://h/path", "BACKEND_URL (--backend-url)" },
		{ "--measurement", "any", "GATEWAY_MEASUREMENTS (--measurement)" },
		{ "--measurement", "", "there is no \"any\"" },
		{ "--measurement", ONE ",", "" },
		{ "--measurement", ONE "," ONE "00", "64 hex digits" },
		{ "--measurement", "," ONE, "64 hex digits" },
		{ "--insecure-simulated-root", "build/no-such-file", "build/no-such-file" },
		{ "--policy", "build/no-such-file", "--policy build/no-such-file" },
		{ "--policy", "meson.build", "GATEWAY_POLICY (--policy): meson.build: " },
		{ "--policy", "/dev/zero", "--policy /dev/zero: larger than 65536 bytes" },
		{ "--tls", "maybe", "GATEWAY_TLS (--tls)" },
		{ "--tls", "off", "0.0.0.0 is not" },
		{ "--tls", "files", "GATEWAY_TLS_CERT" },
		{ "--tls-off-anywhere", "2", "GATEWAY_TLS_OFF_ANYWHERE" },
		{ "--log-level", "x", "LOG_LEVEL (--log-level)" },
		{ "--nosuch", "x", "--nosuch" },
	};
	char argument[512], *more[] = { argument, NULL };
	struct gateway_config c;
	struct why why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(argument, sizeof(argument), "%s=%s", bad[i].flag, bad[i].value);
		if (bad[i].name[0] == '\0') {
			CHECK_OK(load(&c, more, &why)); /* a comma at the end is no harm */
		} else {
			CHECK(load(&c, more, &why) != OK);
			if (strstr(why.text, bad[i].name) == NULL)
				fail_msg("%s: %s", argument, why.text);
		}
		gateway_config_wipe(&c);
		case_counted();
	}
}

TEST(gateway_config_takes_so_many_measurements)
{
	static char list[2048] = "--measurement=";
	char *more[] = { list, NULL };
	struct gateway_config c;
	struct why why;

	for (size_t i = 0; i < QUOTE_ALLOWED_MAX; i++)
		(void)snprintf(list + 14 + i * 65, sizeof(list) - 14 - i * 65, "%s,", ONE);
	CHECK_OK(load(&c, more, &why));
	CHECK_INT(c.policy.identity_count, QUOTE_ALLOWED_MAX);
	gateway_config_wipe(&c);
	(void)snprintf(list + 14 + QUOTE_ALLOWED_MAX * 65, 65, "%s", ONE);
	CHECK_ERR(load(&c, more, &why), ERR_LIMIT);
	CHECK(strstr(why.text, "GATEWAY_MEASUREMENTS") != NULL);
	gateway_config_wipe(&c);
}

TEST(gateway_config_takes_a_whole_policy_from_a_file)
{
	static const char json[] =
	    "{\"releases\":[{\"tee\":\"SGX\",\"mrsigner\":\"" ONE
	    "\",\"isvprodid\":1,\"min_isvsvn\":2}],\"statuses\":[\"OutOfDate\"],"
	    "\"min_tcb_evaluation_data_number\":5}";
	char path[] = "/tmp/policy-XXXXXX", argument[128], *more[] = { argument, NULL };
	const int fd = mkstemp(path);
	struct gateway_config c;
	struct why why;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, json, strlen(json)), (ssize_t)strlen(json));
	assert_int_equal(close(fd), 0);
	(void)snprintf(argument, sizeof(argument), "--policy=%s", path);
	CHECK_OK(load(&c, more, &why));
	CHECK_INT(c.policy.identity_count, 2); /* and that of --measurement */
	CHECK_INT(c.policy.identities[0].min_isvsvn, 2);
	CHECK(c.policy.identities[1].has_mrenclave);
	CHECK_INT(c.policy.statuses, TCB_STATUS_BIT(TCB_OUT_OF_DATE));
	CHECK_INT(c.policy.min_evaluation_number, 5);
	gateway_config_wipe(&c);
	assert_int_equal(unlink(path), 0);
}

TEST(gateway_config_takes_a_simulated_root_from_a_file_and_no_other_certificate)
{
	char path[] = "/tmp/root-XXXXXX", argument[128], *more[] = { argument, NULL };
	const int fd = mkstemp(path);
	AUTO(sample) s = { 0 };
	struct gateway_config c;
	struct why why;

	CHECK(fd >= 0);
	sample_load(&s);
	CHECK_INT(write(fd, s.root_pem.p, s.root_pem.size), s.root_pem.size);
	(void)snprintf(argument, sizeof(argument), "--insecure-simulated-root=%s", path);
	CHECK_OK(load(&c, more, &why));
	CHECK_INT(c.root.anchor, QUOTE_ANCHOR_SIMULATED);
	CHECK(memcmp(c.root.point, s.root.point, sizeof(c.root.point)) == 0);
	gateway_config_wipe(&c);
	CHECK_INT(ftruncate(fd, 100), 0);
	CHECK_ERR(load(&c, more, &why), ERR_INPUT);
	CHECK(strstr(why.text, path) != NULL);
	gateway_config_wipe(&c);
	(void)close(fd);
	CHECK_INT(unlink(path), 0);
}

TEST(gateway_config_knows_the_original_s_environment)
{
	struct gateway_config c;
	struct why why;

	CHECK_INT(setenv("PORT", "5001", 1), 0);
	CHECK_INT(setenv("HOST", "127.0.0.1", 1), 0);
	CHECK_INT(setenv("BACKEND_URL", "https://enclave.example", 1), 0);
	CHECK_OK(load(&c, (char *[]){ A("--tls=off"), NULL }, &why));
	CHECK_INT(c.listener.port, 5001);
	CHECK_TEXT(c.listener.host, "127.0.0.1");
	CHECK(c.backend.is_tls && c.backend.port == 443);
	CHECK_TEXT(c.backend.host, "enclave.example");
	gateway_config_wipe(&c);
	CHECK_INT(unsetenv("PORT"), 0);
	CHECK_INT(unsetenv("HOST"), 0);
	CHECK_INT(unsetenv("BACKEND_URL"), 0);
}

TEST(gateway_config_helps_without_judging)
{
	char *argv[] = { A("gateway"), A("--help"), NULL }, *text = NULL;
	size_t size = 0;
	struct gateway_config c;
	struct why why = { "" };
	FILE *out = open_memstream(&text, &size);

	CHECK_OK(gateway_config_load(&c, 2, argv, &why));
	CHECK(c.settings.wants_help);
	gateway_config_wipe(&c);
	assert_non_null(out);
	gateway_config_help(out);
	CHECK_INT(fclose(out), 0);
	CHECK(strstr(text, "GATEWAY_MEASUREMENTS") != NULL);
	free(text);
}
