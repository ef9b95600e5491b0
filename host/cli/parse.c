/* SPDX-License-Identifier: Apache-2.0 */
/* perf-aggregator parse EXCHANGE CALL FILE: what a recorded answer of an exchange says. */
#include <unistd.h>

#include "host/cli/cli.h"
#include "host/cli/feed_rows.h"
#include "host/cli/files.h"
#include "host/cli/unified.h"

enum { ANSWER_SIZE_MAX = 64 << 20, ROWS_SIZE_MAX = 256 << 20 };

static enum leave
leave_of(enum err e)
{
	switch ((int)e) {
	case ERR_ABSENT:
		return LEAVE_USAGE;
	case ERR_NOMEM:
	case ERR_BUG:
		return LEAVE_BUG;
	default:
		return LEAVE_DATA;
	}
}

/* What was wrong, with the file's name in front of what is wrong in it. */
static enum err
fail(struct cli *c, const char *path, enum err e, struct why *why)
{
	const enum leave leave = leave_of(e);

	if (leave == LEAVE_DATA) {
		(void)why_set(why, e, "%s", err_words(e));
		why_prefix(why, path);
	}
	return complain_why(&c->complaint, leave, e, why);
}

static enum err
answer_read(struct cli *c, const char *path, struct buf *out)
{
	if (strcmp(path, "-") == 0)
		return file_read_from(STDIN_FILENO, "standard input", out, &c->complaint);
	return file_read("FILE", path, FILE_FOR_ALL, out, &c->complaint);
}

/* Is it a no, which has no rows?  Then `why` has the exchange's words.  Any feed's reader knows. */
static bool
is_refusal(const struct exchange *exchange, struct span answer, struct why *why)
{
	static const struct exchange_sink none;
	const struct exchange_ask ask = { .feed = exchange_feed_first(exchange, EXCHANGE_TIME) };
	struct exchange_result result = { 0 };
	struct why said = { "" };

	(void)exchange->parse(
	    &ask, &(struct exchange_answer){ 200, answer }, &none, &result, &said);
	if (result.refusal.code != 0)
		(void)why_set(why, ERR_INPUT, "%s", said.text);
	return result.refusal.code != 0;
}

/* By ccxt's name of a call, or by one of our own feeds. */
static enum err
answer_write(const struct arguments *o, const struct exchange *exchange, struct span answer,
    struct buf *out, struct why *why)
{
	const struct exchange_feed *feed = exchange_feed_by_name(exchange, o->words[1]);
	const struct unified_options options = { .market = o->market, .symbol = o->symbol };

	if (is_refusal(exchange, answer, why))
		return ERR_INPUT;
	if (feed == NULL)
		return unified_write(o->words[1], answer, &options, out, why);
	return feed_rows_write(
	    &(struct feed_question){ exchange, feed, o->symbol, o->variant }, answer, out, why);
}

enum err
parse_command(struct cli *c)
{
	const struct arguments *o = &c->arguments;
	AUTO(buf) answer = buf_new(ANSWER_SIZE_MAX);
	AUTO(buf) rows = buf_new(ROWS_SIZE_MAX);
	const struct exchange *exchange;
	struct why why = { "" };
	enum err e;

	if (o->word_count != 3)
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "parse needs an EXCHANGE (%s), a CALL (%s; or a feed like spot.fills) and a "
		    "FILE",
		    exchange_names(), unified_calls());
	exchange = exchange_by_name(o->words[0]);
	if (exchange == NULL)
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "parse: not an exchange that is supported; there are: %s", exchange_names());
	TRY(answer_read(c, o->words[2], &answer));
	e = answer_write(o, exchange, buf_span(&answer), &rows, &why);
	if (e == OK)
		e = buf_u8(&rows, '\n');
	if (e != OK)
		return fail(c, o->words[2], e, &why);
	return cli_print(c, buf_span(&rows));
}
