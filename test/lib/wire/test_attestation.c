/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/wire/attestation.h"
#include "test/check.h"
#include "test/enclave/attest/platform.h"

/* An answer, the quote under it, and what its client demands. */
struct made {
	struct attestation a;
	struct attestation_expect expect;
	struct buf quote, body, store;
	struct collateral collateral; /* views into store */
};

static void
made_wipe(struct made *m)
{
	buf_wipe(&m->quote);
	buf_wipe(&m->body);
	buf_wipe(&m->store);
}

/* What an honest enclave says, before its quote. */
static void
begin(struct made *m)
{
	struct binding *b = &m->a.binding;

	memset(m, 0, sizeof(*m));
	m->a = (struct attestation){ .enclave_id = "00112233445566778899aabbccddeeff",
		.is_simulated = true,
		.now_ms = 1790000000000,
		.key_expires_ms = 1790003600000,
		.challenge_expires_ms = 1790000300000,
		.challenge = { 1, 2, 3 },
		.challenge_size = 24,
		.config = S("perf-aggregator-config/1\n\"quoted\"\n") };
	b->version = BINDING_VERSION;
	b->flags = BINDING_NONCE | BINDING_TLS | BINDING_SIMULATED;
	memset(b->nonce, 7, sizeof(b->nonce));
	memset(b->public_key, 8, sizeof(b->public_key));
	memset(b->identity_key, 9, sizeof(b->identity_key));
	memset(b->tls_spki_sha256, 10, SHA256_SIZE);
	CHECK_OK(sha256_of(m->a.config, b->config_sha256));
	measurement_set(&m->a.measurement, (struct span){ platform_measurement(), 32 });
	m->store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	platform_collateral(m->a.now_ms, &m->store, &m->collateral);
	m->a.collateral = &m->collateral;
	CHECK_OK(collateral_sha256(&m->collateral, b->collateral_sha256));
	m->expect = (struct attestation_expect){ .has_spki = true };
	quote_policy_default(platform_root(), &m->expect.policy);
	m->expect.policy.at_ms = 1790000000000;
	CHECK_OK(quote_policy_allow(&m->expect.policy, platform_measurement()));
	memcpy(m->expect.nonce, b->nonce, sizeof(b->nonce));
	memcpy(m->expect.spki_sha256, b->tls_spki_sha256, SHA256_SIZE);
}

/* Quote what is there now. */
static void
quote(struct made *m)
{
	uint8_t report_data[BINDING_REPORT_DATA_SIZE];

	buf_wipe(&m->quote);
	m->quote = buf_new(QUOTE_SIZE_MAX);
	CHECK_OK(binding_report_data(&m->a.binding, report_data));
	platform_quote(report_data, &m->quote);
	m->a.quote = buf_span(&m->quote);
}

static void
put(struct made *m)
{
	buf_wipe(&m->body);
	m->body = buf_new(ATTESTATION_BODY_SIZE_MAX);
	CHECK_OK(attestation_write(&m->a, &m->body));
}

static bool
is_zero(const struct attested *a)
{
	const uint8_t *p = (const uint8_t *)a;

	for (size_t i = 0; i < sizeof(*a); i++)
		if (p[i] != 0)
			return false;
	return true;
}

static enum att_code
accept_body(const struct made *m, struct span body, struct att_failure *failure)
{
	struct attested a;
	const enum att_code code = attestation_accept(body, &m->expect, &a, failure);

	CHECK(code == ATT_OK || is_zero(&a));
	CHECK(code == ATT_OK || failure == NULL || failure->code == code);
	return code;
}

static enum att_code
accept(struct made *m)
{
	put(m);
	return accept_body(m, buf_span(&m->body), NULL);
}

TEST(attestation_is_accepted_whole)
{
	AUTO(made) m;
	struct attested a;

	begin(&m);
	quote(&m);
	put(&m);
	CHECK_INT(attestation_accept(buf_span(&m.body), &m.expect, &a, NULL), ATT_OK);
	CHECK(a.facts.is_simulated);
	CHECK(memcmp(a.facts.mrenclave, platform_measurement(), 32) == 0);
	CHECK_SPAN(measurement_span(&a.enclave.measurement),
	    ((struct span){ platform_measurement(), 32 }));
	CHECK(memcmp(a.enclave.public_key, m.a.binding.public_key, 32) == 0);
	CHECK(memcmp(a.enclave.identity_key, m.a.binding.identity_key, 32) == 0);
	CHECK(memcmp(a.enclave.config_sha256, m.a.binding.config_sha256, 32) == 0);
	CHECK_INT(a.challenge_size, 24);
	CHECK(memcmp(a.challenge, m.a.challenge, 24) == 0);
	CHECK_INT(a.key_expires_ms, m.a.key_expires_ms);
	CHECK_INT(a.challenge_expires_ms, m.a.challenge_expires_ms);
	CHECK_TEXT(a.enclave_id, m.a.enclave_id);
	CHECK_TEXT(a.config, "perf-aggregator-config/1\n\"quoted\"\n");
}

TEST(attestation_is_refused_when_anything_bound_was_changed_after_the_quote)
{
	AUTO(made) m;
	uint8_t *const bound[] = { m.a.binding.nonce, m.a.binding.public_key,
		m.a.binding.identity_key, m.a.binding.tls_spki_sha256,
		m.a.binding.collateral_sha256, m.a.binding.config_sha256 };

	begin(&m);
	quote(&m);
	for (size_t i = 0; i < sizeof(bound) / sizeof(bound[0]); i++)
		for (size_t bit = 0; bit < 256; bit += 51) {
			bound[i][bit / 8] ^= (uint8_t)(1 << bit % 8);
			CHECK_INT(accept(&m), ATT_E_REPORT_DATA);
			bound[i][bit / 8] ^= (uint8_t)(1 << bit % 8);
			case_counted();
		}
	for (uint32_t flag = 1; flag < 8; flag *= 2) {
		m.a.binding.flags ^= flag;
		CHECK_INT(accept(&m), ATT_E_REPORT_DATA);
		m.a.binding.flags ^= flag;
	}
	CHECK_INT(accept(&m), ATT_OK);
}

/* A genuine quote over a binding that is not the one this client may take. */
TEST(attestation_that_is_genuine_but_for_somebody_else_is_refused_by_name)
{
	AUTO(made) m;

	begin(&m);
	m.a.binding.nonce[31] ^= 1;
	quote(&m);
	CHECK_INT(accept(&m), ATT_E_NONCE);
	made_wipe(&m);
	begin(&m);
	m.a.binding.flags &= ~(uint32_t)BINDING_NONCE;
	quote(&m);
	CHECK_INT(accept(&m), ATT_E_NONCE);
	made_wipe(&m);
	begin(&m);
	m.a.binding.tls_spki_sha256[0] ^= 1;
	quote(&m);
	CHECK_INT(accept(&m), ATT_E_TLS);
	m.expect.has_spki = false; /* a browser cannot see it */
	CHECK_INT(accept(&m), ATT_OK);
	made_wipe(&m);
	begin(&m);
	m.a.binding.flags &= ~(uint32_t)BINDING_TLS;
	quote(&m);
	CHECK_INT(accept(&m), ATT_E_TLS);
	made_wipe(&m);
	begin(&m);
	m.a.binding.config_sha256[0] ^= 1;
	quote(&m);
	CHECK_INT(accept(&m), ATT_E_CONFIG);
	m.a.config = S("other");
	CHECK_INT(accept(&m), ATT_E_CONFIG);
	made_wipe(&m);
	begin(&m);
	m.a.binding.collateral_sha256[5] = 1;
	quote(&m);
	CHECK_INT(accept(&m), ATT_E_COLLATERAL);
}

TEST(attestation_that_is_simulated_says_so_in_all_its_places)
{
	AUTO(made) m;

	begin(&m);
	m.a.binding.flags &= ~(uint32_t)BINDING_SIMULATED;
	quote(&m);
	CHECK_INT(accept(&m), ATT_E_NOT_SIMULATED);
	made_wipe(&m);
	begin(&m);
	m.a.is_simulated = false; /* both labels beside the quote */
	quote(&m);
	CHECK_INT(accept(&m), ATT_E_NOT_SIMULATED);
	m.a.is_simulated = true;
	m.expect.policy.root = quote_root_intel(); /* and is nobody's who did not ask for it */
	CHECK(accept(&m) != ATT_OK);
}

TEST(attestation_of_other_code_another_root_or_another_time_is_refused)
{
	AUTO(made) m;

	begin(&m);
	quote(&m);
	m.expect.policy.identities[0].mrenclave[0] ^= 1;
	CHECK_INT(accept(&m), ATT_E_MRENCLAVE);
	CHECK_OK(quote_policy_allow(&m.expect.policy, platform_measurement()));
	/* one of several will do */
	CHECK_INT(accept(&m), ATT_OK);
	m.expect.policy.identity_count = 0; /* there is no "any" */
	CHECK(accept(&m) != ATT_OK);
	m.expect.policy.identity_count = 2;
	m.a.measurement.b[0] ^= 1; /* the one shown is not the quote's */
	CHECK_INT(accept(&m), ATT_E_MRENCLAVE);
	m.a.measurement.b[0] ^= 1;
	m.expect.policy.at_ms = 4102444800000; /* 2100 */
	CHECK_INT(accept(&m), ATT_E_CERT_EXPIRED);
	m.expect.policy.at_ms = 0;
	CHECK_INT(accept(&m), ATT_E_CERT_NOT_YET_VALID);
}

/* Replace the first `from` in the body by `to` of the same length, and judge. */
static enum att_code
accept_with(struct made *m, const char *from, const char *to, struct att_failure *failure)
{
	uint8_t *at;
	enum att_code code;

	assert_int_equal(strlen(from), strlen(to));
	at = memmem(m->body.p, m->body.size, from, strlen(from));
	assert_non_null(at);
	memcpy(at, to, strlen(to));
	code = accept_body(m, buf_span(&m->body), failure);
	memcpy(at, from, strlen(from));
	return code;
}

TEST(attestation_without_one_of_its_members_is_refused_by_its_name)
{
	static const char *const members[] = { "enclave_id", "attestation_type", "measurement",
		"public_key", "identity_key", "key_id", "key_expires_at", "challenge",
		"challenge_expires_at", "quote", "collateral", "nonce", "tls_spki_sha256",
		"collateral_sha256", "config_sha256", "config", "binding", "flags" };
	char from[64], to[64];
	struct att_failure failure;
	AUTO(made) m;

	begin(&m);
	quote(&m);
	put(&m);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		(void)snprintf(from, sizeof(from), "\"%s\":", members[i]);
		(void)snprintf(to, sizeof(to), "\"%s\":", members[i]);
		to[1] = 'x';
		CHECK_INT(accept_with(&m, from, to, &failure), ATT_E_ANSWER);
		CHECK(strstr(failure.detail, members[i]) != NULL);
		case_counted();
	}
	CHECK_INT(accept_body(&m, buf_span(&m.body), NULL), ATT_OK);
}

TEST(attestation_with_members_of_the_wrong_form_is_refused)
{
	static const char *const changes[][2] = {
		{ "\"version\":1,", "\"version\":2," },
		{ "\"flags\":7", "\"flags\":8" },
		{ "\"key_expires_at\":\"2", "\"key_expires_at\":\"x" },
		{ "\"challenge_expires_at\":\"2", "\"challenge_expires_at\":\" " },
		{ "\"measurement\":\"", "\"measurement\": " },
		{ "\"challenge\":\"A", "\"challenge\":\"=" },
		{ "\"public_key\":\"C", "\"public_key\":\"*" },
		{ "\"identity_key\":\"C", "\"identity_key\":\"*" },
		{ "\"quote\":\"AwA", "\"quote\":\"Aw " },
		{ "\"simulated\":true", "\"simulated\":null" },
		{ "\"collateral\":{\"r", "\"collateral\":[\"r" },
	};
	AUTO(made) m;

	begin(&m);
	quote(&m);
	put(&m);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		CHECK(accept_with(&m, changes[i][0], changes[i][1], NULL) != ATT_OK);
		case_counted();
	}
	m.a.challenge_size = 0;
	CHECK_INT(accept(&m), ATT_E_ANSWER);
	m.a.challenge_size = ENVELOPE_CHALLENGE_SIZE_MAX;
	CHECK_INT(accept(&m), ATT_OK);
}

/* The quote vouches for the hash, so what is shown must have it, and must be what judges it. */
TEST(attestation_takes_the_collateral_that_is_bound_and_no_other)
{
	const struct collateral none = { .vek = { NULL, 0 } };
	struct att_failure failure;
	struct collateral other;
	AUTO(buf) store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	AUTO(made) m;

	begin(&m);
	quote(&m);
	put(&m);
	CHECK_INT(accept_with(&m, "\"root_ca_crl\"", "\"root_ca_crx\"", &failure),
	    ATT_E_COLLATERAL_FORMAT);
	CHECK(strstr(failure.detail, "root_ca_crx") != NULL);
	CHECK_INT(accept_with(&m, "\"root_ca_crl\":\"3", "\"root_ca_crl\":\"x", NULL),
	    ATT_E_COLLATERAL_FORMAT);

	platform_collateral(m.a.now_ms - 2 * 86400000LL, &store, &other);
	m.a.collateral = &other; /* as good, and not the one that was quoted */
	CHECK_INT(accept(&m), ATT_E_COLLATERAL);
	m.a.collateral = &none;
	CHECK_INT(accept(&m), ATT_E_CRL_MISSING);
	memset(m.a.binding.collateral_sha256, 0, SHA256_SIZE);
	quote(&m); /* honest about having none: that is not enough */
	CHECK_INT(accept(&m), ATT_E_CRL_MISSING);
}

TEST(attestation_with_a_key_id_that_names_another_key_is_refused)
{
	uint8_t id[KEY_ID_SIZE];
	AUTO(buf) text = buf_new(64);
	char from[64], to[64];
	AUTO(made) m;

	begin(&m);
	quote(&m);
	put(&m);
	CHECK_OK(key_id_of(m.a.binding.public_key, id));
	CHECK_OK(text_base64_write(TEXT_BASE64URL, SPAN_OF(id), &text));
	(void)snprintf(from, sizeof(from), "\"key_id\":\"%.*s\"", (int)text.size, text.p);
	memcpy(to, from, sizeof(to));
	to[10] = to[10] == 'A' ? 'B' : 'A';
	CHECK_INT(accept_with(&m, from, to, NULL), ATT_E_REPORT_DATA);
}

TEST(attestation_cut_anywhere_is_refused)
{
	AUTO(made) m;

	begin(&m);
	quote(&m);
	put(&m);
	for (size_t size = 0; size < m.body.size; size += 1 + size / 97) {
		assert_int_not_equal(
		    accept_body(&m, (struct span){ m.body.p, size }, NULL), ATT_OK);
		case_counted();
	}
}

/* What is not bound may be changed and is believed only for what it is; nothing else may. */
TEST(attestation_with_any_byte_changed_is_refused_or_says_the_same)
{
	struct attested good, a;
	AUTO(made) m;
	size_t refused = 0, tried = 0;

	begin(&m);
	quote(&m);
	put(&m);
	CHECK_INT(attestation_accept(buf_span(&m.body), &m.expect, &good, NULL), ATT_OK);
	for (size_t at = 0; at < m.body.size; at += at < 900 ? 3 : 61) {
		m.body.p[at] ^= 1;
		tried++;
		if (attestation_accept(buf_span(&m.body), &m.expect, &a, NULL) != ATT_OK) {
			assert_true(is_zero(&a));
			refused++;
		} else {
			assert_memory_equal(&a.enclave, &good.enclave, sizeof(good.enclave));
			assert_memory_equal(&a.facts, &good.facts, sizeof(good.facts));
			assert_memory_equal(a.key_id, good.key_id, KEY_ID_SIZE);
			assert_string_equal(a.config, good.config);
		}
		m.body.p[at] ^= 1;
	}
	CHECK(refused > tried / 2);
}

TEST(attestation_s_claimed_measurement_is_shown_and_believed_by_nobody)
{
	struct measurement claimed;
	AUTO(made) m;

	begin(&m);
	quote(&m);
	m.a.binding.public_key[0] ^= 1; /* not even bound */
	m.a.measurement.b[0] ^= 1;
	put(&m);
	CHECK_OK(attestation_claimed_measurement(buf_span(&m.body), &claimed));
	CHECK(memcmp(claimed.b, platform_measurement(), 32) == 0); /* the quote's */
	CHECK_ERR(attestation_claimed_measurement(S("{}"), &claimed), ERR_INPUT);
	CHECK_ERR(attestation_claimed_measurement(S(""), &claimed), ERR_INPUT);
	m.a.quote = span_first(m.a.quote, 100);
	put(&m);
	CHECK_ERR(attestation_claimed_measurement(buf_span(&m.body), &claimed), ERR_INPUT);
}

TEST(attestation_write_says_when_there_is_no_room)
{
	AUTO(made) m;

	begin(&m);
	quote(&m);
	put(&m);
	for (size_t room = 0; room < m.body.size; room += 211) {
		AUTO(buf) small = buf_new(room);

		CHECK_ERR(attestation_write(&m.a, &small), ERR_LIMIT);
	}
}

TEST(attestation_type_has_one_word_for_each_kind_of_evidence)
{
	CHECK_TEXT(attestation_type_text(QUOTE_SGX, false), "SGX_QUOTE");
	CHECK_TEXT(attestation_type_text(QUOTE_SGX, true), "SGX_QUOTE_SIMULATED");
	CHECK_TEXT(attestation_type_text(QUOTE_TDX, false), "TDX_QUOTE");
	CHECK_TEXT(attestation_type_text(QUOTE_SNP, false), "SEV_SNP_REPORT");
	CHECK_TEXT(attestation_type_text(QUOTE_SNP, true), ""); /* there is none */
}

TEST(attestation_accept_refuses_a_type_that_is_not_the_quote_s)
{
	static const struct {
		const char *type;
		enum att_code code;
	} cases[] = { { "SGX_QUOTE_SIMULATED", ATT_OK }, { "SGX_QUOTE", ATT_E_NOT_SIMULATED },
		{ "TDX_QUOTE", ATT_E_NOT_SIMULATED }, { "SEV_SNP_REPORT", ATT_E_NOT_SIMULATED },
		{ "constructor", ATT_E_NOT_SIMULATED }, { "", ATT_E_NOT_SIMULATED },
		{ "SGX_QUOTE_SIMULATED ", ATT_E_NOT_SIMULATED } };
	const struct span genuine = S("\"SGX_QUOTE_SIMULATED\"");

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(made) m = { 0 };
		AUTO(buf) body = buf_new(ATTESTATION_BODY_SIZE_MAX);
		struct attested a;
		struct span all;
		const uint8_t *at;

		begin(&m);
		quote(&m);
		put(&m);
		all = buf_span(&m.body);
		at = memmem(all.p, all.size, genuine.p, genuine.size);
		assert_non_null(at);
		CHECK_OK(buf_append(&body, span_first(all, (size_t)(at - all.p))));
		CHECK_OK(buf_print(&body, "\"%s\"", cases[i].type));
		CHECK_OK(buf_append(&body, span_from(all, (size_t)(at - all.p) + genuine.size)));
		CHECK_INT(attestation_accept(buf_span(&body), &m.expect, &a, NULL), cases[i].code);
		case_counted();
	}
}
