/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/resume.h"

#include "test/enclave/ingest/one.h"

static const struct resume_row rows[] = {
	{ "spot.fills", "", "BTCUSDT", 9007199254740993 },
	{ "wallet.transfers", "MAIN_UMFUTURE", "", 1795305600000 },
	{ "linear.income", "", "", UINT64_MAX },
};

static void
written(struct buf *out)
{
	struct resume r = { 0 };

	for (size_t i = 0; i < 3; i++)
		CHECK_OK(resume_add(&r, &rows[i]));
	CHECK_OK(resume_write(&r, out));
	resume_wipe(&r);
	resume_wipe(&r);
}

TEST(resume_reads_back_what_was_written)
{
	AUTO(buf) bytes = buf_new(4096);
	AUTO(buf) again = buf_new(4096);
	struct resume r = { 0 };

	written(&bytes);
	CHECK_OK(resume_parse(buf_span(&bytes), &r));
	CHECK_INT(r.count, 3);
	for (size_t i = 0; i < 3; i++) {
		CHECK_TEXT(r.rows[i].feed, rows[i].feed);
		CHECK_TEXT(r.rows[i].variant, rows[i].variant);
		CHECK_TEXT(r.rows[i].symbol, rows[i].symbol);
		CHECK(r.rows[i].position == rows[i].position);
	}
	CHECK_OK(resume_write(&r, &again));
	CHECK(span_equal(buf_span(&again), buf_span(&bytes)));
	resume_wipe(&r);
}

TEST(resume_refuses_every_truncation_and_whatever_follows)
{
	AUTO(buf) bytes = buf_new(4096);
	struct resume r = { 0 };

	written(&bytes);
	for (size_t size = 0; size < bytes.size; size++) {
		CHECK_ERR(resume_parse(span_first(buf_span(&bytes), size), &r), ERR_INPUT);
		CHECK(r.rows == NULL && r.count == 0);
	}
	CHECK_OK(buf_u8(&bytes, 0));
	CHECK_ERR(resume_parse(buf_span(&bytes), &r), ERR_INPUT);
	CHECK(r.rows == NULL);
}

TEST(resume_refuses_other_heads_names_with_controls_and_too_many_rows)
{
	static const struct resume_row odd[] = { { "", "", "BTC", 1 }, { "a b", "", "", 1 },
		{ "a", "\n", "", 1 } };
	struct resume r = { 0 }, back = { 0 };
	const struct resume_row row = { "spot.fills", "", "X", 1 };

	for (size_t i = 0; i < 3; i++) {
		AUTO(buf) bytes = buf_new(4096);

		CHECK_OK(resume_add(&r, &odd[i]));
		CHECK_OK(resume_write(&r, &bytes));
		CHECK_ERR(resume_parse(buf_span(&bytes), &back), ERR_INPUT);
		bytes.p[3] ^= 1;
		CHECK_ERR(resume_parse(buf_span(&bytes), &back), ERR_INPUT);
		resume_wipe(&r);
	}
	for (size_t i = 0; i < RESUME_COUNT_MAX; i++)
		CHECK_OK(resume_add(&r, &row));
	CHECK_ERR(resume_add(&r, &row), ERR_LIMIT);
	resume_wipe(&r);
}

TEST(resume_of_a_collection_names_every_walk_and_where_it_stands)
{
	struct resume r = { 0 };
	size_t transfers = 0, fills = 0;
	struct one o;

	one_start(&o);
	one_until_live(&o);
	CHECK_OK(collection_resume(o.c, &r));
	for (size_t i = 0; i < r.count; i++) {
		const struct resume_row *row = &r.rows[i];

		transfers += strcmp(row->feed, "wallet.transfers") == 0 && row->variant[0] != '\0';
		if (strcmp(row->symbol, "BTCUSDT") != 0)
			continue;
		fills++;
		CHECK_TEXT(row->feed, "spot.fills");
		CHECK_INT(row->position, 2600);
	}
	CHECK_INT(fills, 1);
	CHECK_INT(transfers, 30);
	resume_wipe(&r);
	one_close(&o);
}
