/* SPDX-License-Identifier: Apache-2.0 */
/* KIND flows: equity at day boundaries and flows in; daily returns and what they come to out. */
#include "host/cli/compute_flows.h"
#include "host/cli/compute.h"
#include "host/cli/compute_number.h"
#include "host/cli/compute_ratios.h"
#include "lib/base/secret.h"
#include "lib/json/json_shape.h"

enum { DAYS_MAX = 1 << 20 };

static const int64_t ts_min = INT64_C(-62135596800000); /* 0001-01-01 */
static const int64_t ts_max = INT64_C(253402214399999); /* 9999-12-30 */

struct document {
	int64_t start_ts, day_ms;
	struct span equity_at_day_boundaries, flows;
	struct span ignored; /* what a fixture says about itself */
};

static const struct json_field document_fields[] = {
	JSON_FIELD_I64(struct document, start_ts, JSON_REQUIRED),
	JSON_FIELD_I64(struct document, day_ms, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct document, equity_at_day_boundaries, JSON_REQUIRED),
	JSON_FIELD_RAW(struct document, flows, JSON_OPTIONAL),
	COMPUTE_IGNORED(struct document, "id"),
	COMPUTE_ABOUT(struct document),
};
static const struct json_shape document_shape = JSON_SHAPE(document_fields, JSON_UNKNOWN_REFUSED);

struct flow_text {
	int64_t ts;
	struct span amount, equity_before;
};
static const struct json_field flow_fields[] = {
	JSON_FIELD_I64(struct flow_text, ts, JSON_REQUIRED),
	JSON_FIELD_NUMBER(struct flow_text, amount, JSON_REQUIRED),
	JSON_FIELD_NUMBER(struct flow_text, equity_before, JSON_OPTIONAL),
};
static const struct json_shape flow_shape = JSON_SHAPE(flow_fields, JSON_UNKNOWN_REFUSED);

void
compute_flows_wipe(struct compute_flows *f)
{
	free(f->all);
	*f = (struct compute_flows){ 0 };
}

static enum err
flow_take(struct compute_flows *f, struct json *j, struct why *why)
{
	struct flow_text t = { 0 };
	struct returns_flow *flow;

	if (f->count == f->room) {
		const size_t room = f->room == 0 ? 16 : f->room * 2;

		flow = realloc(f->all, room * sizeof(*flow));
		ENSURE(flow != NULL, ERR_NOMEM);
		f->all = flow;
		f->room = room;
	}
	TRY(json_read_shape(j, &flow_shape, &t, why));
	if (t.ts < ts_min || t.ts > ts_max)
		return why_set(
		    why, ERR_INPUT, "ts: expected ms since 1970, of the years 1 to 9999");
	flow = &f->all[f->count];
	*flow = (struct returns_flow){
		.ts_ms = t.ts, .order = f->count, .has_value = t.equity_before.p != NULL
	};
	TRY(compute_number_read(t.amount, "amount", &flow->amount, why));
	TRY(compute_number_read(t.equity_before, "equity_before", &flow->value, why));
	f->count++;
	return OK;
}

static int
flow_compare(const void *a, const void *b)
{
	const struct returns_flow *x = a, *y = b;

	if (x->ts_ms != y->ts_ms)
		return x->ts_ms < y->ts_ms ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

enum err
compute_flows_read(struct span array, const char *name, struct compute_flows *out, struct why *why)
{
	char context[64];
	struct json j;
	bool more;
	enum err e;

	json_init(&j, array);
	e = json_enter_array(&j);
	while (e == OK && (e = json_element(&j, &more)) == OK && more)
		e = flow_take(out, &j, why);
	if (e != OK) {
		(void)snprintf(context, sizeof(context), "%s[%zu]", name, out->count);
		(void)why_set(
		    why, e, "%s", e == ERR_INPUT ? "expected an array of flows" : err_words(e));
		why_prefix(why, context);
		return e;
	}
	if (out->count > 0)
		qsort(out->all, out->count, sizeof(*out->all), flow_compare);
	return OK;
}

/* Equities, by day boundary. */
struct equities {
	struct returns_equity *all;
	size_t count, room;
};

static void
equities_wipe(struct equities *q)
{
	free(q->all);
	*q = (struct equities){ 0 };
}

static enum err
equity_take(struct equities *q, struct json *j, struct why *why)
{
	struct returns_equity *equity;
	struct span number;
	bool is_null;

	if (q->count == q->room) {
		const size_t room = q->room == 0 ? 64 : q->room * 2;

		equity = realloc(q->all, room * sizeof(*equity));
		ENSURE(equity != NULL, ERR_NOMEM);
		q->all = equity;
		q->room = room;
	}
	ENSURE(q->count <= DAYS_MAX, ERR_LIMIT);
	equity = &q->all[q->count];
	*equity = (struct returns_equity){ 0 };
	TRY(json_null(j, &is_null));
	if (!is_null) {
		if (json_any_number(j, &number) != OK)
			return why_set(why, ERR_INPUT, "expected an amount or null");
		TRY(compute_number_read(number, "equity", &equity->value, why));
	}
	equity->is_known = !is_null;
	q->count++;
	return OK;
}

static enum err
equities_read(struct span array, struct equities *q, struct why *why)
{
	char context[64];
	struct json j;
	bool more;
	enum err e;

	json_init(&j, array);
	e = json_enter_array(&j);
	while (e == OK && (e = json_element(&j, &more)) == OK && more)
		e = equity_take(q, &j, why);
	if (e == OK && q->count < 2)
		e = why_set(why, ERR_INPUT, "expected two at least: a start and an end");
	if (e == OK)
		return OK;
	(void)snprintf(context, sizeof(context), "equity_at_day_boundaries[%zu]", q->count);
	(void)why_set(why, e, "%s", e == ERR_INPUT ? "expected an array" : err_words(e));
	why_prefix(why, context);
	return e;
}

static enum err
result_write(
    const struct returns_day *days, size_t count, const struct returns_total *t, struct buf *out)
{
	struct json_writer w = json_writer_on(out);

	json_write_object(&w, NULL);
	compute_days_write(&w, days, count, true);
	json_write_i64(&w, "observations", (int64_t)t->observation_count);
	compute_known_write(&w, "twr", t->twr);
	if (t->is_whole)
		compute_amount_write(&w, "pnl", t->pnl);
	else
		json_write_null(&w, "pnl");
	compute_amount_write(&w, "net_flows", t->net_flows);
	compute_known_write(&w, "modified_dietz_whole_period", t->modified_dietz);
	if (t->is_whole)
		compute_mwr_write(&w, "xirr", &t->mwr);
	else
		json_write_null(&w, "xirr");
	json_write_close_object(&w);
	return json_write_end(&w);
}

static enum err
times_check(const struct document *d, const struct equities *q, const struct compute_flows *f,
    struct why *why)
{
	const struct returns_flow *last, *out;
	int64_t end;

	if (d->start_ts < 0 || d->start_ts > ts_max)
		return why_set(why, ERR_INPUT, "start_ts: expected ms from 1970 to 9999");
	if (d->day_ms < 1 || d->day_ms > INT64_C(366) * 86400000)
		return why_set(why, ERR_INPUT, "day_ms: expected 1 ms to 366 days");
	end = d->start_ts + (int64_t)(q->count - 1) * d->day_ms;
	if (f->count == 0)
		return OK;
	last = &f->all[f->count - 1];
	if (f->all[0].ts_ms >= d->start_ts && last->ts_ms < end)
		return OK;
	out = last->ts_ms < end ? f->all : last;
	return why_set(why, ERR_INPUT,
	    "flows[%zu]: ts: outside of the days, which go from start_ts to before %lld",
	    out->order, (long long)end);
}

enum err
compute_flows(struct span text, struct buf *out, struct why *why)
{
	struct document d = { .day_ms = 86400000 };
	AUTO(compute_flows) flows = { 0 };
	AUTO(equities) equities = { 0 };
	struct returns_total total;
	struct returns_day *days;
	enum err e;

	TRY(json_parse_shape(text, &document_shape, &d, why));
	TRY(equities_read(d.equity_at_day_boundaries, &equities, why));
	if (d.flows.p != NULL)
		TRY(compute_flows_read(d.flows, "flows", &flows, why));
	TRY(times_check(&d, &equities, &flows, why));
	days = calloc(equities.count, sizeof(*days));
	ENSURE(days != NULL, ERR_NOMEM);
	e = returns_of(&(struct returns_ask){ d.start_ts, d.day_ms, equities.all,
			   equities.count - 1, flows.all, flows.count },
	    days, &total);
	if (e == OK)
		e = result_write(days, equities.count - 1, &total, out);
	free(days);
	return e;
}
