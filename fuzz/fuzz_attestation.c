/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Input "P" and triples: a genuine answer with the byte at each (16-bit) place changed by the
 * third.  Anything else: an answer made from nothing.
 * Oracle: what is made from nothing is never accepted; what is accepted after changes says the same
 * of all that matters; what is refused leaves all zero.
 */
#include <string.h>
#include <unistd.h>

#include "enclave/attest/attest.h"
#include "fuzz/fuzz.h"
#include "lib/wire/attestation.h"

static struct {
	bool is_made, has_provider;
	struct quote_root root;
	struct attestation_expect expect;
	struct buf body;
	struct attested good;
} genuine;

static void
root_read(const char *dir)
{
	char path[128];
	uint8_t pem[8192];
	size_t size;
	enum err e;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/insecure-simulated-root.pem", dir);
	f = fopen(path, "re");
	assert(f != NULL);
	size = fread(pem, 1, sizeof(pem), f);
	(void)fclose(f);
	e = quote_root_simulated((struct span){ pem, size }, &genuine.root, NULL);
	assert(e == OK);
}

static void
answer_make(const struct attest_provider *p, void *self)
{
	struct attestation a = { .enclave_id = "00",
		.is_simulated = true,
		.challenge_size = 24,
		.config = S("fuzz\n") };
	uint8_t report_data[BINDING_REPORT_DATA_SIZE];
	struct buf quote = buf_new(QUOTE_SIZE_MAX);
	struct buf json = buf_new(COLLATERAL_JSON_SIZE_MAX);
	struct buf store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	struct collateral collateral;
	enum err e;

	a.binding.version = BINDING_VERSION;
	a.binding.flags = BINDING_NONCE | BINDING_SIMULATED;
	memcpy(a.binding.nonce, genuine.expect.nonce, sizeof(a.binding.nonce));
	e = sha256_of(a.config, a.binding.config_sha256);
	assert(e == OK);
	p->measurement(self, &a.measurement);
	e = quote_policy_allow(&genuine.expect.policy, a.measurement.b);
	assert(e == OK);
	e = p->collateral(self, genuine.expect.policy.at_ms, &json);
	assert(e == OK);
	e = collateral_parse(buf_span(&json), &store, &collateral, NULL);
	assert(e == OK);
	a.collateral = &collateral;
	e = collateral_sha256(&collateral, a.binding.collateral_sha256);
	assert(e == OK);
	e = binding_report_data(&a.binding, report_data);
	assert(e == OK);
	e = p->quote(self, report_data, &quote, NULL);
	assert(e == OK);
	a.quote = buf_span(&quote);
	genuine.body = buf_new(ATTESTATION_BODY_SIZE_MAX);
	e = attestation_write(&a, &genuine.body);
	assert(e == OK);
	buf_wipe(&quote);
	buf_wipe(&json);
	buf_wipe(&store);
}

/* A build without the simulated provider has made-up answers only. */
static void
genuine_make(void)
{
	const struct attest_provider *p = attest_provider_by_name(S("insecure_simulated"));
	static const char *const files[] = { "seed", "chain.pem", "root.pem" };
	char dir[] = "/tmp/fuzz-attestation-XXXXXX", path[128];
	const struct attest_config config = { .state_dir = dir };
	void *self;
	enum err e;

	genuine.is_made = true;
	genuine.expect = (struct attestation_expect){ .nonce = { 1, 2, 3 } };
	genuine.root = *quote_root_intel();
	quote_policy_default(&genuine.root, &genuine.expect.policy);
	genuine.expect.policy.at_ms = 1790000000000;
	if (p == NULL)
		return;
	assert(mkdtemp(dir) != NULL);
	e = p->open(&config, &self, NULL);
	assert(e == OK);
	root_read(dir);
	answer_make(p, self);
	p->close(self);
	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(path, sizeof(path), "%s/insecure-simulated-%s", dir, files[i]);
		(void)unlink(path);
	}
	(void)rmdir(dir);
	assert(attestation_accept(buf_span(&genuine.body), &genuine.expect, &genuine.good, NULL) ==
	    ATT_OK);
	genuine.has_provider = true;
}

__attribute__((destructor)) static void
genuine_end(void)
{
	buf_wipe(&genuine.body);
}

static enum att_code
accept(struct span body, struct attested *out)
{
	static const struct attested zero;
	struct att_failure failure = { 0 };
	const enum att_code code = attestation_accept(body, &genuine.expect, out, &failure);

	assert(failure.code == code);
	if (code != ATT_OK)
		assert(memcmp(out, &zero, sizeof(zero)) == 0 && failure.item[0] != '\0');
	return code;
}

FUZZ(attestation, data, size)
{
	static uint8_t changed[ATTESTATION_BODY_SIZE_MAX];
	struct attested out;

	if (!genuine.is_made)
		genuine_make();
	if (size == 0 || data[0] != 'P' || !genuine.has_provider) {
		assert(accept((struct span){ data, size }, &out) != ATT_OK);
		return;
	}
	memcpy(changed, genuine.body.p, genuine.body.size);
	for (size_t i = 1; i + 3 <= size; i += 3)
		changed[(size_t)(data[i] << 8 | data[i + 1]) % genuine.body.size] ^= data[i + 2];
	if (accept((struct span){ changed, genuine.body.size }, &out) != ATT_OK)
		return;
	assert(memcmp(&out.facts, &genuine.good.facts, sizeof(out.facts)) == 0);
	assert(memcmp(&out.enclave, &genuine.good.enclave, sizeof(out.enclave)) == 0);
	assert(memcmp(out.key_id, genuine.good.key_id, KEY_ID_SIZE) == 0);
	assert(strcmp(out.config, genuine.good.config) == 0);
}
