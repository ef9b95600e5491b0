/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/text.h"
#include "lib/wire/proof.h"
#include "test/check.h"

static const struct proof_request request = { S("GET"), S("/enclave/summary/self"), S("a=1&b=2") };

struct made {
	struct pop_key pop;
	char input[PROOF_FIELD_SIZE_MAX], signature[PROOF_FIELD_SIZE_MAX];
};

static void
make(struct made *m)
{
	memset(m->pop.b, 3, sizeof(m->pop.b));
	CHECK_OK(proof_make(&m->pop, &request, 1790000200, m->input, m->signature));
}

TEST(proof_of_a_request_verifies_for_that_request_only)
{
	static const struct proof_request others[] = {
		{ S("PUT"), S("/enclave/summary/self"), S("a=1&b=2") },
		{ S("GET"), S("/enclave/metrics/self"), S("a=1&b=2") },
		{ S("GET"), S("/enclave/summary/self"), S("a=1&b=3") },
		{ S("GET"), S("/enclave/summary/self"), S("") },
	};
	struct made m;
	struct proof p;

	make(&m);
	CHECK_OK(proof_parse(span_text(m.input), span_text(m.signature), &p, NULL));
	CHECK_INT(p.created, 1790000200);
	CHECK_OK(proof_verify(&p, &m.pop, &request));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		CHECK_ERR(proof_verify(&p, &m.pop, &others[i]), ERR_AUTH);
	m.pop.b[0] ^= 1;
	CHECK_ERR(proof_verify(&p, &m.pop, &request), ERR_AUTH);
}

/* The base is RFC 9421 section 2.5's, spelled out here by hand. */
TEST(proof_signs_the_base_of_the_rfc)
{
	static const char base[] = "\"@method\": GET\n\"@path\": /enclave/summary/self\n"
				   "\"@query\": ?a=1&b=2\n\"@signature-params\": ";
	struct made m;
	struct proof p;
	uint8_t want[SHA256_SIZE];

	make(&m);
	const struct span parts[] = { span_text(base), span_text(m.input + strlen("sig1=")) };

	CHECK_OK(hmac_sha256(SPAN_OF(m.pop.b), parts, 2, want));
	CHECK_OK(proof_parse(span_text(m.input), span_text(m.signature), &p, NULL));
	CHECK(memcmp(want, p.signature, sizeof(want)) == 0);
}

TEST(proof_nonces_differ)
{
	struct made a, b;

	make(&a);
	make(&b);
	CHECK(strcmp(a.input, b.input) != 0);
}

TEST(proof_parse_refuses_every_other_form)
{
	static const char good[] =
	    "sig1=(\"@method\" \"@path\" \"@query\");created=1790000200;nonce="
	    "\"AAAAAAAAAAAAAAAAAAAAAA\";alg=\"hmac-sha256\"";
	static const char signature[] = "sig1=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:";
	static const char *const bad_inputs[] = {
		"", "sig1=", "sig2=(\"@method\")",
		"sig1=(\"@method\" "
		"\"@path\");created=1;nonce=\"AAAAAAAAAAAAAAAAAAAAAA\";alg=\"hmac-sha256\"",
		"sig1=(\"@method\" \"@path\" "
		"\"@query\");created=-1;nonce=\"AAAAAAAAAAAAAAAAAAAAAA\";"
		"alg=\"hmac-sha256\"",
		"sig1=(\"@method\" \"@path\" "
		"\"@query\");created=1;nonce=\"AAAA\";alg=\"hmac-sha256\"",
		"sig1=(\"@method\" \"@path\" "
		"\"@query\");created=1;nonce=\"AAAAAAAAAAAAAAAAAAAAAA\";"
		"alg=\"ed25519\"",
		"sig1=(\"@method\" \"@path\" \"@query\");created=1;nonce=\"AAAAAAAAAAAAAAAAAAAAAA\""
	};
	static const char *const bad_signatures[] = { "",
		"sig1=::", "sig1=:AAAA:", "sig2=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:",
		"sig1=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:, sig2=:AA==:" };
	struct proof p;

	CHECK_OK(proof_parse(span_text(good), span_text(signature), &p, NULL));
	for (size_t i = 0; i < sizeof(bad_inputs) / sizeof(bad_inputs[0]); i++)
		CHECK_ERR(proof_parse(span_text(bad_inputs[i]), span_text(signature), &p, NULL),
		    ERR_INPUT);
	for (size_t i = 0; i < sizeof(bad_signatures) / sizeof(bad_signatures[0]); i++) {
		struct why why = { "" };

		CHECK_ERR(proof_parse(span_text(good), span_text(bad_signatures[i]), &p, &why),
		    ERR_INPUT);
		CHECK(strstr(why.text, "Signature") != NULL);
	}
	for (size_t size = 0; size < strlen(good); size++)
		CHECK_ERR(proof_parse((struct span){ (const uint8_t *)good, size },
			      span_text(signature), &p, NULL),
		    ERR_INPUT);
}
