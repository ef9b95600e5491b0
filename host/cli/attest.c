/* SPDX-License-Identifier: Apache-2.0 */
/* perf-aggregator attest [URL]: is this the enclave it should be? */
#include "host/cli/enclave.h"
#include "host/cli/verdict.h"

/* What only a connection has. */
static void
write_enclave(struct json_writer *w, const struct enclave *e)
{
	if (e->failure.code == ATT_OK) {
		json_write_text(w, "enclave_id", e->attested.enclave_id);
		json_write_text(w, "config", e->attested.config);
		return;
	}
	json_write_null(w, "enclave_id");
	json_write_null(w, "config");
	if (e->has_claim)
		json_write_hex(w, "claimed_measurement", measurement_span(&e->claimed));
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
	AUTO(buf) out = buf_new(65536);
	struct json_writer w = json_writer_on(&out);

	json_write_object(&w, NULL);
	verdict_write(&w, &e->failure, &e->attested.facts,
	    e->failure.code == ATT_OK ? genuine_words(e) : NULL);
	write_enclave(&w, e);
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
	AUTO(buf) out = buf_new(16384);

	TRY(buf_print(&out, "%-14sok%s\n", "verdict",
	    f->is_simulated ? ", under a simulated root: SIMULATED - NOT PROTECTED" : ""));
	TRY(verdict_lines(f, cli_wall_ms(c), &out));
	TRY(buf_append(&out, S("configuration, bound to the quote:\n")));
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
	if (target.policy.identity_count == 0 && e.has_claim &&
	    (e.failure.code == ATT_E_MRENCLAVE || e.failure.code == ATT_E_MEASUREMENT))
		return ask_to_compare(c, &e);
	if (result != OK && e.failure.code != ATT_OK && o->wants_json) {
		TRY(verdict_print(c, &e));
		return result;
	}
	TRY(result);
	enclave_announce(c, &e);
	return o->wants_json ? verdict_print(c, &e) : facts_print(c, &e);
}
