/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/walk.h"
#include "test/check.h"

enum { DAY = 86400000, ROWS_MAX = 4000 };
#define NOW_MS 1795305600000LL

static const struct exchange_feed by_id = { .paging = EXCHANGE_PAGING_ID, .page_rows = 10 };
static const struct exchange_feed by_window = { .paging = EXCHANGE_PAGING_WINDOW,
	.window_ms = 30LL * DAY };
static const struct exchange_feed short_memory = {
	.paging = EXCHANGE_PAGING_WINDOW, .window_ms = 7LL * DAY, .retention_ms = 90LL * DAY
};
static const struct exchange_feed settles = {
	.paging = EXCHANGE_PAGING_WINDOW, .window_ms = 90LL * DAY, .settle_ms = 2LL * DAY
};
static const struct exchange_feed endless = { .paging = EXCHANGE_PAGING_WINDOW };
static const struct exchange_feed by_time = { .paging = EXCHANGE_PAGING_TIME, .page_rows = 10 };
static const struct exchange_feed by_cursor = { .paging = EXCHANGE_PAGING_CURSOR,
	.is_newest_first = true };
static const struct exchange_feed once = { .paging = EXCHANGE_PAGING_NONE };

/* An account's rows of one feed, by rising time; id and index are one. */
struct world {
	int64_t ts_ms[ROWS_MAX];
	size_t count, page_rows;
	unsigned seen[ROWS_MAX]; /* how often each was delivered */
	unsigned question_count;
	bool pages_by_cursor; /* else a window that is too full is cut */
};

static void
world_fill(struct world *w, size_t count, int64_t first_ms, int64_t step_ms, size_t page_rows)
{
	memset(w, 0, sizeof(*w));
	w->count = count;
	w->page_rows = page_rows;
	for (size_t i = 0; i < count; i++)
		w->ts_ms[i] = first_ms + (int64_t)i * step_ms;
}

/* What an exchange answers to the visit's question. */
static struct exchange_result
answer(struct world *w, struct walk_visit *v)
{
	struct exchange_result r = { 0 };
	const size_t skip = (size_t)strtoul(v->cursor, NULL, 10);
	size_t matched = 0;

	w->question_count++;
	for (size_t i = 0; i < w->count; i++) {
		const bool is_in = v->feed->paging == EXCHANGE_PAGING_ID
		    ? i + 1 >= v->from_id
		    : w->ts_ms[i] >= v->from_ms && w->ts_ms[i] <= v->to_ms;

		if (!is_in || w->ts_ms[i] > v->end_ms || matched++ < skip)
			continue;
		if (r.row_count == w->page_rows) {
			r.is_cut = !w->pages_by_cursor;
			if (w->pages_by_cursor)
				(void)snprintf(
				    r.cursor, sizeof(r.cursor), "%zu", skip + r.row_count);
			break;
		}
		w->seen[i]++;
		r.row_count++;
		r.last_id = i + 1;
		r.last_ms = w->ts_ms[i];
		walk_row(v, i + 1, w->ts_ms[i]);
	}
	r.is_last = r.row_count < w->page_rows;
	return r;
}

/* Walk to the end; the position of the next visit. */
static uint64_t
visit(struct world *w, const struct exchange_feed *feed, uint64_t position, int64_t now_ms)
{
	struct walk_visit v;
	bool is_done = false;

	walk_begin(&v, feed, &(struct walk_start){ position, now_ms, NOW_MS - 400LL * DAY });
	for (int i = 0; !is_done; i++) {
		const struct exchange_result r = answer(w, &v);

		CHECK(i < 20000);
		CHECK_OK(walk_answered(&v, &r, r.row_count, &is_done));
	}
	CHECK_INT(v.lost_to_ms, 0);
	return v.position;
}

static void
all_seen(const struct world *w, unsigned least, unsigned most)
{
	for (size_t i = 0; i < w->count; i++)
		CHECK(w->seen[i] >= least && w->seen[i] <= most);
}

TEST(walk_by_id_reads_every_row_once_also_when_a_page_ends_within_a_millisecond)
{
	static const size_t counts[] = { 0, 1, 9, 10, 11, 20, 27, 1000 };
	struct world w;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		world_fill(&w, counts[i], NOW_MS - DAY, 0, 10); /* all in one millisecond */
		CHECK_INT(visit(&w, &by_id, 0, NOW_MS), counts[i] == 0 ? 0 : counts[i] + 1);
		all_seen(&w, 1, 1);
		CHECK_INT(w.question_count, counts[i] / 10 + 1);
	}
}

TEST(walk_by_id_goes_on_where_it_was_and_reads_the_youngest_rows_again)
{
	struct world w;
	uint64_t next;

	world_fill(&w, 100, NOW_MS - 99000, 1000, 10); /* the last 100 seconds */
	next = visit(&w, &by_id, 0, NOW_MS);
	CHECK_INT(next, 1); /* all of them are young: an elder brother may still come */
	next = visit(&w, &by_id, next, NOW_MS + WALK_LATE_MS - 50000);
	CHECK_INT(next, 51);
	next = visit(&w, &by_id, next, NOW_MS + WALK_LATE_MS + 1);
	CHECK_INT(next, 101);
	w.count = 150;
	for (size_t i = 100; i < 150; i++)
		w.ts_ms[i] = NOW_MS + 1;
	CHECK_INT(visit(&w, &by_id, next, NOW_MS + DAY), 151);
	for (size_t i = 100; i < 150; i++)
		CHECK_INT(w.seen[i], 1);
}

TEST(walk_by_id_finds_a_row_that_was_written_late_with_an_earlier_id)
{
	struct walk_visit v;
	struct exchange_result r = { .row_count = 2, .last_id = 12, .is_last = true };
	bool is_done;

	walk_begin(&v, &by_id, &(struct walk_start){ 10, NOW_MS, 0 });
	walk_row(&v, 10, NOW_MS - WALK_LATE_MS - 1);
	walk_row(&v, 12, NOW_MS - 5); /* 11 is not there yet */
	CHECK_OK(walk_answered(&v, &r, 2, &is_done));
	CHECK(is_done);
	CHECK_INT(v.position, 12);
	walk_begin(&v, &by_id, &(struct walk_start){ 10, NOW_MS, 0 });
	walk_row(&v, 11, NOW_MS - 4);
	walk_row(&v, 12, NOW_MS - 5);
	CHECK_OK(walk_answered(&v, &r, 2, &is_done));
	CHECK_INT(v.position, 11);
}

TEST(walk_that_is_led_in_a_circle_says_so)
{
	struct walk_visit v;
	struct exchange_result r = { .row_count = 10, .last_id = 4 };
	bool is_done;

	walk_begin(&v, &by_id, &(struct walk_start){ 5, NOW_MS, 0 });
	CHECK_ERR(walk_answered(&v, &r, 10, &is_done), ERR_INPUT);
	r = (struct exchange_result){ 0 }; /* no rows, and more to come */
	CHECK_ERR(walk_answered(&v, &r, 0, &is_done), ERR_INPUT);
	walk_begin(&v, &by_window, &(struct walk_start){ 0, NOW_MS, NOW_MS - DAY });
	r = (struct exchange_result){ .row_count = 3, .cursor = "2" };
	CHECK_OK(walk_answered(&v, &r, 3, &is_done));
	CHECK(!is_done);
	CHECK_ERR(walk_answered(&v, &r, 0, &is_done), ERR_INPUT);
	walk_begin(&v, &by_time, &(struct walk_start){ 100, NOW_MS, 0 });
	r = (struct exchange_result){ .row_count = 1, .last_ms = 99 };
	CHECK_ERR(walk_answered(&v, &r, 1, &is_done), ERR_INPUT);
	walk_begin(&v, &by_cursor, &(struct walk_start){ 0, NOW_MS, 0 });
	r = (struct exchange_result){ .row_count = 1, .cursor = "x" };
	CHECK_OK(walk_answered(&v, &r, 1, &is_done));
	CHECK_ERR(walk_answered(&v, &r, 1, &is_done), ERR_INPUT);
}

TEST(walk_by_windows_reads_every_row_once_whatever_lies_on_an_edge)
{
	/* A row at each edge, and beside it; all windows but the last are full days of the feed's.
	 */
	struct world w;

	for (int64_t offset = -1; offset <= 1; offset++) {
		world_fill(&w, 13, NOW_MS - 400LL * DAY + 1 + offset, 30LL * DAY + 1, 100);
		(void)visit(&w, &by_window, 0, NOW_MS);
		for (size_t i = 0; i < w.count; i++)
			CHECK_INT(w.seen[i], 1);
		CHECK_INT(w.question_count, 14);
	}
}

TEST(walk_by_windows_turns_the_pages_of_each)
{
	struct world w;

	world_fill(&w, 3000, NOW_MS - 300LL * DAY, DAY / 10, 50);
	w.pages_by_cursor = true;
	(void)visit(&w, &by_window, 0, NOW_MS);
	all_seen(&w, 1, 1);
}

TEST(walk_makes_windows_shorter_where_the_exchange_cuts_and_longer_again)
{
	struct world w;

	/* Ten rows a second for five minutes in an account that is quiet otherwise. */
	world_fill(&w, 3000, NOW_MS - 200LL * DAY, 100, 100);
	(void)visit(&w, &by_window, 0, NOW_MS);
	all_seen(&w, 1, 40); /* rows of a cut answer come again */
	CHECK(w.question_count < 400);
	world_fill(&w, 3000, NOW_MS - 200LL * DAY, 100, 100);
	(void)visit(&w, &endless, 0, NOW_MS);
	all_seen(&w, 1, 60);
}

TEST(walk_tells_of_a_gap_where_one_millisecond_has_more_rows_than_an_answer)
{
	struct walk_visit v;
	struct exchange_result cut = { .row_count = 100, .is_cut = true };
	bool is_done = false;

	walk_begin(&v, &by_window, &(struct walk_start){ 0, NOW_MS, NOW_MS - DAY });
	for (int i = 0; v.lost_to_ms == 0; i++) {
		CHECK(i < 60);
		CHECK_OK(walk_answered(&v, &cut, 100, &is_done));
	}
	CHECK_INT(v.lost_from_ms, NOW_MS - DAY);
	CHECK_INT(v.lost_to_ms, NOW_MS - DAY);
	CHECK_INT(v.from_ms, NOW_MS - DAY + 1); /* and goes on behind it */
	CHECK(!is_done);
}

TEST(walk_does_not_ask_for_what_the_exchange_has_forgotten_and_says_what_was_lost)
{
	struct walk_visit v;

	walk_begin(&v, &short_memory, &(struct walk_start){ 0, NOW_MS, NOW_MS - 400LL * DAY });
	CHECK(v.from_ms > NOW_MS - 90LL * DAY && v.from_ms < NOW_MS - 89LL * DAY);
	CHECK_INT(v.to_ms - v.from_ms, 7LL * DAY);
	CHECK_INT(v.lost_to_ms, 0); /* nobody was here before */
	walk_begin(
	    &v, &short_memory, &(struct walk_start){ (uint64_t)(NOW_MS - 100LL * DAY), NOW_MS, 0 });
	CHECK_INT(v.lost_from_ms, NOW_MS - 100LL * DAY);
	CHECK_INT(v.lost_to_ms, v.from_ms - 1);
}

TEST(walk_asks_again_where_rows_may_come_or_become_final)
{
	struct walk_visit v;
	struct exchange_result r = { .row_count = 1 };
	bool is_done;

	walk_begin(&v, &by_window, &(struct walk_start){ 0, NOW_MS, NOW_MS - DAY });
	CHECK_OK(walk_answered(&v, &r, 1, &is_done));
	CHECK(is_done);
	CHECK_INT(v.position, NOW_MS - WALK_LATE_MS);
	walk_begin(&v, &settles, &(struct walk_start){ 0, NOW_MS, NOW_MS - 100LL * DAY });
	r.open_count = 1; /* in the first window, 100 to 10 days ago */
	CHECK_OK(walk_answered(&v, &r, 1, &is_done));
	CHECK(!is_done);
	r.open_count = 0;
	CHECK_OK(walk_answered(&v, &r, 1, &is_done));
	CHECK(is_done);
	CHECK_INT(v.position, NOW_MS - 100LL * DAY);
	walk_begin(&v, &settles,
	    &(struct walk_start){ (uint64_t)(NOW_MS - DAY), NOW_MS, NOW_MS - 100LL * DAY });
	CHECK_OK(walk_answered(&v, &r, 1, &is_done));
	CHECK_INT(v.position, NOW_MS - DAY); /* never back behind where it was */
}

TEST(walk_by_time_ends_with_a_page_that_is_not_full)
{
	struct world w;

	world_fill(&w, 95, NOW_MS - 95000, 1000, 10);
	(void)visit(&w, &by_time, 0, NOW_MS);
	all_seen(&w, 1, 1);
	CHECK_INT(w.question_count, 10);
}

TEST(walk_by_cursor_stops_at_what_it_knows_once_it_has_seen_the_end)
{
	struct exchange_result r = { .row_count = 5, .cursor = "b" };
	struct walk_visit v;
	bool is_done;

	walk_begin(&v, &by_cursor, &(struct walk_start){ 0, NOW_MS, 0 });
	CHECK_OK(walk_answered(&v, &r, 0, &is_done)); /* known, but it never saw the end */
	CHECK(!is_done);
	CHECK_TEXT(v.cursor, "b");
	r.cursor[0] = '\0';
	CHECK_OK(walk_answered(&v, &r, 5, &is_done));
	CHECK(is_done && v.position != 0);
	walk_begin(&v, &by_cursor, &(struct walk_start){ v.position, NOW_MS, 0 });
	CHECK_TEXT(v.cursor, "");
	(void)snprintf(r.cursor, sizeof(r.cursor), "a");
	CHECK_OK(walk_answered(&v, &r, 1, &is_done)); /* one was new: there may be more */
	CHECK(!is_done);
	(void)snprintf(r.cursor, sizeof(r.cursor), "b");
	CHECK_OK(walk_answered(&v, &r, 0, &is_done));
	CHECK(is_done);
}

TEST(walk_of_one_answer_is_over_with_it)
{
	const struct exchange_result r = { .row_count = 3 };
	struct walk_visit v;
	bool is_done;

	walk_begin(&v, &once, &(struct walk_start){ 0, NOW_MS, 0 });
	CHECK_OK(walk_answered(&v, &r, 3, &is_done));
	CHECK(is_done);
}

TEST(walk_knows_how_many_windows_are_left)
{
	struct walk_visit v;

	walk_begin(&v, &by_window, &(struct walk_start){ 0, NOW_MS, NOW_MS - 59LL * DAY });
	CHECK_INT(walk_pages_left(&v), 2);
	walk_begin(&v, &by_id, &(struct walk_start){ 0, NOW_MS, 0 });
	CHECK_INT(walk_pages_left(&v), 1);
}
