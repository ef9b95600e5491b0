/* SPDX-License-Identifier: Apache-2.0 */
/* GET and DELETE /enclave/session/{id}, POST /enclave/cleanup. */
#include "enclave/api/session_view.h"

enum { SYMBOLS_SHOWN_MAX = 500, BALANCES_SHOWN_MAX = 500 };

static void
write_error(struct json_writer *w, const struct collection_progress *p)
{
	if (p->last_error[0] == '\0') {
		json_write_null(w, "lastError");
		return;
	}
	json_write_object(w, "lastError");
	json_write_text(w, "message", p->last_error);
	if (p->last_error_code != 0)
		json_write_i64(w, "exchangeCode", p->last_error_code);
	json_write_close_object(w);
}

static void
write_moment(struct json_writer *w, const char *name, int64_t ms)
{
	if (ms == 0)
		json_write_null(w, name);
	else
		json_write_time(w, name, ms);
}

void
session_view_progress(struct json_writer *w, const struct session *s)
{
	struct collection_progress p;

	collection_progress(s->collection, &p);
	json_write_text(w, "status", p.name);
	json_write_time(w, "session_expires", s->expires_ms);
	json_write_object(w, "progress");
	json_write_i64(w, "percent", p.percent);
	json_write_bool(w, "complete", p.has_backfilled);
	json_write_i64(w, "fills", (int64_t)p.fill_count);
	json_write_i64(w, "pages", (int64_t)p.page_count);
	json_write_i64(w, "flows", (int64_t)p.flow_count);
	if (p.seconds_left < 0)
		json_write_null(w, "secondsLeft");
	else
		json_write_i64(w, "secondsLeft", p.seconds_left);
	json_write_i64(w, "feedsTotal", (int64_t)p.walks_total);
	json_write_i64(w, "feedsDone", (int64_t)p.walks_done);
	json_write_i64(w, "symbolsTotal", (int64_t)p.symbols_total);
	json_write_i64(w, "symbolsAsked", (int64_t)p.symbols_asked);
	json_write_i64(w, "symbolsFound", (int64_t)p.symbols_found);
	json_write_i64(w, "symbolsUnreachable", (int64_t)p.symbols_unreachable);
	write_moment(w, "startedAt", p.started_ms);
	write_moment(w, "backfilledAt", p.backfilled_ms);
	write_moment(w, "syncedAt", p.synced_ms);
	write_error(w, &p);
	json_write_close_object(w);
}

static void
write_symbols(struct json_writer *w, const struct collection *c)
{
	struct collection_symbol symbol;

	json_write_array(w, "symbols");
	for (size_t i = 0; i < SYMBOLS_SHOWN_MAX && collection_symbol_at(c, i, &symbol); i++) {
		json_write_object(w, NULL);
		json_write_text(w, "symbol", symbol.symbol);
		json_write_text(w, "feed", symbol.feed);
		json_write_i64(w, "fills", (int64_t)symbol.fill_count);
		json_write_bool(w, "complete", symbol.is_asked);
		json_write_bool(w, "unreachable", symbol.is_unreachable);
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

static void
write_gaps(struct json_writer *w, const struct collection *c)
{
	struct collection_gap gap;

	json_write_array(w, "gaps");
	for (size_t i = 0; collection_gap_at(c, i, &gap); i++) {
		json_write_object(w, NULL);
		json_write_text(w, "feed", gap.feed);
		if (gap.symbol[0] != '\0')
			json_write_text(w, "symbol", gap.symbol);
		json_write_time(w, "from", gap.from_ms);
		json_write_time(w, "to", gap.to_ms);
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

static void
write_limits(struct json_writer *w, const struct collection *c)
{
	struct collection_limit limit;

	json_write_array(w, "keptOnlyFrom");
	for (size_t i = 0; collection_limit_at(c, i, &limit); i++) {
		json_write_object(w, NULL);
		json_write_text(w, "feed", limit.feed);
		json_write_time(w, "from", limit.from_ms);
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

static void
write_ages(struct json_writer *w, const struct collection *c)
{
	struct collection_age age;

	json_write_array(w, "readUntil");
	for (size_t i = 0; collection_age_at(c, i, &age); i++) {
		json_write_object(w, NULL);
		json_write_text(w, "feed", age.feed);
		write_moment(w, "until", age.until_ms);
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

static void
write_unread(struct json_writer *w, const struct collection *c)
{
	struct collection_unread unread;

	json_write_array(w, "unreadable");
	for (size_t i = 0; collection_unread_at(c, i, &unread); i++) {
		json_write_object(w, NULL);
		json_write_text(w, "feed", unread.feed);
		if (unread.code != 0)
			json_write_i64(w, "exchangeCode", unread.code);
		json_write_text(w, "reason", unread.words == NULL ? "" : unread.words);
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

static void
write_omissions(struct json_writer *w, const struct collection *c)
{
	struct exchange_omission omission;

	json_write_array(w, "notRead");
	for (size_t i = 0; collection_omission_at(c, i, &omission); i++) {
		json_write_object(w, NULL);
		json_write_text(w, "product", omission.name);
		json_write_text(w, "reason", omission.words);
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

static void
write_amount(struct json_writer *w, const char *name, struct decimal amount)
{
	char text[DECIMAL_TEXT_SIZE];

	decimal_write(amount, text);
	json_write_text(w, name, text);
}

static void
write_balances(struct json_writer *w, const struct collection *c)
{
	struct collection_balance b;

	json_write_array(w, "balances");
	for (size_t i = 0; i < BALANCES_SHOWN_MAX && collection_balance_at(c, i, &b); i++) {
		json_write_object(w, NULL);
		json_write_text(w, "asset", b.asset);
		if (b.is_known) {
			write_amount(w, "reported", b.reported);
			write_amount(w, "computed", b.computed);
			write_amount(w, "residual", b.residual);
		} else {
			json_write_null(w, "residual");
		}
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

/* Why there is nothing older than historyStart. */
static void
write_history(struct json_writer *w, const struct collection_completeness *all)
{
	static const char *const reasons[] = { [COLLECTION_HISTORY_OPENED] = "accountOpened",
		[COLLECTION_HISTORY_KEPT] = "exchangeKeepsOnly",
		[COLLECTION_HISTORY_ASKED] = "askedOnlyFrom" };

	if (all->history == COLLECTION_HISTORY_UNKNOWN)
		json_write_null(w, "historyStartReason");
	else
		json_write_text(w, "historyStartReason", reasons[all->history]);
	if (all->history == COLLECTION_HISTORY_KEPT)
		json_write_i64(w, "historyKeptDays", all->kept_ms / 86400000);
	json_write_time(w, "historyAskedFrom", all->asked_from_ms);
}

void
session_view_completeness(struct json_writer *w, const struct session *s)
{
	struct collection_completeness all;

	collection_completeness(s->collection, &all);
	json_write_object(w, "completeness");
	write_moment(w, "historyStart", all.history_start_ms);
	write_history(w, &all);
	write_moment(w, "liveSince", all.live_since_ms);
	write_moment(w, "backfilledUntil", all.backfilled_until_ms);
	json_write_i64(w, "symbolsNotAsked", (int64_t)all.sweep_left);
	json_write_i64(w, "slowFeedsNotRead", (int64_t)all.slow_left);
	json_write_i64(w, "rowsOfUnknownSymbols", (int64_t)all.unknown_count);
	json_write_i64(w, "liquidations", (int64_t)all.liquidation_count);
	json_write_i64(w, "gapsNotListed", (int64_t)all.gap_lost_count);
	write_gaps(w, s->collection);
	write_limits(w, s->collection);
	write_ages(w, s->collection);
	write_unread(w, s->collection);
	write_omissions(w, s->collection);
	write_balances(w, s->collection);
	json_write_close_object(w);
}

static enum err
session_write(struct call *c, struct buf *out)
{
	const struct session *s = c->session;
	const struct key_permissions permissions = session_permissions(s);
	struct json_writer w = json_writer_on(out);

	json_write_object(&w, NULL);
	session_view_progress(&w, s);
	json_write_text(&w, "userId", s->user_id);
	json_write_text(&w, "label", s->label);
	json_write_text(&w, "accountType", s->account_type);
	json_write_text(&w, "proof", s->proof == SESSION_PROOF_HMAC ? "hmac" : "none");
	json_write_time(&w, "created_at", s->created_ms);
	json_write_time(&w, "expires_at", s->expires_ms);
	permissions_write(&w, "permissions", &permissions);
	write_symbols(&w, s->collection);
	session_view_completeness(&w, s);
	json_write_bool(&w, "simulated", c->api->is_simulated);
	json_write_close_object(&w);
	return json_write_end(&w);
}

void
api_release(void *self, struct session *s)
{
	struct api *a = self;

	vault_drop(a->vault, &s->credential);
	collection_free(s->collection);
	s->collection = NULL;
}

void
api_session_get(struct call *c)
{
	api_reply_written(c, session_write);
}

void
api_session_delete(struct call *c)
{
	/* First the wiping, then the answer. */
	sessions_remove(c->api->sessions, c->session);
	c->session = NULL;
	c->api->monitor.sessions_revoked++;
	api_reply_json(c, 200, S("{\"status\":\"revoked\"}"));
}

void
api_cleanup(struct call *c)
{
	AUTO(buf) body = buf_new(256);
	struct json_writer w = json_writer_on(&body);
	const size_t cleaned = sessions_sweep(c->api->sessions);

	json_write_object(&w, NULL);
	json_write_i64(&w, "cleaned_sessions", (int64_t)cleaned);
	json_write_time(&w, "cleanup_timestamp", clock_wall_ms(c->api->clock));
	json_write_close_object(&w);
	if (json_write_end(&w) == OK)
		api_reply_json(c, 200, buf_span(&body));
	else
		api_reply_kind(c, PROBLEM_UNAVAILABLE, NULL);
}
