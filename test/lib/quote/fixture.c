/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/quote/fixture.h"

#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "test/check.h"

static const struct json_field expected_fields[] = {
	JSON_FIELD_TEXT(struct fixture_expected, path, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct fixture_expected, verdict, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct fixture_expected, error, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct fixture_expected, verification_time, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct fixture_expected, tcb_status, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct fixture_expected, platform_tcb_status, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct fixture_expected, qe_tcb_status, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct fixture_expected, tcb_date, JSON_OPTIONAL),
	JSON_FIELD_I64(struct fixture_expected, version, JSON_OPTIONAL),
	JSON_FIELD_I64(struct fixture_expected, cert_data_type, JSON_OPTIONAL),
	JSON_FIELD_I64(struct fixture_expected, trailing_bytes, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct fixture_expected, report, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct fixture_expected, pck, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct fixture_expected, advisories, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct fixture_expected, validity_window, JSON_OPTIONAL),
};
static const struct json_shape expected_shape = JSON_SHAPE(expected_fields, JSON_UNKNOWN_IGNORED);

struct seen_pck {
	char not_before[32];
};

static const struct json_field pck_fields[] = { JSON_FIELD_TEXT(
    struct seen_pck, not_before, JSON_REQUIRED) };
static const struct json_shape pck_shape = JSON_SHAPE(pck_fields, JSON_UNKNOWN_IGNORED);

/* A file of the case in `out` (NULL: only whether it is there). */
static bool
file_read(const struct fixture_expected *e, const char *name, struct buf *out)
{
	char relative[256];
	const char *path;
	size_t size;
	char *bytes;

	(void)snprintf(relative, sizeof(relative), "attestation/%s/%s", e->path, name);
	path = fixture_path(relative);
	if (path == NULL)
		return false;
	bytes = fixture_read(path, &size);
	*out = buf_new(size + 1);
	CHECK_OK(buf_append(out, (struct span){ (uint8_t *)bytes, size }));
	free(bytes);
	return true;
}

static int64_t
instant_of(const struct fixture_expected *e)
{
	struct span text = span_text(e->verification_time);
	struct seen_pck pck = { .not_before = "" };
	int64_t ms = 0;

	if (text.size == 0 && e->pck.size > 0 && !span_is(e->pck, "null")) {
		CHECK_OK(json_parse_shape(e->pck, &pck_shape, &pck, NULL));
		text = span_text(pck.not_before);
	}
	if (text.size > 0)
		CHECK_OK(text_time_parse(text, &ms));
	return ms;
}

/* The rest of a case whose expectations are known. */
static void
finish(struct fixture_case *c)
{
	AUTO(buf) json = { 0 };
	AUTO(buf) pem = { 0 };
	struct why why = { .text = "" };

	CHECK(file_read(&c->expected, "quote.bin", &c->quote));
	c->has_collateral = file_read(&c->expected, "collateral.json", &json);
	c->store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	if (c->has_collateral &&
	    collateral_parse(buf_span(&json), &c->store, &c->collateral, &why) != OK)
		fail_msg("%s: %s", c->expected.path, why.text);
	c->root = *quote_root_intel();
	if (file_read(&c->expected, "trusted_root.pem", &pem) &&
	    quote_root_given(buf_span(&pem), &c->root, &why) != OK)
		fail_msg("%s: %s", c->expected.path, why.text);
	c->at_ms = instant_of(&c->expected);
	c->evidence = (struct quote_evidence){ buf_span(&c->quote), &c->collateral };
}

bool
fixture_case_load(struct fixture_case *c, const char *path)
{
	struct buf json = { 0 };

	memset(c, 0, sizeof(*c));
	(void)snprintf(c->expected.path, sizeof(c->expected.path), "%s", path);
	if (!file_read(&c->expected, "expected.json", &json))
		return false;
	CHECK_OK(json_parse_shape(buf_span(&json), &expected_shape, &c->expected, NULL));
	finish(c);
	/* the raw members were views into it */
	c->expected.report = c->expected.pck = c->expected.advisories = (struct span){ NULL, 0 };
	c->expected.validity_window = (struct span){ NULL, 0 };
	buf_wipe(&json);
	return true;
}

void
fixture_case_wipe(struct fixture_case *c)
{
	buf_wipe(&c->quote);
	buf_wipe(&c->store);
}

void
fixture_case_each(void (*run)(const struct fixture_case *c))
{
	const char *path = fixture_path("attestation/index.json");
	struct json j;
	char *text;
	size_t size;
	bool more;

	if (path == NULL)
		fixture_skip();
	text = fixture_read(path, &size);
	json_init(&j, (struct span){ (uint8_t *)text, size });
	CHECK_OK(json_enter_array(&j));
	for (;;) {
		struct fixture_case c = { .at_ms = 0 };
		struct why why = { .text = "" };

		CHECK_OK(json_element(&j, &more));
		if (!more)
			break;
		if (json_read_shape(&j, &expected_shape, &c.expected, &why) != OK)
			fail_msg("%s", why.text);
		if (span_starts(span_text(c.expected.path), "sev-snp/"))
			continue;
		finish(&c);
		run(&c);
		fixture_case_wipe(&c);
	}
	free(text);
}

void
fixture_case_policy(const struct fixture_case *c, struct quote_policy *out, uint8_t *report_data)
{
	struct quote_identity *identity = &out->identities[0];
	struct quote q;

	quote_policy_default(&c->root, out);
	out->statuses = ~0u;
	out->min_evaluation_number = 0;
	out->collateral_age_days_max = 36500;
	out->at_ms = c->at_ms;
	out->identity_count = 1;
	CHECK_INT(quote_parse(buf_span(&c->quote), &q, NULL), ATT_OK);
	identity->tee = q.tee;
	if (q.tee == QUOTE_TDX) {
		memcpy(identity->measurement, q.td.mrtd.p, q.td.mrtd.size);
	} else {
		identity->has_mrenclave = true;
		memcpy(identity->mrenclave, q.enclave.mrenclave.p, q.enclave.mrenclave.size);
	}
	memcpy(report_data, q.report_data.p, q.report_data.size);
	out->report_data = report_data;
}
