/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "lib/wire/registration.h"
#include "test/check.h"

/* ---- the vectors: fixtures/protocol/envelope.json and our own, of the same form ---- */

struct vector_enclave {
	struct span hpke_private_key, hpke_public_key, identity_key, measurement, config_sha256,
	    key_id;
	char config[512];
};
struct vector_binding {
	int64_t version, flags;
	struct span nonce, tls_spki_sha256, collateral_sha256, preimage, report_data;
};
struct vector_hpke {
	struct span ephemeral_private_key, info, aad, k_pop, k_audit;
};
struct vector_reply {
	char session_id[SESSION_ID_SIZE], expires_at[32];
	struct span receipt;
};
struct vector {
	struct vector_enclave enclave;
	struct vector_binding binding;
	struct vector_hpke hpke;
	char plaintext[4096];
	struct span request;
	struct vector_reply reply;
};

static const struct json_field enclave_fields[] = {
	JSON_FIELD_SPAN(struct vector_enclave, hpke_private_key, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector_enclave, hpke_public_key, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector_enclave, identity_key, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector_enclave, measurement, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector_enclave, config_sha256, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector_enclave, key_id, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct vector_enclave, config, JSON_REQUIRED),
};
static const struct json_shape enclave_shape = JSON_SHAPE(enclave_fields, JSON_UNKNOWN_IGNORED);
static const struct json_field binding_fields[] = {
	JSON_FIELD_I64(struct vector_binding, version, JSON_REQUIRED),
	JSON_FIELD_I64(struct vector_binding, flags, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector_binding, nonce, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector_binding, tls_spki_sha256, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector_binding, collateral_sha256, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector_binding, preimage, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector_binding, report_data, JSON_REQUIRED),
};
static const struct json_shape binding_shape = JSON_SHAPE(binding_fields, JSON_UNKNOWN_IGNORED);
static const struct json_field hpke_fields[] = {
	JSON_FIELD_SPAN(struct vector_hpke, ephemeral_private_key, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector_hpke, info, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector_hpke, aad, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector_hpke, k_pop, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector_hpke, k_audit, JSON_REQUIRED),
};
static const struct json_shape hpke_shape = JSON_SHAPE(hpke_fields, JSON_UNKNOWN_IGNORED);
static const struct json_field reply_fields[] = {
	JSON_FIELD_TEXT(struct vector_reply, session_id, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct vector_reply, expires_at, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector_reply, receipt, JSON_REQUIRED),
};
static const struct json_shape reply_shape = JSON_SHAPE(reply_fields, JSON_UNKNOWN_IGNORED);
static const struct json_field vector_fields[] = {
	JSON_FIELD_SHAPE(struct vector, enclave, &enclave_shape, JSON_REQUIRED),
	JSON_FIELD_SHAPE(struct vector, binding, &binding_shape, JSON_REQUIRED),
	JSON_FIELD_SHAPE(struct vector, hpke, &hpke_shape, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct vector, plaintext, JSON_REQUIRED),
	JSON_FIELD_RAW(struct vector, request, JSON_REQUIRED),
	JSON_FIELD_SHAPE(struct vector, reply, &reply_shape, JSON_REQUIRED),
};
static const struct json_shape vector_shape = JSON_SHAPE(vector_fields, JSON_UNKNOWN_IGNORED);

/* Call `run` for each vector of a file. */
static void
each_vector(const char *path, void (*run)(const struct vector *v))
{
	struct vector v;
	struct json j;
	struct why why = { "" };
	struct span name;
	size_t size;
	char *all = fixture_read(path, &size);
	bool more;

	json_init(&j, (struct span){ (uint8_t *)all, size });
	CHECK_OK(json_enter_object(&j));
	for (;;) {
		CHECK_OK(json_member(&j, &name, &more));
		if (!more)
			break;
		if (!span_is(name, "vectors")) {
			CHECK_OK(json_skip(&j, NULL));
			continue;
		}
		CHECK_OK(json_enter_array(&j));
		while (json_element(&j, &more) == OK && more) {
			memset(&v, 0, sizeof(v));
			if (json_read_shape(&j, &vector_shape, &v, &why) != OK)
				fail_msg("%s: %s", path, why.text);
			run(&v);
			case_counted();
		}
	}
	free(all);
}

static void
hex(struct span text, void *out, size_t size)
{
	CHECK_OK(text_hex_parse(text, out, size));
}

static void
enclave_of(const struct vector *v, struct envelope_enclave *out)
{
	CHECK_OK(measurement_parse(v->enclave.measurement, &out->measurement));
	hex(v->enclave.hpke_public_key, out->public_key, 32);
	hex(v->enclave.identity_key, out->identity_key, 32);
	hex(v->enclave.config_sha256, out->config_sha256, 32);
}

static void
check_hex(const struct buf *got, struct span want)
{
	AUTO(buf) text = buf_new(16384);

	CHECK_OK(text_hex_write(buf_span(got), &text));
	CHECK_SPAN(buf_span(&text), want);
}

static void
check_binding(const struct vector *v)
{
	struct binding b = { .version = (uint32_t)v->binding.version,
		.flags = (uint32_t)v->binding.flags };
	uint8_t preimage[BINDING_SIZE], want[BINDING_SIZE], got[64], key_id[8], want_id[8];

	CHECK_OK(text_base64_parse_fixed(TEXT_BASE64URL, v->binding.nonce, b.nonce, 32));
	hex(v->enclave.hpke_public_key, b.public_key, 32);
	hex(v->enclave.identity_key, b.identity_key, 32);
	hex(v->binding.tls_spki_sha256, b.tls_spki_sha256, 32);
	hex(v->binding.collateral_sha256, b.collateral_sha256, 32);
	CHECK_OK(sha256_of(span_text(v->enclave.config), b.config_sha256));
	binding_preimage(&b, preimage);
	hex(v->binding.preimage, want, sizeof(want));
	CHECK_SPAN(SPAN_OF(preimage), SPAN_OF(want));
	CHECK_OK(binding_report_data(&b, got));
	hex(v->binding.report_data, want, 64);
	CHECK(memcmp(got, want, 64) == 0);
	CHECK_OK(key_id_of(b.public_key, key_id));
	CHECK_OK(text_base64_parse_fixed(TEXT_BASE64URL, v->enclave.key_id, want_id, 8));
	CHECK(memcmp(key_id, want_id, 8) == 0);
}

static void
check_keys(const struct vector *v, const struct pop_key *pop, const struct audit_key *audit)
{
	uint8_t want[32];

	hex(v->hpke.k_pop, want, 32);
	CHECK(memcmp(pop->b, want, 32) == 0);
	hex(v->hpke.k_audit, want, 32);
	CHECK(memcmp(audit->b, want, 32) == 0);
}

static void
check_open(const struct vector *v)
{
	AUTO(x25519_private) mine = { 0 };
	AUTO(pop_key) pop = { 0 };
	AUTO(audit_key) audit = { 0 };
	AUTO(buf) bytes = buf_new(4096);
	struct envelope_enclave enclave;
	struct envelope e;
	struct why why = { "" };
	uint8_t plain[ENVELOPE_CIPHER_SIZE_MAX], receipt[32], want[32];

	enclave_of(v, &enclave);
	hex(v->enclave.hpke_private_key, mine.b, 32);
	if (envelope_parse(v->request, &e, &why) != OK)
		fail_msg("%s", why.text);
	CHECK_OK(envelope_info(&enclave, &bytes));
	check_hex(&bytes, v->hpke.info);
	buf_clear(&bytes);
	CHECK_OK(envelope_aad(&e, &bytes));
	check_hex(&bytes, v->hpke.aad);
	CHECK_OK(envelope_open(&e, &enclave, &mine, plain, &pop, &audit));
	CHECK_SPAN(((struct span){ plain, e.cipher_size }), span_text(v->plaintext));
	check_keys(v, &pop, &audit);
	CHECK_OK(
	    receipt_make(&pop, e.ephemeral_pub, v->reply.session_id, v->reply.expires_at, receipt));
	CHECK_OK(text_base64_parse_fixed(TEXT_BASE64, v->reply.receipt, want, 32));
	CHECK(memcmp(receipt, want, 32) == 0);
}

/* The same on the wire?  Padding inside the structs says nothing. */
static void
check_same(const struct envelope *a, const struct envelope *b)
{
	AUTO(buf) one = buf_new(ENVELOPE_BODY_SIZE_MAX);
	AUTO(buf) other = buf_new(ENVELOPE_BODY_SIZE_MAX);

	CHECK_OK(envelope_write(a, &one));
	CHECK_OK(envelope_write(b, &other));
	CHECK_SPAN(buf_span(&one), buf_span(&other));
	CHECK(a->has_ttl == b->has_ttl);
}

/* A sender with the vector's ephemeral key must write the vector's request. */
static void
check_seal(const struct vector *v)
{
	AUTO(x25519_private) ephemeral = { 0 };
	AUTO(pop_key) pop = { 0 };
	AUTO(audit_key) audit = { 0 };
	struct envelope_enclave enclave;
	struct envelope want, got;
	size_t size = strlen(v->plaintext);

	enclave_of(v, &enclave);
	hex(v->hpke.ephemeral_private_key, ephemeral.b, 32);
	CHECK_OK(envelope_parse(v->request, &want, NULL));
	got = want;
	memset(got.cipher, 0, sizeof(got.cipher));
	memset(got.tag, 0, sizeof(got.tag));
	while (v->plaintext[size - 1] == ' ')
		size--;
	CHECK_OK(envelope_seal(&got, &enclave, (struct span){ (const uint8_t *)v->plaintext, size },
	    &ephemeral, &pop, &audit));
	check_same(&got, &want);
	check_keys(v, &pop, &audit);
}

static void
check_vector(const struct vector *v)
{
	check_binding(v);
	check_open(v);
	check_seal(v);
}

TEST(envelope_meets_every_protocol_vector)
{
	const char *path = fixture_path("protocol/envelope.json");

	if (path == NULL)
		fixture_skip();
	each_vector(path, check_vector);
}

TEST(envelope_meets_our_own_vectors)
{
	each_vector("test/vectors/envelope.json", check_vector);
}

/* ---- negative space ---- */

struct sealed {
	struct x25519_private mine;
	struct envelope_enclave enclave;
	struct envelope e;
	struct pop_key pop;
	struct audit_key audit;
};

static void
seal_one(struct sealed *s)
{
	memset(s, 0, sizeof(*s));
	memset(s->mine.b, 7, 32);
	s->enclave.measurement.size = 32;
	CHECK_OK(x25519_public_of(&s->mine, s->enclave.public_key));
	CHECK_OK(key_id_of(s->enclave.public_key, s->e.key_id));
	memset(s->e.challenge, 9, 24);
	s->e.challenge_size = 24;
	s->e.issued_at = 1790000120;
	s->e.has_ttl = true;
	s->e.metadata = (struct envelope_metadata){ "binance", "main-account", 86400, "none" };
	CHECK_OK(envelope_seal(&s->e, &s->enclave, S("{\"a\":1}"), NULL, &s->pop, &s->audit));
}

static void
check_refused(const struct sealed *s, const struct envelope *e)
{
	uint8_t plain[ENVELOPE_CIPHER_SIZE_MAX], zero[32] = { 0 };
	struct pop_key pop;
	struct audit_key audit;

	memset(plain, 1, sizeof(plain));
	CHECK_ERR(envelope_open(e, &s->enclave, &s->mine, plain, &pop, &audit), ERR_AUTH);
	for (size_t i = 0; i < e->cipher_size; i++)
		assert_int_equal(plain[i], 0);
	CHECK(memcmp(pop.b, zero, 32) == 0 && memcmp(audit.b, zero, 32) == 0);
}

static void
flip_each(const struct sealed *s, size_t offset, size_t size)
{
	for (size_t bit = 0; bit < size * 8; bit++) {
		struct envelope changed = s->e;

		((uint8_t *)&changed)[offset + bit / 8] ^= (uint8_t)(1u << (bit % 8));
		check_refused(s, &changed);
		case_counted();
	}
}

TEST(envelope_open_refuses_every_single_bit_flip)
{
	struct sealed s;

	seal_one(&s);
	flip_each(&s, offsetof(struct envelope, key_id), KEY_ID_SIZE);
	flip_each(&s, offsetof(struct envelope, challenge), s.e.challenge_size);
	flip_each(&s, offsetof(struct envelope, issued_at), 8);
	flip_each(&s, offsetof(struct envelope, ephemeral_pub), HPKE_ENC_SIZE);
	flip_each(&s, offsetof(struct envelope, nonce), AEAD_NONCE_SIZE);
	flip_each(&s, offsetof(struct envelope, cipher), s.e.cipher_size);
	flip_each(&s, offsetof(struct envelope, tag), AEAD_TAG_SIZE);
	flip_each(&s, offsetof(struct envelope, metadata.exchange), strlen("binance"));
	flip_each(&s, offsetof(struct envelope, metadata.label), strlen("main-account"));
	flip_each(&s, offsetof(struct envelope, metadata.ttl), 8);
	flip_each(&s, offsetof(struct envelope, metadata.proof), strlen("none"));
}

TEST(envelope_open_refuses_another_enclave)
{
	struct sealed s, other;

	seal_one(&s);
	other = s;
	other.enclave.measurement.b[0] ^= 1;
	check_refused(&other, &s.e);
	other = s;
	other.enclave.measurement.size = 48; /* the same bytes, and zeros: not the same guest */
	check_refused(&other, &s.e);
	other = s;
	other.enclave.config_sha256[31] ^= 1;
	check_refused(&other, &s.e);
	other = s;
	other.mine.b[5] ^= 1;
	check_refused(&other, &s.e);
}

TEST(envelope_write_and_parse_are_each_others_inverse)
{
	struct sealed s;
	struct envelope back;
	AUTO(buf) json = buf_new(ENVELOPE_BODY_SIZE_MAX);

	seal_one(&s);
	CHECK_OK(envelope_write(&s.e, &json));
	CHECK_OK(envelope_parse(buf_span(&json), &back, NULL));
	check_same(&back, &s.e);
	for (size_t size = 0; size < json.size; size++) {
		struct why why = { "" };

		assert_int_not_equal(
		    envelope_parse((struct span){ json.p, size }, &back, &why), OK);
		assert_true(why.text[0] != '\0');
		case_counted();
	}
}

TEST(envelope_parse_names_the_member_at_fault)
{
	static const struct {
		const char *find, *put, *name;
	} cases[] = {
		{ "\"key_id\":\"", "\"key_id\":\"=", "key_id" },
		{ "\"challenge\":\"", "\"challenge\":\"+", "challenge" },
		{ "\"issued_at\":", "\"issued_at\":1.5e", "issued_at" },
		{ "\"nonce\":\"", "\"nonce\":\"AAAA", "nonce" },
		{ "\"tag\":\"", "\"tag\":\"A", "tag" },
		{ "\"ciphertext\":\"", "\"ciphertext\":\"*", "ciphertext" },
		{ "\"ephemeral_pub\":\"", "\"ephemeral_pub\":1,\"x\":\"", "ephemeral_pub" },
		{ "\"exchange\":", "\"exchangf\":", "exchang" },
		{ "\"ttl\":", "\"ttl\":\"1\",\"y\":", "metadata.ttl" },
		{ "\"metadata\":", "\"extra\":1,\"metadata\":", "extra" },
	};
	struct sealed s;
	struct envelope out;
	AUTO(buf) json = buf_new(ENVELOPE_BODY_SIZE_MAX);

	seal_one(&s);
	CHECK_OK(envelope_write(&s.e, &json));
	CHECK_OK(buf_u8(&json, 0));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(buf) changed = buf_new(ENVELOPE_BODY_SIZE_MAX * 2);
		const char *text = (const char *)json.p, *at = strstr(text, cases[i].find);
		struct why why = { "" };

		CHECK(at != NULL);
		CHECK_OK(buf_append(&changed, (struct span){ json.p, (size_t)(at - text) }));
		CHECK_OK(buf_append(&changed, span_text(cases[i].put)));
		CHECK_OK(buf_append(&changed, span_text(at + strlen(cases[i].find))));
		CHECK(envelope_parse(buf_span(&changed), &out, &why) != OK);
		if (strstr(why.text, cases[i].name) == NULL)
			fail_msg("expected %s in: %s", cases[i].name, why.text);
	}
}

TEST(envelope_metadata_check_holds_its_limits)
{
	struct envelope_metadata m = { "binance", "", ENVELOPE_TTL_MIN, "hmac" };

	CHECK_OK(envelope_metadata_check(&m, NULL));
	m.ttl = ENVELOPE_TTL_MIN - 1;
	CHECK_ERR(envelope_metadata_check(&m, NULL), ERR_INPUT);
	m.ttl = ENVELOPE_TTL_MAX;
	CHECK_OK(envelope_metadata_check(&m, NULL));
	m.ttl = ENVELOPE_TTL_MAX + 1;
	CHECK_ERR(envelope_metadata_check(&m, NULL), ERR_INPUT);
	m.ttl = 600;
	memset(m.label, 'x', ENVELOPE_LABEL_SIZE_MAX);
	CHECK_OK(envelope_metadata_check(&m, NULL));
	m.label[ENVELOPE_LABEL_SIZE_MAX] = 'x';
	CHECK_ERR(envelope_metadata_check(&m, NULL), ERR_INPUT);
	memset(m.label, 0, sizeof(m.label));
	m.label[0] = '\r';
	CHECK_ERR(envelope_metadata_check(&m, NULL), ERR_INPUT);
	m.label[0] = '\0';
	memcpy(m.proof, "nonf", 5);
	CHECK_ERR(envelope_metadata_check(&m, NULL), ERR_INPUT);
}

TEST(envelope_seal_pads_and_has_a_limit)
{
	static uint8_t plain[ENVELOPE_CIPHER_SIZE_MAX + 1];
	struct sealed s;

	seal_one(&s);
	CHECK_INT(s.e.cipher_size, ENVELOPE_PAD);
	CHECK_OK(envelope_seal(&s.e, &s.enclave, (struct span){ plain, ENVELOPE_CIPHER_SIZE_MAX },
	    NULL, &s.pop, &s.audit));
	CHECK_ERR(
	    envelope_seal(&s.e, &s.enclave, SPAN_OF(plain), NULL, &s.pop, &s.audit), ERR_LIMIT);
}
