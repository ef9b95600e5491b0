/* SPDX-License-Identifier: Apache-2.0 */
/*
 * perf-aggregator register: a key, sealed to an enclave that has just proved what it is.
 *
 * In this order, so that nothing half done stays: where the session will be saved, the key, the
 * evidence, the envelope, the receipt, the file.  What fails after the enclave opened a session
 * revokes it again.
 */
#include <errno.h>
#include <unistd.h>

#include "host/cli/call.h"
#include "host/cli/credentials.h"
#include "host/cli/follow.h"
#include "lib/json/json_write.h"

/* What one registration holds on its way. */
struct enrolment {
	struct session_file session;
	struct registration registration;
	struct enclave enclave;
	struct registration_reply reply;
	uint8_t ephemeral_pub[HPKE_ENC_SIZE];
};

static void
enrolment_wipe(struct enrolment *e)
{
	enclave_wipe(&e->enclave);
	bytes_wipe(e, sizeof(*e));
}

/* ---- before anything is asked or sent ---- */

/* A file that is there holds the only key to its session: never lose a live one. */
static enum err
place_check(struct cli *c, const struct session_file *mine)
{
	AUTO(session_file) other = { 0 };
	AUTO(buf) text = buf_new(SESSION_FILE_SIZE_MAX);

	TRY(file_make_directories(mine->path, &c->complaint));
	if (access(mine->path, F_OK) != 0)
		return OK;
	TRY(file_read("session", mine->path, FILE_FOR_OWNER, &text, &c->complaint));
	if (session_file_parse(buf_span(&text), &other, NULL) != OK ||
	    other.expires_ms <= cli_wall_ms(c))
		return OK;
	return complain(&c->complaint, LEAVE_CANT_CREATE, ERR_CONFLICT,
	    "%s holds a session that is open until %s: `perf-aggregator revoke --session %s` ends "
	    "it, or save the new one under another name with --session NAME",
	    mine->path, other.expires_at, mine->path);
}

static enum err
arguments_check(struct cli *c, struct enrolment *e)
{
	const struct arguments *o = &c->arguments;
	struct target *t = &e->session.target;

	if (o->word_count > 0)
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "register takes no arguments but options (not shown: they may be secrets)");
	if (o->user == NULL)
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "--user: give the session a user id, 1 to %d letters, digits, '.', '_' or '-'",
		    USER_ID_SIZE_MAX);
	TRY(target_from_arguments(o, t, &c->complaint));
	TRY(target_check(t, &c->complaint));
	if (t->root.anchor == QUOTE_ANCHOR_SIMULATED && !o->allows_secrets_to_simulated)
		return complain(&c->complaint, LEAVE_REFUSED, ERR_REFUSED,
		    "a simulated enclave protects nothing: whoever runs it can read the key.  For "
		    "a "
		    "demo key, add --allow-secrets-to-simulated; nothing was sent");
	TRY(session_file_path(o, o->user, e->session.path, &c->complaint));
	return place_check(c, &e->session);
}

static enum err
registration_fill(struct cli *c, struct registration *r)
{
	const struct arguments *o = &c->arguments;
	struct why why = { "" };
	enum err e;

	TRY(span_to_text(span_text(o->user), r->user_id, sizeof(r->user_id)));
	TRY(span_to_text(span_text(o->exchange), r->exchange, sizeof(r->exchange)));
	TRY(span_to_text(span_text(o->account), r->account_type, sizeof(r->account_type)));
	r->sandbox = o->is_sandbox;
	r->symbol_count = o->symbol_count;
	memcpy(r->symbols, o->symbols, sizeof(r->symbols));
	TRY(credentials_read(c, &r->credential));
	e = registration_check(r, &why);
	return e == OK ? OK : complain_why(&c->complaint, LEAVE_DATA, e, &why);
}

/* ---- the envelope ---- */

static enum err
envelope_make(struct cli *c, struct enrolment *en, struct buf *body)
{
	AUTO(buf) plain = buf_new(ENVELOPE_CIPHER_SIZE_MAX);
	AUTO(audit_key) audit = { 0 };
	const struct arguments *o = &c->arguments;
	const struct attested *a = &en->enclave.attested;
	struct envelope e = { .challenge_size = a->challenge_size,
		.issued_at = cli_wall_ms(c) / 1000,
		.metadata.ttl = o->ttl_s,
		.has_ttl = true };

	memcpy(e.key_id, a->key_id, KEY_ID_SIZE);
	memcpy(e.challenge, a->challenge, sizeof(e.challenge));
	TRY(span_to_text(span_text(o->exchange), e.metadata.exchange, sizeof(e.metadata.exchange)));
	TRY(span_to_text(span_text(o->label), e.metadata.label, sizeof(e.metadata.label)));
	TRY(span_to_text(span_text(o->proof), e.metadata.proof, sizeof(e.metadata.proof)));
	TRY(registration_write(&en->registration, &plain));
	TRY(enclave_check_fresh(c, &en->enclave));
	TRY(envelope_seal(&e, &a->enclave, buf_span(&plain), NULL, &en->session.pop, &audit));
	memcpy(en->ephemeral_pub, e.ephemeral_pub, sizeof(en->ephemeral_pub));
	return envelope_write(&e, body);
}

static enum err
envelope_send(struct cli *c, struct enrolment *en, struct reply *reply)
{
	static const struct http_field json = { S("Content-Type"), S("application/json") };
	AUTO(buf) body = buf_new(ENVELOPE_BODY_SIZE_MAX);
	struct client_request request = {
		.method = "POST", .target = "/enclave/submit_key", .fields = &json, .field_count = 1
	};
	enum err e = envelope_make(c, en, &body);

	if (e != OK)
		return complain(&c->complaint, e == ERR_LIMIT ? LEAVE_DATA : LEAVE_BUG, e,
		    "the key could not be sealed: %s", err_words(e));
	request.body = buf_span(&body);
	e = request_send(c, en->enclave.client, en->enclave.target->url, &request, reply);
	if (e != OK && e != ERR_AUTH)
		terminal_note(&c->terminal,
		    "should the enclave have opened a session all the same, nobody can read it, "
		    "and "
		    "it ends by itself after %lld s",
		    (long long)c->arguments.ttl_s);
	TRY(e);
	return reply->status == 201 ? OK : request_refused(&c->complaint, reply);
}

static enum err
receipt_check(struct cli *c, struct enrolment *en, const struct reply *reply)
{
	uint8_t receipt[SHA256_SIZE];
	struct why why = { "" };
	enum err e = registration_reply_parse(buf_span(&reply->body), &en->reply, &why);

	if (e != OK) {
		why_prefix(&why, "the enclave's answer");
		return complain_why(&c->complaint, LEAVE_PROTOCOL, e, &why);
	}
	TRY(receipt_make(&en->session.pop, en->ephemeral_pub, en->reply.session_id,
	    en->reply.expires_at, receipt));
	if (!bytes_equal_ct(receipt, en->reply.receipt, sizeof(receipt)))
		return complain(&c->complaint, LEAVE_PROTOCOL, ERR_AUTH,
		    "the answer's receipt is wrong: somebody between changed the session; it is "
		    "not used, and it ends by itself");
	return OK;
}

/* ---- afterwards ---- */

/* The session is of no use when it cannot be kept: take it back. */
static void
take_back(struct cli *c, const struct enrolment *en)
{
	static const struct client_request request = { .method = "DELETE",
		.target = "/enclave/session/self" };
	struct complaint first = c->complaint;
	AUTO(reply) reply = { 0 };

	c->complaint = (struct complaint){ 0 };
	if (call_send(c, &en->enclave, &en->session, &request, &reply) == OK)
		terminal_note(&c->terminal, "the session was revoked again");
	else
		terminal_warn(&c->terminal, "the session stays open until %s: %s",
		    en->reply.expires_at, c->complaint.text);
	c->complaint = first;
}

static enum err
session_save(struct cli *c, struct enrolment *en)
{
	struct session_file *s = &en->session;
	struct why why = { "" };
	AUTO(buf) text = buf_new(SESSION_FILE_SIZE_MAX);
	AUTO(session_file) again = { 0 };
	enum err e;

	memcpy(s->user_id, en->registration.user_id, sizeof(s->user_id));
	memcpy(s->session_id, en->reply.session_id, sizeof(s->session_id));
	memcpy(s->expires_at, en->reply.expires_at, sizeof(s->expires_at));
	s->has_proof = strcmp(c->arguments.proof, "hmac") == 0;
	target_pin(&s->target, &en->enclave.attested.facts);
	/* Never leave a file that the other commands could not read. */
	TRY(session_file_write(s, &text));
	e = session_file_parse(buf_span(&text), &again, &why);
	if (e != OK)
		return complain(
		    &c->complaint, LEAVE_PROTOCOL, e, "the enclave's answer: %s", why.text);
	e = session_file_save(s, &c->complaint);
	if (e != OK)
		take_back(c, en);
	return e;
}

static const char *
yes_no(bool v)
{
	return v ? "yes" : "no";
}

static void
announce_session(struct cli *c, const struct enrolment *en)
{
	const struct key_permissions *p = &en->reply.permissions;

	terminal_note(&c->terminal,
	    "key: reads %s, trades %s, withdraws %s, bound to addresses %s%s", yes_no(p->reads),
	    yes_no(p->trades), yes_no(p->withdraws), yes_no(p->is_ip_restricted),
	    p->is_verified ? "" : " (the exchange cannot tell: unverified)");
	terminal_note(&c->terminal, "session until %s, saved in %s (0600)", en->reply.expires_at,
	    en->session.path);
}

static enum err
result_print(struct cli *c, const struct enrolment *en, const struct reply *last)
{
	const struct quote_facts *facts = &en->enclave.attested.facts;
	AUTO(buf) out = buf_new(REPLY_SIZE_MAX);
	struct json_writer w = json_writer_on(&out);

	if (!c->arguments.wants_json)
		return last->status == 200 ? follow_print(c, last) : OK;
	json_write_object(&w, NULL);
	json_write_text(&w, "status", "registered");
	json_write_text(&w, "user_id", en->session.user_id);
	json_write_text(&w, "session_id", en->session.session_id);
	json_write_text(&w, "expires_at", en->session.expires_at);
	json_write_text(&w, "session_file", en->session.path);
	json_write_hex(&w, "measurement", measurement_span(&facts->measurement));
	json_write_bool(&w, "simulated", en->session.target.root.anchor == QUOTE_ANCHOR_SIMULATED);
	permissions_write(&w, "permissions", &en->reply.permissions);
	if (last->status == 200)
		json_write_raw(&w, "session", buf_span(&last->body));
	else
		json_write_null(&w, "session");
	json_write_close_object(&w);
	if (json_write_end(&w) != OK || buf_u8(&out, '\n') != OK)
		return complain(&c->complaint, LEAVE_PROTOCOL, ERR_INPUT,
		    "the enclave's answer about the session is no JSON");
	return cli_print(c, buf_span(&out));
}

static enum err
registration_send(struct cli *c, struct enrolment *en)
{
	AUTO(reply) reply = { 0 };

	TRY(enclave_connect(c, &en->session.target, &en->enclave));
	enclave_announce(c, &en->enclave);
	TRY(envelope_send(c, en, &reply));
	credential_wipe(&en->registration.credential);
	TRY(receipt_check(c, en, &reply));
	TRY(session_save(c, en));
	announce_session(c, en);
	return OK;
}

enum err
register_command(struct cli *c)
{
	AUTO(enrolment) en = { 0 };
	AUTO(reply) last = { 0 };

	TRY(arguments_check(c, &en));
	TRY(registration_fill(c, &en.registration));
	TRY(registration_send(c, &en));
	if (!c->arguments.waits_not)
		TRY(follow(c, &en.enclave, &en.session, &last));
	return result_print(c, &en, &last);
}
