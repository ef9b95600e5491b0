/* SPDX-License-Identifier: Apache-2.0 */
/* test/vectors/quote.json: the file the SDKs run too. */
#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "lib/quote/quote.h"
#include "test/check.h"

struct facts {
	bool simulated, debug;
	int64_t isvprodid, isvsvn;
	struct span mrenclave, mrsigner, valid_from, valid_until;
};

struct vector {
	struct span name, root, at, measurements, report_data, code, quote, facts;
};

struct file {
	char about[128];
	struct span roots, cases;
};

static const struct json_field facts_fields[] = {
	JSON_FIELD_BOOL(struct facts, simulated, JSON_REQUIRED),
	JSON_FIELD_BOOL(struct facts, debug, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct facts, mrenclave, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct facts, mrsigner, JSON_REQUIRED),
	JSON_FIELD_I64(struct facts, isvprodid, JSON_REQUIRED),
	JSON_FIELD_I64(struct facts, isvsvn, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct facts, valid_from, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct facts, valid_until, JSON_REQUIRED),
};
static const struct json_shape facts_shape = JSON_SHAPE(facts_fields, JSON_UNKNOWN_REFUSED);

static const struct json_field vector_fields[] = {
	JSON_FIELD_SPAN(struct vector, name, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, root, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, at, JSON_REQUIRED),
	JSON_FIELD_RAW(struct vector, measurements, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, report_data, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, code, JSON_REQUIRED),
	JSON_FIELD_RAW(struct vector, facts, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct vector, quote, JSON_REQUIRED),
};
static const struct json_shape vector_shape = JSON_SHAPE(vector_fields, JSON_UNKNOWN_REFUSED);

static const struct json_field file_fields[] = {
	JSON_FIELD_TEXT(struct file, about, JSON_REQUIRED),
	JSON_FIELD_RAW(struct file, roots, JSON_REQUIRED),
	JSON_FIELD_RAW(struct file, cases, JSON_REQUIRED),
};
static const struct json_shape file_shape = JSON_SHAPE(file_fields, JSON_UNKNOWN_REFUSED);

static void
find_root(struct span roots, struct span name, struct quote_root *out)
{
	struct span member;
	struct json j;
	bool more;

	if (span_is(name, "intel")) {
		*out = *quote_root_intel();
		return;
	}
	json_init(&j, roots);
	CHECK_OK(json_enter_object(&j));
	for (;;) {
		char pem[4096];
		size_t size;

		CHECK_OK(json_member(&j, &member, &more));
		CHECK(more);
		CHECK_OK(json_text(&j, pem, sizeof(pem), &size));
		if (!span_equal(member, name))
			continue;
		CHECK_OK(quote_root_simulated((struct span){ (uint8_t *)pem, size }, out, NULL));
		return;
	}
}

static void
read_measurements(struct span raw, struct quote_policy *out)
{
	uint8_t mrenclave[QUOTE_MEASUREMENT_SIZE];
	struct span hex;
	struct json j;
	bool more;

	json_init(&j, raw);
	CHECK_OK(json_enter_array(&j));
	for (;;) {
		CHECK_OK(json_element(&j, &more));
		if (!more)
			return;
		CHECK_OK(json_plain(&j, &hex));
		CHECK_OK(text_hex_parse(hex, mrenclave, sizeof(mrenclave)));
		CHECK_OK(quote_policy_allow(out, mrenclave));
	}
}

static void
check_hex(struct span hex, struct span want)
{
	uint8_t bytes[64];

	CHECK(want.size <= sizeof(bytes));
	CHECK_OK(text_hex_parse(hex, bytes, want.size));
	assert_memory_equal(bytes, want.p, want.size);
}

static void
check_time(struct span text, int64_t want_ms)
{
	int64_t ms;

	CHECK_OK(text_time_parse(text, &ms));
	CHECK(ms == want_ms);
}

static void
check_facts(struct span raw, const struct quote_facts *facts)
{
	struct facts want = { .simulated = false };

	CHECK_OK(json_parse_shape(raw, &facts_shape, &want, NULL));
	CHECK_INT(facts->is_simulated, want.simulated);
	CHECK_INT(facts->is_debug, want.debug);
	CHECK_INT(facts->isvprodid, want.isvprodid);
	CHECK_INT(facts->isvsvn, want.isvsvn);
	check_hex(want.mrenclave, SPAN_OF(facts->mrenclave));
	check_hex(want.mrsigner, SPAN_OF(facts->mrsigner));
	check_time(want.valid_from, facts->valid_from_ms);
	check_time(want.valid_until, facts->valid_until_ms);
}

static void
check_nothing(const struct quote_facts *facts)
{
	static const struct quote_facts nothing;

	assert_memory_equal(facts, &nothing, sizeof(nothing));
}

static void
run(struct span roots, const struct vector *v)
{
	AUTO(buf) quote = buf_new(QUOTE_SIZE_MAX + 1);
	uint8_t report_data[QUOTE_REPORT_DATA_SIZE];
	struct quote_evidence evidence;
	struct quote_policy policy;
	struct att_failure failure;
	struct quote_facts facts;
	struct quote_root root;

	find_root(roots, v->root, &root);
	quote_policy_default(&root, &policy);
	policy.report_data = report_data;
	read_measurements(v->measurements, &policy);
	CHECK_OK(text_time_parse(v->at, &policy.at_ms));
	CHECK_OK(text_hex_parse(v->report_data, report_data, sizeof(report_data)));
	CHECK_OK(text_base64_parse(TEXT_BASE64, v->quote, &quote));

	memset(&facts, 0xff, sizeof(facts));
	evidence = (struct quote_evidence){ .quote = buf_span(&quote) };
	(void)quote_verify(&evidence, &policy, &facts, &failure);
	if (!span_is(v->code, att_name(failure.code)))
		fail_msg("\"%.*s\": %s (%s: %s), expected %.*s", (int)v->name.size, v->name.p,
		    att_name(failure.code), failure.item, failure.detail, (int)v->code.size,
		    v->code.p);
	if (failure.code == ATT_OK)
		check_facts(v->facts, &facts);
	else
		check_nothing(&facts);
	case_counted();
}

TEST(quote_verify_gives_every_verdict_of_the_shared_vectors)
{
	size_t size;
	char *text = fixture_read("test/vectors/quote.json", &size);
	struct file file = { .about = "" };
	struct why why = { .text = "" };
	struct json j;
	bool more;

	CHECK_OK(
	    json_parse_shape((struct span){ (uint8_t *)text, size }, &file_shape, &file, &why));
	json_init(&j, file.cases);
	CHECK_OK(json_enter_array(&j));
	for (;;) {
		struct vector v = { .facts = { NULL, 0 } };

		CHECK_OK(json_element(&j, &more));
		if (!more)
			break;
		CHECK_OK(json_read_shape(&j, &vector_shape, &v, &why));
		run(file.roots, &v);
	}
	free(text);
}
