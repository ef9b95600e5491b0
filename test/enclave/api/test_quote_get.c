/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/api/enclave_room.h"
#include "test/enclave/attest/platform.h"

#define TWICE                                                \
	"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8&nonce=" \
	"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

static const char nonce_text[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"; /* 0, 1, ... 31 */

static struct attestation_expect
expect_of(const struct enclave_room *r)
{
	struct attestation_expect e = { .has_spki = false };

	quote_policy_default(platform_root(), &e.policy);
	e.policy.at_ms = r->net.time.wall_ms;
	CHECK_OK(quote_policy_allow(&e.policy, platform_measurement()));
	for (uint8_t i = 0; i < BINDING_NONCE_SIZE; i++)
		e.nonce[i] = i;
	return e;
}

static enum att_code
accept(const struct enclave_room *r, struct attested *out)
{
	const struct attestation_expect e = expect_of(r);

	return attestation_accept(span_text(reply_body(r)), &e, out, NULL);
}

static unsigned
get_quote(struct enclave_room *r)
{
	char target[128];

	(void)snprintf(target, sizeof(target), "/attestation/quote?nonce=%s", nonce_text);
	return ask(r, "GET", target);
}

TEST(quote_get_gives_evidence_a_client_accepts_and_keys_it_can_seal_to)
{
	AUTO(pop_key) pop = { 0 };
	AUTO(audit_key) audit = { 0 };
	AUTO(sealed) sealed = { 0 };
	AUTO(buf) plain = buf_new(4096);
	const struct submission s = submission_of("a-key-of-the-tests", "its-secret", "hmac");
	struct envelope *e = &sealed.envelope;
	struct attested a;
	struct enclave_room r;

	enclave_room_open(&r, &(struct enclave_options){ .config = "one\nline=\"two\"\n" });
	CHECK_INT(get_quote(&r), 200);
	CHECK_INT(accept(&r, &a), ATT_OK);
	CHECK_TEXT(a.config, "one\nline=\"two\"\n");
	CHECK_TEXT(a.enclave_id, r.api.enclave_id);
	CHECK_INT(a.key_expires_ms, r.net.time.wall_ms + KEYRING_ROTATE_MS);
	CHECK_INT(a.challenge_expires_ms, r.net.time.wall_ms + CHALLENGE_LIFE_MS);
	memcpy(e->key_id, a.key_id, KEY_ID_SIZE);
	memcpy(e->challenge, a.challenge, a.challenge_size);
	e->challenge_size = a.challenge_size;
	e->issued_at = r.net.time.wall_ms / 1000;
	e->metadata = s.metadata;
	CHECK_OK(registration_write(&s.registration, &plain));
	CHECK_OK(envelope_seal(e, &a.enclave, buf_span(&plain), NULL, &pop, &audit));
	sealed_write(&sealed);
	CHECK_INT(submit(&r, &sealed), 201);
	CHECK_INT(r.api.monitor.quotes, 1);
	enclave_room_close(&r);
}

TEST(quote_get_says_that_it_is_simulated_wherever_one_looks)
{
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	CHECK_INT(get_quote(&r), 200);
	CHECK(reply_says(&r, "\"attestation_type\":\"SGX_QUOTE_SIMULATED\""));
	CHECK(reply_says(&r, "\"simulated\":true"));
	CHECK(reply_says(&r, "\"flags\":6"));
	CHECK_TEXT(reply_field(&r, "Cache-Control"), "no-store");
	enclave_room_close(&r);
}

TEST(quote_get_without_a_nonce_is_flagged_and_refused_by_clients)
{
	struct attested a;
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	CHECK_INT(ask(&r, "GET", "/attestation/quote"), 200);
	CHECK(reply_says(&r, "\"flags\":4"));
	CHECK_INT(accept(&r, &a), ATT_E_NONCE);
	enclave_room_close(&r);
}

TEST(quote_get_names_a_nonce_that_is_none)
{
	static const char *const bad[] = { "", "AAEC", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh",
		"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9", /* stray bits */
		"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
		"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8AAECAwQFBgcICQoLDA0ODxAREhMUFRYXG",
		"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh+", TWICE };
	struct enclave_room r;
	char target[256];

	enclave_room_open(&r, NULL);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(target, sizeof(target), "/attestation/quote?nonce=%s", bad[i]);
		CHECK_INT(ask(&r, "GET", target), 400);
		CHECK_TEXT(reply_code(&r), "INVALID_REQUEST");
		CHECK(reply_says(&r, "nonce: expected 32 bytes"));
		case_counted();
	}
	CHECK_INT(r.api.monitor.quotes, 0);
	enclave_room_close(&r);
}

TEST(quote_get_gives_each_caller_another_challenge_and_the_newest_key)
{
	struct attested first, second, later;
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	(void)get_quote(&r);
	CHECK_INT(accept(&r, &first), ATT_OK);
	(void)get_quote(&r);
	CHECK_INT(accept(&r, &second), ATT_OK);
	CHECK(memcmp(first.challenge, second.challenge, CHALLENGE_SIZE) != 0);
	CHECK(memcmp(first.key_id, second.key_id, KEY_ID_SIZE) == 0);
	clock_fake_advance_ms(&r.net.time, KEYRING_ROTATE_MS);
	(void)get_quote(&r);
	CHECK_INT(accept(&r, &later), ATT_OK);
	CHECK(memcmp(first.key_id, later.key_id, KEY_ID_SIZE) != 0);
	CHECK(memcmp(first.enclave.identity_key, later.enclave.identity_key, 32) == 0);
	enclave_room_close(&r);
}

static enum err
no_quote(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE], struct buf *out,
    struct why *why)
{
	(void)why;
	(void)self;
	(void)report_data;
	(void)out;
	return ERR_UPSTREAM;
}

TEST(quote_get_is_unavailable_and_the_enclave_not_ready_when_the_platform_fails)
{
	struct attest_provider broken;
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	broken = *r.api.provider;
	broken.quote = no_quote;
	CHECK_INT(ask(&r, "GET", "/health/ready"), 200);
	r.api.provider = &broken;
	CHECK_INT(get_quote(&r), 503);
	CHECK_TEXT(reply_code(&r), "UNAVAILABLE");
	CHECK_INT(r.api.monitor.quotes_failed, 1);
	CHECK_INT(ask(&r, "GET", "/health/ready"), 503);
	CHECK_INT(ask(&r, "GET", "/health/live"), 200);
	enclave_room_close(&r);
}

/* ---- a platform that takes its time ---- */

struct slow {
	struct attest_provider provider;
	const struct attest_provider *real;
	void *real_self;
	bool is_done;
	enum err says;
	size_t asked_count, dropped_count;
};

static enum err
slow_quote(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE], struct buf *out,
    struct why *why)
{
	struct slow *s = self;

	s->asked_count++;
	if (s->says != OK)
		return why_set(why, s->says, "cannot read /platform/quote: as it was told");
	return s->is_done ? s->real->quote(s->real_self, report_data, out, why) : ERR_BUSY;
}

static void
slow_drop(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE])
{
	struct slow *s = self;

	(void)report_data;
	s->dropped_count++;
}

static enum err
slow_collateral(void *self, int64_t now_ms, struct buf *json)
{
	const struct slow *s = self;

	return s->real->collateral(s->real_self, now_ms, json);
}

static void
slow_open(struct slow *s, struct enclave_room *r, FILE *log)
{
	enclave_room_open(r, &(struct enclave_options){ .log = log });
	*s = (struct slow){ .real = r->api.provider, .real_self = r->api.provider_self };
	s->provider = *r->api.provider;
	s->provider.quote = slow_quote;
	s->provider.drop = slow_drop;
	s->provider.collateral = slow_collateral;
	r->api.provider = &s->provider;
	r->api.provider_self = s;
}

static void
quote_start(struct enclave_room *r)
{
	static const char target[] =
	    "/attestation/quote?nonce=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

	ask_start(r, &(struct client_request){ .method = "GET", .target = target });
}

static void
steps(struct enclave_room *r, int count)
{
	for (int i = 0; i < count; i++) {
		clock_fake_advance_ms(&r->net.time, API_QUOTE_LOOK_MS);
		CHECK_OK(loop_step(r->net.loop, 0));
	}
}

TEST(quote_get_waits_for_the_platform_and_others_are_served_meanwhile)
{
	struct attested a;
	struct enclave_room r;
	struct slow s;

	slow_open(&s, &r, NULL);
	quote_start(&r);
	ROOM_UNTIL(r.net.loop, r.api.waiting_count == 1);
	steps(&r, 10);
	CHECK(s.asked_count > 5 && s.asked_count <= 12);
	CHECK_INT(r.api.waiting_count, 1);
	CHECK_INT(ask(&r, "GET", "/health"), 200);
	s.is_done = true;
	clock_fake_advance_ms(&r.net.time, API_QUOTE_LOOK_MS);
	ask_wait(&r);
	CHECK_INT(r.reply.status, 200);
	CHECK_INT(accept(&r, &a), ATT_OK);
	CHECK(reply_says(&r, "\"timestamp\":\"2026-11-22T00:00:00.0")); /* when it was answered */
	CHECK_INT(r.api.waiting_count, 0);
	CHECK_INT(s.dropped_count, 0);
	/* and nobody looks any more */
	s.asked_count = 0;
	steps(&r, 10);
	CHECK_INT(s.asked_count, 0);
	enclave_room_close(&r);
}

TEST(quote_get_has_a_limit_and_says_when_to_come_back)
{
	struct client *clients[API_QUOTES_WAITING_MAX];
	struct client_config config = { .answer_size_max = 65536, .answer_ms = 3600000 };
	struct enclave_reply replies[API_QUOTES_WAITING_MAX] = { { 0 } };
	struct enclave_room r;
	struct slow s;

	slow_open(&s, &r, NULL);
	config.origin = (struct client_origin){ .host = "127.0.0.1" };
	config.origin.port = server_port(r.net.server);
	for (size_t i = 0; i < API_QUOTES_WAITING_MAX; i++) {
		CHECK_OK(client_new(r.net.loop, &config, &clients[i]));
		CHECK_OK(client_send(clients[i],
		    &(struct client_request){ .method = "GET", .target = "/attestation/quote" },
		    enclave_answered, &replies[i]));
	}
	ROOM_UNTIL(r.net.loop, r.api.waiting_count == API_QUOTES_WAITING_MAX);
	CHECK_INT(get_quote(&r), 503);
	CHECK_TEXT(reply_field(&r, "Retry-After"), "5");
	CHECK_TEXT(reply_code(&r), "UNAVAILABLE");
	s.is_done = true;
	steps(&r, 4);
	for (size_t i = 0; i < API_QUOTES_WAITING_MAX; i++) {
		ROOM_UNTIL(r.net.loop, replies[i].count == 1);
		CHECK_INT(replies[i].status, 200);
		client_free(clients[i]);
		buf_wipe(&replies[i].body);
	}
	CHECK_INT(get_quote(&r), 200);
	enclave_room_close(&r);
}

TEST(quote_get_frees_the_place_of_a_client_that_left)
{
	struct enclave_room r;
	struct slow s;

	slow_open(&s, &r, NULL);
	quote_start(&r);
	ROOM_UNTIL(r.net.loop, r.api.waiting_count == 1);
	client_free(r.client);
	r.client = NULL;
	for (int i = 0; i < 50 && r.api.waiting_count > 0; i++)
		steps(&r, 1);
	CHECK_INT(r.api.waiting_count, 0);
	CHECK_INT(s.dropped_count, 1);
	CHECK_INT(r.api.monitor.quotes, 0);
	ROOM_UNTIL(r.net.loop, server_connection_count(r.net.server) == 0);
	enclave_room_close(&r);
}

TEST(quote_get_ends_with_the_enclave_in_the_middle_of_a_quote)
{
	struct enclave_room r;
	struct slow s;

	slow_open(&s, &r, NULL);
	quote_start(&r);
	ROOM_UNTIL(r.net.loop, r.api.waiting_count == 1);
	enclave_room_close(&r);
	CHECK_INT(s.dropped_count, 1);
}

TEST(quote_get_passes_on_that_the_platform_is_full_and_tells_the_log_why_it_failed)
{
	struct enclave_room r;
	struct slow s;
	FILE *log = tmpfile();
	char line[512] = "";

	CHECK(log != NULL);
	slow_open(&s, &r, log);
	s.says = ERR_LIMIT;
	CHECK_INT(get_quote(&r), 503);
	CHECK_TEXT(reply_field(&r, "Retry-After"), "5");
	CHECK_INT(r.api.monitor.quotes_failed, 0);
	s.says = ERR_IO;
	CHECK_INT(get_quote(&r), 503);
	CHECK(reply_field(&r, "Retry-After") == NULL);
	CHECK(!reply_says(&r, "/platform/quote")); /* that is the operator's business */
	CHECK_INT(r.api.monitor.quotes_failed, 1);
	rewind(log);
	while (fgets(line, sizeof(line), log) != NULL && strstr(line, "quote_failed") == NULL)
		;
	CHECK(strstr(line, "\"platform\":\"cannot read /platform/quote: as it was told\"") != NULL);
	CHECK(strstr(line, "\"error\":\"ERR_IO\"") != NULL);
	enclave_room_close(&r);
	(void)fclose(log);
}

TEST(readiness_asks_the_platform_once_in_ten_seconds_however_often_one_asks)
{
	struct enclave_room r;
	struct slow s;

	slow_open(&s, &r, NULL);
	s.is_done = true;
	for (int i = 0; i < 5; i++)
		CHECK_INT(ask(&r, "GET", "/health/ready"), 200);
	CHECK_INT(s.asked_count, 1);
	clock_fake_advance_ms(&r.net.time, API_PROBE_MS);
	s.is_done = false;
	CHECK_INT(ask(&r, "GET", "/health/ready"), 200); /* it is being made: as before */
	s.says = ERR_UPSTREAM;
	CHECK_INT(ask(&r, "GET", "/health/ready"), 503);
	CHECK_INT(s.asked_count, 3);
	s.says = OK;
	s.is_done = true;
	CHECK_INT(ask(&r, "GET", "/health/ready"), 503); /* not asked yet */
	CHECK_INT(get_quote(&r), 200);
	CHECK_INT(ask(&r, "GET", "/health/ready"), 200); /* that one came, so it works again */
	CHECK_INT(r.api.monitor.quotes, 1);
	enclave_room_close(&r);
}

TEST(quote_get_serves_the_collateral_it_bound_also_when_a_new_one_came_meanwhile)
{
	uint8_t before[SHA256_SIZE];
	struct attested a;
	struct enclave_room r;
	struct slow s;

	slow_open(&s, &r, NULL);
	memcpy(before, bundles_borrow(r.api.bundles)->sha256, sizeof(before));
	quote_start(&r);
	ROOM_UNTIL(r.net.loop, r.api.waiting_count == 1);
	r.net.time.wall_ms += 86400000;
	clock_fake_advance_ms(&r.net.time, BUNDLE_LOOK_MS);
	bundles_look(r.api.bundles);
	assert_memory_not_equal(before, bundles_borrow(r.api.bundles)->sha256, sizeof(before));
	s.is_done = true;
	ask_wait(&r);
	CHECK_INT(r.reply.status, 200);
	CHECK_INT(accept(&r, &a), ATT_OK);
	s.is_done = true;
	CHECK_INT(get_quote(&r), 200); /* and now the new one */
	CHECK_INT(accept(&r, &a), ATT_OK);
	enclave_room_close(&r);
}
