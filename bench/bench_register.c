/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Registering a trader, all but HTTP and the exchange: what api/submit_key.c does, in its order.
 * Envelopes are good once only, so each round opens a stock that was sealed before.
 */
#include "bench/bench.h"
#include "enclave/session/session.h"
#include "enclave/vault/vault.h"
#include "lib/base/text.h"

enum { STOCK = 500, ROUNDS = 9, BODY_SIZE = 2048 };

struct desk {
	struct keyring *keyring;
	struct vault *vault;
	struct sessions *sessions;
	struct measurement measurement;
	uint8_t config_sha256[SHA256_SIZE];
	struct {
		uint8_t bytes[BODY_SIZE];
		size_t size;
	} bodies[STOCK];
};

static void
release(void *self, struct session *s)
{
	struct desk *d = self;

	vault_drop(d->vault, &s->credential);
}

static void
desk_open(struct desk *d)
{
	const struct seal_key seal = { { 1 } };
	struct why why;

	bench_require(keyring_new(&(struct keyring_config){ clock_system(), &seal, NULL, NULL },
			  &d->keyring, &why) == OK &&
		vault_new(STOCK * ROUNDS, &d->vault) == OK &&
		sessions_new(&(struct sessions_config){ clock_system(), d->keyring, STOCK * ROUNDS,
				 release, d },
		    &d->sessions) == OK,
	    "the rooms of a registration");
}

static void
desk_close(struct desk *d)
{
	sessions_free(d->sessions);
	vault_free(d->vault);
	keyring_free(d->keyring);
}

static void
plain_write(struct buf *out)
{
	static const char key[] =
	    "0123456789012345678901234567890123456789012345678901234567890123";
	struct registration r = { .user_id = "trader-john",
		.exchange = "binance",
		.account_type = "spot",
		.sandbox = true };

	memcpy(r.credential.api_key, key, sizeof(key));
	memcpy(r.credential.secret, key, sizeof(key));
	bench_require(registration_write(&r, out) == OK, "registration_write");
}

static void
body_make(struct desk *d, size_t at)
{
	AUTO(buf) plain = buf_new(ENVELOPE_CIPHER_SIZE_MAX);
	AUTO(buf) body = buf_new(BODY_SIZE);
	struct envelope e = { .challenge_size = CHALLENGE_SIZE,
		.issued_at = clock_wall_ms(clock_system()) / 1000,
		.metadata = { .exchange = "binance",
		    .label = "main",
		    .ttl = 3600,
		    .proof = "none" },
		.has_ttl = true };
	struct envelope_enclave us = { 0 };
	struct audit_key audit;
	struct pop_key pop;
	int64_t expires_ms;

	keyring_public(d->keyring, us.public_key, us.identity_key, &expires_ms);
	plain_write(&plain);
	bench_require(key_id_of(us.public_key, e.key_id) == OK &&
		keyring_challenge(d->keyring, e.challenge, &expires_ms) == OK &&
		envelope_seal(&e, &us, buf_span(&plain), NULL, &pop, &audit) == OK &&
		envelope_write(&e, &body) == OK,
	    "sealing");
	memcpy(d->bodies[at].bytes, body.p, body.size);
	d->bodies[at].size = body.size;
}

static void
answer(const struct session *s, const char *id, const uint8_t *ephemeral_pub)
{
	AUTO(buf) body = buf_new(4096);
	struct registration_reply r = { .permissions = session_permissions(s) };

	text_time_write(s->expires_ms, r.expires_at);
	bench_require(span_to_text(span_text(id), r.session_id, sizeof(r.session_id)) == OK &&
		receipt_make(&s->pop, ephemeral_pub, r.session_id, r.expires_at, r.receipt) == OK &&
		registration_reply_write(&r, &body) == OK,
	    "the answer");
}

static void
register_one(struct desk *d, struct span body)
{
	AUTO(registration) r = { 0 };
	uint8_t plain[ENVELOPE_CIPHER_SIZE_MAX];
	char id[SESSION_ID_SIZE];
	struct session made = { 0 }, *s;
	AUTO(envelope_keys) keys = { 0 };
	struct envelope e;
	struct why why;

	bench_require(envelope_parse(body, &e, &why) == OK &&
		keyring_open(d->keyring, &e, &d->measurement, d->config_sha256, plain, &keys) == OK,
	    "opening");
	made.pop = keys.pop;
	made.audit = keys.audit;
	bench_require(registration_parse((struct span){ plain, e.cipher_size }, &r, &why) == OK &&
		envelope_metadata_check(&e.metadata, &why) == OK &&
		vault_put(d->vault, &r.credential, &made.credential) == OK &&
		sessions_put(d->sessions, &made, e.metadata.ttl, id, &s) == OK,
	    "a session");
	answer(s, id, e.ephemeral_pub);
}

static double
round_us(struct desk *d)
{
	struct timespec from, to;

	for (size_t i = 0; i < STOCK; i++)
		body_make(d, i);
	bench_require(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from) == 0, "the clock");
	for (size_t i = 0; i < STOCK; i++)
		register_one(d, (struct span){ d->bodies[i].bytes, d->bodies[i].size });
	bench_require(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to) == 0, "the clock");
	return ((double)(to.tv_sec - from.tv_sec) * 1e6 +
		   (double)(to.tv_nsec - from.tv_nsec) / 1e3) /
	    STOCK;
}

BENCH(register_cpu)
{
	static struct desk d;
	double us[ROUNDS];

	desk_open(&d);
	for (int i = 0; i < ROUNDS; i++)
		us[i] = round_us(&d);
	desk_close(&d);
	BENCH_REPORT(.name = "register_cpu", .value = bench_median(us, ROUNDS), .unit = "us",
	    .bound = BENCH_AT_MOST, .budget = 80,
	    .against = "parse, open, session, receipt, reply; no HTTP, no exchange");
}
