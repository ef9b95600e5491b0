/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/qe_identity.h"

#include "lib/base/secret.h"
#include "test/check.h"

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

static const char good[] = "{\"id\":\"QE\",\"version\":2,\"issueDate\":\"2026-01-01T00:00:00Z\","
			   "\"nextUpdate\":\"2026-01-31T00:00:00Z\",\"tcbEvaluationDataNumber\":21,"
			   "\"miscselect\":\"01000000\",\"miscselectMask\":\"FF000000\","
			   "\"attributes\":\"11000000000000000000000000000000\","
			   "\"attributesMask\":\"FBFFFFFFFFFFFFFF0000000000000000\","
			   "\"mrsigner\":\"" ZEROS "\",\"isvprodid\":1,\"tcbLevels\":[],\"new\":1}";

/* The good one with its first `from` replaced. */
static enum err
parse_with(const char *from, const char *to, struct qe_identity *out)
{
	const char *at = strstr(good, from);
	AUTO(buf) text = buf_new(4096);

	assert_non_null(at);
	CHECK_OK(buf_print(&text, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from)));
	return qe_identity_parse(buf_span(&text), out, NULL);
}

TEST(qe_identity_parse_reads_every_member)
{
	struct qe_identity id;

	CHECK_OK(qe_identity_parse(span_text(good), &id, NULL));
	CHECK(id.is_known_version && id.tee == QUOTE_SGX);
	CHECK(id.valid.from_ms == 1767225600000 && id.valid.until_ms == 1769817600000);
	CHECK_INT(id.evaluation_number, 21);
	CHECK_INT(id.isvprodid, 1);
	CHECK_SPAN(SPAN_OF(id.miscselect), S("\1\0\0\0"));
	CHECK_SPAN(SPAN_OF(id.miscselect_mask), S("\xff\0\0\0"));
	CHECK_INT(id.attributes[0], 0x11);
	CHECK_INT(id.attributes_mask[0], 0xfb);
	CHECK_SPAN(id.levels, S("[]"));
	CHECK_OK(parse_with("\"QE\"", "\"TD_QE\"", &id));
	CHECK(id.is_known_version && id.tee == QUOTE_TDX);
}

TEST(qe_identity_parse_says_when_the_version_is_not_known)
{
	struct qe_identity id;

	CHECK_OK(parse_with("\"version\":2", "\"version\":3", &id));
	CHECK(!id.is_known_version);
	CHECK_OK(parse_with("\"QE\"", "\"QVE\"", &id));
	CHECK(!id.is_known_version);
}

TEST(qe_identity_parse_refuses_members_of_another_form)
{
	static const char *const changes[][2] = {
		{ "\"version\":2", "\"version\":\"2\"" },
		{ "2026-01-01T00:00:00Z", "2026-01-01T00:00:00" },
		{ "\"tcbEvaluationDataNumber\":21", "\"tcbEvaluationDataNumber\":-1" },
		{ "\"tcbEvaluationDataNumber\":21", "\"tcbEvaluationDataNumber\":4294967296" },
		{ "01000000", "010000" },
		{ "FF000000", "FF00000g" },
		{ "\"attributes\":\"11", "\"attributes\":\"" },
		{ "FBFF", "FB" },
		{ "\"mrsigner\":\"00", "\"mrsigner\":\"" },
		{ "\"isvprodid\":1", "\"isvprodid\":65536" },
		{ "\"isvprodid\":1", "\"isvprodid\":1e0" },
		{ "tcbLevels", "tcbLevel" },
		{ "\"new\":1", "\"new\":1,\"new\":1" },
		{ "\"new\":1}", "\"new\":1}}" },
	};
	struct qe_identity id;

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		if (parse_with(changes[i][0], changes[i][1], &id) != ERR_INPUT)
			fail_msg("%s", changes[i][1]);
		case_counted();
	}
}

TEST(qe_identity_mismatch_names_the_field_that_differs)
{
	uint8_t misc[] = { 1, 2, 3, 4 }, attributes[16] = { 0x15, 0, 0, 0, 0, 0, 0, 0, 0xe7 };
	uint8_t signer[32] = { 0 };
	struct quote_report r = { .miscselect = SPAN_OF(misc),
		.attributes = SPAN_OF(attributes),
		.mrsigner = SPAN_OF(signer),
		.isvprodid = 1,
		.flags = 0x15 };
	struct qe_identity id;

	CHECK_OK(qe_identity_parse(span_text(good), &id, NULL));
	CHECK(qe_identity_mismatch(&id, &r) == NULL);
	signer[31] = 1;
	CHECK_TEXT(qe_identity_mismatch(&id, &r), "MRSIGNER");
	signer[31] = 0;
	r.isvprodid = 2;
	CHECK_TEXT(qe_identity_mismatch(&id, &r), "ISVPRODID");
	r.isvprodid = 1;
	misc[0] = 0;
	CHECK_TEXT(qe_identity_mismatch(&id, &r), "MISCSELECT");
	misc[0] = 1;
	attributes[7] = 1; /* under the mask */
	CHECK_TEXT(qe_identity_mismatch(&id, &r), "ATTRIBUTES");
	attributes[7] = 0;
	attributes[8] = 0; /* not under it */
	attributes[0] = 0x11;
	CHECK(qe_identity_mismatch(&id, &r) == NULL);
	/* DEBUG is never Intel's, whatever the mask says */
	id.attributes_mask[0] = 0;
	id.attributes[0] = 0;
	CHECK(qe_identity_mismatch(&id, &r) == NULL);
	r.flags |= 2;
	CHECK_TEXT(qe_identity_mismatch(&id, &r), "ATTRIBUTES");
}
