/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/json/json.h"
#include "test/enclave/api/enclave_room.h"

static void
is_json(const struct enclave_room *r)
{
	struct json j;

	json_init(&j, span_text(reply_body(r)));
	CHECK_OK(json_skip(&j, NULL));
	CHECK_OK(json_end(&j));
}

TEST(session_get_shows_how_far_the_collection_is)
{
	struct enclave_room r;
	struct visitor v;

	enclave_room_open(&r, NULL);
	r.stub.books[0] = (struct stub_book){ "BTCUSDT", 1, 1500, 1790000000000, "USDT" };
	r.stub.fault = (struct stub_fault){ .path = "fromId=1001", .times = 1 };
	enclave_register(&r, "none", &v);
	ROOM_UNTIL(r.net.loop, r.stub.parked_count == 1); /* in the middle of it */
	for (int i = 0; i < 16; i++)
		CHECK_OK(loop_step(r.net.loop, 0));
	CHECK_INT(visit(&r, &v, "/enclave/session/"), 200);
	is_json(&r);
	CHECK(reply_says(&r, "\"status\":\"collecting\""));
	CHECK(reply_says(&r, "\"complete\":false,\"fills\":1000,\"pages\":3,\"flows\":0"));
	CHECK(!reply_says(&r, "\"percent\":100"));
	CHECK(reply_says(&r, "\"symbolsTotal\":3,\"symbolsAsked\":2"));
	CHECK(reply_says(&r, "\"backfilledAt\":null"));
	CHECK(reply_says(&r, "\"lastError\":null"));
	CHECK(reply_says(
	    &r, "\"symbols\":[{\"symbol\":\"BTCUSDT\",\"feed\":\"spot.fills\",\"fills\":1000,"));
	stub_release(&r.stub);
	for (int i = 0; i < 20; i++)
		CHECK_OK(loop_step(r.net.loop, 0));
	clock_fake_advance_ms(&r.net.time, 500);
	visit_until_live(&r, &v);
	is_json(&r);
	CHECK(reply_says(&r, "\"percent\":100,\"complete\":true,\"fills\":1500,\"pages\":4"));
	CHECK(
	    reply_says(&r, "\"userId\":\"trader-1\",\"label\":\"main\",\"accountType\":\"spot\""));
	CHECK(reply_says(&r, "\"proof\":\"none\""));
	CHECK(reply_says(&r, "\"ipRestricted\":true"));
	CHECK(reply_says(&r, "\"simulated\":true"));
	CHECK(!reply_says(&r, "its-secret") && !reply_says(&r, "a-key-of"));
	enclave_room_close(&r);
}

TEST(session_get_passes_on_why_a_collection_stopped)
{
	struct enclave_room r;
	struct visitor v;

	enclave_room_open(&r, NULL);
	r.stub.fault = (struct stub_fault){ .path = "/account?",
		.times = STUB_FOREVER,
		.status = 401,
		.body = "{\"code\":-2015,\"msg\":\"Invalid \\\\ \\\"API-key\\\".\"}" };
	enclave_register(&r, "none", &v);
	/* The key check says that the key is good, so it is asked some more times. */
	for (int i = 0; i < 2000 && vault_count(r.api.vault) > 0; i++) {
		CHECK_OK(loop_step(r.net.loop, 0));
		clock_fake_advance_ms(&r.net.time, i % 20 == 0 ? 5000 : 0);
	}
	CHECK_INT(vault_count(r.api.vault), 0);
	CHECK_INT(visit(&r, &v, "/enclave/session/"), 200);
	is_json(&r);
	CHECK(reply_says(&r, "\"status\":\"stopped\""));
	CHECK(reply_says(&r, "\"exchangeCode\":-2015"));
	CHECK_INT(visit(&r, &v, "/enclave/summary/"), 200); /* what there is, is still served */
	enclave_room_close(&r);
}

TEST(session_delete_wipes_the_key_before_it_answers)
{
	struct enclave_room r;
	struct visitor v, other;
	char target[128];

	enclave_room_open(&r, NULL);
	enclave_register(&r, "none", &v);
	enclave_register(&r, "hmac", &other);
	CHECK_INT(vault_count(r.api.vault), 2);
	(void)snprintf(target, sizeof(target), "/enclave/session/%s", v.id);
	CHECK(ask(&r, "DELETE", target) < 300);
	CHECK_INT(vault_count(r.api.vault), 1);
	CHECK_INT(sessions_count(r.api.sessions), 1);
	CHECK_INT(ask(&r, "DELETE", target), 401);
	(void)snprintf(target, sizeof(target), "/enclave/session/%s", other.id);
	CHECK_INT(ask(&r, "DELETE", target), 401); /* its id alone does not end it */
	CHECK(visit_signed(&r, &other, "DELETE", "/enclave/session/self") < 300);
	CHECK_INT(vault_count(r.api.vault), 0);
	CHECK_INT(r.api.monitor.sessions_revoked, 2);
	enclave_room_close(&r);
}

TEST(session_is_removed_at_every_moment_of_its_collection)
{
	struct enclave_room r;
	struct visitor v;
	char target[128];

	for (unsigned n = 0; n < 6; n++) {
		enclave_room_open(&r, NULL);
		r.stub.books[0] = (struct stub_book){ "BTCUSDT", 1, 3, 1790000000000, "BNB" };
		r.stub.fault = (struct stub_fault){ .path = "/api/", .skip = 1 + n, .times = 1 };
		enclave_register(&r, "none", &v);
		ROOM_UNTIL(r.net.loop, r.stub.parked_count == 1);
		(void)snprintf(target, sizeof(target), "/enclave/session/%s", v.id);
		CHECK(ask(&r, "DELETE", target) < 300);
		stub_release(&r.stub); /* an answer to nobody */
		for (int i = 0; i < 20; i++)
			CHECK_OK(loop_step(r.net.loop, 0));
		CHECK_INT(ask(&r, "GET", "/health"), 200);
		enclave_room_close(&r);
	}
}

TEST(cleanup_forgets_what_has_expired_and_says_how_many)
{
	struct enclave_room r;
	struct visitor v;

	enclave_room_open(&r, NULL);
	for (int i = 0; i < 3; i++)
		enclave_register(&r, "none", &v);
	CHECK_INT(ask(&r, "POST", "/enclave/cleanup"), 200);
	CHECK(reply_says(&r, "\"cleaned_sessions\":0,"));
	clock_fake_advance_ms(&r.net.time, 600000);
	enclave_register(&r, "none", &v);
	CHECK_INT(ask(&r, "POST", "/enclave/cleanup"), 200);
	CHECK(reply_says(&r, "\"cleaned_sessions\":3,\"cleanup_timestamp\":\"2026-"));
	CHECK_INT(vault_count(r.api.vault), 1);
	CHECK_INT(visit(&r, &v, "/enclave/session/"), 200);
	enclave_room_close(&r);
}
