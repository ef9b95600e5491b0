/* SPDX-License-Identifier: Apache-2.0 */
/* TCB info and QE identity: texts that are not signed, not readable, or say something else. */
#include "lib/base/text.h"
#include "test/vectors/maker.h"

static void
change_text(struct span text, struct maker_change c, struct buf *out)
{
	const size_t from_size = c.from == NULL ? text.size : strlen(c.from);
	const uint8_t *at = c.from == NULL ? text.p : memmem(text.p, text.size, c.from, from_size);

	must(at != NULL ? OK : ERR_ABSENT);
	must(buf_append(out, span_first(text, (size_t)(at - text.p))));
	must(buf_append(out, span_text(c.to)));
	must(buf_append(out, span_from(text, (size_t)(at - text.p) + from_size)));
}

static void
put(struct collateral *c, enum maker_text which, struct span text, struct span signature)
{
	if (which == TCB_INFO) {
		c->tcb_info = text;
		c->tcb_signature = signature;
	} else {
		c->qe_identity = text;
		c->qe_signature = signature;
	}
}

void
maker_signed_case(
    struct maker *m, struct case_plan plan, const struct maker_change *changes, size_t count)
{
	static const enum maker_text texts[] = { TCB_INFO, QE_IDENTITY };
	struct collateral c = simulated_collateral_view(&m->good);
	struct buf signed_texts[2] = { { NULL, 0, 0, 0 } };
	uint8_t signatures[2][SIGNATURE_SIZE];

	for (size_t i = 0; i < 2; i++) {
		struct span now = texts[i] == TCB_INFO ? c.tcb_info : c.qe_identity;

		for (size_t k = 0; k < count; k++) {
			struct buf next = buf_new(SIMULATED_JSON_SIZE_MAX);

			if (changes[k].which != texts[i])
				continue;
			change_text(now, changes[k], &next);
			buf_wipe(&signed_texts[i]);
			signed_texts[i] = next;
			now = buf_span(&next);
		}
		must(p256_sign(&m->keys.tcb_signer, now, signatures[i]));
		put(&c, texts[i], now, SPAN_OF(signatures[i]));
	}
	maker_collateral(m, plan.name, &c);
	plan.collateral = plan.name;
	maker_case(m, plan);
	buf_wipe(&signed_texts[0]);
	buf_wipe(&signed_texts[1]);
}

struct text_case {
	const char *name, *code;
	struct maker_change change;
};

#define LOW "{\"svn\":8},{\"svn\":8},{\"svn\":8},{\"svn\":8},"
#define FIFTEEN LOW LOW LOW "{\"svn\":8},{\"svn\":8},{\"svn\":8},{\"svn\":8}]"

static const struct text_case tcb_info_cases[] = {
	{ "a TCB info that is no JSON", "ATT_E_TCB_FORMAT", { TCB_INFO, NULL, "{" } },
	{ "a TCB info with a fraction that nobody reads", "ATT_E_TCB_FORMAT",
	    { TCB_INFO, "\"tcbType\":0", "\"tcbType\":0,\"other\":1.5" } },
	{ "a TCB info of nine levels", "ATT_E_TCB_FORMAT",
	    { TCB_INFO, "\"tcbType\":0", "\"tcbType\":0,\"other\":[[[[[[[[0]]]]]]]]" } },
	{ "a TCB info of eight levels", "ATT_OK",
	    { TCB_INFO, "\"tcbType\":0", "\"tcbType\":0,\"other\":[[[[[[[0]]]]]]]" } },
	{ "a TCB info that is an array", "ATT_E_TCB_FORMAT", { TCB_INFO, NULL, "[]" } },
	{ "a TCB info with a member twice", "ATT_E_TCB_FORMAT",
	    { TCB_INFO, "\"id\":\"SGX\"", "\"id\":\"SGX\",\"id\":\"SGX\"" } },
	{ "a TCB info without an issue date", "ATT_E_TCB_FORMAT",
	    { TCB_INFO, "issueDate", "issueDay" } },
	{ "a TCB info of the 32nd", "ATT_E_TCB_FORMAT",
	    { TCB_INFO, "2026-01-05T00:00:00Z", "2026-01-32T00:00:00Z" } },
	{ "an FMSPC of five bytes", "ATT_E_TCB_FORMAT",
	    { TCB_INFO, "53494d000000", "53494d0000" } },
	{ "a TCB type of another composition", "ATT_E_TCB_FORMAT",
	    { TCB_INFO, "\"tcbType\":0", "\"tcbType\":1" } },
	{ "an unknown TCB status", "ATT_E_TCB_FORMAT", { TCB_INFO, "OutOfDate", "OutOfdate" } },
	{ "a status that only this product gives", "ATT_E_TCB_FORMAT",
	    { TCB_INFO, "OutOfDate", "TDRelaunchAdvised" } },
	{ "a component SVN of 256", "ATT_E_TCB_FORMAT", { TCB_INFO, "\"svn\":8", "\"svn\":256" } },
	{ "a component SVN of 8.0", "ATT_E_TCB_FORMAT", { TCB_INFO, "\"svn\":8", "\"svn\":8.0" } },
	{ "seventeen components", "ATT_E_TCB_FORMAT",
	    { TCB_INFO, "[{\"svn\":8},", "[{\"svn\":8},{\"svn\":8}," } },
	{ "fifteen components", "ATT_E_TCB_FORMAT", { TCB_INFO, "[{\"svn\":8},", "[" } },
	{ "no PCESVN", "ATT_E_TCB_FORMAT", { TCB_INFO, "\"pcesvn\":13", "\"pcisvn\":13" } },
	{ "TCB levels in ascending order", "ATT_E_TCB_FORMAT",
	    { TCB_INFO, "{\"svn\":8}", "{\"svn\":6}" } },
	{ "two equal TCB levels", "ATT_E_TCB_FORMAT",
	    { TCB_INFO, "\"tcbLevels\":[",
		"\"tcbLevels\":[{\"tcb\":{\"sgxtcbcomponents\":[" FIFTEEN
		",\"pcesvn\":13},\"tcbDate\":\"2026-01-01T00:00:00Z\",\"tcbStatus\":\"UpToDate\"}"
		"," } },
	{ "an advisory that is no name", "ATT_E_TCB_FORMAT",
	    { TCB_INFO, "\"tcbStatus\":\"UpToDate\"",
		"\"tcbStatus\":\"UpToDate\",\"advisoryIDs\":[\"a b\"]" } },
	{ "the second before the TCB info's first", "ATT_E_TCB_NOT_YET_VALID",
	    { TCB_INFO, "2026-01-05T00:00:00Z", "2026-01-06T00:00:01Z" } },
	{ "the second after the TCB info's last", "ATT_E_TCB_EXPIRED",
	    { TCB_INFO, "2026-02-04T00:00:00Z", "2026-01-05T23:59:59Z" } },
	{ "a TCB info for TDX", "ATT_E_TCB_TEE", { TCB_INFO, "\"id\":\"SGX\"", "\"id\":\"TDX\"" } },
	{ "a TCB info of version 4", "ATT_E_TCB_TEE",
	    { TCB_INFO, "\"version\":3", "\"version\":4" } },
	{ "a TCB info of version 3 without an id", "ATT_E_TCB_TEE",
	    { TCB_INFO, "\"id\":\"SGX\",", "" } },
	{ "a TCB info for another FMSPC", "ATT_E_FMSPC",
	    { TCB_INFO, "53494d000000", "53494d000001" } },
	{ "a TCB info for another PCEID", "ATT_E_PCEID",
	    { TCB_INFO, "\"pceId\":\"0000\"", "\"pceId\":\"0001\"" } },
};

static const struct text_case qe_identity_cases[] = {
	{ "a QE identity that is no JSON", "ATT_E_QEID_FORMAT", { QE_IDENTITY, NULL, "{" } },
	{ "a QE identity without MRSIGNER", "ATT_E_QEID_FORMAT",
	    { QE_IDENTITY, "mrsigner", "mrsinger" } },
	{ "a mask of three bytes", "ATT_E_QEID_FORMAT", { QE_IDENTITY, "FFFFFFFF", "FFFFFF" } },
	{ "a QE status that only platforms have", "ATT_E_QEID_FORMAT",
	    { QE_IDENTITY, "OutOfDate", "SWHardeningNeeded" } },
	{ "QE levels in ascending order", "ATT_E_QEID_FORMAT",
	    { QE_IDENTITY, "{\"isvsvn\":8}", "{\"isvsvn\":6}" } },
	{ "no QE level", "ATT_E_QEID_FORMAT",
	    { QE_IDENTITY, "\"tcbLevels\":[", "\"tcbLevels\":[],\"others\":[" } },
	{ "the second before the QE identity's first", "ATT_E_QEID_NOT_YET_VALID",
	    { QE_IDENTITY, "2026-01-05T00:00:00Z", "2026-01-06T00:00:01Z" } },
	{ "the second after the QE identity's last", "ATT_E_QEID_EXPIRED",
	    { QE_IDENTITY, "2026-02-04T00:00:00Z", "2026-01-05T23:59:59Z" } },
	{ "a QE identity for TDX", "ATT_E_QEID_TEE",
	    { QE_IDENTITY, "\"id\":\"QE\"", "\"id\":\"TD_QE\"" } },
	{ "a QE identity of version 3", "ATT_E_QEID_TEE",
	    { QE_IDENTITY, "\"version\":2", "\"version\":3" } },
	{ "a quoting enclave of another signer", "ATT_E_QE_IDENTITY",
	    { QE_IDENTITY, "\"mrsigner\":\"",
		"\"mrsigner\":\"00000000000000000000000000000000"
		"00000000000000000000000000000000\",\"was\":\"" } },
	{ "a quoting enclave of another product", "ATT_E_QE_IDENTITY",
	    { QE_IDENTITY, "\"isvprodid\":1", "\"isvprodid\":2" } },
	{ "a quoting enclave with other MISCSELECT", "ATT_E_QE_IDENTITY",
	    { QE_IDENTITY, "\"miscselect\":\"00000000\"", "\"miscselect\":\"01000000\"" } },
	{ "a quoting enclave with other attributes", "ATT_E_QE_IDENTITY",
	    { QE_IDENTITY, "\"attributes\":\"11", "\"attributes\":\"01" } },
	{ "a quoting enclave below every level", "ATT_E_QE_TCB_UNSUPPORTED",
	    { QE_IDENTITY, "[{\"tcb\":{\"isvsvn\":8}",
		"[{\"tcb\":{\"isvsvn\":10},\"tcbDate\":\"2026-01-01T00:00:00Z\","
		"\"tcbStatus\":\"UpToDate\"}],\"others\":[{\"tcb\":{\"isvsvn\":8}" } },
};

/* Missing, not the bytes that were signed, or signed by another. */
static void
signature_cases(struct maker *m)
{
	static const struct {
		const char *names[4];
		enum maker_text which;
		const char *format, *signature;
	} texts[] = {
		{ { "no TCB info", "no signature of the TCB info", "a byte more in the TCB info",
		      "a TCB info signed by another signer" },
		    TCB_INFO, "ATT_E_TCB_FORMAT", "ATT_E_TCB_SIGNATURE" },
		{ { "no QE identity", "no signature of the QE identity",
		      "a byte more in the QE identity", "a QE identity signed by another signer" },
		    QE_IDENTITY, "ATT_E_QEID_FORMAT", "ATT_E_QEID_SIGNATURE" },
	};

	for (size_t i = 0; i < 2; i++) {
		const struct collateral good = simulated_collateral_view(&m->good);
		const bool is_tcb = texts[i].which == TCB_INFO;
		const struct span text = is_tcb ? good.tcb_info : good.qe_identity;
		const struct span signature = is_tcb ? good.tcb_signature : good.qe_signature;
		uint8_t other[SIGNATURE_SIZE];
		AUTO(buf) longer = buf_new(SIMULATED_JSON_SIZE_MAX);
		struct collateral cases[4] = { good, good, good, good };

		must(buf_append(&longer, text));
		must(buf_u8(&longer, ' '));
		must(p256_sign(&m->other_keys.tcb_signer, text, other));
		put(&cases[0], texts[i].which, S(""), signature);
		put(&cases[1], texts[i].which, text, S(""));
		put(&cases[2], texts[i].which, buf_span(&longer), signature);
		put(&cases[3], texts[i].which, text, SPAN_OF(other));
		for (size_t k = 0; k < 4; k++) {
			maker_collateral(m, texts[i].names[k], &cases[k]);
			maker_case(m,
			    (struct case_plan){ texts[i].names[k],
				k < 2 ? texts[i].format : texts[i].signature,
				.collateral = texts[i].names[k] });
		}
	}
}

static void
text_cases(struct maker *m, const struct text_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		maker_signed_case(
		    m, maker_plain(cases[i].name, cases[i].code), &cases[i].change, 1);
}

/* Not the object that travels: what the JSON says is not even looked for. */
static void
shape_cases(struct maker *m)
{
	static const struct {
		const char *name, *json;
	} shapes[] = {
		{ "a collateral that is an array", "[]" },
		{ "a collateral with an unknown member", "{\"root_crl\":\"00\"}" },
		{ "a collateral with half a byte", "{\"root_ca_crl\":\"0\"}" },
		{ "a collateral with a list of numbers", "{\"root_ca_crl\":[48]}" },
		{ "a collateral with the TCB info as an object", "{\"tcb_info\":{}}" },
	};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		maker_collateral_json(m, shapes[i].name, shapes[i].json);
		maker_case(m,
		    (struct case_plan){
			shapes[i].name, "ATT_E_COLLATERAL_FORMAT", .collateral = shapes[i].name });
	}
}

/* Inside by a second; outside by one is in the lists above. */
static void
boundary_cases(struct maker *m)
{
	static const char from[] = "2026-01-05T00:00:00Z", until[] = "2026-02-04T00:00:00Z";
	static const char now[] = "2026-01-06T00:00:00Z", facts_now[] = "2026-01-06T00:00:00.000Z";
	static const struct {
		struct case_plan plan;
		struct maker_change change;
	} cases[] = {
		{ { "the TCB info's first second", "ATT_OK", .valid_from = facts_now },
		    { TCB_INFO, from, now } },
		{ { "the TCB info's last second", "ATT_OK", .valid_until = facts_now },
		    { TCB_INFO, until, now } },
		{ { "the QE identity's first second", "ATT_OK", .valid_from = facts_now },
		    { QE_IDENTITY, from, now } },
		{ { "the QE identity's last second", "ATT_OK", .valid_until = facts_now },
		    { QE_IDENTITY, until, now } },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		maker_signed_case(m, cases[i].plan, &cases[i].change, 1);
}

void
maker_text_cases(struct maker *m)
{
	static const struct maker_change higher[] = {
		{ TCB_INFO, "{\"svn\":8}", "{\"svn\":10}" },
		{ TCB_INFO, "{\"svn\":7}", "{\"svn\":9}" },
	};

	shape_cases(m);
	signature_cases(m);
	text_cases(m, tcb_info_cases, sizeof(tcb_info_cases) / sizeof(tcb_info_cases[0]));
	text_cases(m, qe_identity_cases, sizeof(qe_identity_cases) / sizeof(qe_identity_cases[0]));
	maker_signed_case(
	    m, maker_plain("a platform below every TCB level", "ATT_E_TCB_UNSUPPORTED"), higher, 2);
	boundary_cases(m);
}
