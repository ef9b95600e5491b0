/* SPDX-License-Identifier: Apache-2.0 */
/* test/vectors/quote.json: the file the SDKs run too. */
#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "test/check.h"
#include "test/lib/quote/vector.h"

struct facts {
	bool simulated, debug;
	int64_t isvprodid, isvsvn;
	struct span mrenclave, mrsigner, tcb_status, valid_from, valid_until;
};

static const struct json_field facts_fields[] = {
	JSON_FIELD_BOOL(struct facts, simulated, JSON_REQUIRED),
	JSON_FIELD_BOOL(struct facts, debug, JSON_REQUIRED),
	JSON_FIELD_I64(struct facts, isvprodid, JSON_REQUIRED),
	JSON_FIELD_I64(struct facts, isvsvn, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct facts, mrenclave, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct facts, mrsigner, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct facts, tcb_status, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct facts, valid_from, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct facts, valid_until, JSON_REQUIRED),
};
static const struct json_shape facts_shape = JSON_SHAPE(facts_fields, JSON_UNKNOWN_REFUSED);

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
	CHECK_INT(facts->tee, QUOTE_SGX);
	CHECK_INT(facts->anchor, QUOTE_ANCHOR_SIMULATED);
	CHECK_INT(facts->is_simulated, want.simulated);
	CHECK_INT(facts->is_debug, want.debug);
	CHECK_INT(facts->isvprodid, want.isvprodid);
	CHECK_INT(facts->isvsvn, want.isvsvn);
	check_hex(want.mrenclave, SPAN_OF(facts->mrenclave));
	CHECK_SPAN(measurement_span(&facts->measurement), SPAN_OF(facts->mrenclave));
	check_hex(want.mrsigner, SPAN_OF(facts->mrsigner));
	CHECK(facts->tcb.is_known && span_is(want.tcb_status, tcb_status_text(facts->tcb.status)));
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
run(const struct vector_file *f, const struct vector *v)
{
	AUTO(buf) quote = buf_new(QUOTE_SIZE_MAX + 1);
	uint8_t report_data[QUOTE_REPORT_DATA_SIZE];
	struct quote_evidence evidence;
	AUTO(vector_collateral) collateral;
	enum err e;
	struct att_failure failure;
	struct quote_policy policy;
	struct quote_facts facts;
	struct quote_root root;

	vector_policy(f, v, &root, report_data, &policy);
	vector_quote(f, v, &quote);
	e = vector_collateral(f, v->collateral, &collateral);
	evidence = (struct quote_evidence){ buf_span(&quote), &collateral.items };
	memset(&facts, 0xff, sizeof(facts));
	if (e != OK) {
		CHECK(span_is(v->code, "ATT_E_COLLATERAL_FORMAT"));
		case_counted();
		return;
	}
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
	struct vector_file f;

	vector_file_load(&f);
	vector_each(&f, run);
	vector_file_wipe(&f);
}

static bool covered[ATT_CODE_COUNT];

static void
note(const struct vector_file *f, const struct vector *v)
{
	(void)f;
	for (unsigned c = 0; c < ATT_CODE_COUNT; c++)
		covered[c] = covered[c] || span_is(v->code, att_name((enum att_code)c));
}

/* What one quote and its collateral can be refused for, simulated evidence shows. */
TEST(the_shared_vectors_have_a_case_for_every_code_that_simulated_evidence_can_have)
{
	static const enum att_code elsewhere[] = {
		/* of the answer around the evidence: test/lib/wire/test_attestation.c */
		ATT_E_SIMULATED,
		ATT_E_NONCE,
		ATT_E_TLS,
		ATT_E_CONFIG,
		ATT_E_COLLATERAL,
		ATT_E_STALE,
		ATT_E_ANSWER,
		/* of other platforms: the fixtures, test_tcb_match.c, test_policy.c */
		ATT_E_DEBUG,
		ATT_E_TDX_MODULE,
		ATT_E_MEASUREMENT,
		ATT_E_SNP_REPORT,
		ATT_E_VEK_EXTENSION,
		ATT_E_VEK_TCB,
		ATT_E_CHIP_ID,
		ATT_E_GUEST_POLICY,
		ATT_E_TCB_MINIMUM,
	};
	struct vector_file f;

	vector_file_load(&f);
	vector_each(&f, note);
	vector_file_wipe(&f);
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
		covered[elsewhere[i]] = true;
	for (unsigned c = 0; c < ATT_CODE_COUNT; c++)
		if (!covered[c])
			fail_msg("no case for %s", att_name((enum att_code)c));
}
