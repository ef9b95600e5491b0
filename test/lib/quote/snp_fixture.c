/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/quote/snp_fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "test/check.h"

struct expected {
	struct span report, vek_not_before, vek_not_after;
};

static const struct json_field expected_fields[] = {
	JSON_FIELD_RAW(struct expected, report, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct expected, vek_not_before, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct expected, vek_not_after, JSON_REQUIRED),
};
static const struct json_shape expected_shape = JSON_SHAPE(expected_fields, JSON_UNKNOWN_IGNORED);

static const struct json_field report_fields[] = {
	JSON_FIELD_I64(struct snp_fixture_report, version, JSON_REQUIRED),
	JSON_FIELD_I64(struct snp_fixture_report, guest_svn, JSON_REQUIRED),
	JSON_FIELD_I64(struct snp_fixture_report, vmpl, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct snp_fixture_report, report_data, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct snp_fixture_report, measurement, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct snp_fixture_report, host_data, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct snp_fixture_report, reported_tcb, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct snp_fixture_report, chip_id, JSON_REQUIRED),
	JSON_FIELD_BOOL(struct snp_fixture_report, debug, JSON_REQUIRED),
};
static const struct json_shape report_shape = JSON_SHAPE(report_fields, JSON_UNKNOWN_IGNORED);

const char *const snp_fixture_names[SNP_FIXTURE_COUNT] = { "dstack", "google_milan", "trustee_vcek",
	"trustee_vlek", "virtee_milan" };

void
snp_fixture_wipe(struct snp_fixture *f)
{
	for (size_t i = 0; i < 5; i++)
		free(f->files[i]);
	*f = (struct snp_fixture){ .report = { NULL, 0 } };
}

static struct span
file(struct snp_fixture *f, size_t at, const char *name, const char *what)
{
	char relative[128];
	const char *path;
	size_t size;

	(void)snprintf(relative, sizeof(relative), "attestation/sev-snp/%s/%s", name, what);
	path = fixture_path(relative);
	if (path == NULL)
		fixture_skip();
	f->files[at] = fixture_read(path, &size);
	return (struct span){ (const uint8_t *)f->files[at], size };
}

/* "2022-09-24 00:55:28+00:00" */
static int64_t
time_of(struct span text)
{
	char own[] = "....-..-..T..:..:..Z";
	int64_t ms;

	CHECK_INT(text.size, 25);
	memcpy(own, text.p, 10);
	memcpy(own + 11, text.p + 11, 8);
	CHECK_OK(text_time_parse(span_text(own), &ms));
	return ms;
}

void
snp_fixture_load(struct snp_fixture *f, const char *name)
{
	struct quote_identity *allowed = &f->policy.identities[0];
	struct expected expected;
	struct span json;

	snp_fixture_wipe(f);
	f->report = file(f, 0, name, "report.bin");
	f->collateral.vek = file(f, 1, name, "vek.der");
	f->collateral.ask = file(f, 2, name, "ask.pem");
	f->collateral.ark = file(f, 3, name, "ark.pem");
	json = file(f, 4, name, "expected.json");
	CHECK_OK(json_parse_shape(json, &expected_shape, &expected, NULL));
	CHECK_OK(json_parse_shape(expected.report, &report_shape, &f->said, NULL));
	f->from_ms = time_of(expected.vek_not_before);
	f->until_ms = time_of(expected.vek_not_after);

	quote_policy_default(quote_root_intel(), &f->policy);
	f->policy.at_ms = f->from_ms;
	CHECK_OK(text_hex_parse(f->said.report_data, f->report_data, sizeof(f->report_data)));
	f->policy.report_data = f->report_data;
	f->policy.identity_count = 1;
	allowed->tee = QUOTE_SNP;
	CHECK_OK(text_hex_parse(
	    f->said.measurement, allowed->measurement, sizeof(allowed->measurement)));
}

enum att_code
snp_fixture_verify(
    const struct snp_fixture *f, struct quote_facts *facts, struct att_failure *failure)
{
	const struct quote_evidence evidence = { f->report, &f->collateral };
	struct quote_facts unwanted;

	return quote_verify(&evidence, &f->policy, facts != NULL ? facts : &unwanted, failure);
}
