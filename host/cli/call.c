/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/call.h"

enum err
call_send(struct cli *c, const struct enclave *e, const struct session_file *s,
    const struct client_request *request, struct reply *out)
{
	char bearer[SESSION_ID_SIZE + 8], input[PROOF_FIELD_SIZE_MAX], mac[PROOF_FIELD_SIZE_MAX];
	struct http_field fields[3];
	struct client_request r = *request;
	const struct proof_request proved = { span_text(r.method), span_text(r.target), { 0 } };

	(void)snprintf(bearer, sizeof(bearer), "Bearer %s", s->session_id);
	r.fields = fields;
	fields[r.field_count++] = (struct http_field){ S("Authorization"), span_text(bearer) };
	if (s->has_proof) {
		TRY(proof_make(&s->pop, &proved, cli_wall_ms(c) / 1000, input, mac));
		fields[r.field_count++] =
		    (struct http_field){ S("Signature-Input"), span_text(input) };
		fields[r.field_count++] = (struct http_field){ S("Signature"), span_text(mac) };
	}
	TRY(request_send(c, e->client, e->target->url, &r, out));
	return out->status == 200 ? OK : request_refused(&c->complaint, out);
}

/* What the command line says beats what the session was registered under. */
static enum err
target_override(const struct arguments *o, struct target *t, struct complaint *c)
{
	struct arguments whole = *o;
	struct target said;

	if (whole.url == NULL)
		whole.url = t->url;
	whole.is_gateway = o->is_gateway || t->is_gateway;
	TRY(target_from_arguments(&whole, &said, c));
	if (said.policy.identity_count == 0)
		said.policy = t->policy;
	if (o->simulated_root_path == NULL)
		said.root = t->root;
	if (o->ca_path == NULL)
		memcpy(said.ca, t->ca, sizeof(said.ca));
	*t = said;
	return OK;
}

enum err
call_load(struct cli *c, struct session_file *s)
{
	const struct arguments *o = &c->arguments;

	if (o->word_count > 0)
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "this command takes no arguments but options; say which session with --user ID "
		    "or --session NAME");
	TRY(session_file_load(o, s, &c->complaint));
	return target_override(o, &s->target, &c->complaint);
}

enum err
call_connect(struct cli *c, const struct session_file *s, struct enclave *e)
{
	if (s->expires_ms <= cli_wall_ms(c))
		terminal_note(&c->terminal,
		    "the session ended at %s; `perf-aggregator register` opens a new one",
		    s->expires_at);
	TRY(enclave_connect(c, &s->target, e));
	if (s->target.root.anchor == QUOTE_ANCHOR_SIMULATED)
		enclave_announce(c, e);
	return OK;
}
