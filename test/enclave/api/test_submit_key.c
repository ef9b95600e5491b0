/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/api/enclave_room.h"
#include "test/host/sandbox/ask.h"

static struct submission
honest(void)
{
	return submission_of("a-key-of-the-tests", "its-secret", "hmac");
}

static void
nothing_is_left(const struct enclave_room *r)
{
	CHECK_INT(r->api.pending_count, 0);
	CHECK_INT(vault_count(r->api.vault), 0);
	CHECK_INT(sessions_count(r->api.sessions), 0);
}

/* Seal, submit, be refused with this code and these words, and leave nothing behind. */
static void
refused(struct enclave_room *r, const struct submission *s, const char *code, const char *words)
{
	AUTO(sealed) sealed = { 0 };

	seal(r, s, &sealed);
	(void)submit(r, &sealed);
	CHECK_TEXT(reply_code(r), code);
	CHECK(reply_says(r, words));
	CHECK(!reply_says(r, "its-secret"));
	nothing_is_left(r);
}

TEST(submit_key_opens_a_session_and_its_receipt_holds)
{
	AUTO(sealed) sealed = { 0 };
	const struct submission s = honest();
	struct registration_reply reply;
	struct enclave_room r;
	uint8_t receipt[SHA256_SIZE];
	int64_t expires_ms;

	enclave_room_open(&r, NULL);
	seal(&r, &s, &sealed);
	CHECK_INT(submit(&r, &sealed), 201);
	CHECK_TEXT(reply_field(&r, "Cache-Control"), "no-store");
	CHECK_OK(registration_reply_parse(span_text(reply_body(&r)), &reply, NULL));
	CHECK_OK(receipt_make(&sealed.pop, sealed.envelope.ephemeral_pub, reply.session_id,
	    reply.expires_at, receipt));
	CHECK(memcmp(receipt, reply.receipt, SHA256_SIZE) == 0);
	CHECK_OK(text_time_parse(span_text(reply.expires_at), &expires_ms));
	CHECK_INT(expires_ms, r.net.time.wall_ms + 600000);
	CHECK(reply.permissions.reads && !reply.permissions.trades &&
	    !reply.permissions.withdraws && reply.permissions.is_ip_restricted);
	CHECK_INT(vault_count(r.api.vault), 1);
	CHECK_INT(sessions_count(r.api.sessions), 1);
	CHECK_INT(r.api.pending_count, 0);
	CHECK_INT(r.api.monitor.sessions_opened, 1);
	CHECK_INT(submit(&r, &sealed), 409);
	CHECK_TEXT(reply_code(&r), "REPLAY");
	CHECK_INT(sessions_count(r.api.sessions), 1);
	enclave_room_close(&r);
}

TEST(submit_key_lives_as_long_as_was_asked_or_as_the_operator_said)
{
	AUTO(sealed) sealed = { 0 };
	struct submission s = honest();
	struct registration_reply reply;
	struct enclave_room r;
	int64_t expires_ms;
	char *ttl;

	enclave_room_open(&r, NULL);
	s.metadata.ttl = ENVELOPE_TTL_DEFAULT; /* what stands in the aad when none is sent */
	seal(&r, &s, &sealed);
	ttl = memmem(sealed.body.p, sealed.body.size, "\"ttl\":86400,", 12);
	assert_non_null(ttl);
	memset(ttl, ' ', 12);
	CHECK_INT(submit(&r, &sealed), 201);
	CHECK_OK(registration_reply_parse(span_text(reply_body(&r)), &reply, NULL));
	CHECK_OK(text_time_parse(span_text(reply.expires_at), &expires_ms));
	CHECK_INT(expires_ms, r.net.time.wall_ms + 3600000);
	enclave_room_close(&r);
}

TEST(submit_key_takes_json_and_nothing_else)
{
	static const char *const bad[] = { "text/plain", "application/jsonx", "application/jso" };
	static const char *const good[] = { "application/json", "APPLICATION/JSON",
		"application/json; charset=utf-8" };
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	CHECK_INT(ask(&r, "POST", "/enclave/submit_key"), 415);
	CHECK_TEXT(reply_code(&r), "UNSUPPORTED_MEDIA_TYPE");
	for (size_t i = 0; i < 3; i++) {
		struct http_field type = { S("Content-Type"), span_text(bad[i]) };
		const struct client_request post = { .method = "POST",
			.target = "/enclave/submit_key",
			.fields = &type,
			.field_count = 1,
			.body = S("{}") };

		CHECK_INT(ask_with(&r, &post), 415);
		type.value = span_text(good[i]);
		CHECK_INT(ask_with(&r, &post), 400);
		CHECK_TEXT(reply_code(&r), "INVALID_REQUEST");
		CHECK(reply_says(&r, "key_id"));
	}
	nothing_is_left(&r);
	enclave_room_close(&r);
}

TEST(submit_key_refuses_every_truncated_envelope_as_malformed)
{
	AUTO(sealed) sealed = { 0 };
	const struct submission s = honest();
	struct enclave_room r;
	size_t whole;

	enclave_room_open(&r, NULL);
	seal(&r, &s, &sealed);
	whole = sealed.body.size;
	for (size_t size = 0; size < whole; size += size < 300 ? 1 : 37) {
		sealed.body.size = size;
		assert_int_equal(submit(&r, &sealed), 400);
		CHECK_TEXT(reply_code(&r), "INVALID_REQUEST");
	}
	sealed.body.size = whole;
	nothing_is_left(&r);
	CHECK_INT(submit(&r, &sealed), 201);
	enclave_room_close(&r);
}

/* Flip each `step`-th bit of these bytes of the envelope: one and the same answer. */
static void
flips_get_one_answer(
    struct enclave_room *r, struct sealed *s, void *bytes, size_t size, size_t step)
{
	static char first[1024];

	for (size_t bit = 0; bit < size * 8; bit += step) {
		uint8_t *at = (uint8_t *)bytes + bit / 8;

		*at ^= (uint8_t)(1 << bit % 8);
		sealed_write(s);
		*at ^= (uint8_t)(1 << bit % 8);
		assert_int_equal(submit(r, s), 400);
		if (first[0] == '\0')
			(void)snprintf(first, sizeof(first), "%s", reply_body(r));
		assert_string_equal(reply_body(r), first); /* to the byte */
		case_counted();
	}
	CHECK(strstr(first, "ENCRYPTION_ERROR") != NULL);
}

TEST(submit_key_gives_every_flipped_bit_the_same_answer)
{
	AUTO(sealed) sealed = { 0 };
	const struct submission s = honest();
	struct envelope *e = &sealed.envelope;
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	seal(&r, &s, &sealed);
	flips_get_one_answer(&r, &sealed, e->key_id, sizeof(e->key_id), 1);
	flips_get_one_answer(&r, &sealed, e->challenge, e->challenge_size, 1);
	flips_get_one_answer(&r, &sealed, e->ephemeral_pub, sizeof(e->ephemeral_pub), 1);
	flips_get_one_answer(&r, &sealed, e->nonce, sizeof(e->nonce), 1);
	flips_get_one_answer(&r, &sealed, e->cipher, e->cipher_size, 13);
	flips_get_one_answer(&r, &sealed, e->tag, sizeof(e->tag), 1);
	flips_get_one_answer(&r, &sealed, &e->issued_at, 4, 1);
	flips_get_one_answer(&r, &sealed, &e->metadata.ttl, 8, 1);
	for (size_t i = 0; i < strlen(e->metadata.exchange); i++) /* letters stay letters */
		flips_get_one_answer(&r, &sealed, &e->metadata.exchange[i], 1, 5);
	flips_get_one_answer(&r, &sealed, &e->metadata.label[1], 1, 5);
	flips_get_one_answer(&r, &sealed, &e->metadata.proof[0], 1, 5);
	nothing_is_left(&r);
	CHECK_INT(stub_asked(&r.stub, "/"), 0);
	sealed_write(&sealed);
	CHECK_INT(submit(&r, &sealed), 201);
	enclave_room_close(&r);
}

TEST(submit_key_tells_late_from_replayed_to_who_could_open_it)
{
	AUTO(sealed) sealed = { 0 };
	const struct submission s = honest();
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	seal(&r, &s, &sealed);
	clock_fake_advance_ms(&r.net.time, CHALLENGE_LIFE_MS + 1000);
	CHECK_INT(submit(&r, &sealed), 410);
	CHECK_TEXT(reply_code(&r), "CHALLENGE_EXPIRED");
	sealed_wipe(&sealed);
	seal(&r, &s, &sealed);
	clock_fake_advance_ms(&r.net.time, CHALLENGE_LIFE_MS);
	CHECK_INT(submit(&r, &sealed), 201);
	CHECK_INT(submit(&r, &sealed), 409);
	clock_fake_advance_ms(&r.net.time, CHALLENGE_LIFE_MS);
	CHECK_INT(submit(&r, &sealed), 409); /* still a replay, not merely late */
	CHECK_INT(r.api.monitor.envelopes_replayed, 2);
	CHECK_INT(r.api.monitor.envelopes_expired, 1);
	enclave_room_close(&r);
}

TEST(submit_key_judges_what_is_inside_and_names_the_member)
{
	struct enclave_room r;
	struct submission s;

	enclave_room_open(&r, NULL);
	s = honest();
	s.metadata.ttl = ENVELOPE_TTL_MIN - 1;
	refused(&r, &s, "INVALID_REQUEST", "metadata.ttl");
	s = honest();
	s.metadata.ttl = 86401; /* this operator's limit */
	refused(&r, &s, "INVALID_REQUEST", "metadata.ttl: this enclave allows at most 86400 s");
	s = honest();
	(void)snprintf(s.metadata.exchange, sizeof(s.metadata.exchange), "kraken");
	refused(&r, &s, "INVALID_REQUEST", "metadata.exchange");
	(void)snprintf(s.registration.exchange, sizeof(s.registration.exchange), "kraken");
	refused(&r, &s, "INVALID_REQUEST", "exchange: this enclave has no sandbox host");
	s = honest();
	s.registration.sandbox = false;
	refused(&r, &s, "INVALID_REQUEST", "exchange: this enclave has no live host");
	s = honest();
	(void)snprintf(s.registration.user_id, sizeof(s.registration.user_id), "a b");
	refused(&r, &s, "INVALID_REQUEST", "userId");
	s = honest();
	(void)snprintf(s.metadata.proof, sizeof(s.metadata.proof), "other");
	refused(&r, &s, "INVALID_REQUEST", "metadata.proof");
	s = honest();
	memset(s.metadata.label, 'x', ENVELOPE_LABEL_SIZE_MAX + 1);
	s.metadata.label[ENVELOPE_LABEL_SIZE_MAX + 1] = '\0';
	refused(&r, &s, "INVALID_REQUEST", "metadata.label");
	CHECK_INT(stub_asked(&r.stub, "/"), 0); /* no exchange was asked */
	s.metadata.label[ENVELOPE_LABEL_SIZE_MAX] = '\0';
	s.metadata.ttl = 86400;
	AUTO(sealed) sealed = { 0 };

	seal(&r, &s, &sealed);
	CHECK_INT(submit(&r, &sealed), 201);
	enclave_room_close(&r);
}

TEST(submit_key_refuses_keys_that_may_do_more_than_read)
{
	static const char *const accounts[][2] = { { "trader", "enableSpotAndMarginTrading" },
		{ "withdrawer", "enableWithdrawals" }, { "futures-flag", "enableSomethingNew" } };
	struct enclave_room r;

	enclave_room_open(&r, &(struct enclave_options){ .has_sandbox = true });
	for (size_t i = 0; i < 3; i++) {
		const struct world_account *a = world_account_by_name(ask_world(), accounts[i][0]);
		const struct submission s = submission_of(a->api_key, a->secret, "none");

		refused(&r, &s, "KEY_TOO_POWERFUL", accounts[i][1]);
		CHECK(reply_says(&r, "switch off at the exchange"));
	}
	CHECK_INT(r.api.monitor.sessions_refused, 3);
	enclave_room_close(&r);
}

TEST(submit_key_refuses_keys_that_may_not_even_read)
{
	const struct submission s = honest();
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	r.stub.rights = "{\"enableReading\":false,\"enableWithdrawals\":false,"
			"\"enableSpotAndMarginTrading\":false}";
	refused(&r, &s, "INSUFFICIENT_PERMISSIONS", "enableReading");
	enclave_room_close(&r);
}

TEST(submit_key_passes_on_what_the_exchange_itself_said)
{
	const struct submission s = honest();
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	r.stub.fault = (struct stub_fault){ .path = "apiRestrictions",
		.times = 1,
		.status = 400,
		.body = "{\"code\":-2015,\"msg\":\"Invalid \\\"API-key\\\", IP.\"}" };
	refused(&r, &s, "INVALID_CREDENTIALS", "\"code\":-2015");
	CHECK(reply_says(&r, "API-key"));
	r.stub.fault = (struct stub_fault){
		.path = "apiRestrictions", .times = 1, .status = 200, .body = "<html>closed</html>"
	};
	r.stub.fault.times = 1;
	r.stub.fault.body = "{\"code\":-1022,\"msg\":\"Signature for this request is not valid.\"}";
	r.stub.fault.status = 400;
	refused(&r, &s, "INVALID_CREDENTIALS", "secret does not belong");
	enclave_room_close(&r);
}

/* Send it and step until the exchange has the question. */
static void
submit_and_park(struct enclave_room *r, struct sealed *sealed, size_t count)
{
	static const struct http_field json = { S("Content-Type"), S("application/json") };
	const struct submission s = honest();

	seal(r, &s, sealed);
	ask_start(r,
	    &(struct client_request){ .method = "POST",
		.target = "/enclave/submit_key",
		.fields = &json,
		.field_count = 1,
		.body = buf_span(&sealed->body) });
	ROOM_UNTIL(r->net.loop, r->api.pending_count == count);
}

TEST(submit_key_answers_within_ten_seconds_whatever_the_exchange_does)
{
	AUTO(sealed) sealed = { 0 };
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	r.stub.fault = (struct stub_fault){ .path = "apiRestrictions", .times = 1 };
	submit_and_park(&r, &sealed, 1);
	ROOM_UNTIL(r.net.loop, r.stub.parked_count == 1);
	CHECK_INT(vault_count(r.api.vault), 1);
	CHECK_INT(ask(&r, "GET", "/health"), 200); /* others are served meanwhile */
	clock_fake_advance_ms(&r.net.time, 10000);
	ask_wait(&r);
	CHECK_INT(r.reply.status, 502);
	CHECK_TEXT(reply_code(&r), "EXCHANGE_ERROR");
	CHECK(reply_says(&r, "in time"));
	nothing_is_left(&r);
	enclave_room_close(&r);
}

TEST(submit_key_says_that_the_exchange_talks_nonsense_after_asking_twice)
{
	AUTO(sealed) sealed = { 0 };
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	r.stub.fault = (struct stub_fault){ .path = "apiRestrictions",
		.times = 2,
		.status = 200,
		.body = "{\"enableReading\":tr" };
	submit_and_park(&r, &sealed, 1);
	ROOM_UNTIL(r.net.loop, r.stub.fault.times == 1);
	for (int i = 0; i < 20; i++)
		CHECK_OK(loop_step(r.net.loop, 0));
	clock_fake_advance_ms(&r.net.time, 500);
	ask_wait(&r);
	CHECK_TEXT(reply_code(&r), "EXCHANGE_ERROR");
	CHECK(reply_says(&r, "binance could not tell what the key may do"));
	nothing_is_left(&r);
	enclave_room_close(&r);
}

TEST(submit_key_leaves_nothing_when_its_client_goes_away)
{
	AUTO(sealed) sealed = { 0 };
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	r.stub.fault = (struct stub_fault){ .path = "/time", .times = 1 };
	submit_and_park(&r, &sealed, 1);
	ROOM_UNTIL(r.net.loop, r.stub.parked_count == 1);
	client_free(r.client); /* gone, while the exchange is asked */
	r.client = NULL;
	for (int i = 0; i < 20; i++)
		CHECK_OK(loop_step(r.net.loop, 0));
	CHECK_INT(r.api.pending_count, 1);
	stub_release(&r.stub);
	for (int i = 0; i < 20; i++)
		CHECK_OK(loop_step(r.net.loop, 0));
	clock_fake_advance_ms(&r.net.time, 500); /* the clock's second try */
	ROOM_UNTIL(r.net.loop, r.api.pending_count == 0);
	CHECK_INT(stub_asked(&r.stub, "apiRestrictions"), 1); /* the key was good */
	nothing_is_left(&r);
	CHECK_INT(r.api.monitor.sessions_opened, 0);
	enclave_room_close(&r);
}

TEST(submit_key_ends_with_the_enclave_in_the_middle_of_a_check)
{
	AUTO(sealed) first = { 0 }, second = { 0 };
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	r.stub.fault = (struct stub_fault){ .path = "/", .skip = 1, .times = 2 };
	submit_and_park(&r, &first, 1);
	submit_and_park(&r, &second, 2);
	ROOM_UNTIL(r.net.loop, r.stub.parked_count == 2);
	enclave_room_close(&r); /* checks that nothing is left; the sanitizer, that all is freed */
}

TEST(submit_key_has_room_for_so_many_checks_and_keys_and_sessions)
{
	AUTO(sealed) sealed = { 0 };
	const struct submission s = honest();
	struct enclave_room r;
	struct visitor v;

	enclave_room_open(&r, &(struct enclave_options){ .sessions_max = 1 });
	r.api.pending_count = API_PENDING_MAX; /* as if so many were waiting */
	seal(&r, &s, &sealed);
	CHECK_INT(submit(&r, &sealed), 503);
	CHECK(reply_says(&r, "too many keys are being checked"));
	r.api.pending_count = 0;
	enclave_register(&r, "none", &v);
	sealed_wipe(&sealed);
	seal(&r, &s, &sealed);
	CHECK_INT(submit(&r, &sealed), 503);
	CHECK_TEXT(reply_code(&r), "UNAVAILABLE");
	CHECK(reply_says(&r, "no room for another session"));
	CHECK_INT(vault_count(r.api.vault), 1); /* the first one's only */
	CHECK_INT(sessions_count(r.api.sessions), 1);
	enclave_room_close(&r);
}
