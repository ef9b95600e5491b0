/* SPDX-License-Identifier: Apache-2.0 */
/* perf-aggregator key check: what may this exchange key do, and would an enclave take it? */
#include "host/cli/credentials.h"
#include "host/cli/exchange_client.h"
#include "lib/json/json_write.h"

enum { RIGHTS_MAX = 96, SHOWN = 4, SHOWN_SIZE = SHOWN + 8 };

struct rights {
	struct exchange_right rows[RIGHTS_MAX];
	size_t count;
};

static enum err
right_take(void *self, const struct exchange_right *right)
{
	struct rights *r = self;

	ENSURE(r->count < RIGHTS_MAX, ERR_LIMIT);
	r->rows[r->count++] = *right;
	return OK;
}

/* The last four characters; a key that is hardly longer shows none. */
static void
key_shorten(const char *key, char out[SHOWN_SIZE])
{
	const size_t size = strlen(key);

	(void)snprintf(out, SHOWN_SIZE, "...%s", size >= 4 * SHOWN ? key + size - SHOWN : "");
}

static const char *
verdict_of(const struct exchange_right *r)
{
	if (r->is_harmless)
		return r->is_on ? "fine" : "-";
	if (!r->is_on)
		return "fine";
	return r->is_known ? "must be off" : "unknown: must be off";
}

static enum err
print_table(struct cli *c, const char *key, const struct key_permissions *p,
    const struct rights *rights, const struct why *why)
{
	AUTO(buf) out = buf_new(1 << 16);

	TRY(buf_print(&out, "%s key %s: %s\n", c->arguments.exchange, key,
	    why->text[0] == '\0' ? "it reads and does nothing else; an enclave takes it"
				 : why->text));
	for (size_t i = 0; i < rights->count; i++)
		TRY(buf_print(&out, "  %-32s %-4s %s\n", rights->rows[i].name,
		    rights->rows[i].is_on ? "on" : "off", verdict_of(&rights->rows[i])));
	TRY(buf_print(&out, "  %-32s %-4s %s\n", "bound to addresses",
	    p->is_ip_restricted ? "yes" : "no",
	    p->is_ip_restricted ? "fine" : "better: allow the enclave's address only"));
	return cli_print(c, buf_span(&out));
}

static enum err
print_json(struct cli *c, const char *key, const struct key_permissions *p,
    const struct rights *rights, const struct why *why)
{
	AUTO(buf) out = buf_new(1 << 16);
	struct json_writer w = json_writer_on(&out);

	json_write_object(&w, NULL);
	json_write_text(&w, "exchange", c->arguments.exchange);
	json_write_text(&w, "key", key);
	json_write_bool(&w, "fit", why->text[0] == '\0');
	if (why->text[0] != '\0')
		json_write_text(&w, "why", why->text);
	permissions_write(&w, "permissions", p);
	json_write_array(&w, "rights");
	for (size_t i = 0; i < rights->count; i++) {
		json_write_object(&w, NULL);
		json_write_text(&w, "name", rights->rows[i].name);
		json_write_bool(&w, "on", rights->rows[i].is_on);
		json_write_text(&w, "verdict", verdict_of(&rights->rows[i]));
		json_write_close_object(&w);
	}
	json_write_close_array(&w);
	json_write_close_object(&w);
	TRY(json_write_end(&w));
	TRY(buf_u8(&out, '\n'));
	return cli_print(c, buf_span(&out));
}

/* The exchange did not say what the key may do. */
static enum err
complain_of(struct cli *c, const struct exchange_client *x, const struct exchange_feed *feed,
    const struct exchange_said *said, enum err e)
{
	const struct exchange_refusal *refusal = &said->result.refusal;
	const char *advice = refusal->advice;

	if (e == ERR_AUTH) {
		advice = x->exchange->advise(feed, refusal, ERR_AUTH, &said->result.permissions);
		return complain(&c->complaint, LEAVE_REFUSED, e, "%s: %s", said->why.text, advice);
	}
	return complain(&c->complaint,
	    e == ERR_INPUT || e == ERR_LIMIT ? LEAVE_PROTOCOL : LEAVE_UNAVAILABLE, e, "%s%s%s",
	    said->why.text[0] != '\0' ? said->why.text : err_words(e), advice != NULL ? ": " : "",
	    advice != NULL ? advice : "");
}

static enum err
check(struct cli *c, const struct credential *credential)
{
	AUTO(exchange_client) x = { 0 };
	const struct exchange *exchange = exchange_by_name(c->arguments.exchange);
	struct exchange_ask ask = { .feed = exchange_feed_first(exchange, EXCHANGE_PERMISSIONS),
		.credential = credential };
	struct rights rights = { 0 };
	const struct exchange_sink sink = { .self = &rights, .right = right_take };
	struct exchange_said said;
	struct why why = { "" };
	char key[SHOWN_SIZE];
	enum err e;

	TRY(exchange_client_open(c, ask.feed, &x));
	e = exchange_client_ask(c, &x, &ask, &sink, &said);
	if (e != OK)
		return complain_of(c, &x, ask.feed, &said, e);
	e = key_permissions_check(&said.result.permissions, &why);
	key_shorten(credential->api_key, key);
	TRY(c->arguments.wants_json ? print_json(c, key, &said.result.permissions, &rights, &why)
				    : print_table(c, key, &said.result.permissions, &rights, &why));
	if (e == OK)
		return OK;
	return complain_why(&c->complaint, LEAVE_REFUSED, ERR_REFUSED, &why);
}

enum err
key_command(struct cli *c)
{
	const struct arguments *o = &c->arguments;
	AUTO(credential) credential = { 0 };

	if (o->word_count != 1 || strcmp(o->words[0], "check") != 0)
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "key: say `perf-aggregator key check`; the key itself is asked for, or read "
		    "with --credentials");
	TRY(credentials_read(c, &credential));
	return check(c, &credential);
}
