/* SPDX-License-Identifier: Apache-2.0 */
/* perf-aggregator register, from argv to the session file, against an enclave that may lie. */
#include <sys/stat.h>
#include <unistd.h>

#include "test/host/cli/fake_enclave.h"

static void
session_read(struct fake *f, const char *name, struct session_file *out)
{
	AUTO(buf) text = buf_new(SESSION_FILE_SIZE_MAX);
	struct complaint c = { 0 };
	struct why why = { "" };
	char path[200];
	struct stat st;

	(void)snprintf(
	    path, sizeof(path), "%s/perf-aggregator/sessions/%s.json", f->directory, name);
	assert_int_equal(stat(path, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0600);
	CHECK_OK(file_read("session", path, FILE_FOR_OWNER, &text, &c));
	CHECK_OK(session_file_parse(buf_span(&text), out, &why));
	CHECK(memmem(text.p, text.size, "-of-john", 8) == NULL); /* no exchange key in it */
}

TEST(register_seals_the_key_saves_the_session_and_says_what_was_found)
{
	AUTO(fake) f = { 0 };
	AUTO(session_file) s = { 0 };

	fake_start(&f, false);
	CHECK_INT(REGISTER(&f, "--label", "main", "--ttl", "600", "--symbols", "BTCUSDT,ETHUSDT",
		      "--sandbox", "--account", "all"),
	    LEAVE_OK);
	CHECK_INT(f.submit_count, 1);
	CHECK_TEXT(f.registration.credential.api_key, "the-api-key-of-john");
	CHECK_TEXT(f.registration.credential.secret, "the-secret-of-john");
	CHECK_TEXT(f.registration.credential.passphrase, "");
	CHECK_TEXT(f.registration.user_id, "trader-john");
	CHECK_TEXT(f.registration.account_type, "all");
	CHECK(f.registration.sandbox);
	CHECK_INT(f.registration.symbol_count, 2);
	CHECK_TEXT(f.registration.symbols[1], "ETHUSDT");
	CHECK_TEXT(f.metadata.label, "main");
	CHECK_INT(f.metadata.ttl, 600);
	CHECK_TEXT(f.metadata.proof, "hmac");
	SAID_ERR(&f, "SIMULATED - NOT PROTECTED");
	SAID_ERR(&f, "reads yes, trades no, withdraws no");
	SAID_OUT(&f, "42 fills, 2 of 2 symbols asked\n");
	SAID_OUT(&f, "BTCUSDT     42  complete\n");
	session_read(&f, "trader-john", &s);
	CHECK_TEXT(s.session_id, f.session_id);
	CHECK_TEXT(s.target.url, f.url);
	CHECK(s.has_proof && memcmp(s.pop.b, f.pop.b, sizeof(s.pop.b)) == 0);
	CHECK_INT(s.expires_ms, f.time.wall_ms + 600000);
	CHECK_INT(s.target.root.anchor, QUOTE_ANCHOR_SIMULATED);
	CHECK_INT(f.unproved_count, 0);
}

TEST(register_over_tls_talks_to_the_bound_key_only)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, true);
	CHECK_INT(REGISTER(&f, "--no-wait"), LEAVE_OK);
	CHECK_INT(f.get_count, 0);
	CHECK(fake_has_session(&f, "trader-john"));
	CHECK_TEXT(f.out, "");
	f.has_other_spki = true;
	CHECK_INT(REGISTER(&f, "--session", "second"), LEAVE_ATTESTATION);
	SAID_ERR(&f, "ATT_E_TLS");
	CHECK_INT(f.submit_count, 1);
	/* A gateway's certificate must be one that is trusted. */
	f.has_other_spki = false;
	CHECK_INT(REGISTER(&f, "--session", "second", "--gateway"), LEAVE_ATTESTATION);
	SAID_ERR(&f, "--ca FILE");
	CHECK_INT(f.submit_count, 1);
	CHECK(!fake_has_session(&f, "second"));
}

/* Refused evidence: exit 3, nothing but the question for evidence was sent, no file. */
static void
refused(struct fake *f, const char *code)
{
	const size_t quotes = f->quote_count;

	CHECK_INT(REGISTER(f), LEAVE_ATTESTATION);
	SAID_ERR(f, code);
	CHECK_INT(f->quote_count, quotes + 1);
	CHECK_INT(f->submit_count + f->get_count + f->delete_count, 0);
	CHECK(!fake_has_session(f, "trader-john"));
	case_counted();
}

TEST(register_sends_nothing_to_an_enclave_that_lies)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	f.has_other_nonce = true;
	refused(&f, "ATT_E_NONCE");
	f.has_other_nonce = false;
	f.has_other_measurement = true;
	refused(&f, "ATT_E_MRENCLAVE");
	SAID_ERR(&f, "it claims measurement bbbbbbbbbb");
	f.has_other_measurement = false;
	f.has_other_config = true;
	refused(&f, "ATT_E_CONFIG");
	f.has_other_config = false;
	f.says_genuine = true;
	refused(&f, "ATT_E_NOT_SIMULATED");
	f.says_genuine = false;
	f.is_debug_off = true;
	refused(&f, "ATT_E_NOT_SIMULATED");
	f.is_debug_off = false;
	CHECK_INT(REGISTER(&f), LEAVE_OK);
}

TEST(register_sends_nothing_to_a_flipped_quote)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	for (f.flipped_bit = 1; f.flipped_bit < 1000 * 8; f.flipped_bit += 163) {
		/* Header, report and signatures; not the two reserved bytes nobody signs. */
		CHECK_INT(REGISTER(&f), LEAVE_ATTESTATION);
		CHECK_INT(f.submit_count + f.get_count + f.delete_count, 0);
		case_counted();
	}
	CHECK(!fake_has_session(&f, "trader-john"));
}

TEST(register_refuses_evidence_from_the_61st_second)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	f.late_ms = ATTESTATION_AGE_MAX_MS + 1;
	CHECK_INT(REGISTER(&f, "--timeout", "600"), LEAVE_ATTESTATION);
	SAID_ERR(&f, "ATT_E_STALE");
	CHECK_INT(f.submit_count, 0);
	f.late_ms = ATTESTATION_AGE_MAX_MS;
	CHECK_INT(REGISTER(&f, "--timeout", "600"), LEAVE_OK);
}

TEST(register_believes_only_the_root_it_was_given)
{
	AUTO(fake) f = { 0 };
	AUTO(simulated_keys) keys = { 0 };
	AUTO(buf) root = buf_new(SIMULATED_PEM_SIZE_MAX);
	AUTO(buf) chain = buf_new(SIMULATED_PEM_SIZE_MAX);
	static const uint8_t seed[SIMULATED_SEED_SIZE] = "another platform";

	fake_start(&f, false);
	CHECK_OK(simulated_keys_derive(seed, &keys));
	CHECK_OK(simulated_chain_issue(&keys, &root, &chain));
	CHECK_OK(buf_u8(&root, 0));
	(void)fake_file(&f, "root.pem", (const char *)root.p, 0644);
	refused(&f, "ATT_E_ROOT_UNTRUSTED");
	/* And Intel's, when it is given none. */
	CHECK_INT(RUN(&f, "register", "--url", f.url, "--measurement", f.measurement_text, "--user",
		      "trader-john", "--credentials", f.key_path),
	    LEAVE_ATTESTATION);
	SAID_ERR(&f, "ATT_E_ROOT_UNTRUSTED");
	CHECK_INT(f.submit_count, 0);
	/* A file that is no simulated root is no way in. */
	(void)fake_file(&f, "root.pem", "no certificate", 0644);
	CHECK_INT(REGISTER(&f), LEAVE_DATA);
	SAID_ERR(&f, "--insecure-simulated-root");
}

TEST(register_asks_nothing_of_a_simulated_enclave_without_the_second_permission)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	CHECK_INT(RUN(&f, "register", "--url", f.url, "--measurement", f.measurement_text,
		      "--insecure-simulated-root", f.root_path, "--user", "john", "--credentials",
		      f.key_path),
	    LEAVE_REFUSED);
	SAID_ERR(&f, "--allow-secrets-to-simulated");
	CHECK_INT(f.quote_count + f.submit_count, 0);
}

TEST(register_says_what_is_missing_before_it_asks_anybody)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	CHECK_INT(RUN(&f, "register", "--user", "john"), LEAVE_USAGE);
	SAID_ERR(&f, "--url: name the enclave");
	CHECK_INT(RUN(&f, "register", "--url", f.url), LEAVE_USAGE);
	SAID_ERR(&f, "--user: give the session a user id");
	CHECK_INT(RUN(&f, "register", "--url", f.url, "--user", "john"), LEAVE_USAGE);
	SAID_ERR(&f, "--measurement: say which code you trust");
	CHECK_INT(RUN(&f, "register", "hunter2-of-j"), LEAVE_USAGE);
	SAID_ERR(&f, "takes no arguments");
	CHECK(strstr(f.err, "hunter2") == NULL);
	(void)fake_file(&f, "key", "only-one-line", 0600);
	CHECK_INT(REGISTER(&f), LEAVE_DATA);
	SAID_ERR(&f, "the secret on line 2");
	(void)fake_file(&f, "key", "short\nlong-enough-a-secret\n", 0600);
	CHECK_INT(REGISTER(&f), LEAVE_DATA);
	SAID_ERR(&f, "apiKey: expected at least");
	(void)fake_file(&f, "key", "the-api-key-of-john\nthe-secret-of-john\n", 0640);
	CHECK_INT(REGISTER(&f), LEAVE_REFUSED);
	SAID_ERR(&f, "chmod 600");
	CHECK_INT(REGISTER(&f, "--credentials", "/nonexistent/key"), LEAVE_NO_INPUT);
	SAID_ERR(&f, "/nonexistent/key: No such file");
	CHECK_INT(f.quote_count, 0);
	/* Asked on a terminal, of which there is none. */
	CHECK_INT(RUN(&f, "register", "--url", f.url, "--measurement", f.measurement_text,
		      "--insecure-simulated-root", f.root_path, "--allow-secrets-to-simulated",
		      "--user", "john"),
	    LEAVE_USAGE);
	SAID_ERR(&f, "--credentials -");
	CHECK_INT(RUN(&f, "register", "--url", f.url, "--measurement", f.measurement_text,
		      "--insecure-simulated-root", f.root_path, "--allow-secrets-to-simulated",
		      "--user", "john", "--no-input"),
	    LEAVE_USAGE);
	SAID_ERR(&f, "--no-input");
	CHECK_INT(f.quote_count, 0);
}

TEST(register_passes_on_what_the_enclave_and_the_exchange_say)
{
	AUTO(fake) f = { 0 };
	const struct problem_report bad = { .kind = PROBLEM_INVALID_CREDENTIALS,
		.detail = "check the key, its secret and its address restriction",
		.request_id = "feedbeef",
		.exchange_message = "Invalid API-key, IP, or permissions for action.",
		.exchange_code = -2015 };

	fake_start(&f, false);
	f.submit_problem = &bad;
	CHECK_INT(REGISTER(&f), LEAVE_REFUSED);
	SAID_ERR(&f, "The exchange refuses this key (INVALID_CREDENTIALS)\n");
	SAID_ERR(&f, "check the key, its secret");
	SAID_ERR(&f, "the exchange said: -2015 Invalid API-key, IP, or permissions for action.\n");
	SAID_ERR(&f, "request feedbeef");
	CHECK_INT(f.submit_count, 1);
	CHECK(!fake_has_session(&f, "trader-john"));
}

TEST(register_uses_no_session_whose_receipt_is_wrong)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	f.has_wrong_receipt = true;
	CHECK_INT(REGISTER(&f), LEAVE_PROTOCOL);
	SAID_ERR(&f, "receipt is wrong");
	CHECK(!fake_has_session(&f, "trader-john"));
	f.has_wrong_receipt = false;
	f.submit_body = "{\"session_id\":\"x\"}";
	CHECK_INT(REGISTER(&f), LEAVE_PROTOCOL);
	SAID_ERR(&f, "expires_at");
	CHECK_INT(f.get_count, 0);
	CHECK(!fake_has_session(&f, "trader-john"));
}

static void
spoil_directory(struct fake *f)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/perf-aggregator/sessions", f->directory);
	assert_int_equal(rmdir(path), 0);
	(void)fake_file(f, "perf-aggregator/sessions", "in the way", 0600);
}

TEST(register_takes_a_session_back_that_it_cannot_keep)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	f.on_submit = spoil_directory;
	CHECK_INT(REGISTER(&f), LEAVE_CANT_CREATE);
	SAID_ERR(&f, "the session was revoked again");
	CHECK_INT(f.delete_count, 1);
	CHECK_INT(f.unproved_count, 0);
	/* The next time it is seen at once. */
	f.on_submit = NULL;
	CHECK_INT(REGISTER(&f), LEAVE_CANT_CREATE);
	CHECK_INT(f.submit_count, 1);
}

TEST(register_never_writes_over_a_live_session)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	CHECK_INT(REGISTER(&f, "--ttl", "300"), LEAVE_OK);
	CHECK_INT(REGISTER(&f), LEAVE_CANT_CREATE);
	SAID_ERR(&f, "--session NAME");
	CHECK_INT(f.submit_count, 1);
	CHECK_INT(REGISTER(&f, "--session", "second", "--no-wait"), LEAVE_OK);
	CHECK(fake_has_session(&f, "second"));
	clock_fake_advance_ms(&f.time, 300000);
	CHECK_INT(REGISTER(&f), LEAVE_OK);
	CHECK_INT(f.submit_count, 3);
}

TEST(register_follows_the_collection_to_its_end)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	f.documents[0] = "{\"status\":\"collecting\",\"progress\":{\"percent\":0,\"complete\":"
			 "false,\"fills\":0}}";
	f.documents[1] = "{\"status\":\"collecting\",\"progress\":{\"percent\":50,\"complete\":"
			 "false,\"fills\":7,\"lastError\":{\"message\":\"slow \\u001b[31mdown\","
			 "\"exchangeCode\":-1003}}}";
	f.documents[2] = "{\"status\":\"live\",\"progress\":{\"percent\":100,\"complete\":true,"
			 "\"fills\":9},\"symbols\":[]}";
	CHECK_INT(REGISTER(&f, "--proof", "none"), LEAVE_OK);
	CHECK_INT(f.get_count, 3);
	CHECK_INT(f.unproved_count, 0);
	SAID_ERR(&f, "the exchange: slow ?[31mdown\n");
	SAID_OUT(&f, "9 fills");
	CHECK_TEXT(f.path, "/enclave/session/self");
}

TEST(register_says_when_the_enclave_gives_the_collection_up)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	f.documents[0] = "{\"status\":\"stopped\",\"progress\":{\"percent\":10,\"complete\":false,"
			 "\"lastError\":{\"message\":\"key revoked\"}}}";
	CHECK_INT(REGISTER(&f), LEAVE_UNAVAILABLE);
	SAID_ERR(&f, "has stopped collecting: key revoked");
	SAID_ERR(&f, "the session itself is open");
	CHECK(fake_has_session(&f, "trader-john"));
}

TEST(register_json_is_one_object_on_stdout)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	CHECK_INT(REGISTER(&f, "--json", "-q"), LEAVE_OK);
	SAID_OUT(&f,
	    "{\"status\":\"registered\",\"user_id\":\"trader-john\",\"session_id\":"
	    "\"session_1790000000_");
	SAID_OUT(&f, "\"simulated\":true,\"permissions\":{\"read\":true,");
	SAID_OUT(&f, "\"session\":{\"status\":\"live\"");
	CHECK(f.out[f.out_size - 2] == '}' && f.out[f.out_size - 1] == '\n');
	SAID_ERR(&f, "SIMULATED - NOT PROTECTED"); /* also with -q */
	CHECK(strstr(f.err, "key: reads") == NULL);
	CHECK_INT(REGISTER(&f, "--json", "--no-wait", "--session", "two"), LEAVE_OK);
	SAID_OUT(&f, "\"session\":null}\n");
}

TEST(register_says_so_when_there_is_nobody)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	server_free(f.server);
	f.server = NULL;
	CHECK_INT(REGISTER(&f), LEAVE_NETWORK);
	SAID_ERR(&f, f.url);
	CHECK(!fake_has_session(&f, "trader-john"));
}

TEST(register_tells_what_may_have_happened_when_the_answer_is_lost)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	f.is_mute = true;
	CHECK_INT(REGISTER(&f, "--ttl", "300"), LEAVE_NETWORK);
	SAID_ERR(&f, "it ends by itself after 300 s");
	CHECK_INT(f.submit_count, 1);
	CHECK(!fake_has_session(&f, "trader-john"));
}
