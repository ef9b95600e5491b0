/* SPDX-License-Identifier: Apache-2.0 */
/* Small files, session files, credentials, targets. */
#include <sys/stat.h>
#include <unistd.h>

#include "host/cli/credentials.h"
#include "test/host/cli/fake_enclave.h"

static enum err
read_as(const char *path, enum file_privacy privacy, struct complaint *c)
{
	AUTO(buf) out = buf_new(16);

	*c = (struct complaint){ 0 };
	return file_read("--what", path, privacy, &out, c);
}

TEST(file_read_takes_what_fits_and_is_private_enough)
{
	AUTO(fake) f = { 0 };
	struct complaint c;

	fake_start(&f, false);
	CHECK_OK(read_as(fake_file(&f, "a", "0123456789abcdef", 0600), FILE_FOR_OWNER, &c));
	CHECK_ERR(
	    read_as(fake_file(&f, "a", "0123456789abcdef0", 0600), FILE_FOR_OWNER, &c), ERR_LIMIT);
	CHECK_INT(c.leave, LEAVE_DATA);
	CHECK(strstr(c.text, "larger than 16 bytes") != NULL);
	for (unsigned mode = 1; mode <= 077; mode++)
		CHECK_ERR(
		    read_as(fake_file(&f, "a", "x", 0600 | mode), FILE_FOR_OWNER, &c), ERR_REFUSED);
	CHECK_INT(c.leave, LEAVE_REFUSED);
	CHECK(strstr(c.text, "mode 0677") != NULL);
	CHECK_OK(read_as(fake_file(&f, "a", "x", 0644), FILE_FOR_ALL, &c));
	CHECK_ERR(read_as(f.directory, FILE_FOR_ALL, &c), ERR_ABSENT);
	CHECK_INT(c.leave, LEAVE_NO_INPUT);
	CHECK(strstr(c.text, "is a directory") != NULL);
	CHECK_ERR(read_as("/nonexistent", FILE_FOR_ALL, &c), ERR_ABSENT);
	CHECK_TEXT(c.text, "--what /nonexistent: No such file or directory");
}

TEST(file_write_private_replaces_the_whole_or_nothing)
{
	AUTO(fake) f = { 0 };
	AUTO(buf) text = buf_new(64);
	struct complaint c = { 0 };
	char path[128];
	struct stat st;

	fake_start(&f, false);
	(void)snprintf(path, sizeof(path), "%s/new/deeper/file", f.directory);
	CHECK_OK(file_write_private(path, S("one"), &c));
	CHECK_OK(file_write_private(path, S("two"), &c));
	CHECK_OK(file_read("x", path, FILE_FOR_OWNER, &text, &c));
	CHECK_SPAN(buf_span(&text), S("two"));
	(void)snprintf(path, sizeof(path), "%s/new/deeper", f.directory);
	assert_int_equal(stat(path, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0700);
	CHECK_INT(st.st_nlink, 2);
	CHECK_ERR(file_write_private(path, S("in its place"), &c), ERR_IO); /* a directory */
	CHECK_INT(c.leave, LEAVE_CANT_CREATE);
	c = (struct complaint){ 0 };
	(void)snprintf(path, sizeof(path), "%s/key/file", f.directory); /* key is a file */
	CHECK_ERR(file_write_private(path, S("x"), &c), ERR_IO);
	CHECK(strstr(c.text, "Not a directory") != NULL);
}

TEST(credentials_parse_takes_two_lines_or_three)
{
	AUTO(credential) k = { 0 };
	struct complaint c = { 0 };
	char line[EXCHANGE_KEY_SIZE + 8];

	CHECK_OK(credentials_parse(S("key\nsecret"), "x", &k, &c));
	CHECK_TEXT(k.secret, "secret");
	CHECK_OK(credentials_parse(S("key\r\nsecret\r\npass phrase\r\n"), "x", &k, &c));
	CHECK_TEXT(k.api_key, "key");
	CHECK_TEXT(k.passphrase, "pass phrase");
	memset(line, 'k', sizeof(line));
	memcpy(line + EXCHANGE_KEY_SIZE - 1, "\ns", 2);
	CHECK_OK(credentials_parse(
	    (struct span){ (const uint8_t *)line, EXCHANGE_KEY_SIZE + 1 }, "x", &k, &c));
	CHECK_INT(strlen(k.api_key), EXCHANGE_KEY_SIZE - 1);
	memcpy(line + EXCHANGE_KEY_SIZE - 1, "k\ns", 3);
	CHECK_ERR(credentials_parse(
		      (struct span){ (const uint8_t *)line, EXCHANGE_KEY_SIZE + 2 }, "x", &k, &c),
	    ERR_INPUT);
	CHECK(strstr(c.text, "x: a key or passphrase is longer than 255 bytes") != NULL);
	CHECK_TEXT(k.api_key, "");
}

TEST(credentials_parse_takes_a_private_key_with_all_its_lines)
{
	AUTO(credential) k = { 0 };
	struct complaint c = { 0 };

	CHECK_OK(credentials_parse(S("key\n-----BEGIN PRIVATE KEY-----\nMC4C\nAQAw\n-----END "
				     "PRIVATE KEY-----\n"),
	    "x", &k, &c));
	CHECK_TEXT(k.secret, "-----BEGIN PRIVATE KEY-----\nMC4C\nAQAw\n-----END PRIVATE KEY-----");
	CHECK_TEXT(k.passphrase, "");
	CHECK_OK(credentials_parse(S("key\r\n-----BEGIN PRIVATE KEY-----\r\nMC4C\r\n-----END "
				     "PRIVATE KEY-----\r\npass\r\n"),
	    "x", &k, &c));
	CHECK_TEXT(k.secret, "-----BEGIN PRIVATE KEY-----\r\nMC4C\r\n-----END PRIVATE KEY-----");
	CHECK_TEXT(k.passphrase, "pass");
	CHECK_OK(credentials_parse(S("key\n-----BEGIN X-----AA-----END X-----\n"), "x", &k, &c));
	CHECK_TEXT(k.secret, "-----BEGIN X-----AA-----END X-----");
}

TEST(credentials_parse_refuses_the_rest_and_quotes_nothing)
{
	static const struct span wrong[] = { S(""), S("\n"), S("hunter2"), S("hunter2\n"),
		S("\nhunter2\n"), S("hunter2\n\nhunter2"), S("hunter2\nhunter2\nhunter2\nhunter2"),
		S("hun\0ter2\nhunter2") };
	struct credential k;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct complaint c = { 0 };
		static const struct credential none;

		CHECK_ERR(credentials_parse(wrong[i], "file", &k, &c), ERR_INPUT);
		CHECK_INT(c.leave, LEAVE_DATA);
		CHECK(strstr(c.text, "hunter2") == NULL);
		assert_memory_equal(&k, &none, sizeof(k));
	}
}

static const char good[] =
    "{\"url\":\"https://enclave.example\",\"user_id\":\"john\",\"session_id\":\"session_1_a-B\","
    "\"expires_at\":\"2026-09-22T14:13:20.000Z\",\"proof\":\"hmac\","
    "\"k_pop\":\"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\","
    "\"policy\":{\"releases\":[{\"tee\":\"SGX\",\"mrenclave\":"
    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}],"
    "\"statuses\":[\"OutOfDate\"]},"
    "\"gateway\":true,\"ca\":\"/etc/ca.pem\"}\n";

TEST(session_file_reads_what_it_writes)
{
	AUTO(session_file) s = { 0 };
	AUTO(buf) text = buf_new(SESSION_FILE_SIZE_MAX);
	struct why why = { "" };

	CHECK_OK(session_file_parse(span_text(good), &s, &why));
	CHECK_TEXT(s.target.url, "https://enclave.example");
	CHECK_INT(s.target.origin.port, 443);
	CHECK(s.target.is_gateway && s.has_proof && s.target.root.anchor == QUOTE_ANCHOR_INTEL);
	assert_memory_equal(
	    s.target.root.point, quote_root_intel()->point, sizeof(s.target.root.point));
	CHECK_INT(s.pop.b[31], 1);
	CHECK_INT(s.target.policy.identities[0].mrenclave[31], 0xaa);
	CHECK_OK(session_file_write(&s, &text));
	CHECK_INT(text.p[text.size - 1], '\n');
	session_file_wipe(&s);
	CHECK_OK(session_file_parse(buf_span(&text), &s, &why));
	CHECK_TEXT(s.target.ca, "/etc/ca.pem");
	CHECK_TEXT(s.user_id, "john");
	CHECK_INT(s.target.policy.identity_count, 1);
	CHECK_INT(s.target.policy.identities[0].mrenclave[31], 0xaa);
	CHECK_INT(s.target.policy.statuses, TCB_STATUS_BIT(TCB_OUT_OF_DATE));
	for (size_t size = 0; size < sizeof(good) - 2; size++)
		CHECK_ERR(
		    session_file_parse(span_first(span_text(good), size), &s, NULL), ERR_INPUT);
}

TEST(session_file_names_the_member_at_fault)
{
	static const struct {
		const char *member, *becomes, *says;
	} cases[] = {
		{ "https://enclave", "http://enclave", "url: http:// is for this machine only" },
		{ "https:", "ftp:", "url" },
		{ "session_1_a-B", "a b\\r\\nX: y", "session_id" },
		{ "2026-09-22", "2026-09-31", "expires_at" },
		{ "hmac", "rsa", "proof" },
		{ "AQEB", "AQ", "k_pop" },
		{ "aaaa", "xyzw", "policy: releases[0]: mrenclave: expected 64" },
		{ "OutOfDate", "Fine", "policy: statuses[0]: not a TCB status" },
		{ "\"policy\"", "\"measurement\"", "policy" },
		{ "\"user_id\"", "\"user\"", "user_id" },
		{ "\"gateway\":true", "\"simulated_root\":\"00\"", "simulated_root" },
	};
	struct session_file s;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *at = strstr(good, cases[i].member);
		struct why why = { "" };
		char text[1024];

		(void)snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - good), good,
		    cases[i].becomes, at + strlen(cases[i].member));
		CHECK_ERR(session_file_parse(span_text(text), &s, &why), ERR_INPUT);
		if (strncmp(why.text, cases[i].says, strlen(cases[i].says)) != 0)
			fail_msg("\"%s\" does not begin with %s", why.text, cases[i].says);
		case_counted();
	}
}

TEST(session_file_of_a_simulated_enclave_never_stands_for_intels_root)
{
	char text[2048], hex[2 * P256_POINT_SIZE + 1];
	struct session_file s;

	for (size_t i = 0; i < P256_POINT_SIZE; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", quote_root_intel()->point[i]);
	(void)snprintf(text, sizeof(text), "%.*s,\"simulated_root\":\"%s\"}", (int)strlen(good) - 2,
	    good, hex);
	CHECK_ERR(session_file_parse(span_text(text), &s, NULL), ERR_INPUT);
	hex[5] = hex[5] == '0' ? '1' : '0';
	(void)snprintf(text, sizeof(text), "%.*s,\"simulated_root\":\"%s\"}", (int)strlen(good) - 2,
	    good, hex);
	CHECK_OK(session_file_parse(span_text(text), &s, NULL));
	CHECK_INT(s.target.root.anchor, QUOTE_ANCHOR_SIMULATED);
}

TEST(target_takes_https_and_loopback_only)
{
	static const char *const fine[] = { "https://enclave.example:3000", "https://[::1]:1/",
		"http://127.0.0.1:3000", "http://localhost", "http://[::1]:8" };
	static const char *const wrong[] = { "", "enclave.example", "http://enclave.example",
		"http://10.0.0.1", "ftp://x", "https://", "https://x/path", "https://u:p@x",
		"https://x:0x", "https://x:70000" };
	struct target t;

	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
		struct complaint c = { 0 };

		CHECK_OK(target_set_url(&t, "--url", fine[i], &c));
		CHECK(t.url[strlen(t.url) - 1] != '/');
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct complaint c = { 0 };

		CHECK_ERR(target_set_url(&t, "--url", wrong[i], &c), ERR_INPUT);
		CHECK_INT(c.leave, LEAVE_USAGE);
		CHECK(strncmp(c.text, "--url: ", 7) == 0);
	}
}

TEST(target_pin_leaves_of_the_policy_what_was_seen)
{
	struct quote_facts facts = { .tee = QUOTE_SGX };
	struct target t = { .url = "" };

	quote_policy_default(NULL, &t.policy);
	CHECK_OK(quote_policy_allow(&t.policy, facts.mrenclave));
	t.policy.identities[1] = (struct quote_identity){ .tee = QUOTE_TDX, .measurement = { 1 } };
	t.policy.identities[2] = (struct quote_identity){ .tee = QUOTE_TDX, .measurement = { 2 } };
	t.policy.identities[3] = (struct quote_identity){ .tee = QUOTE_SNP, .measurement = { 2 } };
	t.policy.identities[4] = (struct quote_identity){ .tee = QUOTE_SGX, .mrsigner = { 9 } };
	t.policy.identity_count = 5;
	struct target tdx = t;

	facts.mrenclave[0] = 7;
	target_pin(&t, &facts);
	CHECK_INT(t.policy.identity_count, 1);
	CHECK(t.policy.identities[0].has_mrenclave && t.policy.identities[0].mrenclave[0] == 7);
	facts = (struct quote_facts){ .tee = QUOTE_TDX,
		.measurement = { .b = { 2 }, .size = QUOTE_TD_REGISTER_SIZE } };
	target_pin(&tdx, &facts);
	CHECK_INT(tdx.policy.identity_count, 1);
	CHECK(tdx.policy.identities[0].tee == QUOTE_TDX);
	CHECK_INT(tdx.policy.identities[0].measurement[0], 2);
}

TEST(target_policy_judges_live_evidence_under_its_own_root)
{
	struct target t = { .root = *quote_root_intel() };
	struct quote_policy p;

	quote_policy_default(NULL, &t.policy);
	t.policy.min_evaluation_number = 99;
	target_policy(&t, 1234, &p);
	CHECK(p.root == &t.root);
	CHECK_INT(p.at_ms, 1234);
	CHECK_INT(p.skew_ms, QUOTE_SKEW_MS);
	CHECK_INT(p.min_evaluation_number, 99);
}
