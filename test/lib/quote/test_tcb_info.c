/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/tcb_info.h"

#include "lib/base/secret.h"
#include "test/check.h"
#include "test/lib/quote/tcb_text.h"

static const uint8_t eights[TCB_COMPONENT_COUNT] = { 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
	8 };

/* The text with its first `from` replaced. */
static enum err
parse_with(const char *text, const char *from, const char *to, struct tcb_info *out)
{
	static char changed[8192];
	const char *at = strstr(text, from);

	assert_non_null(at);
	(void)snprintf(
	    changed, sizeof(changed), "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	return tcb_info_parse(span_text(changed), out, NULL);
}

TEST(tcb_info_parse_reads_every_member)
{
	struct tcb_info info;

	CHECK_OK(tcb_info_parse(span_text(TCB_TEXT_SGX), &info, NULL));
	CHECK(info.is_known_version && info.tee == QUOTE_SGX);
	CHECK(info.valid.from_ms == 1767225600000 && info.valid.until_ms == 1769817600000);
	CHECK_SPAN(SPAN_OF(info.fmspc), S("\x00\x60\x6a\x00\x00\x00"));
	CHECK_SPAN(SPAN_OF(info.pceid), S("\x00\x01"));
	CHECK_INT(info.evaluation_number, 21);
	CHECK_OK(tcb_info_parse(span_text(TCB_TEXT_TDX), &info, NULL));
	CHECK(info.is_known_version && info.tee == QUOTE_TDX);
}

TEST(tcb_info_parse_says_when_the_version_is_not_known)
{
	static const char *const changes[][2] = {
		{ "\"version\":3", "\"version\":4" },
		{ "\"version\":3", "\"version\":2" }, /* which has no id */
		{ "\"id\":\"SGX\"", "\"id\":\"SEV\"" },
		{ "\"id\":\"SGX\",", "" },
	};
	struct tcb_info info;

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		CHECK_OK(parse_with(TCB_TEXT_SGX, changes[i][0], changes[i][1], &info));
		CHECK(!info.is_known_version);
	}
	CHECK_OK(tcb_info_parse(span_text(TCB_TEXT_SGX_V2), &info, NULL));
	CHECK(info.is_known_version && info.tee == QUOTE_SGX);
}

TEST(tcb_info_parse_refuses_members_of_another_form)
{
	static const char *const changes[][2] = {
		{ "\"version\":3", "\"version\":null" },
		{ "2026-01-01T00:00:00Z", "2026-01-01 00:00:00Z" },
		{ "2026-01-31T00:00:00Z", "" },
		{ "00606A000000", "00606A0000" },
		{ "\"pceId\":\"0001\"", "\"pceId\":1" },
		{ "\"tcbType\":0", "\"tcbType\":1" },
		{ "\"tcbEvaluationDataNumber\":21", "\"tcbEvaluationDataNumber\":-1" },
		{ "\"tcbEvaluationDataNumber\":21", "\"tcbEvaluationDataNumber\":4294967296" },
		{ "tcbLevels", "levels" },
	};
	struct why why = { .text = "" };
	struct tcb_info info;

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		if (parse_with(TCB_TEXT_SGX, changes[i][0], changes[i][1], &info) != ERR_INPUT)
			fail_msg("%s", changes[i][1]);
		case_counted();
	}
	CHECK_ERR(tcb_info_parse(S("{}"), &info, &why), ERR_INPUT);
	CHECK(why.text[0] != '\0');
}

/* The status of a platform with these numbers; TCB_STATUS_COUNT below all, or an error. */
static enum tcb_status
status_of(const char *text, const uint8_t *components, uint16_t pcesvn, const uint8_t *tee)
{
	const struct tcb_platform p = { components, pcesvn, tee };
	struct tcb_standing s = { .date_ms = 0 };
	struct tcb_info info;

	CHECK_OK(tcb_info_parse(span_text(text), &info, NULL));
	return tcb_info_match(&info, &p, &s) == OK ? s.status : TCB_STATUS_COUNT;
}

TEST(tcb_info_match_wants_every_component_and_the_pcesvn)
{
	static const char *const texts[] = { TCB_TEXT_SGX, TCB_TEXT_SGX_V2 };
	uint8_t components[TCB_COMPONENT_COUNT];

	for (size_t v = 0; v < 2; v++) {
		CHECK_INT(status_of(texts[v], eights, 13, NULL), TCB_UP_TO_DATE);
		CHECK_INT(status_of(texts[v], eights, 12, NULL), TCB_OUT_OF_DATE);
		CHECK_INT(status_of(texts[v], eights, 4, NULL), TCB_STATUS_COUNT);
		for (size_t i = 0; i < TCB_COMPONENT_COUNT; i++) {
			memset(components, 0xff, sizeof(components));
			CHECK_INT(
			    status_of(texts[v], components, UINT16_MAX, NULL), TCB_UP_TO_DATE);
			components[i] = 7;
			CHECK_INT(
			    status_of(texts[v], components, UINT16_MAX, NULL), TCB_OUT_OF_DATE);
			components[i] = 4;
			CHECK_INT(
			    status_of(texts[v], components, UINT16_MAX, NULL), TCB_STATUS_COUNT);
		}
	}
}

TEST(tcb_info_match_compares_the_tdx_components_too)
{
	uint8_t tee[TCB_COMPONENT_COUNT] = { 5, 0, 2 };

	CHECK_INT(status_of(TCB_TEXT_TDX, eights, 13, tee), TCB_UP_TO_DATE);
	tee[0] = 4;
	CHECK_INT(status_of(TCB_TEXT_TDX, eights, 13, tee), TCB_OUT_OF_DATE);
	tee[1] = 3; /* a module with levels of its own: the first two do not count */
	CHECK_INT(status_of(TCB_TEXT_TDX, eights, 13, tee), TCB_UP_TO_DATE);
	tee[2] = 1;
	CHECK_INT(status_of(TCB_TEXT_TDX, eights, 13, tee), TCB_OUT_OF_DATE);
	tee[2] = 0;
	CHECK_INT(status_of(TCB_TEXT_TDX, eights, 13, tee), TCB_STATUS_COUNT);
}

TEST(tcb_info_match_refuses_levels_that_are_not_whole)
{
	static const char *const changes[][2] = {
		{ "\"sgxtcbcomponents\":[", "\"sgxtcbcomponents\":[{\"svn\":8}," },
		{ "\"sgxtcbcomponents\":[{\"svn\":8},", "\"sgxtcbcomponents\":[" },
		{ "{\"svn\":8}", "{\"svn\":256}" }, { "{\"svn\":8}", "{\"svn\":-1}" },
		{ "{\"svn\":8}", "{}" }, { "{\"svn\":8}", "8" },
		{ "\"pcesvn\":13", "\"pcesvn\":65536" }, { "\"pcesvn\":13", "\"other\":13" },
		{ "\"pcesvn\":13", "\"pcesvn\":13,\"sgxtcbcomp01svn\":8" },
		{ "{\"svn\":8}", "{\"svn\":4}" }, /* not in descending order */
	};
	const struct tcb_platform p = { eights, 13, NULL };
	struct tcb_standing s;
	struct tcb_info info;

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		CHECK_OK(parse_with(TCB_TEXT_SGX, changes[i][0], changes[i][1], &info));
		if (tcb_info_match(&info, &p, &s) != ERR_INPUT)
			fail_msg("%s", changes[i][1]);
		case_counted();
	}
	CHECK_OK(tcb_info_parse(span_text(TCB_TEXT_SGX), &info, NULL));
	info.levels = S("[]");
	CHECK_ERR(tcb_info_match(&info, &p, &s), ERR_INPUT);
	info.tee = QUOTE_TDX; /* whose levels have TDX components */
	CHECK_OK(tcb_info_parse(span_text(TCB_TEXT_SGX), &info, NULL));
	info.tee = QUOTE_TDX;
	CHECK_ERR(tcb_info_match(&info, &p, &s), ERR_INPUT);
	CHECK_OK(parse_with(TCB_TEXT_SGX_V2, "\"sgxtcbcomp16svn\":8,", "", &info));
	CHECK_ERR(tcb_info_match(&info, &p, &s), ERR_INPUT);
	CHECK_OK(parse_with(TCB_TEXT_SGX_V2, "sgxtcbcomp16svn", "sgxtcbcomp17svn", &info));
	CHECK_ERR(tcb_info_match(&info, &p, &s), ERR_INPUT);
	CHECK_OK(parse_with(TCB_TEXT_SGX_V2, "sgxtcbcomp16svn", "sgxtcbcomp/Csvn", &info));
	CHECK_ERR(tcb_info_match(&info, &p, &s), ERR_INPUT);
}

TEST(tcb_info_module_finds_the_module_of_its_version)
{
	uint8_t svn[16] = { 7, 3 };
	struct tcb_module m;
	struct tcb_info info;

	CHECK_OK(tcb_info_parse(span_text(TCB_TEXT_TDX), &info, NULL));
	CHECK_OK(tcb_info_module(&info, svn, &m));
	CHECK(m.has_standing);
	CHECK_INT(m.standing.status, TCB_UP_TO_DATE);
	CHECK_INT(m.mrsigner[0], 3);
	svn[0] = 6;
	CHECK_OK(tcb_info_module(&info, svn, &m));
	CHECK_INT(m.standing.status, TCB_OUT_OF_DATE);
	svn[0] = 1;
	CHECK_ERR(tcb_info_module(&info, svn, &m), ERR_ABSENT);
	svn[1] = 4; /* nobody's */
	CHECK_ERR(tcb_info_module(&info, svn, &m), ERR_CONFLICT);
	svn[1] = 0x1e;
	CHECK_OK(tcb_info_module(&info, (uint8_t[16]){ 9, 0x1e }, &m)); /* by "TDX_1E" */
	svn[1] = 0; /* of the first design: it has no levels of its own */
	CHECK_OK(tcb_info_module(&info, svn, &m));
	CHECK(!m.has_standing);
	CHECK_INT(m.mrsigner[0], 0);
	CHECK_OK(tcb_info_parse(span_text(TCB_TEXT_SGX), &info, NULL));
	CHECK_ERR(tcb_info_module(&info, svn, &m), ERR_INPUT);
	CHECK_ERR(tcb_info_module(&info, (uint8_t[16]){ 7, 3 }, &m), ERR_CONFLICT);
}
