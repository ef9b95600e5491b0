/* SPDX-License-Identifier: Apache-2.0 */
/* perf-aggregator collateral DIR: is an operator's collateral good, and how long? */
#include "host/cli/advice.h"
#include "host/cli/cli.h"
#include "host/cli/evidence.h"
#include "host/cli/table.h"
#include "lib/base/text.h"
#include "lib/json/json_write.h"
#include "lib/quote/collateral_check.h"
#include "lib/wire/measurements.h"
#include "lib/wire/release.h"

static const int64_t day_ms = 86400000;

struct inspection {
	struct evidence evidence;
	struct quote_policy policy; /* its ages and numbers only */
	struct collateral_report report;
	struct att_failure failure;
};

static void
inspection_wipe(struct inspection *i)
{
	evidence_wipe(&i->evidence);
}

/* ---- what is stale ---- */

/* "good", or why clients refuse it at this time. */
static const char *
item_state(const struct inspection *i, const struct collateral_item *item)
{
	const int64_t at_ms = i->evidence.at_ms;

	if (at_ms > item->until_ms)
		return "expired";
	if (at_ms < item->from_ms)
		return "not_yet_valid";
	if (item->is_aged &&
	    at_ms - item->from_ms > (int64_t)i->policy.collateral_age_days_max * day_ms)
		return "too_old";
	return "good";
}

static bool
is_number_low(const struct inspection *i)
{
	const struct collateral_report *r = &i->report;

	return r->tee != QUOTE_SNP &&
	    (r->tcb_evaluation_number < i->policy.min_evaluation_number ||
		r->qe_evaluation_number < i->policy.min_evaluation_number);
}

/* The first item that is not good; NULL when all are. */
static const struct collateral_item *
first_stale(const struct inspection *i)
{
	for (size_t k = 0; k < i->report.count; k++)
		if (strcmp(item_state(i, &i->report.items[k]), "good") != 0)
			return &i->report.items[k];
	return NULL;
}

static int64_t
days_left(const struct inspection *i, const struct collateral_item *item)
{
	const int64_t left_ms = item->until_ms - i->evidence.at_ms;

	return left_ms >= 0 ? left_ms / day_ms : -((-left_ms + day_ms - 1) / day_ms);
}

static int
sooner(const void *a, const void *b)
{
	const struct collateral_item *x = a, *y = b;

	return (x->until_ms > y->until_ms) - (x->until_ms < y->until_ms);
}

/* ---- for programs ---- */

static void
write_items(struct json_writer *w, const struct inspection *i)
{
	json_write_array(w, "items");
	for (size_t k = 0; k < i->report.count; k++) {
		const struct collateral_item *item = &i->report.items[k];

		json_write_object(w, NULL);
		json_write_text(w, "item", item->name);
		json_write_time(w, "valid_from", item->from_ms);
		json_write_time(w, "valid_until", item->until_ms);
		json_write_i64(w, "days_left", days_left(i, item));
		json_write_text(w, "state", item_state(i, item));
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

static enum err
json_print(struct cli *c, const struct inspection *i)
{
	const struct collateral_report *r = &i->report;
	const bool is_ok = i->failure.code == ATT_OK, is_intels = is_ok && r->tee != QUOTE_SNP;
	const bool is_stale = first_stale(i) != NULL || is_number_low(i);
	AUTO(buf) out = buf_new(65536);
	struct json_writer w = json_writer_on(&out);

	json_write_object(&w, NULL);
	json_write_text(&w, "verdict", !is_ok ? "reject" : is_stale ? "stale" : "ok");
	json_write_text(&w, "code", att_name(i->failure.code));
	json_write_text(&w, "stage", att_stage(i->failure.code));
	json_write_text(&w, "item", i->failure.item);
	json_write_text(&w, "detail", i->failure.detail);
	if (is_ok)
		json_write_text(&w, "tee", release_tee_text(r->tee));
	else
		json_write_null(&w, "tee");
	if (is_intels) {
		json_write_hex(&w, "fmspc", SPAN_OF(r->fmspc));
		json_write_i64(&w, "tcb_evaluation_number", r->tcb_evaluation_number);
		json_write_i64(&w, "qe_evaluation_number", r->qe_evaluation_number);
		json_write_bool(&w, "pck_crl_verified", r->is_pck_crl_verified);
	} else {
		json_write_null(&w, "fmspc");
		json_write_null(&w, "tcb_evaluation_number");
		json_write_null(&w, "qe_evaluation_number");
		json_write_null(&w, "pck_crl_verified");
	}
	write_items(&w, i);
	json_write_close_object(&w);
	TRY(json_write_end(&w));
	TRY(buf_u8(&out, '\n'));
	return cli_print(c, buf_span(&out));
}

/* ---- for people ---- */

static enum err
item_row(struct table *t, const struct inspection *i, const struct collateral_item *item)
{
	char until[TEXT_TIME_SIZE], shown[TEXT_TIME_SIZE], days[24];
	const char *state = item_state(i, item);
	const char *const cells[] = { item->name, shown, days,
		strcmp(state, "good") == 0          ? "good"
		    : strcmp(state, "expired") == 0 ? "EXPIRED"
		    : strcmp(state, "too_old") == 0 ? "TOO OLD"
						    : "NOT YET VALID" };

	text_time_write(item->until_ms, until);
	(void)snprintf(shown, sizeof(shown), "%.19sZ", until);
	(void)snprintf(days, sizeof(days), "%lld", (long long)days_left(i, item));
	return table_row(t, cells, 4);
}

static enum err
lines_write(const struct inspection *i, struct buf *out)
{
	static const char *const heads[] = { "item", "valid until", "days left", "state" };
	const struct collateral_report *r = &i->report;
	AUTO(table) t = table_new(4);

	TRY(buf_print(out, "collateral for %s", release_tee_text(r->tee)));
	if (r->tee != QUOTE_SNP) {
		TRY(buf_append(out, S(", FMSPC ")));
		TRY(text_hex_write(SPAN_OF(r->fmspc), out));
		TRY(buf_print(out, ", evaluation number %u (QE identity %u)",
		    r->tcb_evaluation_number, r->qe_evaluation_number));
	}
	TRY(buf_u8(out, '\n'));
	TRY(table_row(&t, heads, 4));
	for (size_t k = 0; k < r->count; k++)
		TRY(item_row(&t, i, &r->items[k]));
	TRY(table_write(&t, out));
	if (r->tee != QUOTE_SNP && !r->is_pck_crl_verified)
		TRY(buf_append(out,
		    S("The PCK CRL's signature was not checked: its issuer is in quotes only; "
		      "add --quote FILE.\n")));
	return OK;
}

static enum err
lines_print(struct cli *c, const struct inspection *i)
{
	AUTO(buf) out = buf_new(65536);

	TRY(lines_write(i, &out));
	return cli_print(c, buf_span(&out));
}

/* ---- the command ---- */

static enum err
read_all(struct cli *c, struct inspection *i)
{
	const struct arguments *o = &c->arguments;
	AUTO(buf) text = buf_new(MEASUREMENTS_SIZE_MAX);
	struct why why = { "" };
	enum err e;

	if (o->word_count != 1)
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "collateral needs a DIR: where the enclave reads its collateral");
	TRY(evidence_read_options(o, cli_wall_ms(c), &i->evidence, &c->complaint));
	TRY(evidence_read_collateral("collateral", o->words[0], &i->evidence, &c->complaint));
	if (o->quote_path != NULL)
		TRY(evidence_read_quote(
		    "--quote", o->quote_path, &i->evidence.quote, &c->complaint));
	quote_policy_default(&i->evidence.root, &i->policy);
	if (o->policy_path == NULL)
		return OK;
	TRY(file_read("--policy", o->policy_path, FILE_FOR_ALL, &text, &c->complaint));
	e = measurements_parse(buf_span(&text), &i->policy, &why);
	if (e == OK)
		return OK;
	why_prefix(&why, o->policy_path);
	why_prefix(&why, "--policy");
	return complain_why(&c->complaint, LEAVE_DATA, e, &why);
}

static enum err
conclude(struct cli *c, const struct inspection *i)
{
	const char *where = c->arguments.words[0];
	const struct att_failure *f = &i->failure;
	const struct collateral_item *stale = first_stale(i);

	if (f->code != ATT_OK)
		return complain(&c->complaint, LEAVE_ATTESTATION, ERR_AUTH,
		    "%s: clients will refuse it: %s (%s, %s: %s)", where, att_words(f->code),
		    att_name(f->code), f->item, f->detail);
	if (stale != NULL)
		return complain(&c->complaint, LEAVE_COLLATERAL, ERR_AUTH,
		    "%s: clients refuse it now, for its %s: fetch it anew", where, stale->name);
	if (is_number_low(i))
		return complain(&c->complaint, LEAVE_COLLATERAL, ERR_AUTH,
		    "%s: clients refuse it: its evaluation number is below %u, the least of the "
		    "policy: fetch it anew",
		    where, i->policy.min_evaluation_number);
	return OK;
}

enum err
collateral_command(struct cli *c)
{
	AUTO(inspection) i = { .failure = { .code = ATT_OK } };
	const struct arguments *o = &c->arguments;
	struct quote quote;
	struct span chain = { NULL, 0 };

	TRY(read_all(c, &i));
	if (o->quote_path != NULL && i.evidence.collateral.vek.size > 0)
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "--quote: AMD's certificates are whole without one; whether a report is theirs "
		    "`perf-aggregator quote check` tells");
	if (o->quote_path != NULL) {
		if (quote_parse(buf_span(&i.evidence.quote), &quote, &i.failure) != ATT_OK)
			return complain(&c->complaint, LEAVE_DATA, ERR_INPUT, "--quote %s: %s: %s",
			    o->quote_path, att_words(i.failure.code), i.failure.detail);
		chain = quote.pem_chain;
	}
	(void)collateral_check(
	    &i.evidence.collateral, chain, &i.evidence.root, &i.report, &i.failure);
	qsort(i.report.items, i.report.count, sizeof(i.report.items[0]), sooner);
	if (o->wants_json)
		TRY(json_print(c, &i));
	else if (i.failure.code == ATT_OK)
		TRY(lines_print(c, &i));
	return conclude(c, &i);
}
