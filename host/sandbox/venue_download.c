/* SPDX-License-Identifier: Apache-2.0 */
/* /fapi and /dapi: history older than what lists keep, as a file.  "Get Download Id", "... Link".
 */
#include "host/sandbox/amount.h"
#include "host/sandbox/venue.h"

static const int64_t year_ms = 366LL * 86400000;

static enum err
ask(struct venue_call *c, bool is_income)
{
	struct download wish = { .uid = c->account->uid,
		.asked_ms = c->now_ms,
		.wallet = c->route->product == PRODUCT_INVERSE ? WALLET_INVERSE : WALLET_LINEAR,
		.is_income = is_income };
	char text[24];
	uint64_t id;
	enum err e;

	TRY(venue_number(c, "startTime", &wish.from_ms, NULL));
	TRY(venue_number(c, "endTime", &wish.to_ms, NULL));
	if (wish.from_ms > wish.to_ms || wish.to_ms - wish.from_ms > year_ms)
		return venue_refuse(
		    c, 400, -4165, "Invalid time interval: Maximum time interval is 1 year");
	e = downloads_add(c->downloads, &wish, &id);
	if (e != OK)
		return venue_refuse(
		    c, 429, -1003, "Too many downloads; the limit of this month is reached.");
	(void)snprintf(text, sizeof(text), "%llu", (unsigned long long)id);
	json_write_object(&c->json, NULL);
	json_write_i64(&c->json, "avgCostTimestampOfLast30d", 7241837);
	json_write_text(&c->json, "downloadId", text);
	json_write_close_object(&c->json);
	return OK;
}

enum err
venue_trade_download(struct venue_call *c)
{
	return ask(c, false);
}

enum err
venue_income_download(struct venue_call *c)
{
	return ask(c, true);
}

/* The file is there at once. */
enum err
venue_download_link(struct venue_call *c)
{
	const struct download *d;
	struct json_writer *w = &c->json;
	char text[24], url[320] = "";
	int64_t id;

	TRY(venue_number(c, "downloadId", &id, NULL));
	d = downloads_by_id(c->downloads, (uint64_t)id);
	if (d == NULL || d->uid != c->account->uid)
		return venue_refuse(
		    c, 400, -1130, "Data sent for parameter 'downloadId' is not valid.");
	(void)snprintf(text, sizeof(text), "%lld", (long long)id);
	if (!downloads_is_expired(d, c->now_ms))
		(void)snprintf(url, sizeof(url), "http://%.*s/sandbox/download?id=%s",
		    c->host.size < 256 ? (int)c->host.size : 256, (const char *)c->host.p, text);
	json_write_object(w, NULL);
	json_write_text(w, "downloadId", text);
	json_write_text(w, "status", url[0] != '\0' ? "completed" : "expired");
	json_write_text(w, "url", url);
	json_write_bool(w, "notified", true);
	json_write_i64(w, "expirationTimestamp", d->asked_ms + 7LL * 86400000);
	json_write_bool(w, "isExpired", url[0] == '\0');
	json_write_close_object(w);
	return OK;
}

/* ---- the file ---- */

static enum err
row_append(const struct venue_call *c, const struct download *d, const struct event *e)
{
	static const char *const sides[] = { "BOTH", "LONG", "SHORT" };
	const struct catalog *k = c->world->catalog;
	const char *symbol = e->symbol >= 0 ? k->listings[e->symbol].symbol : "";
	char price[AMOUNT_TEXT_SIZE], quantity[AMOUNT_TEXT_SIZE], amount[AMOUNT_TEXT_SIZE],
	    fee[AMOUNT_TEXT_SIZE];

	amount_write(e->price_e8, price);
	amount_write(e->quantity_e8, quantity);
	amount_write(e->amount_e8, amount);
	amount_write(e->fee_e8, fee);
	if (d->is_income)
		return buf_print(c->json.out, "%lld,%s,%s,%s,%s,%llu\n", (long long)e->ts_ms,
		    symbol, e->what, amount, k->assets[e->asset].name, (unsigned long long)e->id);
	return buf_print(c->json.out, "%lld,%s,%llu,%llu,%s,%s,%s,%s,%s,%s,%s,%s\n",
	    (long long)e->ts_ms, symbol, (unsigned long long)e->id, (unsigned long long)e->order_id,
	    e->is_buyer ? "BUY" : "SELL", sides[e->side], price, quantity, amount, fee,
	    k->assets[e->other].name, e->is_maker ? "true" : "false");
}

/* All there ever was in the span, however old. */
enum err
venue_download_file(struct venue_call *c)
{
	const struct world_account *a = NULL;
	const struct download *d;
	int64_t id;

	TRY(venue_number(c, "id", &id, NULL));
	d = downloads_by_id(c->downloads, (uint64_t)id);
	for (size_t i = 0; d != NULL && i < c->world->account_count; i++)
		if (c->world->accounts[i].uid == d->uid)
			a = &c->world->accounts[i];
	if (a == NULL || downloads_is_expired(d, c->now_ms))
		return venue_refuse(c, 404, -5000, "There is no such file.");
	c->content_type = "text/csv";
	TRY(buf_append(c->json.out,
	    d->is_income ? S("time,symbol,incomeType,income,asset,tranId\n")
			 : S("time,symbol,id,orderId,side,positionSide,price,qty,realizedPnl,"
			     "commission,commissionAsset,maker\n")));
	for (size_t i = 0; i < a->journal->count; i++) {
		const struct event *e = &a->journal->events[i];
		const bool fits = d->is_income ? e->kind == EVENT_INCOME || e->kind == EVENT_ECHO
					       : e->kind == EVENT_FILL;

		if (fits && e->wallet == d->wallet && e->ts_ms >= d->from_ms &&
		    e->ts_ms <= d->to_ms && e->ts_ms <= c->now_ms)
			TRY(row_append(c, d, e));
	}
	return OK;
}
