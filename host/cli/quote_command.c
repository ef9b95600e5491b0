/* SPDX-License-Identifier: Apache-2.0 */
/*
 * perf-aggregator quote check: is evidence in files genuine, and of which status?
 * perf-aggregator quote show: what is in it, believed by nobody.
 */
#include "host/cli/advice.h"
#include "host/cli/cli.h"
#include "host/cli/evidence.h"
#include "host/cli/quote_show.h"
#include "host/cli/verdict.h"

static enum err
json_print(struct cli *c, const struct att_failure *failure, const struct quote_facts *facts)
{
	AUTO(buf) out = buf_new(65536);
	struct json_writer w = json_writer_on(&out);

	json_write_object(&w, NULL);
	verdict_write(&w, failure, facts, failure->code == ATT_OK ? att_words(ATT_OK) : NULL);
	json_write_close_object(&w);
	TRY(json_write_end(&w));
	TRY(buf_u8(&out, '\n'));
	return cli_print(c, buf_span(&out));
}

static enum err
lines_print(struct cli *c, const struct quote_facts *facts, int64_t at_ms)
{
	AUTO(buf) out = buf_new(16384);

	TRY(buf_print(&out, "%-14sgenuine%s\n", "verdict",
	    facts->is_simulated ? ", under a root that is not the maker's: it protects nothing"
				: ""));
	TRY(verdict_lines(facts, at_ms, &out));
	return cli_print(c, buf_span(&out));
}

static enum err
refuse(
    struct cli *c, const char *path, const struct att_failure *f, const struct quote_facts *facts)
{
	char more[96] = "";

	if (facts->tcb.is_known)
		(void)snprintf(more, sizeof(more), "\n  its platform would be %s",
		    tcb_status_text(facts->tcb.status));
	else if (advice_is_stale(f->code))
		(void)snprintf(more, sizeof(more), "\n  --at TIME judges it as of its own time");
	return complain(&c->complaint, LEAVE_ATTESTATION, ERR_AUTH,
	    "%s is not genuine: %s (%s, %s: %s)%s", path, att_words(f->code), att_name(f->code),
	    f->item, f->detail, more);
}

static enum err
check(struct cli *c)
{
	const struct arguments *o = &c->arguments;
	AUTO(evidence) e = { .at_ms = 0 };
	static struct quote_facts facts;
	struct att_failure failure;
	struct quote_evidence evidence;

	if (o->word_count > 1 || o->quote_path == NULL || o->collateral_path == NULL)
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "quote check needs --quote FILE and --collateral FILE");
	TRY(evidence_read_options(o, cli_wall_ms(c), &e, &c->complaint));
	TRY(evidence_read_quote("--quote", o->quote_path, &e.quote, &c->complaint));
	TRY(evidence_read_collateral("--collateral", o->collateral_path, &e, &c->complaint));
	evidence = (struct quote_evidence){ buf_span(&e.quote), &e.collateral };
	(void)quote_check(&evidence, &e.root, e.at_ms, &facts, &failure);
	if (o->wants_json)
		TRY(json_print(c, &failure, &facts));
	if (failure.code != ATT_OK)
		return refuse(c, o->quote_path, &failure, &facts);
	return o->wants_json ? OK : lines_print(c, &facts, e.at_ms);
}

static enum err
show(struct cli *c)
{
	const struct arguments *o = &c->arguments;
	AUTO(buf) quote = { 0 };
	AUTO(buf) out = buf_new(QUOTE_SHOW_SIZE_MAX);
	struct att_failure failure = { .code = ATT_OK };

	if (o->word_count != 2)
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "quote show needs a FILE: a quote or SEV-SNP report");
	TRY(evidence_read_quote("quote show", o->words[1], &quote, &c->complaint));
	if (quote_show(buf_span(&quote), &out, &failure) != OK)
		return complain(&c->complaint, LEAVE_DATA, ERR_INPUT,
		    "%s is neither a quote nor a report: %s (%s, %s: %s)", o->words[1],
		    att_words(failure.code), att_name(failure.code), failure.item, failure.detail);
	return cli_print(c, buf_span(&out));
}

enum err
quote_command(struct cli *c)
{
	const char *what = c->arguments.word_count > 0 ? c->arguments.words[0] : "";

	if (strcmp(what, "check") == 0)
		return check(c);
	if (strcmp(what, "show") == 0)
		return show(c);
	return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
	    "quote: say check or show: `perf-aggregator quote check --quote FILE --collateral "
	    "FILE`");
}
