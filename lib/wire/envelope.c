/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/wire/envelope.h"

#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "lib/json/json_write.h"

struct request {
	struct span key_id, challenge, ephemeral_pub, nonce, ciphertext, tag;
	int64_t issued_at;
	struct envelope_metadata metadata;
};

static const struct json_field metadata_fields[] = {
	JSON_FIELD_TEXT(struct envelope_metadata, exchange, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct envelope_metadata, label, JSON_OPTIONAL),
	JSON_FIELD_I64(struct envelope_metadata, ttl, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct envelope_metadata, proof, JSON_OPTIONAL),
};
static const struct json_shape metadata_shape = JSON_SHAPE(metadata_fields, JSON_UNKNOWN_REFUSED);

static const struct json_field request_fields[] = {
	JSON_FIELD_SPAN(struct request, key_id, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct request, challenge, JSON_REQUIRED),
	JSON_FIELD_I64(struct request, issued_at, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct request, ephemeral_pub, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct request, nonce, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct request, ciphertext, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct request, tag, JSON_REQUIRED),
	JSON_FIELD_SHAPE(struct request, metadata, &metadata_shape, JSON_REQUIRED),
};
static const struct json_shape request_shape = JSON_SHAPE(request_fields, JSON_UNKNOWN_REFUSED);

/* One encoded member of a size between `least` and `most`. */
struct member {
	const char *name;
	enum text_base64 kind;
	struct span text;
	uint8_t *out;
	size_t least, most;
};

static enum err
member_decode(const struct member *m, size_t *size, struct why *why)
{
	const char *kind =
	    m->kind == TEXT_BASE64 ? "base64 with padding" : "base64url without padding";
	AUTO(buf) bytes = buf_new(ENVELOPE_BODY_SIZE_MAX);

	if (text_base64_parse(m->kind, m->text, &bytes) != OK)
		return why_set(why, ERR_INPUT, "%s: expected canonical %s", m->name, kind);
	if (bytes.size < m->least || bytes.size > m->most)
		return m->least == m->most
		    ? why_set(why, ERR_INPUT, "%s: expected %zu bytes, got %zu", m->name, m->least,
			  bytes.size)
		    : why_set(why, ERR_INPUT, "%s: expected %zu to %zu bytes, got %zu", m->name,
			  m->least, m->most, bytes.size);
	memcpy(m->out, bytes.p, bytes.size);
	*size = bytes.size;
	return OK;
}

enum err
envelope_parse(struct span body, struct envelope *out, struct why *why)
{
	struct request r = { .metadata = { .ttl = -1, .proof = "none" } };
	size_t size;

	*out = (struct envelope){ 0 };
	TRY(json_parse_shape(body, &request_shape, &r, why));
	const struct member fixed[] = {
		{ "key_id", TEXT_BASE64URL, r.key_id, out->key_id, KEY_ID_SIZE, KEY_ID_SIZE },
		{ "ephemeral_pub", TEXT_BASE64, r.ephemeral_pub, out->ephemeral_pub, HPKE_ENC_SIZE,
		    HPKE_ENC_SIZE },
		{ "nonce", TEXT_BASE64, r.nonce, out->nonce, AEAD_NONCE_SIZE, AEAD_NONCE_SIZE },
		{ "tag", TEXT_BASE64, r.tag, out->tag, AEAD_TAG_SIZE, AEAD_TAG_SIZE },
	};
	const struct member challenge = { "challenge", TEXT_BASE64URL, r.challenge, out->challenge,
		1, ENVELOPE_CHALLENGE_SIZE_MAX };
	const struct member cipher = { "ciphertext", TEXT_BASE64, r.ciphertext, out->cipher, 1,
		ENVELOPE_CIPHER_SIZE_MAX };

	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		TRY(member_decode(&fixed[i], &size, why));
	TRY(member_decode(&challenge, &out->challenge_size, why));
	TRY(member_decode(&cipher, &out->cipher_size, why));
	out->issued_at = r.issued_at;
	out->metadata = r.metadata;
	out->has_ttl = r.metadata.ttl != -1;
	if (!out->has_ttl)
		out->metadata.ttl = ENVELOPE_TTL_DEFAULT;
	return OK;
}

enum err
envelope_write(const struct envelope *e, struct buf *out)
{
	struct json_writer w = json_writer_on(out);

	json_write_object(&w, NULL);
	json_write_base64url(&w, "key_id", SPAN_OF(e->key_id));
	json_write_base64url(&w, "challenge", (struct span){ e->challenge, e->challenge_size });
	json_write_i64(&w, "issued_at", e->issued_at);
	json_write_base64(&w, "ephemeral_pub", SPAN_OF(e->ephemeral_pub));
	json_write_base64(&w, "nonce", SPAN_OF(e->nonce));
	json_write_base64(&w, "ciphertext", (struct span){ e->cipher, e->cipher_size });
	json_write_base64(&w, "tag", SPAN_OF(e->tag));
	json_write_object(&w, "metadata");
	json_write_text(&w, "exchange", e->metadata.exchange);
	json_write_text(&w, "label", e->metadata.label);
	json_write_i64(&w, "ttl", e->metadata.ttl);
	json_write_text(&w, "proof", e->metadata.proof);
	json_write_close_object(&w);
	json_write_close_object(&w);
	return json_write_end(&w);
}

enum err
envelope_info(const struct envelope_enclave *enclave, struct buf *out)
{
	TRY(buf_lp(out, S("perf-aggregator/submit_key/v1")));
	TRY(buf_lp(out, measurement_span(&enclave->measurement)));
	TRY(buf_lp(out, SPAN_OF(enclave->public_key)));
	TRY(buf_lp(out, SPAN_OF(enclave->identity_key)));
	return buf_lp(out, SPAN_OF(enclave->config_sha256));
}

enum err
envelope_aad(const struct envelope *e, struct buf *out)
{
	TRY(buf_lp(out, S("perf-aggregator/submit_key/aad/v1")));
	TRY(buf_lp(out, SPAN_OF(e->key_id)));
	TRY(buf_lp(out, (struct span){ e->challenge, e->challenge_size }));
	TRY(buf_lp(out, span_text(e->metadata.exchange)));
	TRY(buf_lp(out, span_text(e->metadata.label)));
	TRY(buf_u32be(out, 4));
	TRY(buf_u32be(out, (uint32_t)(uint64_t)e->metadata.ttl));
	TRY(buf_u32be(out, 8));
	TRY(buf_u64be(out, (uint64_t)e->issued_at));
	return buf_lp(out, span_text(e->metadata.proof));
}

static enum err
export_keys(const struct hpke *h, struct pop_key *pop, struct audit_key *audit)
{
	TRY(hpke_export(h, S("perf-aggregator/pop/v1"), pop->b, sizeof(pop->b)));
	return hpke_export(h, S("perf-aggregator/audit/v1"), audit->b, sizeof(audit->b));
}

enum err
envelope_open(const struct envelope *e, const struct envelope_enclave *enclave,
    const struct x25519_private *mine, uint8_t *plain, struct pop_key *pop, struct audit_key *audit)
{
	AUTO(hpke) h = { 0 };
	AUTO(buf) info = buf_new(512);
	AUTO(buf) aad = buf_new(1024);
	uint8_t nonce[AEAD_NONCE_SIZE];
	bool is_good, nonce_is_good;

	TRY(envelope_info(enclave, &info));
	TRY(envelope_aad(e, &aad));
	/* Whatever fails, all steps run: which one it was does not show in the time. */
	is_good = hpke_init_receiver(
		      &h, mine, enclave->public_key, e->ephemeral_pub, buf_span(&info)) == OK;
	hpke_next_nonce(&h, nonce);
	nonce_is_good = bytes_equal_ct(nonce, e->nonce, sizeof(nonce));
	is_good &= hpke_open(&h, buf_span(&aad), (struct span){ e->cipher, e->cipher_size }, e->tag,
		       plain) == OK;
	is_good &= export_keys(&h, pop, audit) == OK;
	/* A ttl beyond 32 bits would alias in the aad. */
	is_good &= nonce_is_good && e->metadata.ttl >= 0 && e->metadata.ttl <= UINT32_MAX;
	if (is_good)
		return OK;
	bytes_wipe(plain, e->cipher_size);
	pop_key_wipe(pop);
	audit_key_wipe(audit);
	return ERR_AUTH;
}

enum err
envelope_seal(struct envelope *e, const struct envelope_enclave *enclave, struct span plain,
    const struct x25519_private *ephemeral, struct pop_key *pop, struct audit_key *audit)
{
	AUTO(x25519_private) fresh = { 0 };
	AUTO(hpke) h = { 0 };
	AUTO(buf) info = buf_new(512);
	AUTO(buf) aad = buf_new(1024);
	const size_t padded = (plain.size + ENVELOPE_PAD - 1) / ENVELOPE_PAD * ENVELOPE_PAD;

	ENSURE(padded <= sizeof(e->cipher), ERR_LIMIT);
	if (ephemeral == NULL) {
		TRY(random_bytes(fresh.b, sizeof(fresh.b)));
		ephemeral = &fresh;
	}
	TRY(envelope_info(enclave, &info));
	TRY(envelope_aad(e, &aad));
	TRY(hpke_init_sender(
	    &h, enclave->public_key, buf_span(&info), ephemeral, e->ephemeral_pub));
	hpke_next_nonce(&h, e->nonce);
	/* Sealed in place: the plaintext has no second copy to wipe. */
	memset(e->cipher, ' ', padded);
	memcpy(e->cipher, plain.p, plain.size);
	e->cipher_size = padded;
	TRY(hpke_seal(&h, buf_span(&aad), (struct span){ e->cipher, padded }, e->cipher, e->tag));
	return export_keys(&h, pop, audit);
}

enum err
envelope_metadata_check(const struct envelope_metadata *m, struct why *why)
{
	if (m->ttl < ENVELOPE_TTL_MIN || m->ttl > ENVELOPE_TTL_MAX)
		return why_set(why, ERR_INPUT, "metadata.ttl: %lld s is outside %d..%d",
		    (long long)m->ttl, ENVELOPE_TTL_MIN, ENVELOPE_TTL_MAX);
	if (strlen(m->label) > ENVELOPE_LABEL_SIZE_MAX)
		return why_set(why, ERR_INPUT, "metadata.label: longer than %d bytes",
		    ENVELOPE_LABEL_SIZE_MAX);
	if (!text_is_printable(span_text(m->label)))
		return why_set(why, ERR_INPUT, "metadata.label: has control characters");
	if (strcmp(m->proof, "none") != 0 && strcmp(m->proof, "hmac") != 0)
		return why_set(why, ERR_INPUT, "metadata.proof: expected \"none\" or \"hmac\"");
	return OK;
}
