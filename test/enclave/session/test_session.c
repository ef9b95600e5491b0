/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/session/session.h"
#include "test/check.h"

struct room {
	struct clock_fake fake;
	struct clock clock;
	struct keyring *keyring;
	struct sessions *t;
	size_t released;
};

static void
count_release(void *self, struct session *s)
{
	struct room *r = self;

	(void)s;
	r->released++;
}

static void
room_open(struct room *r, size_t count_max)
{
	const struct seal_key seal = { { 1 } };

	memset(r, 0, sizeof(*r));
	r->fake = (struct clock_fake){ .wall_ms = 1790000000000, .mono_us = 1000000 };
	r->clock = clock_fake(&r->fake);
	CHECK_OK(keyring_new(
	    &(struct keyring_config){ .clock = &r->clock, .seal = &seal }, &r->keyring, NULL));
	CHECK_OK(sessions_new(&(struct sessions_config){ .clock = &r->clock,
				  .keyring = r->keyring,
				  .count_max = count_max,
				  .release = count_release,
				  .self = r },
	    &r->t));
}

static void
room_close(struct room *r)
{
	sessions_free(r->t);
	keyring_free(r->keyring);
}

static struct session *
put(struct room *r, enum session_proof proof, int64_t ttl_s, char id[SESSION_ID_SIZE])
{
	struct session s = { .proof = proof, .pop = { { 42 } }, .user_id = "u" };
	struct session *out;

	CHECK_OK(sessions_put(r->t, &s, ttl_s, id, &out));
	CHECK_INT(s.pop.b[0], 0); /* taken over, not copied */
	return out;
}

TEST(session_is_found_by_its_id_until_it_expires_to_the_millisecond)
{
	struct room r;
	struct session *s;
	char id[SESSION_ID_SIZE];
	bool is_expired = true;

	room_open(&r, 8);
	s = put(&r, SESSION_PROOF_NONE, 600, id);
	CHECK(sessions_find(r.t, span_text(id), &is_expired) == s);
	CHECK(!is_expired);
	CHECK(sessions_find(r.t, S("session_1790000000_x"), &is_expired) == NULL);
	CHECK(sessions_find(r.t, S(""), &is_expired) == NULL);
	clock_fake_advance_ms(&r.fake, 599999);
	CHECK(sessions_find(r.t, span_text(id), &is_expired) == s && !is_expired);
	clock_fake_advance_ms(&r.fake, 1);
	CHECK(sessions_find(r.t, span_text(id), &is_expired) == s && is_expired);
	CHECK_INT(sessions_count(r.t), 0);
	room_close(&r);
}

TEST(session_cannot_be_stretched_by_turning_the_wall_clock_back)
{
	struct room r;
	char id[SESSION_ID_SIZE];
	bool is_expired = false;

	room_open(&r, 8);
	(void)put(&r, SESSION_PROOF_NONE, 600, id);
	clock_fake_advance_ms(&r.fake, 600000);
	r.fake.wall_ms -= 500000;
	CHECK(sessions_find(r.t, span_text(id), &is_expired) != NULL && is_expired);
	room_close(&r);
}

TEST(session_lets_go_once_when_it_expires_and_is_forgotten_by_the_sweep)
{
	struct room r;
	char id[SESSION_ID_SIZE], live[SESSION_ID_SIZE];
	bool is_expired;

	room_open(&r, 8);
	(void)put(&r, SESSION_PROOF_NONE, 600, id);
	(void)put(&r, SESSION_PROOF_NONE, 6000, live);
	CHECK_INT(sessions_release_expired(r.t), 0);
	clock_fake_advance_ms(&r.fake, 600000);
	CHECK_INT(sessions_release_expired(r.t), 1);
	CHECK_INT(sessions_release_expired(r.t), 0);
	CHECK_INT(r.released, 1);
	CHECK_INT(sessions_sweep(r.t), 1);
	CHECK_INT(r.released, 1);
	CHECK(sessions_find(r.t, span_text(id), &is_expired) == NULL);
	CHECK(sessions_find(r.t, span_text(live), &is_expired) != NULL);
	room_close(&r);
	CHECK_INT(r.released, 2);
}

TEST(sessions_hold_their_limit_and_survive_removals_in_any_order)
{
	enum { COUNT = 200 };
	struct room r;
	static char ids[COUNT][SESSION_ID_SIZE];
	struct session *all[COUNT], extra = { .user_id = "x" }, *out;
	char id[SESSION_ID_SIZE];
	bool is_expired;

	room_open(&r, COUNT);
	for (int i = 0; i < COUNT; i++)
		all[i] = put(&r, SESSION_PROOF_NONE, 600, ids[i]);
	CHECK_ERR(sessions_put(r.t, &extra, 600, id, &out), ERR_LIMIT);
	CHECK_TEXT(extra.user_id, "x"); /* still ours */
	for (int i = 0; i < COUNT; i += 3)
		sessions_remove(r.t, all[i]);
	for (int i = 0; i < COUNT; i++)
		assert_true(
		    (sessions_find(r.t, span_text(ids[i]), &is_expired) != NULL) == (i % 3 != 0));
	clock_fake_advance_ms(&r.fake, 600000);
	CHECK_INT(sessions_sweep(r.t), COUNT - (COUNT + 2) / 3);
	room_close(&r);
}

/* ---- proofs ---- */

static const struct proof_request request = { S("GET"), S("/enclave/summary/self"), S("") };

static enum err
claim_at(struct room *r, struct session *s, const struct pop_key *pop, int64_t created_s)
{
	char input[PROOF_FIELD_SIZE_MAX], signature[PROOF_FIELD_SIZE_MAX];

	CHECK_OK(proof_make(pop, &request, created_s, input, signature));
	const struct span a = span_text(input), b = span_text(signature);
	const struct session_claim claim = { &a, &b };

	return session_check_proof(r->t, s, &claim, &request);
}

TEST(session_with_proofs_takes_signed_requests_of_this_minute_only)
{
	const struct pop_key ours = { { 42 } }, other = { { 43 } };
	const struct session_claim nothing = { NULL, NULL };
	struct room r;
	struct session *s;
	char id[SESSION_ID_SIZE];
	int64_t now_s;

	room_open(&r, 8);
	s = put(&r, SESSION_PROOF_HMAC, 600, id);
	now_s = r.fake.wall_ms / 1000;
	CHECK_OK(claim_at(&r, s, &ours, now_s));
	CHECK_OK(claim_at(&r, s, &ours, now_s - 60));
	CHECK_OK(claim_at(&r, s, &ours, now_s + 60));
	CHECK_ERR(claim_at(&r, s, &ours, now_s - 61), ERR_AUTH);
	CHECK_ERR(claim_at(&r, s, &ours, now_s + 61), ERR_AUTH);
	CHECK_ERR(claim_at(&r, s, &other, now_s), ERR_AUTH);
	CHECK_ERR(session_check_proof(r.t, s, &nothing, &request), ERR_AUTH);
	room_close(&r);
}

TEST(session_takes_each_proof_once_and_only_so_many)
{
	const struct pop_key ours = { { 42 } };
	char input[PROOF_FIELD_SIZE_MAX], signature[PROOF_FIELD_SIZE_MAX];
	struct room r;
	struct session *s;
	char id[SESSION_ID_SIZE];

	room_open(&r, 8);
	s = put(&r, SESSION_PROOF_HMAC, 600, id);
	CHECK_OK(proof_make(&ours, &request, r.fake.wall_ms / 1000, input, signature));
	const struct span a = span_text(input), b = span_text(signature);
	const struct session_claim claim = { &a, &b };

	CHECK_OK(session_check_proof(r.t, s, &claim, &request));
	CHECK_ERR(session_check_proof(r.t, s, &claim, &request), ERR_AUTH);
	for (int i = 1; i < SESSION_PROOF_NONCES_MAX; i++)
		CHECK_OK(claim_at(&r, s, &ours, r.fake.wall_ms / 1000));
	CHECK_ERR(claim_at(&r, s, &ours, r.fake.wall_ms / 1000), ERR_BUSY);
	clock_fake_advance_ms(&r.fake, 121000);
	CHECK_OK(claim_at(&r, s, &ours, r.fake.wall_ms / 1000));
	room_close(&r);
}

TEST(session_takes_memory_for_nonces_only_while_one_of_them_could_be_used_again)
{
	const struct pop_key ours = { { 42 } };
	struct room r;
	struct session *s;
	char id[SESSION_ID_SIZE];

	room_open(&r, 8);
	s = put(&r, SESSION_PROOF_HMAC, 6000, id);
	CHECK(s->nonces.slots == NULL);
	CHECK_OK(claim_at(&r, s, &ours, r.fake.wall_ms / 1000));
	CHECK(s->nonces.slots != NULL);
	clock_fake_advance_ms(&r.fake, 2 * PROOF_AGE_MAX_S * 1000 - 1);
	CHECK_INT(sessions_release_expired(r.t), 0);
	CHECK(s->nonces.slots != NULL);
	clock_fake_advance_ms(&r.fake, 1);
	CHECK_INT(sessions_release_expired(r.t), 0);
	CHECK(s->nonces.slots == NULL);
	CHECK_OK(claim_at(&r, s, &ours, r.fake.wall_ms / 1000));
	room_close(&r);
}

TEST(session_says_of_its_key_what_was_found_and_that_it_reads_and_nothing_else)
{
	const struct session plain = { 0 },
			     good = { .is_ip_restricted = true, .is_verified = true };
	const struct key_permissions a = session_permissions(&plain),
				     b = session_permissions(&good);

	CHECK(a.reads && !a.trades && !a.withdraws && a.too_many[0] == '\0');
	CHECK(!a.is_ip_restricted && !a.is_verified);
	CHECK(b.reads && !b.trades && !b.withdraws && b.is_ip_restricted && b.is_verified);
}

TEST(session_without_proofs_is_spoken_for_by_its_id_and_nobody_by_nothing)
{
	const struct session_claim nothing = { NULL, NULL };
	const struct pop_key zero = { { 0 } };
	struct room r;
	struct session *s;
	char id[SESSION_ID_SIZE];

	room_open(&r, 8);
	s = put(&r, SESSION_PROOF_NONE, 600, id);
	CHECK_OK(session_check_proof(r.t, s, &nothing, &request));
	CHECK_ERR(session_check_proof(r.t, sessions_nobody(r.t), &nothing, &request), ERR_AUTH);
	CHECK_ERR(claim_at(&r, sessions_nobody(r.t), &zero, r.fake.wall_ms / 1000), ERR_AUTH);
	room_close(&r);
}
