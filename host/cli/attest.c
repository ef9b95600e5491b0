/* SPDX-License-Identifier: Apache-2.0 */
/* perf-aggregator attest [URL]: is this the enclave it should be? */
#include "host/cli/enclave.h"
#include "lib/base/text.h"
#include "lib/json/json_write.h"

static void
write_facts(struct json_writer *w, const struct enclave *e)
{
	const struct quote_facts *f = &e->attested.facts;

	json_write_bool(w, "simulated", f->is_simulated);
	json_write_hex(w, "mrenclave", SPAN_OF(f->mrenclave));
	json_write_hex(w, "mrsigner", SPAN_OF(f->mrsigner));
	json_write_i64(w, "isvprodid", f->isvprodid);
	json_write_i64(w, "isvsvn", f->isvsvn);
	json_write_bool(w, "debug", f->is_debug);
	json_write_hex(w, "report_data", SPAN_OF(f->report_data));
	json_write_time(w, "valid_from", f->valid_from_ms);
	json_write_time(w, "valid_until", f->valid_until_ms);
	json_write_text(w, "enclave_id", e->attested.enclave_id);
	json_write_text(w, "config", e->attested.config);
}

/* What was not verified is null: nothing of refused evidence looks like a fact. */
static void
write_no_facts(struct json_writer *w, const struct enclave *e)
{
	static const char *const names[] = { "simulated", "mrenclave", "mrsigner", "isvprodid",
		"isvsvn", "debug", "report_data", "valid_from", "valid_until", "enclave_id",
		"config" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		json_write_null(w, names[i]);
	if (e->has_claim)
		json_write_hex(w, "claimed_mrenclave", measurement_span(&e->claimed));
}

/* "genuine" is for hardware only. */
static const char *
genuine_words(const struct enclave *e)
{
	return e->attested.facts.is_simulated ? "SIMULATED - NOT PROTECTED" : att_words(ATT_OK);
}

static enum err
verdict_print(struct cli *c, const struct enclave *e)
{
	const struct att_failure *f = &e->failure;
	const bool is_ok = f->code == ATT_OK;
	AUTO(buf) out = buf_new(65536);
	struct json_writer w = json_writer_on(&out);

	json_write_object(&w, NULL);
	json_write_text(&w, "verdict", is_ok ? "ok" : "reject");
	json_write_text(&w, "code", att_name(f->code));
	json_write_text(&w, "stage", att_stage(f->code));
	json_write_text(&w, "item", f->item);
	json_write_text(&w, "detail", is_ok ? genuine_words(e) : f->detail);
	json_write_text(&w, "tee", "SGX");
	if (is_ok)
		write_facts(&w, e);
	else
		write_no_facts(&w, e);
	json_write_close_object(&w);
	TRY(json_write_end(&w));
	TRY(buf_u8(&out, '\n'));
	return cli_print(c, buf_span(&out));
}

/* The configuration that the quote binds, line by line. */
static enum err
config_write(const struct enclave *e, struct buf *out)
{
	char config[ATTESTATION_CONFIG_SIZE_MAX];
	char *rest = config, *line;

	memcpy(config, e->attested.config, sizeof(config));
	while ((line = strsep(&rest, "\n")) != NULL) {
		words_tame(line);
		if (line[0] != '\0')
			TRY(buf_print(out, "  %s\n", line));
	}
	return OK;
}

static enum err
facts_print(struct cli *c, const struct enclave *e)
{
	const struct quote_facts *f = &e->attested.facts;
	char hex[MEASUREMENT_TEXT_SIZE], until[TEXT_TIME_SIZE];
	AUTO(buf) out = buf_new(16384);

	measurement_write(&f->measurement, hex);
	text_time_write(f->valid_until_ms, until);
	TRY(buf_print(&out,
	    "verdict       ok%s\n"
	    "measurement   %s\n"
	    "tee           SGX%s, product %u, version %u\n"
	    "certificates  valid until %s\n"
	    "configuration, bound to the quote:\n",
	    f->is_simulated ? ", under a simulated root: SIMULATED - NOT PROTECTED" : "", hex,
	    f->is_debug ? ", DEBUG" : "", f->isvprodid, f->isvsvn, until));
	TRY(config_write(e, &out));
	return cli_print(c, buf_span(&out));
}

/* Nobody said which code is trusted: show what is claimed, and trust nothing. */
static enum err
ask_to_compare(struct cli *c, const struct enclave *e)
{
	char hex[MEASUREMENT_TEXT_SIZE];

	measurement_write(&e->claimed, hex);
	c->complaint = (struct complaint){ 0 };
	return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
	    "--measurement: say which code you trust (or --policy FILE).  %s claims, unverified,\n"
	    "  %s\n  Compare it with the published one of the release before you use it",
	    e->target->url, hex);
}

enum err
attest_command(struct cli *c)
{
	AUTO(enclave) e = { 0 };
	struct arguments *o = &c->arguments;
	struct target target;
	enum err result;

	if (o->word_count > 0)
		o->url = o->words[0];
	TRY(target_from_arguments(o, &target, &c->complaint));
	result = enclave_connect(c, &target, &e);
	if (target.policy.identity_count == 0 && e.has_claim && e.failure.code == ATT_E_MRENCLAVE)
		return ask_to_compare(c, &e);
	if (result != OK && e.failure.code != ATT_OK && o->wants_json) {
		TRY(verdict_print(c, &e));
		return result;
	}
	TRY(result);
	enclave_announce(c, &e);
	return o->wants_json ? verdict_print(c, &e) : facts_print(c, &e);
}
