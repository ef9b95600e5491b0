/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET /enclave/summary/{id}, /enclave/metrics/{id} and /enclave/equity/{id}: what the account's
 * books come to, from metrics that are computed once per change.
 */
#include "enclave/api/method.h"
#include "enclave/api/metrics_notes.h"
#include "enclave/api/metrics_original.h"
#include "enclave/api/metrics_view.h"
#include "enclave/api/session_view.h"

/* What was asked for. */
struct query {
	enum ledger_method method;
	bool is_original;
};

/* A parameter's value; "" when it is not there.  False when it is there twice or badly. */
static bool
parameter(struct call *c, const char *name, char *out, size_t room)
{
	const enum err e = http_query_get(c->request->query, name, out, room);

	if (e == ERR_ABSENT)
		out[0] = '\0';
	return e == OK || e == ERR_ABSENT;
}

/* Parameters that are promised but not built yet are refused by name, not ignored. */
static enum err
query_read(struct call *c, struct query *out, struct why *why)
{
	static const char *const later[] = { "from", "to" };
	char value[64];

	*out = (struct query){ 0 };
	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
		if (http_query_get(c->request->query, later[i], value, sizeof(value)) != ERR_ABSENT)
			return why_set(
			    why, ERR_INPUT, "%s: not available in this version", later[i]);
	if (!parameter(c, "names", value, sizeof(value)) ||
	    (value[0] != '\0' && strcmp(value, "original") != 0))
		return why_set(why, ERR_INPUT, "names: expected original, or nothing");
	out->is_original = value[0] != '\0';
	return method_read(c, &out->method, why);
}

typedef void write_fn(
    struct json_writer *w, const struct metrics *m, const struct call *c, bool is_original);

static void
write_summary(
    struct json_writer *w, const struct metrics *m, const struct call *c, bool is_original)
{
	(void)c;
	if (is_original)
		metrics_original_summary(w, m);
	else
		metrics_view_summary(w, m);
}

/* "flows": what moved balances besides trades, by kind and asset. */
static void
write_flows(struct json_writer *w, const struct collection *c)
{
	struct collection_moved sum;

	json_write_object(w, "flows");
	for (unsigned kind = 0; kind < MOVED_KIND_COUNT; kind++) {
		const char *name = moved_kind_name((enum moved_kind)kind);

		json_write_object(w, name);
		for (size_t i = 0; collection_moved_at(c, i, &sum); i++) {
			if (strcmp(sum.kind, name) != 0)
				continue;
			if (sum.is_known)
				metrics_view_amount(w, sum.asset, sum.amount);
			else
				json_write_null(w, sum.asset);
		}
		json_write_close_object(w);
	}
	json_write_close_object(w);
}

static void
write_metrics(
    struct json_writer *w, const struct metrics *m, const struct call *c, bool is_original)
{
	write_summary(w, m, c, is_original);
	if (is_original) {
		metrics_original_symbols(w, m, c->session->user_id);
		return;
	}
	metrics_view_symbols(w, m);
	metrics_view_totals(w, m);
	write_flows(w, c->session->collection);
}

static void
write_equity(struct json_writer *w, const struct metrics *m, const struct call *c, bool is_original)
{
	(void)c;
	(void)is_original; /* the original had no such route */
	metrics_view_equity(w, m);
}

static enum err
document_write(struct call *c, const struct query *q, write_fn *write, struct buf *out)
{
	struct json_writer w = json_writer_on(out);
	const struct metrics *m;

	TRY(collection_metrics(c->session->collection, q->method, &m));
	json_write_object(&w, NULL);
	write(&w, m, c, q->is_original);
	session_view_progress(&w, c->session);
	session_view_completeness(&w, c->session);
	metrics_notes_write(&w, m, method_name(q->method));
	json_write_bool(&w, "simulated", c->api->is_simulated);
	json_write_close_object(&w);
	return json_write_end(&w);
}

static void
answer(struct call *c, write_fn *write)
{
	AUTO(buf) body = buf_new(API_REPLY_SIZE_MAX);
	struct why why = { "" };
	struct query q;

	if (query_read(c, &q, &why) != OK)
		api_reply_kind(c, PROBLEM_INVALID_REQUEST, why.text);
	else if (document_write(c, &q, write, &body) != OK)
		api_reply_kind(c, PROBLEM_INTERNAL_ERROR, NULL);
	else
		api_reply_json(c, 200, buf_span(&body));
}

void
api_summary_get(struct call *c)
{
	answer(c, write_summary);
}

void
api_metrics_get(struct call *c)
{
	answer(c, write_metrics);
}

void
api_equity_get(struct call *c)
{
	answer(c, write_equity);
}
