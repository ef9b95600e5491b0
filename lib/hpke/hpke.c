/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/hpke/hpke.h"

/* RFC 9180 sections 4.1 and 5.1: the suite that a label belongs to. */
static const struct span kem_suite = { (const uint8_t *)"KEM\x00\x20", 5 };
static const struct span hpke_suite = { (const uint8_t *)"HPKE\x00\x20\x00\x01\x00\x02", 10 };
static const struct span none = { NULL, 0 };

/* Whatever is derived on the way to the context: 32 bytes, gone at the end of its scope. */
SECRET_KEY(derived);

void
hpke_wipe(struct hpke *h)
{
	bytes_wipe(h, sizeof(*h));
}

/* LabeledExtract (section 4).  Extract is HMAC, which takes parts: no secret is joined in memory.
 */
static enum err
labeled_extract(
    struct span suite, struct span label, struct span salt, struct span ikm, struct derived *out)
{
	const struct span parts[] = { S("HPKE-v1"), suite, label, ikm };

	return hmac_sha256(salt, parts, sizeof(parts) / sizeof(parts[0]), out->b);
}

/* Where a LabeledExpand goes. */
struct place {
	uint8_t *p;
	size_t size;
};

/* LabeledExpand (section 4). */
static enum err
labeled_expand(
    struct span suite, const uint8_t prk[32], struct span label, struct span info, struct place out)
{
	const uint8_t size[] = { (uint8_t)(out.size >> 8), (uint8_t)out.size };
	const struct span parts[] = { SPAN_OF(size), S("HPKE-v1"), suite, label, info };

	return hkdf_sha256_expand_parts(
	    prk, parts, sizeof(parts) / sizeof(parts[0]), out.p, out.size);
}

/* ExtractAndExpand of the DH result (section 4.1). */
static enum err
kem_secret(const struct derived *dh, const uint8_t enc[HPKE_ENC_SIZE],
    const uint8_t receiver[KEY_PUBLIC_SIZE], struct derived *shared)
{
	uint8_t context[HPKE_ENC_SIZE + KEY_PUBLIC_SIZE];
	AUTO(derived) prk = { 0 };

	memcpy(context, enc, HPKE_ENC_SIZE);
	memcpy(context + HPKE_ENC_SIZE, receiver, KEY_PUBLIC_SIZE);
	TRY(labeled_extract(kem_suite, S("eae_prk"), none, SPAN_OF(dh->b), &prk));
	return labeled_expand(kem_suite, prk.b, S("shared_secret"), SPAN_OF(context),
	    (struct place){ shared->b, sizeof(shared->b) });
}

/* KeySchedule (section 5.1) for mode_base: no PSK, an empty psk_id. */
static enum err
key_schedule(struct hpke *h, const struct derived *shared, struct span info)
{
	enum { MODE_BASE = 0 };
	uint8_t bytes[1 + 2 * SHA256_SIZE] = { MODE_BASE };
	const struct span context = SPAN_OF(bytes);
	AUTO(derived) secret = { 0 };
	struct derived hash; /* of public things */

	TRY(labeled_extract(hpke_suite, S("psk_id_hash"), none, none, &hash));
	memcpy(bytes + 1, hash.b, SHA256_SIZE);
	TRY(labeled_extract(hpke_suite, S("info_hash"), none, info, &hash));
	memcpy(bytes + 1 + SHA256_SIZE, hash.b, SHA256_SIZE);
	TRY(labeled_extract(hpke_suite, S("secret"), SPAN_OF(shared->b), none, &secret));
	TRY(labeled_expand(
	    hpke_suite, secret.b, S("key"), context, (struct place){ h->key.b, sizeof(h->key.b) }));
	TRY(labeled_expand(hpke_suite, secret.b, S("base_nonce"), context,
	    (struct place){ h->base_nonce, sizeof(h->base_nonce) }));
	TRY(labeled_expand(hpke_suite, secret.b, S("exp"), context,
	    (struct place){ h->exporter_secret, sizeof(h->exporter_secret) }));
	h->sequence = 0;
	return OK;
}

/* From the DH result to the context, for both sides; on failure there is none. */
static enum err
init(struct hpke *h, const struct derived *dh, const uint8_t enc[HPKE_ENC_SIZE],
    const uint8_t receiver[KEY_PUBLIC_SIZE], struct span info)
{
	AUTO(derived) shared = { 0 };
	enum err e;

	e = kem_secret(dh, enc, receiver, &shared);
	if (e == OK)
		e = key_schedule(h, &shared, info);
	if (e != OK)
		hpke_wipe(h);
	return e;
}

enum err
hpke_init_sender(struct hpke *h, const uint8_t to[KEY_PUBLIC_SIZE], struct span info,
    const struct x25519_private *ephemeral, uint8_t enc[HPKE_ENC_SIZE])
{
	AUTO(derived) dh = { 0 };

	hpke_wipe(h);
	TRY(x25519(ephemeral, to, dh.b));
	TRY(x25519_public_of(ephemeral, enc));
	return init(h, &dh, enc, to, info);
}

enum err
hpke_init_receiver(struct hpke *h, const struct x25519_private *mine,
    const uint8_t public_key[KEY_PUBLIC_SIZE], const uint8_t enc[HPKE_ENC_SIZE], struct span info)
{
	AUTO(derived) dh = { 0 };

	hpke_wipe(h);
	TRY(x25519(mine, enc, dh.b));
	return init(h, &dh, enc, public_key, info);
}

void
hpke_next_nonce(const struct hpke *h, uint8_t out[AEAD_NONCE_SIZE])
{
	memcpy(out, h->base_nonce, AEAD_NONCE_SIZE);
	for (size_t i = 0; i < sizeof(h->sequence); i++)
		out[AEAD_NONCE_SIZE - 1 - i] ^= (uint8_t)(h->sequence >> (8 * i));
}

enum err
hpke_seal(
    struct hpke *h, struct span aad, struct span plain, uint8_t *out, uint8_t tag[AEAD_TAG_SIZE])
{
	uint8_t nonce[AEAD_NONCE_SIZE];

	ENSURE(h->sequence < UINT64_MAX, ERR_LIMIT);
	hpke_next_nonce(h, nonce);
	TRY(aead_seal(&h->key, nonce, aad, plain, out, tag));
	h->sequence++;
	return OK;
}

enum err
hpke_open(struct hpke *h, struct span aad, struct span cipher, const uint8_t tag[AEAD_TAG_SIZE],
    uint8_t *out)
{
	uint8_t nonce[AEAD_NONCE_SIZE];

	ENSURE(h->sequence < UINT64_MAX, ERR_LIMIT);
	hpke_next_nonce(h, nonce);
	TRY(aead_open(&h->key, nonce, aad, cipher, tag, out));
	h->sequence++;
	return OK;
}

enum err
hpke_export(const struct hpke *h, struct span context, uint8_t *out, size_t out_size)
{
	ENSURE(out_size <= HPKE_EXPORT_SIZE_MAX, ERR_LIMIT);
	return labeled_expand(
	    hpke_suite, h->exporter_secret, S("sec"), context, (struct place){ out, out_size });
}
