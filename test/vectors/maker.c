/* SPDX-License-Identifier: Apache-2.0 */
#include "test/vectors/maker.h"

#include <assert.h>

#include "lib/base/text.h"
#include "lib/quote/kind.h"

const char maker_at[] = "2026-01-06T00:00:00.000Z";

void
must(enum err e)
{
	assert(e == OK);
}

struct case_plan
maker_plain(const char *name, const char *code)
{
	return (struct case_plan){ .name = name, .code = code };
}

static void
entry_write(struct maker *m, const char *name, const char *kind, struct span json)
{
	must(buf_print(&m->collaterals, "%s\n{\"name\":\"%s\",\"%s\":%.*s}",
	    m->collaterals.size == 0 ? "" : ",", name, kind, (int)json.size, (const char *)json.p));
}

void
maker_collateral_json(struct maker *m, const char *name, const char *json)
{
	entry_write(m, name, "collateral", span_text(json));
}

static void
json_of(const struct collateral *c, struct buf *out)
{
	struct json_writer w = json_writer_on(out);

	collateral_write(c, &w, NULL);
	must(json_write_end(&w));
}

/* The value of a member, or an empty text when it is not there. */
static struct span
member_of(struct span object, struct span name)
{
	struct span found, value;
	struct json j;
	bool more;

	json_init(&j, object);
	must(json_enter_object(&j));
	for (;;) {
		must(json_member(&j, &found, &more));
		if (!more)
			return S("\"\"");
		must(json_skip(&j, &value));
		if (span_equal(found, name))
			return value;
	}
}

/* Only what differs from the good one, which has every member but a chain. */
void
maker_collateral(struct maker *m, const char *name, const struct collateral *c)
{
	const struct collateral good = simulated_collateral_view(&m->good);
	AUTO(buf) good_json = buf_new(COLLATERAL_JSON_SIZE_MAX);
	AUTO(buf) json = buf_new(COLLATERAL_JSON_SIZE_MAX);
	AUTO(buf) changes = buf_new(COLLATERAL_JSON_SIZE_MAX);
	struct json_writer w = json_writer_on(&changes);
	struct span member, value;
	struct json j;
	bool more;

	json_of(&good, &good_json);
	json_of(c, &json);
	json_init(&j, buf_span(&good_json));
	must(json_enter_object(&j));
	json_write_object(&w, NULL);
	for (;;) {
		char text[64];

		must(json_member(&j, &member, &more));
		if (!more)
			break;
		must(json_skip(&j, &value));
		must(span_to_text(member, text, sizeof(text)));
		if (!span_equal(member_of(buf_span(&json), member), value))
			json_write_raw(&w, text, member_of(buf_span(&json), member));
	}
	if (c->pck_chain.size > 0)
		json_write_span(&w, "pck_certificate_chain", c->pck_chain);
	json_write_close_object(&w);
	must(json_write_end(&w));
	entry_write(m, name, "changes", buf_span(&changes));
}

static void
write_facts(struct maker *m, const struct case_plan *plan, const struct simulated_report *report)
{
	uint8_t mrsigner[SHA256_SIZE];

	must(sha256_of(S("SIMULATED"), mrsigner));
	json_write_object(&m->json, "facts");
	json_write_bool(&m->json, "simulated", true);
	json_write_bool(&m->json, "debug", true);
	json_write_hex(&m->json, "mrenclave", SPAN_OF(report->mrenclave));
	json_write_hex(&m->json, "mrsigner", SPAN_OF(mrsigner));
	json_write_i64(&m->json, "isvprodid", report->isvprodid);
	json_write_i64(&m->json, "isvsvn", report->isvsvn);
	json_write_text(&m->json, "tcb_status", plan->status != NULL ? plan->status : "UpToDate");
	json_write_text(&m->json, "valid_from",
	    plan->valid_from != NULL ? plan->valid_from : "2026-01-05T00:00:00.000Z");
	json_write_text(&m->json, "valid_until",
	    plan->valid_until != NULL ? plan->valid_until : "2026-02-04T00:00:00.000Z");
	json_write_close_object(&m->json);
}

void
maker_write_case(struct maker *m, struct case_plan plan, struct span quote)
{
	const struct simulated_report *want = plan.want != NULL ? plan.want : &m->report;
	uint8_t another[QUOTE_MEASUREMENT_SIZE];

	memset(another, 0xee, sizeof(another));
	must(buf_u8(m->json.out, '\n')); /* a case a line */
	json_write_object(&m->json, NULL);
	json_write_text(&m->json, "name", plan.name);
	json_write_text(&m->json, "root", plan.root != NULL ? plan.root : "simulated");
	json_write_text(&m->json, "at", plan.at != NULL ? plan.at : maker_at);
	json_write_array(&m->json, "measurements");
	json_write_hex(&m->json, NULL, SPAN_OF(another));
	json_write_hex(&m->json, NULL, SPAN_OF(want->mrenclave));
	json_write_close_array(&m->json);
	if (plan.policy != NULL)
		json_write_raw(&m->json, "policy", span_text(plan.policy));
	if (plan.skew_ms != 0)
		json_write_i64(&m->json, "skew_ms", plan.skew_ms);
	json_write_hex(&m->json, "report_data", SPAN_OF(want->report_data));
	json_write_text(&m->json, "code", plan.code);
	if (strcmp(plan.code, "ATT_OK") == 0)
		write_facts(m, &plan, want);
	json_write_text(&m->json, "collateral", plan.collateral != NULL ? plan.collateral : "good");
	if (!span_equal(quote, buf_span(&m->quote)))
		json_write_base64(&m->json, "quote", quote);
	json_write_close_object(&m->json);
}

void
maker_quote(
    struct maker *m, const struct simulated_report *report, struct span chain, struct buf *out)
{
	must(simulated_quote_write(&m->keys, chain, report, out));
}

void
maker_case(struct maker *m, struct case_plan plan)
{
	maker_write_case(m, plan, buf_span(&m->quote));
}

void
maker_init(struct maker *m, struct buf *text)
{
	AUTO(buf) json = buf_new(COLLATERAL_JSON_SIZE_MAX);
	uint8_t other_seed[SIMULATED_SEED_SIZE];
	struct collateral good;

	*m = (struct maker){
		.root_pem = buf_new(SIMULATED_PEM_SIZE_MAX),
		.chain_pem = buf_new(SIMULATED_PEM_SIZE_MAX),
		.other_root_pem = buf_new(SIMULATED_PEM_SIZE_MAX),
		.other_chain_pem = buf_new(SIMULATED_PEM_SIZE_MAX),
		.report = { .attribute_flags = SIMULATED_FLAGS, .isvprodid = 7, .isvsvn = 3 },
		.collaterals = buf_new(1 << 22),
		.quote = buf_new(QUOTE_SIZE_MAX),
		.json = json_writer_on(text),
	};
	memset(other_seed, 0x5a, sizeof(other_seed));
	must(simulated_keys_derive(simulated_published_seed, &m->keys));
	must(simulated_keys_derive(other_seed, &m->other_keys));
	must(simulated_chain_issue(&m->keys, &m->root_pem, &m->chain_pem));
	must(simulated_chain_issue(&m->other_keys, &m->other_root_pem, &m->other_chain_pem));
	must(sha256_of(S("the program under test"), m->report.mrenclave));
	for (size_t i = 0; i < sizeof(m->report.report_data); i++)
		m->report.report_data[i] = (uint8_t)i;
	must(simulated_collateral_issue(&m->keys, buf_span(&m->root_pem), maker_at_ms, &m->good));
	good = simulated_collateral_view(&m->good);
	json_of(&good, &json);
	entry_write(m, "good", "collateral", buf_span(&json));
	maker_quote(m, &m->report, buf_span(&m->chain_pem), &m->quote);
}

void
maker_wipe(struct maker *m)
{
	simulated_keys_wipe(&m->keys);
	simulated_keys_wipe(&m->other_keys);
	simulated_collateral_wipe(&m->good);
	buf_wipe(&m->collaterals);
	buf_wipe(&m->quote);
	buf_wipe(&m->root_pem);
	buf_wipe(&m->chain_pem);
	buf_wipe(&m->other_root_pem);
	buf_wipe(&m->other_chain_pem);
}
