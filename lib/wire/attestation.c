/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/wire/attestation.h"

#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "lib/json/json_write.h"

/* There is no simulated guest: what is simulated is an SGX enclave. */
static const struct attestation_type {
	const char *text;
	enum quote_tee tee;
	bool is_simulated;
} types[] = {
	{ "SGX_QUOTE", QUOTE_SGX, false },
	{ "SGX_QUOTE_SIMULATED", QUOTE_SGX, true },
	{ "TDX_QUOTE", QUOTE_TDX, false },
	{ "SEV_SNP_REPORT", QUOTE_SNP, false },
};

const char *
attestation_type_text(enum quote_tee tee, bool is_simulated)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].tee == tee && types[i].is_simulated == is_simulated)
			return types[i].text;
	return "";
}

/* NULL for a word that is none of them. */
static const struct attestation_type *
type_by_text(const char *text)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].text, text) == 0)
			return &types[i];
	return NULL;
}

static const struct collateral nothing;

enum err
attestation_write(const struct attestation *a, struct buf *out)
{
	struct json_writer w = json_writer_on(out);
	uint8_t key_id[KEY_ID_SIZE];

	TRY(key_id_of(a->binding.public_key, key_id));
	json_write_object(&w, NULL);
	json_write_text(&w, "enclave_id", a->enclave_id);
	json_write_text(&w, "attestation_type", attestation_type_text(a->tee, a->is_simulated));
	json_write_text(&w, "version", PERF_AGGREGATOR_VERSION);
	json_write_time(&w, "timestamp", a->now_ms);
	json_write_hex(&w, "measurement", measurement_span(&a->measurement));
	json_write_bool(&w, "simulated", a->is_simulated);
	json_write_base64(&w, "public_key", SPAN_OF(a->binding.public_key));
	json_write_base64(&w, "identity_key", SPAN_OF(a->binding.identity_key));
	json_write_base64url(&w, "key_id", SPAN_OF(key_id));
	json_write_time(&w, "key_expires_at", a->key_expires_ms);
	json_write_base64url(&w, "challenge", (struct span){ a->challenge, a->challenge_size });
	json_write_time(&w, "challenge_expires_at", a->challenge_expires_ms);
	json_write_base64(&w, "quote", a->quote);
	collateral_write(a->collateral != NULL ? a->collateral : &nothing, &w, "collateral");
	json_write_object(&w, "binding");
	json_write_i64(&w, "version", a->binding.version);
	json_write_i64(&w, "flags", a->binding.flags);
	json_write_base64url(&w, "nonce", SPAN_OF(a->binding.nonce));
	json_write_hex(&w, "tls_spki_sha256", SPAN_OF(a->binding.tls_spki_sha256));
	json_write_hex(&w, "collateral_sha256", SPAN_OF(a->binding.collateral_sha256));
	json_write_hex(&w, "config_sha256", SPAN_OF(a->binding.config_sha256));
	json_write_close_object(&w);
	json_write_span(&w, "config", a->config);
	json_write_close_object(&w);
	return json_write_end(&w);
}

struct seen_binding {
	int64_t version, flags;
	struct span nonce, tls_spki_sha256, collateral_sha256, config_sha256;
};

static const struct json_field binding_fields[] = {
	JSON_FIELD_I64(struct seen_binding, version, JSON_REQUIRED),
	JSON_FIELD_I64(struct seen_binding, flags, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen_binding, nonce, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen_binding, tls_spki_sha256, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen_binding, collateral_sha256, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen_binding, config_sha256, JSON_REQUIRED),
};
static const struct json_shape binding_shape = JSON_SHAPE(binding_fields, JSON_UNKNOWN_IGNORED);

/* The answer as it came, and its parts decoded. */
struct seen {
	char enclave_id[ENCLAVE_ID_SIZE], attestation_type[32];
	bool simulated;
	struct span measurement, public_key, identity_key, key_id, challenge, quote;
	struct span collateral, key_expires_at, challenge_expires_at;
	char config[ATTESTATION_CONFIG_SIZE_MAX];
	struct seen_binding binding;
	struct buf quote_bytes, collateral_bytes;
	struct collateral items; /* views into collateral_bytes */
};

static void
seen_wipe(struct seen *s)
{
	buf_wipe(&s->quote_bytes);
	buf_wipe(&s->collateral_bytes);
}

static const struct json_field seen_fields[] = {
	JSON_FIELD_TEXT(struct seen, enclave_id, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct seen, attestation_type, JSON_REQUIRED),
	JSON_FIELD_BOOL(struct seen, simulated, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen, measurement, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen, public_key, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen, identity_key, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen, key_id, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen, challenge, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen, quote, JSON_REQUIRED),
	JSON_FIELD_RAW(struct seen, collateral, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen, key_expires_at, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen, challenge_expires_at, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct seen, config, JSON_REQUIRED),
	JSON_FIELD_SHAPE(struct seen, binding, &binding_shape, JSON_REQUIRED),
};
static const struct json_shape seen_shape = JSON_SHAPE(seen_fields, JSON_UNKNOWN_IGNORED);

static enum att_code
refuse(struct att_failure *f, enum att_code code, const char *item, const char *detail)
{
	if (f != NULL) {
		*f = (struct att_failure){ .code = code };
		(void)snprintf(f->item, sizeof(f->item), "%s", item);
		(void)snprintf(f->detail, sizeof(f->detail), "%s", detail);
	}
	return code;
}

static enum err
seen_parse(struct span body, struct seen *s, struct why *why)
{
	*s = (struct seen){ .quote_bytes = buf_new(QUOTE_SIZE_MAX + 3),
		.collateral_bytes = buf_new(COLLATERAL_JSON_SIZE_MAX + 1) };
	TRY(json_parse_shape(body, &seen_shape, s, why));
	if (text_base64_parse(TEXT_BASE64, s->quote, &s->quote_bytes) != OK)
		return why_set(why, ERR_INPUT, "quote: expected base64");
	return OK;
}

/* Every fixed-size member of the answer into the structs that are judged. */
static enum err
members_decode(const struct seen *s, struct binding *b, struct attested *a)
{
	const struct seen_binding *from = &s->binding;
	AUTO(buf) challenge = buf_new(ENVELOPE_CHALLENGE_SIZE_MAX + 3);

	ENSURE(from->version == BINDING_VERSION, ERR_INPUT);
	ENSURE(from->flags >= 0 && from->flags <= 7, ERR_INPUT);
	b->version = BINDING_VERSION;
	b->flags = (uint32_t)from->flags;
	TRY(text_base64_parse_fixed(TEXT_BASE64URL, from->nonce, b->nonce, sizeof(b->nonce)));
	TRY(text_hex_parse(from->tls_spki_sha256, b->tls_spki_sha256, SHA256_SIZE));
	TRY(text_hex_parse(from->collateral_sha256, b->collateral_sha256, SHA256_SIZE));
	TRY(text_hex_parse(from->config_sha256, b->config_sha256, SHA256_SIZE));
	TRY(text_base64_parse_fixed(TEXT_BASE64, s->public_key, b->public_key, KEY_PUBLIC_SIZE));
	TRY(text_base64_parse_fixed(
	    TEXT_BASE64, s->identity_key, b->identity_key, KEY_PUBLIC_SIZE));
	TRY(measurement_parse(s->measurement, &a->enclave.measurement));
	TRY(text_base64_parse_fixed(TEXT_BASE64URL, s->key_id, a->key_id, KEY_ID_SIZE));
	TRY(text_base64_parse(TEXT_BASE64URL, s->challenge, &challenge));
	ENSURE(challenge.size > 0 && challenge.size <= ENVELOPE_CHALLENGE_SIZE_MAX, ERR_INPUT);
	memcpy(a->challenge, challenge.p, challenge.size);
	a->challenge_size = challenge.size;
	TRY(text_time_parse(s->key_expires_at, &a->key_expires_ms));
	return text_time_parse(s->challenge_expires_at, &a->challenge_expires_ms);
}

/* What the answer calls itself must be what root and quote make it. */
static enum att_code
type_judge(const struct seen *s, const struct binding *b, const struct quote_root *root,
    const struct quote_facts *facts, struct att_failure *f)
{
	const struct attestation_type *type = type_by_text(s->attestation_type);
	const bool wants = root->anchor == QUOTE_ANCHOR_SIMULATED;

	if (wants != ((b->flags & BINDING_SIMULATED) != 0) || wants != s->simulated ||
	    type == NULL || type->is_simulated != wants)
		return wants ? refuse(f, ATT_E_NOT_SIMULATED, "attestation_type",
				   "the answer does not say so")
			     : refuse(f, ATT_E_SIMULATED, "attestation_type",
				   "the answer says it is simulated");
	if (type->tee != facts->tee)
		return refuse(
		    f, ATT_E_TEE_TYPE, "attestation_type", "the quote is of another kind");
	return ATT_OK;
}

/* What the binding says must be what we know ourselves. */
static enum att_code
binding_judge(const struct seen *s, const struct binding *b, const struct attestation_expect *e,
    struct att_failure *f)
{
	uint8_t digest[SHA256_SIZE];

	if (!(b->flags & BINDING_NONCE) || !bytes_equal_ct(b->nonce, e->nonce, sizeof(e->nonce)))
		return refuse(f, ATT_E_NONCE, "nonce", "it is not the one this request carried");
	if (e->has_spki &&
	    (!(b->flags & BINDING_TLS) ||
		!bytes_equal_ct(b->tls_spki_sha256, e->spki_sha256, SHA256_SIZE)))
		return refuse(
		    f, ATT_E_TLS, "tls_spki_sha256", "the connection's key is another one");
	if (sha256_of(span_text(s->config), digest) != OK ||
	    !bytes_equal_ct(digest, b->config_sha256, SHA256_SIZE))
		return refuse(f, ATT_E_CONFIG, "config", "its hash is not config_sha256");
	if (collateral_sha256(&s->items, digest) != OK ||
	    !bytes_equal_ct(digest, b->collateral_sha256, SHA256_SIZE))
		return refuse(
		    f, ATT_E_COLLATERAL, "collateral", "its hash is not collateral_sha256");
	return ATT_OK;
}

static enum att_code
quote_judge(const struct seen *s, const struct binding *b, const struct attestation_expect *e,
    struct quote_facts *facts, struct att_failure *f)
{
	uint8_t report_data[BINDING_REPORT_DATA_SIZE];
	const struct quote_evidence evidence = { buf_span(&s->quote_bytes), &s->items };
	struct quote_policy policy = e->policy;

	policy.report_data = report_data;
	if (binding_report_data(b, report_data) != OK)
		return refuse(f, ATT_E_REPORT_DATA, "binding", "its hash could not be computed");
	return quote_verify(&evidence, &policy, facts, f);
}

static enum att_code
judge(const struct seen *s, const struct attestation_expect *e, struct attested *a,
    struct att_failure *f)
{
	struct binding b = { 0 };
	uint8_t key_id[KEY_ID_SIZE];
	enum att_code code;

	if (members_decode(s, &b, a) != OK)
		return refuse(f, ATT_E_ANSWER, "answer", "a member has the wrong form");
	/* The quote first: what stands beside it is only interesting when it is genuine. */
	code = quote_judge(s, &b, e, &a->facts, f);
	if (code == ATT_OK)
		code = binding_judge(s, &b, e, f);
	if (code == ATT_OK)
		code = type_judge(s, &b, e->policy.root, &a->facts, f);
	if (code != ATT_OK)
		return code;
	if (key_id_of(b.public_key, key_id) != OK || memcmp(key_id, a->key_id, KEY_ID_SIZE) != 0)
		return refuse(f, ATT_E_REPORT_DATA, "key_id", "it does not name public_key");
	if (!span_equal(
		measurement_span(&a->enclave.measurement), measurement_span(&a->facts.measurement)))
		return refuse(f, ATT_E_MRENCLAVE, "measurement", "it is not the quote's");
	memcpy(a->enclave.public_key, b.public_key, KEY_PUBLIC_SIZE);
	memcpy(a->enclave.identity_key, b.identity_key, KEY_PUBLIC_SIZE);
	memcpy(a->enclave.config_sha256, b.config_sha256, SHA256_SIZE);
	memcpy(a->enclave_id, s->enclave_id, sizeof(a->enclave_id));
	memcpy(a->config, s->config, sizeof(a->config));
	return ATT_OK;
}

enum att_code
attestation_accept(struct span body, const struct attestation_expect *expect, struct attested *out,
    struct att_failure *failure)
{
	AUTO(seen) s = { 0 };
	struct why why = { "" };
	enum att_code code;

	*out = (struct attested){ 0 };
	if (seen_parse(body, &s, &why) != OK)
		return refuse(failure, ATT_E_ANSWER, "answer", why.text);
	if (collateral_parse(s.collateral, &s.collateral_bytes, &s.items, &why) != OK)
		return refuse(failure, ATT_E_COLLATERAL_FORMAT, "collateral", why.text);
	code = judge(&s, expect, out, failure);
	if (code != ATT_OK)
		*out = (struct attested){ 0 };
	return code;
}

enum err
attestation_claimed_measurement(struct span body, struct measurement *out)
{
	AUTO(seen) s = { 0 };

	TRY(seen_parse(body, &s, NULL));
	ENSURE(quote_claimed_measurement(buf_span(&s.quote_bytes), out) == ATT_OK, ERR_INPUT);
	return OK;
}
