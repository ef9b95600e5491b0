/* SPDX-License-Identifier: Apache-2.0 */
/* test/vectors/snp.json: the file the JavaScript SDK runs, too. */
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "lib/quote/quote.h"
#include "test/check.h"

struct vector {
	struct span name, report, vek, ask, ark, root, at, code, item;
};

struct parts {
	struct span report, vek, ask, ark;
};

struct file {
	char about[128];
	struct span parts, cases;
};

static const struct json_field vector_fields[] = {
	JSON_FIELD_SPAN(struct vector, name, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, report, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, vek, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, ask, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, ark, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, root, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, at, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, code, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, item, JSON_REQUIRED),
};
static const struct json_shape vector_shape = JSON_SHAPE(vector_fields, JSON_UNKNOWN_REFUSED);

static const struct json_field parts_fields[] = {
	JSON_FIELD_RAW(struct parts, report, JSON_REQUIRED),
	JSON_FIELD_RAW(struct parts, vek, JSON_REQUIRED),
	JSON_FIELD_RAW(struct parts, ask, JSON_REQUIRED),
	JSON_FIELD_RAW(struct parts, ark, JSON_REQUIRED),
};
static const struct json_shape parts_shape = JSON_SHAPE(parts_fields, JSON_UNKNOWN_REFUSED);

static const struct json_field file_fields[] = {
	JSON_FIELD_TEXT(struct file, about, JSON_REQUIRED),
	JSON_FIELD_RAW(struct file, parts, JSON_REQUIRED),
	JSON_FIELD_RAW(struct file, cases, JSON_REQUIRED),
};
static const struct json_shape file_shape = JSON_SHAPE(file_fields, JSON_UNKNOWN_REFUSED);

/* The text of the part of this name, which must be there. */
static struct span
part(struct span parts, struct span name, char *text, size_t room)
{
	struct span member;
	struct json j;
	size_t size;
	bool more;

	json_init(&j, parts);
	CHECK_OK(json_enter_object(&j));
	for (;;) {
		CHECK_OK(json_member(&j, &member, &more));
		CHECK(more);
		CHECK_OK(json_text(&j, text, room, &size));
		if (span_equal(member, name))
			return (struct span){ (const uint8_t *)text, size };
	}
}

struct evidence {
	char report_text[2048], vek_text[8192], ask[4096], ark[4096];
	uint8_t vek[4096];
	struct buf report;
	struct collateral collateral;
};

static void
load(const struct parts *parts, const struct vector *v, struct evidence *out)
{
	struct span hex;

	out->report = buf_new(2048);
	CHECK_OK(text_base64_parse(TEXT_BASE64,
	    part(parts->report, v->report, out->report_text, sizeof(out->report_text)),
	    &out->report));
	hex = part(parts->vek, v->vek, out->vek_text, sizeof(out->vek_text));
	CHECK_OK(text_hex_parse(hex, out->vek, hex.size / 2));
	out->collateral = (struct collateral){
		.vek = { out->vek, hex.size / 2 },
		.ask = part(parts->ask, v->ask, out->ask, sizeof(out->ask)),
		.ark = part(parts->ark, v->ark, out->ark, sizeof(out->ark)),
	};
}

/* What a good case says, whichever product it is of. */
static void
check_facts(const struct quote_facts *facts, const struct vector *v)
{
	const bool is_turin = strcmp(facts->snp.product, "Turin") == 0;

	CHECK_INT(facts->tee, QUOTE_SNP);
	CHECK_INT(facts->anchor, QUOTE_ANCHOR_GIVEN);
	CHECK(facts->is_simulated && !facts->is_debug && !facts->tcb.is_known);
	CHECK_INT(
	    facts->snp.is_vlek, span_is(v->vek, "milan vlek") || span_is(v->vek, "turin vlek"));
	CHECK_INT(facts->snp.vmpl, 1);
	CHECK_INT(facts->snp.guest_svn, 3);
	CHECK_INT(facts->snp.reported_tcb.bootloader, 4);
	CHECK_INT(facts->snp.reported_tcb.tee, 1);
	CHECK_INT(facts->snp.reported_tcb.snp, 24);
	CHECK_INT(facts->snp.reported_tcb.microcode, 217);
	CHECK_INT(facts->snp.reported_tcb.fmc, is_turin ? 2 : 0);
	assert_memory_equal(
	    &facts->snp.launch_tcb, &facts->snp.reported_tcb, sizeof(facts->snp.launch_tcb));
	CHECK_INT(facts->measurement.size, 48);
	CHECK_INT(facts->measurement.b[47], 0xaa);
	CHECK_INT(facts->snp.host_data[31], 0xbb);
	CHECK_INT(facts->report_data[63], 63);
	CHECK_TEXT(facts->expires_first,
	    span_is(v->ask, "past")       ? "ASK"
		: span_is(v->ark, "past") ? "ARK"
					  : "VEK certificate");
}

static void
check_vector(const struct parts *parts, const struct quote_root *ours, const struct vector *v)
{
	static const struct quote_facts nothing;
	struct evidence *e = malloc(sizeof(*e));
	struct quote_evidence evidence;
	struct att_failure failure;
	struct quote_facts facts;
	enum att_code code;
	int64_t at_ms;

	assert_non_null(e);
	load(parts, v, e);
	CHECK_OK(text_time_parse(v->at, &at_ms));
	evidence = (struct quote_evidence){ buf_span(&e->report), &e->collateral };
	code = quote_check(&evidence, span_is(v->root, "ours") ? ours : quote_root_intel(), at_ms,
	    &facts, &failure);
	if (!span_is(v->code, att_name(code)) || !span_is(v->item, failure.item))
		fail_msg("%.*s: %s, %s (%s)", (int)v->name.size, (const char *)v->name.p,
		    att_name(code), failure.item, failure.detail);
	if (code == ATT_OK)
		check_facts(&facts, v);
	else
		assert_memory_equal(&facts, &nothing, sizeof(facts));
	buf_wipe(&e->report);
	free(e);
	case_counted();
}

TEST(snp_vectors_have_the_verdicts_they_say)
{
	char pem[4096];
	size_t size;
	char *text = fixture_read("test/vectors/snp.json", &size);
	struct quote_root ours;
	struct parts parts;
	struct vector v;
	struct file file;
	struct json j;
	bool more;

	CHECK_OK(
	    json_parse_shape((struct span){ (uint8_t *)text, size }, &file_shape, &file, NULL));
	CHECK_OK(json_parse_shape(file.parts, &parts_shape, &parts, NULL));
	CHECK_OK(quote_root_given(part(parts.ark, S("milan"), pem, sizeof(pem)), &ours, NULL));
	json_init(&j, file.cases);
	CHECK_OK(json_enter_array(&j));
	for (;;) {
		CHECK_OK(json_element(&j, &more));
		if (!more)
			break;
		CHECK_OK(json_read_shape(&j, &vector_shape, &v, NULL));
		check_vector(&parts, &ours, &v);
	}
	free(text);
}
