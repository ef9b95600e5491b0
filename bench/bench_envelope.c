/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening an envelope, against the cryptography it cannot do without: one X25519, eleven HMACs
 * and one AES-256-GCM of its size, straight on libcrypto with everything set up beforehand.
 */
#include <openssl/evp.h>

#include "bench/bench.h"
#include "lib/wire/envelope.h"

enum { HMAC_COUNT = 11 };

struct sealed {
	struct envelope_enclave enclave;
	struct x25519_private mine;
	struct envelope envelope;
	uint8_t plain[ENVELOPE_CIPHER_SIZE_MAX];
};

static void
seal(struct sealed *s)
{
	static const char text[] = "{\"userId\":\"trader-john\",\"exchange\":\"binance\","
				   "\"apiKey\":\"0123456789012345678901234567890123456789"
				   "012345678901234567890123\",\"secret\":\"0123456789012345"
				   "678901234567890123456789012345678901234567890123\","
				   "\"accountType\":\"spot\",\"sandbox\":true}";
	struct pop_key pop;
	struct audit_key audit;

	bench_require(random_bytes(s->mine.b, sizeof(s->mine.b)) == OK, "random_bytes");
	bench_require(x25519_public_of(&s->mine, s->enclave.public_key) == OK, "x25519_public_of");
	s->envelope.challenge_size = 24;
	s->envelope.issued_at = 1790000000;
	s->envelope.metadata = (struct envelope_metadata){
		.exchange = "binance", .label = "main", .ttl = 86400, .proof = "hmac"
	};
	s->envelope.has_ttl = true;
	bench_require(
	    envelope_seal(&s->envelope, &s->enclave, span_text(text), NULL, &pop, &audit) == OK,
	    "envelope_seal");
}

static void
open_it(void *self)
{
	struct sealed *s = self;
	struct pop_key pop;
	struct audit_key audit;

	bench_require(
	    envelope_open(&s->envelope, &s->enclave, &s->mine, s->plain, &pop, &audit) == OK,
	    "envelope_open");
}

struct raw {
	EVP_PKEY_CTX *derive;
	EVP_MAC_CTX *mac;
	EVP_CIPHER_CTX *gcm;
	const EVP_CIPHER *cipher;
	size_t size;
	uint8_t bytes[ENVELOPE_CIPHER_SIZE_MAX];
};

static void
raw_crypto(void *self)
{
	struct raw *r = self;
	uint8_t secret[32], tag[AEAD_TAG_SIZE];
	size_t size = sizeof(secret);
	int out;

	bench_require(EVP_PKEY_derive(r->derive, secret, &size) == 1, "X25519");
	for (int i = 0; i < HMAC_COUNT; i++)
		bench_require(EVP_MAC_init(r->mac, secret, sizeof(secret), NULL) == 1 &&
			EVP_MAC_update(r->mac, r->bytes, 64) == 1 &&
			EVP_MAC_final(r->mac, secret, &size, sizeof(secret)) == 1,
		    "HMAC");
	bench_require(EVP_EncryptInit_ex2(r->gcm, r->cipher, secret, r->bytes, NULL) == 1 &&
		EVP_EncryptUpdate(r->gcm, r->bytes, &out, r->bytes, (int)r->size) == 1 &&
		EVP_EncryptFinal_ex(r->gcm, r->bytes, &out) == 1 &&
		EVP_CIPHER_CTX_ctrl(r->gcm, EVP_CTRL_AEAD_GET_TAG, AEAD_TAG_SIZE, tag) == 1,
	    "AES-256-GCM");
}

/* Everything that can be set up beforehand is. */
static void
raw_set_up(struct raw *r, const struct sealed *s)
{
	OSSL_PARAM digest[] = {
		OSSL_PARAM_construct_utf8_string("digest", (char[]){ "SHA256" }, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY *mine =
	    EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, s->mine.b, KEY_PUBLIC_SIZE);
	EVP_PKEY *peer = EVP_PKEY_new_raw_public_key(
	    EVP_PKEY_X25519, NULL, s->envelope.ephemeral_pub, KEY_PUBLIC_SIZE);
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);

	r->cipher = EVP_aes_256_gcm();
	r->size = s->envelope.cipher_size;
	r->derive = EVP_PKEY_CTX_new(mine, NULL);
	r->mac = EVP_MAC_CTX_new(hmac);
	r->gcm = EVP_CIPHER_CTX_new();
	bench_require(EVP_PKEY_derive_init(r->derive) == 1 &&
		EVP_PKEY_derive_set_peer(r->derive, peer) == 1 &&
		EVP_MAC_CTX_set_params(r->mac, digest) == 1,
	    "libcrypto");
	EVP_MAC_free(hmac);
	EVP_PKEY_free(peer);
	EVP_PKEY_free(mine);
}

static void
raw_wipe(struct raw *r)
{
	EVP_CIPHER_CTX_free(r->gcm);
	EVP_MAC_CTX_free(r->mac);
	EVP_PKEY_CTX_free(r->derive);
}

static void
peer_report(const struct sealed *s, double open_us)
{
	char size[24];
	double us;

	(void)snprintf(size, sizeof(size), "%zu", s->envelope.cipher_size);
	if (!bench_peer("peer_envelope.mjs", span_text(size), &us))
		return;
	BENCH_REPORT(.name = "envelope_node", .value = us, .unit = "us",
	    .against = "the peer: node:crypto, synchronous");
	BENCH_REPORT(.name = "envelope_node_over_open", .value = us / open_us, .unit = "times",
	    .against = "how many of ours in one of node's");
}

BENCH(envelope)
{
	static struct sealed s;
	static struct raw r;
	struct bench_work works[] = { { open_it, &s, 0 }, { raw_crypto, &r, 0 } };

	seal(&s);
	raw_set_up(&r, &s);
	bench_time(works, 2);
	raw_wipe(&r);
	BENCH_REPORT(.name = "envelope_open", .value = works[0].ns / 1000, .unit = "us");
	BENCH_REPORT(.name = "envelope_raw_crypto", .value = works[1].ns / 1000, .unit = "us",
	    .against = "libcrypto: 1 X25519, 11 HMAC, 1 GCM, all set up before");
	BENCH_REPORT(.name = "envelope_open_over_raw", .value = works[0].ns / works[1].ns,
	    .unit = "times", .bound = BENCH_AT_MOST, .budget = 1.3,
	    .against = "envelope_raw_crypto");
	peer_report(&s, works[0].ns / 1000);
}
