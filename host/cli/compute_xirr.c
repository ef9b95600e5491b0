/* SPDX-License-Identifier: Apache-2.0 */
/* KIND xirr: cash flows in, case by case; their money-weighted returns out. */
#include "host/cli/compute.h"
#include "host/cli/compute_flows.h"
#include "host/cli/compute_ratios.h"
#include "lib/base/secret.h"
#include "lib/json/json_shape.h"

struct document {
	struct span cases, cashflows;
	struct span ignored; /* what a fixture says about itself */
};

static const struct json_field document_fields[] = {
	JSON_FIELD_RAW(struct document, cases, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct document, cashflows, JSON_OPTIONAL),
	COMPUTE_IGNORED(struct document, "id"),
	COMPUTE_ABOUT(struct document),
};
static const struct json_shape document_shape = JSON_SHAPE(document_fields, JSON_UNKNOWN_REFUSED);

struct one {
	struct span id, cashflows;
	struct span ignored;
};
static const struct json_field one_fields[] = {
	JSON_FIELD_SPAN(struct one, id, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct one, cashflows, JSON_REQUIRED),
	COMPUTE_ABOUT(struct one),
};
static const struct json_shape one_shape = JSON_SHAPE(one_fields, JSON_UNKNOWN_REFUSED);

/* Flows as the investor sees them. */
static enum err
solve(struct span cashflows, struct mwr *out, struct why *why)
{
	AUTO(compute_flows) f = { 0 };
	struct mwr_flow *flows;
	enum err e;

	TRY(compute_flows_read(cashflows, "cashflows", &f, why));
	flows = calloc(f.count + 1, sizeof(*flows));
	ENSURE(flows != NULL, ERR_NOMEM);
	for (size_t i = 0; i < f.count; i++)
		flows[i] = (struct mwr_flow){ f.all[i].ts_ms, f.all[i].amount };
	e = mwr_of(flows, f.count, out);
	free(flows);
	return e;
}

static enum err
case_write(struct json *j, struct json_writer *w, struct why *why)
{
	struct one one = { 0 };
	struct mwr m;

	TRY(json_read_shape(j, &one_shape, &one, why));
	TRY(solve(one.cashflows, &m, why));
	json_write_object(w, NULL);
	if (one.id.p != NULL)
		json_write_span(w, "id", one.id);
	compute_mwr_write(w, "expected", &m);
	json_write_close_object(w);
	return OK;
}

static enum err
cases_write(struct span cases, struct json_writer *w, struct why *why)
{
	char context[32];
	size_t index = 0;
	struct json j;
	bool more;
	enum err e;

	json_write_array(w, "cases");
	json_init(&j, cases);
	e = json_enter_array(&j);
	for (; e == OK && (e = json_element(&j, &more)) == OK && more; index++) {
		e = case_write(&j, w, why);
		if (e != OK)
			break;
	}
	json_write_close_array(w);
	if (e == OK)
		return OK;
	(void)snprintf(context, sizeof(context), "cases[%zu]", index);
	(void)why_set(why, e, "%s", e == ERR_INPUT ? "expected an array of cases" : err_words(e));
	why_prefix(why, context);
	return e;
}

enum err
compute_xirr(struct span text, struct buf *out, struct why *why)
{
	struct json_writer w = json_writer_on(out);
	struct document d = { 0 };
	struct mwr m;

	TRY(json_parse_shape(text, &document_shape, &d, why));
	if ((d.cases.p == NULL) == (d.cashflows.p == NULL))
		return why_set(why, ERR_INPUT, "expected either cases or cashflows");
	json_write_object(&w, NULL);
	if (d.cases.p != NULL)
		TRY(cases_write(d.cases, &w, why));
	if (d.cashflows.p != NULL) {
		TRY(solve(d.cashflows, &m, why));
		compute_mwr_write(&w, "xirr", &m);
	}
	json_write_close_object(&w);
	return json_write_end(&w);
}
