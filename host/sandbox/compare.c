/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/compare.h"

#include "host/sandbox/amount.h"
#include "lib/json/json_shape.h"

enum { FIGURE_SIZE = 64, SYMBOL_ROOM = 24 };

/* One row of the reply: a symbol's, or the summary. */
struct row {
	char symbol[SYMBOL_ROOM];
	int64_t trades;
	char volume[FIGURE_SIZE], totalFees[FIGURE_SIZE], grossRealizedPnl[FIGURE_SIZE];
	char realizedPnl[FIGURE_SIZE], matchedCost[FIGURE_SIZE], position[FIGURE_SIZE];
};

static const struct json_field row_fields[] = {
	JSON_FIELD_TEXT(struct row, symbol, JSON_OPTIONAL),
	JSON_FIELD_I64(struct row, trades, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct row, volume, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct row, totalFees, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct row, grossRealizedPnl, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct row, realizedPnl, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct row, matchedCost, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct row, position, JSON_OPTIONAL),
};
static const struct json_shape row_shape = JSON_SHAPE(row_fields, JSON_UNKNOWN_IGNORED);

struct reply {
	struct row summary;
	struct span metrics;
};

static const struct json_field reply_fields[] = {
	JSON_FIELD_SHAPE(struct reply, summary, &row_shape, JSON_REQUIRED),
	JSON_FIELD_RAW(struct reply, metrics, JSON_REQUIRED),
};
static const struct json_shape reply_shape = JSON_SHAPE(reply_fields, JSON_UNKNOWN_IGNORED);

/* Is `text` the shortest text of this figure?  An absent one counts as "0". */
static bool
is_amount(const char *text, __int128 e16)
{
	char want[AMOUNT_TEXT_SIZE];

	amount_short_write(e16, want);
	return strcmp(text[0] == '\0' ? "0" : text, want) == 0;
}

static bool
sums_agree(const struct row *r, const struct truth_sum *t)
{
	return r->trades == (int64_t)t->fill_count && is_amount(r->volume, t->volume_e16) &&
	    is_amount(r->totalFees, t->fees_quote_e16) &&
	    is_amount(r->grossRealizedPnl, t->gross_e16) &&
	    is_amount(r->realizedPnl, t->gross_e16 - t->fees_quote_e16) &&
	    is_amount(r->matchedCost, t->matched_cost_e16);
}

static void
row_print(FILE *out, const char *name, const struct row *r, bool is_equal)
{
	(void)fprintf(out, "%-10s %8lld %24s %20s %22s   %s\n", name, (long long)r->trades,
	    r->volume, r->totalFees, r->realizedPnl, is_equal ? "equal" : "DIFFERENT");
}

/* The rows of the reply, each against its symbol; *seen_count says how many had fills. */
static enum err
symbols_compare(const struct truth *t, struct span metrics, FILE *out, size_t *seen_count,
    bool *is_equal, struct why *why)
{
	struct json j;
	bool more;

	json_init(&j, metrics);
	TRY(json_enter_array(&j));
	for (;;) {
		struct row r = { 0 };
		bool agrees = false;

		TRY(json_element(&j, &more));
		if (!more)
			return OK;
		TRY(json_read_shape(&j, &row_shape, &r, why));
		for (int i = 0; i < MARKET_SYMBOL_COUNT; i++)
			if (strcmp(market_symbol(i)->symbol, r.symbol) == 0)
				agrees = sums_agree(&r, &t->symbols[i].sum) &&
				    is_amount(r.position,
					amount_product(t->symbols[i].position_e8, AMOUNT_ONE));
		row_print(out, r.symbol, &r, agrees);
		*is_equal = *is_equal && agrees;
		*seen_count += 1;
	}
}

static size_t
symbols_with_fills(const struct truth *t)
{
	size_t count = 0;

	for (int i = 0; i < MARKET_SYMBOL_COUNT; i++)
		count += t->symbols[i].sum.fill_count > 0;
	return count;
}

static enum err
compare_with(
    const struct truth *t, const struct reply *r, FILE *out, bool *is_equal, struct why *why)
{
	size_t seen_count = 0;
	bool total_agrees;

	*is_equal = true;
	(void)fprintf(out, "%-10s %8s %24s %20s %22s   %s\n", "symbol", "fills", "volume USDT",
	    "fees USDT", "realised PnL USDT", "truth");
	TRY(symbols_compare(t, r->metrics, out, &seen_count, is_equal, why));
	total_agrees = sums_agree(&r->summary, &t->total) && seen_count == symbols_with_fills(t);
	row_print(out, "total", &r->summary, total_agrees);
	*is_equal = *is_equal && total_agrees;
	return ferror(out) ? ERR_IO : OK;
}

enum err
compare_run(const struct world *w, const char *name, struct span reply, FILE *out, bool *is_equal,
    struct why *why)
{
	const struct world_account *a = world_account_by_name(w, name);
	struct reply r = { 0 };
	struct truth *t;
	enum err e;

	if (a == NULL)
		return why_set(why, ERR_ABSENT, "--account %s: there is no such account", name);
	TRY(json_parse_shape(reply, &reply_shape, &r, why));
	TRY(truth_new(w->market, world_history(w, a), &t));
	e = compare_with(t, &r, out, is_equal, why);
	truth_free(t);
	return e;
}
