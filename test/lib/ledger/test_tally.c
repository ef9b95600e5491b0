/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/tally.h"

#include "lib/base/secret.h"
#include "test/lib/ledger/folds.h"

enum { X = ASSET_KNOWN_COUNT, COIN, BNB, ASSETS };

static struct marks no_marks;

/* What a book of X in COIN is read by. */
struct made {
	struct instrument instrument;
	struct names assets;
	struct terms terms;
	struct tally tally;
};

static void
made_wipe(struct made *m)
{
	names_wipe(&m->assets);
	tally_wipe(&m->tally);
}

static void
made_open(struct made *m)
{
	static const char *const own[] = { "X", "COIN", "BNB" };
	uint32_t number;

	*m = (struct made){ .instrument = { .contract_size = decimal_of(1) } };
	m->assets = names_new(ASSET_SIZE, ASSETS);
	for (uint32_t i = 0; i < ASSETS; i++) {
		CHECK_OK(
		    names_add(&m->assets, i < X ? marks_known_assets[i] : own[i - X], &number));
		CHECK_INT(number, i);
	}
	m->terms = (struct terms){ .base = X,
		.quote = COIN,
		.settle = COIN,
		.is_plain = true,
		.is_fee_shared = true,
		.instrument = &m->instrument,
		.marks = &no_marks,
		.assets = &m->assets };
	tally_reset(&m->tally, 0);
}

/* Quantity * 10, for a fee in an asset; no decimals. */
static struct entry
fill(enum fill_side side, int64_t day, int64_t quantity, int64_t fee, uint16_t asset)
{
	return (struct entry){ .row = { .ts_ms = MADE_FIRST_MS + day * 86400000,
				   .kind = ROW_FILL,
				   .side = side == FILL_SELL,
				   .price = 10,
				   .quantity = quantity,
				   .fee = fee,
				   .asset = asset } };
}

static struct charge
charge_of(const struct made *m, const struct entry *e)
{
	struct charge c;

	CHECK_OK(value_charge(&m->terms, e, &c.how, &c.settled));
	return c;
}

static void
add(struct made *m, struct entry e)
{
	const struct charge c = charge_of(m, &e);

	CHECK_OK(tally_add(&m->tally, &m->terms, &e, &c));
}

static void
take_out(struct made *m, struct entry e)
{
	const struct charge c = charge_of(m, &e);

	CHECK_OK(tally_remove(&m->tally, &m->terms, &e, &c));
}

TEST(tally_counts_each_row_once_and_forgets_it_again)
{
	const struct entry rows[] = { fill(FILL_BUY, 0, 5, 2, COIN), fill(FILL_SELL, 1, 3, 1, X),
		fill(FILL_BUY, 1, 1, 7, BNB), fill(FILL_SELL, 2, 2, -1, COIN) };
	AUTO(made) m;

	made_open(&m);
	for (size_t i = 0; i < 4; i++)
		add(&m, rows[i]);
	CHECK_INT(m.tally.fill_count, 4);
	CHECK_INT(m.tally.buy_count, 2);
	CHECK_NUMBER(m.tally.volume_base, "11");
	CHECK_NUMBER(m.tally.volume_quote, "110");
	CHECK_NUMBER(m.tally.fees, "11"); /* 2 + 1 X at 10 - 1; BNB has no rate */
	CHECK_NUMBER(m.tally.settled, "13");
	CHECK_NUMBER(m.tally.charged, "11");
	CHECK_INT(m.tally.fee_rate_missing, 1);
	CHECK_INT(m.tally.fee_asset_count, 3);
	CHECK_TEXT(m.tally.fees_by_asset[0].asset, "BNB"); /* by name */
	CHECK_TEXT(m.tally.fees_by_asset[2].asset, "X");
	CHECK_INT(m.tally.days.count, 3);
	CHECK_NUMBER(m.tally.days.rows[1].fees, "10");
	CHECK_NUMBER(m.tally.days.rows[1].net, "-10");
	for (size_t i = 4; i-- > 0;)
		take_out(&m, rows[i]);
	CHECK_INT(m.tally.row_count, 0);
	CHECK_INT(m.tally.fee_asset_count, 0);
	CHECK_INT(m.tally.fee_rate_missing, 0);
	CHECK_NUMBER(m.tally.volume_quote, "0");
	CHECK_NUMBER(m.tally.settled, "0");
}

TEST(tally_of_sums_is_that_of_their_rows)
{
	const struct tally_sums sums = {
		.fill_count = 3,
		.buy_count = 2,
		.volume_base = decimal_of(9),
		.volume_quote = decimal_of(90),
		.fees = decimal_of(11),
		.settled = decimal_of(13),
		.of_settle = { 2, decimal_of(1), decimal_of(3) },
		.of_base = { 1, decimal_of(1), decimal_of(1) },
	};
	AUTO(made) one;
	AUTO(made) all;

	made_open(&one);
	made_open(&all);
	add(&one, fill(FILL_BUY, 0, 5, 2, COIN));
	add(&one, fill(FILL_SELL, 0, 3, 1, X));
	add(&one, fill(FILL_BUY, 0, 1, -1, COIN));
	CHECK_OK(tally_add_sums(&all.tally, &all.terms, &sums));
	CHECK_OK(days_fills(&all.tally.days, MADE_FIRST_MS, 3, sums.volume_quote, sums.fees));
	CHECK_INT(all.tally.row_count, one.tally.row_count);
	CHECK_INT(all.tally.buy_count, one.tally.buy_count);
	CHECK(all.tally.fees.e18 == one.tally.fees.e18);
	CHECK(all.tally.settled.e18 == one.tally.settled.e18);
	CHECK(all.tally.charged.e18 == one.tally.charged.e18);
	CHECK(all.tally.volume_quote.e18 == one.tally.volume_quote.e18);
	CHECK_INT(all.tally.fee_asset_count, 2);
	for (size_t i = 0; i < 2; i++) {
		CHECK_TEXT(all.tally.fees_by_asset[i].asset, one.tally.fees_by_asset[i].asset);
		CHECK_INT(all.tally.fees_by_asset[i].count, one.tally.fees_by_asset[i].count);
		CHECK(
		    all.tally.fees_by_asset[i].amount.e18 == one.tally.fees_by_asset[i].amount.e18);
	}
	CHECK_INT(all.tally.days.count, 1);
	CHECK(all.tally.days.rows[0].net.e18 == one.tally.days.rows[0].net.e18);
	CHECK_INT(all.tally.days.rows[0].fill_count, 3);
}

static struct tally_fill
usual_fill(const struct made *m, const struct entry *e)
{
	return (struct tally_fill){
		.asset = e->row.asset,
		.is_buy = e->row.side == FILL_BUY,
		.quantity = entry_amounts(e).quantity,
		.volume = decimal_of(10 * e->row.quantity),
		.charge = entry_fee(e),
		.settled = charge_of(m, e).settled,
	};
}

/* Fees in the settle currency wait for tally_fees(), which taking a row out does first. */
TEST(tally_of_usual_fills_is_that_of_any)
{
	const struct entry rows[] = { fill(FILL_BUY, 0, 5, 2, COIN), fill(FILL_SELL, 0, 3, 1, X),
		fill(FILL_BUY, 0, 1, -1, COIN), fill(FILL_BUY, 0, 1, 0, COIN) };
	AUTO(made) any;
	AUTO(made) usual;

	made_open(&any);
	made_open(&usual);
	for (size_t i = 0; i < 4; i++) {
		const struct tally_fill f = usual_fill(&usual, &rows[i]);

		add(&any, rows[i]);
		CHECK_OK(tally_add_fill(&usual.tally, &usual.terms, &f));
		CHECK_OK(days_fills(&usual.tally.days, MADE_FIRST_MS, 1, f.volume, f.settled));
	}
	CHECK_INT(usual.tally.pending.count, 2);
	CHECK_INT(usual.tally.fee_asset_count, 1);
	CHECK_OK(tally_fees(&usual.tally, &usual.terms));
	folds_check_tally(&usual.tally, &any.tally);
	for (size_t i = 0; i < 4; i++) {
		const struct tally_fill f = usual_fill(&usual, &rows[i]);

		CHECK_OK(tally_add_fill(&usual.tally, &usual.terms, &f));
		CHECK_OK(days_fills(&usual.tally.days, MADE_FIRST_MS, 1, f.volume, f.settled));
		take_out(&usual, rows[i]);
	}
	folds_check_tally(&usual.tally, &any.tally);
}

TEST(tally_says_when_a_sum_leaves_its_range)
{
	const struct decimal most = { (__int128)(~(unsigned __int128)0 >> 1) };
	const struct tally_sums sums = { .fill_count = 1, .volume_quote = most };
	AUTO(made) m;

	made_open(&m);
	CHECK_OK(tally_add_sums(&m.tally, &m.terms, &sums));
	CHECK_ERR(tally_add_sums(&m.tally, &m.terms, &sums), ERR_LIMIT);
	tally_reset(&m.tally, 0);
	CHECK_INT(m.tally.days.count, 0);
	CHECK_NUMBER(m.tally.volume_quote, "0");
}
