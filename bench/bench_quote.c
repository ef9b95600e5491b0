/* SPDX-License-Identifier: Apache-2.0 */
/* Believing a quote, against the ten ECDSA verifications that there is no way around. */
#include <openssl/ec.h>
#include <openssl/evp.h>

#include "bench/program.h"
#include "enclave/attest/attest.h"
#include "lib/json/json_write.h"
#include "lib/quote/quote.h"

/*
 * Root, CA, PCK certificate; root CRL, PCK CRL; signer's certificate (one for both texts), TCB
 * info, QE identity; QE report, report.
 */
enum { SIGNATURES = 10 };

struct evidence {
	struct buf quote, json, store; /* the collateral as text, and what it views */
	struct collateral collateral;
	char root_pem[4096];
	struct quote_root root;
	struct quote_policy policy;
	uint8_t report_data[QUOTE_REPORT_DATA_SIZE];
};

static void
evidence_make(struct evidence *e)
{
	const struct attest_provider *p = attest_provider_by_name(S("insecure_simulated"));
	char directory[DIRECTORY_SIZE], path[DIRECTORY_SIZE + 64];
	struct measurement measured;
	struct why why;
	void *self;
	FILE *f;

	directory_make(directory);
	bench_require(p != NULL, "insecure_simulated");
	memset(e->report_data, 7, sizeof(e->report_data));
	e->quote = buf_new(QUOTE_SIZE_MAX);
	e->json = buf_new(COLLATERAL_JSON_SIZE_MAX);
	e->store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	quote_policy_default(&e->root, &e->policy);
	e->policy.at_ms = 1767225600000;
	e->policy.report_data = e->report_data;
	bench_require(p->open(&(struct attest_config){ .state_dir = directory }, &self, &why) == OK,
	    "the simulated provider");
	bench_require(p->quote(self, e->report_data, &e->quote, NULL) == OK, "a quote");
	bench_require(p->collateral(self, e->policy.at_ms, &e->json) == OK &&
		collateral_parse(buf_span(&e->json), &e->store, &e->collateral, &why) == OK,
	    "collateral");
	p->measurement(self, &measured);
	bench_require(quote_policy_allow(&e->policy, measured.b) == OK, "a measurement");
	p->close(self);
	(void)snprintf(path, sizeof(path), "%s/insecure-simulated-root.pem", directory);
	f = fopen(path, "r");
	bench_require(f != NULL && fread(e->root_pem, 1, sizeof(e->root_pem) - 1, f) > 0, path);
	bench_require(quote_root_simulated(span_text(e->root_pem), &e->root, &why) == OK, path);
	(void)fclose(f);
	directory_remove(directory);
}

static void
verify(void *self)
{
	const struct evidence *e = self;
	const struct quote_evidence evidence = { buf_span(&e->quote), &e->collateral };
	struct quote_facts facts;

	bench_require(quote_verify(&evidence, &e->policy, &facts, NULL) == ATT_OK, "quote_verify");
}

static void
refuse(void *self)
{
	static uint8_t hostile[1 << 20];
	const struct evidence *e = self;
	const struct quote_evidence evidence = { SPAN_OF(hostile), &e->collateral };
	struct quote_facts facts;

	bench_require(
	    quote_verify(&evidence, &e->policy, &facts, NULL) == ATT_E_QUOTE_SIZE, "1 MiB refused");
}

struct raw {
	EVP_PKEY *key;
	uint8_t signature[80], digest[SHA256_SIZE];
	size_t size;
};

/* As `openssl speed ecdsap256` counts them. */
static void
verify_raw(void *self)
{
	const struct raw *r = self;
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(r->key, NULL);

	bench_require(EVP_PKEY_verify_init(ctx) == 1 &&
		EVP_PKEY_verify(ctx, r->signature, r->size, r->digest, sizeof(r->digest)) == 1,
	    "ECDSA");
	EVP_PKEY_CTX_free(ctx);
}

static void
raw_make(struct raw *r)
{
	EVP_PKEY_CTX *ctx;

	r->key = EVP_EC_gen("P-256");
	r->size = sizeof(r->signature);
	ctx = EVP_PKEY_CTX_new(r->key, NULL);
	bench_require(EVP_PKEY_sign_init(ctx) == 1 &&
		EVP_PKEY_sign(ctx, r->signature, &r->size, r->digest, sizeof(r->digest)) == 1,
	    "ECDSA");
	EVP_PKEY_CTX_free(ctx);
}

/* The JavaScript SDK on the same evidence. */
static void
sdk_report(const struct evidence *e)
{
	AUTO(buf) input = buf_new(2 * COLLATERAL_JSON_SIZE_MAX);
	struct json_writer w = json_writer_on(&input);
	double us;

	json_write_object(&w, NULL);
	json_write_base64(&w, "quote", buf_span(&e->quote));
	json_write_span(&w, "collateral", buf_span(&e->json));
	json_write_text(&w, "root", e->root_pem);
	json_write_hex(&w, "mrenclave", SPAN_OF(e->policy.identities[0].mrenclave));
	json_write_hex(&w, "report_data", SPAN_OF(e->report_data));
	json_write_i64(&w, "at_ms", e->policy.at_ms);
	json_write_close_object(&w);
	bench_require(json_write_end(&w) == OK, "JSON");
	if (!bench_peer("peer_quote.mjs", buf_span(&input), &us))
		return;
	BENCH_REPORT(.name = "quote_verify_sdk", .value = us, .unit = "us", .bound = BENCH_AT_MOST,
	    .budget = 15000, .against = "sdk/js: verifyQuote on WebCrypto");
}

BENCH(quote)
{
	static struct evidence e;
	static struct raw r;
	struct bench_work works[] = { { verify, &e, 0 }, { verify_raw, &r, 0 }, { refuse, &e, 0 } };

	evidence_make(&e);
	raw_make(&r);
	bench_time(works, 3);
	BENCH_REPORT(.name = "quote_verify", .value = works[0].ns / 1000, .unit = "us",
	    .bound = BENCH_AT_MOST, .budget = 2000,
	    .against = "with collateral: ten signatures, policy");
	BENCH_REPORT(.name = "quote_ecdsa", .value = works[1].ns / 1000, .unit = "us",
	    .against = "libcrypto: one P-256 verification");
	BENCH_REPORT(.name = "quote_verify_over_ecdsa",
	    .value = works[0].ns / works[1].ns / SIGNATURES, .unit = "times",
	    .against = "quote_verify over ten times quote_ecdsa");
	EVP_PKEY_free(r.key);
	BENCH_REPORT(.name = "quote_refuse_1mib", .value = works[2].ns / 1000, .unit = "us",
	    .bound = BENCH_AT_MOST, .budget = 10,
	    .against = "1 MiB of hostile quote: a look at its size");
	sdk_report(&e);
	buf_wipe(&e.quote);
	buf_wipe(&e.json);
	buf_wipe(&e.store);
}
