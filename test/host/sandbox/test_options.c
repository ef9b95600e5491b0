/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/options.h"
#include "test/check.h"

TEST(options_have_documented_defaults)
{
	struct options o;
	struct why why = { 0 };

	CHECK_OK(options_parse(0, NULL, &o, &why));
	CHECK_TEXT(o.host, "127.0.0.1");
	CHECK_INT(o.port, 0);
	CHECK_INT(o.seed, 1);
	CHECK_INT(o.latency_ms, 0);
	CHECK(o.truth_path == NULL);
	CHECK(!o.is_whole && !o.sets_now && o.clock_rate == 1);
	CHECK(!o.lists_accounts && !o.wants_help && !o.wants_version);
	CHECK(o.certificate_path == NULL && o.key_path == NULL);
}

TEST(options_read_every_flag)
{
	static const char *const argv[] = { "--port", "8080", "--host", "::1", "--seed",
		"9223372036854775807", "--truth", "t.json", "--accounts", "--latency-ms", "60000",
		"--faults", "f.json", "--fault-seed", "9", "--world", "whole", "--now",
		"2026-11-22T00:00:00Z", "--clock-rate", "0", "--crowd", "10000", "--help",
		"--version", "--tls-cert", "c.pem", "--tls-key", "k.pem" };
	struct options o;
	struct why why = { 0 };

	CHECK_OK(options_parse(29, argv, &o, &why));
	CHECK_INT(o.port, 8080);
	CHECK_TEXT(o.host, "::1");
	CHECK(o.seed == INT64_MAX);
	CHECK_TEXT(o.truth_path, "t.json");
	CHECK_INT(o.latency_ms, 60000);
	CHECK_TEXT(o.faults_path, "f.json");
	CHECK(o.has_fault_seed && o.fault_seed == 9);
	CHECK_INT(o.crowd_count, 10000);
	CHECK(o.is_whole && o.sets_now && o.now_ms == 1795305600000 && o.clock_rate == 0);
	CHECK(o.lists_accounts && o.wants_help && o.wants_version);
	CHECK_TEXT(o.certificate_path, "c.pem");
	CHECK_TEXT(o.key_path, "k.pem");
}

/* Each word of the help that is a flag, as the page escapes it. */
TEST(options_are_all_in_the_manual_page)
{
	size_t size, count = 0;
	char *page = fixture_read("docs/man/perf-aggregator-sandbox.1", &size), flag[64];

	for (const char *at = strstr(options_help, "\n  --"); at != NULL;
	     at = strstr(at + 1, "\n  --")) {
		size_t used = 0;

		for (at += 3; *at != ' ' && *at != ','; at++) {
			if (*at == '-')
				flag[used++] = '\\';
			flag[used++] = *at;
		}
		flag[used] = '\0';
		if (strstr(page, flag) == NULL)
			fail_msg("the manual page lacks %s", flag);
		count++;
	}
	CHECK(count >= 15);
	free(page);
}

TEST(options_name_the_flag_that_is_wrong)
{
	static const char *const bad[][2] = { { "--port", "65536" }, { "--port", "-1" },
		{ "--port", "" }, { "--port", "x" }, { "--seed", "9223372036854775808" },
		{ "--seed", "1.5" }, { "--latency-ms", "60001" }, { "--nosuch", "1" },
		{ "--crowd", "10001" }, { "--world", "big" }, { "--now", "noon" },
		{ "--clock-rate", "1000001" }, { "port", "1" }, { "--tls-cert", "c.pem" },
		{ "--tls-key", "k.pem" } };
	static const char *const lonely[] = { "--port", "--seed", "--host", "--truth",
		"--latency-ms", "--world", "--now", "--clock-rate", "--faults", "--fault-seed",
		"--crowd", "--tls-cert", "--tls-key" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct options o;
		struct why why = { 0 };

		CHECK_ERR(options_parse(2, bad[i], &o, &why), ERR_INPUT);
		CHECK(strstr(why.text, bad[i][0]) != NULL);
	}
	for (size_t i = 0; i < sizeof(lonely) / sizeof(lonely[0]); i++) {
		struct options o;
		struct why why = { 0 };

		CHECK_ERR(options_parse(1, &lonely[i], &o, &why), ERR_INPUT);
		CHECK(strstr(why.text, lonely[i]) != NULL);
		CHECK(strstr(options_help, lonely[i]) != NULL);
	}
}
