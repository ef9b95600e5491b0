/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/outbound/queue.h"
#include "test/check.h"

enum { USERS = 20, EACH = 400 };

struct waiting {
	struct queue_entry entry;
	unsigned user;
	uint64_t cost;
};

struct user {
	uint64_t finish, served;
	struct waiting all[EACH];
};

static struct user *
users_new(void)
{
	struct user *users = calloc(USERS, sizeof(*users));

	CHECK(users != NULL);
	return users;
}

static void
put(struct queue *q, struct user *users, unsigned user, unsigned index, uint64_t cost)
{
	struct waiting *w = &users[user].all[index];

	*w = (struct waiting){ .user = user, .cost = cost };
	queue_put(q, &w->entry, &users[user].finish, cost);
}

static struct waiting *
serve(struct queue *q, struct user *users)
{
	struct waiting *w = (struct waiting *)q->first;

	queue_serve(q, &w->entry);
	users[w->user].served += w->cost;
	return w;
}

TEST(queue_shares_by_weight_however_many_entries_somebody_has)
{
	struct user *users = users_new();
	struct queue q = { 0 };
	uint64_t total = 0;

	/* The first brings all of its work at once, before the others; costs differ a lot. */
	for (unsigned i = 0; i < EACH; i++)
		put(&q, users, 0, i, 20);
	for (unsigned u = 1; u < USERS; u++)
		for (unsigned i = 0; i < EACH; i++)
			put(&q, users, u, i, u % 3 == 0 ? 1 : u % 3 == 1 ? 5 : 20);
	while (total < (uint64_t)USERS * EACH / 2)
		total += serve(&q, users)->cost;
	for (unsigned u = 0; u < USERS; u++) {
		CHECK(users[u].served * USERS * 10 >= total * 8); /* each within a fifth */
		CHECK(users[u].served * USERS * 10 <= total * 12);
	}
	free(users);
}

TEST(queue_lets_a_newcomer_in_at_once_and_saves_nothing_up_for_it)
{
	struct user *users = users_new();
	struct queue q = { 0 };

	for (unsigned i = 0; i < EACH; i++)
		put(&q, users, 0, i, 20);
	for (unsigned i = 0; i < EACH / 2; i++)
		(void)serve(&q, users);
	put(&q, users, 1, 0, 20);
	put(&q, users, 1, 1, 20);
	CHECK_INT(serve(&q, users)->user + serve(&q, users)->user, 1); /* one of each */
	CHECK_INT(serve(&q, users)->user + serve(&q, users)->user, 1);
	CHECK_INT(serve(&q, users)->user, 0);
	free(users);
}

TEST(queue_keeps_the_order_of_one_owner_and_of_equal_tags)
{
	struct user *users = users_new();
	struct queue q = { 0 };

	for (unsigned i = 0; i < 3; i++)
		for (unsigned u = 0; u < 3; u++)
			put(&q, users, u, i, 1);
	for (unsigned i = 0; i < 3; i++)
		for (unsigned u = 0; u < 3; u++)
			CHECK(serve(&q, users) == &users[u].all[i]);
	CHECK(q.first == NULL);
	free(users);
}

/* Whoever is taken off, the others keep their order; and it is in none then. */
TEST(queue_is_whole_after_every_removal)
{
	enum { COUNT = 9 };
	struct user *users = users_new();

	for (unsigned gone = 0; gone < COUNT; gone++) {
		for (unsigned served = 0; served < 2; served++) {
			struct queue_entry *e = &users[gone].all[0].entry;
			struct queue q = { 0 };

			for (unsigned u = COUNT; u-- > 0;) { /* each before all others */
				users[u].finish = 7 * u;
				put(&q, users, u, 0, 1);
			}
			for (unsigned i = 0; i < served && gone > 0; i++) { /* now it has shape */
				struct waiting *first = serve(&q, users);

				queue_put_again(&q, &first->entry);
			}
			queue_remove(&q, e);
			queue_remove(&q, e); /* twice is fine */
			CHECK(e->child == NULL && e->next == NULL && e->before == NULL);
			for (unsigned u = 0; u < COUNT; u++)
				if (u != gone)
					CHECK_INT(serve(&q, users)->user, u);
			CHECK(q.first == NULL);
			queue_put_again(&q, e);
			CHECK_INT(serve(&q, users)->user, gone);
		}
	}
	free(users);
}

TEST(queue_gives_the_least_tag_whatever_was_put_in_and_taken_off_in_between)
{
	struct user *users = users_new();
	bool is_in[USERS] = { false };
	struct queue q = { 0 };
	uint32_t random = 1;

	for (int step = 0; step < 20000; step++) {
		unsigned u, least = USERS;

		random = random * 1664525 + 1013904223;
		u = (random >> 16) % USERS;
		if (is_in[u]) {
			queue_remove(&q, &users[u].all[0].entry);
		} else {
			users[u].all[0].user = u;
			users[u].all[0].entry.tag = random >> 8 & 7;
			queue_put_again(&q, &users[u].all[0].entry);
		}
		is_in[u] = !is_in[u];
		for (unsigned i = 0; i < USERS; i++)
			if (is_in[i] &&
			    (least == USERS ||
				users[i].all[0].entry.tag < users[least].all[0].entry.tag ||
				(users[i].all[0].entry.tag == users[least].all[0].entry.tag &&
				    users[i].all[0].entry.order < users[least].all[0].entry.order)))
				least = i;
		assert_true(q.first == (least == USERS ? NULL : &users[least].all[0].entry));
	}
	free(users);
}

TEST(queue_puts_first_whom_a_person_waits_for_and_takes_back_who_has_to_come_again)
{
	struct user *users = users_new();
	struct waiting urgent = { .user = 9 }, *again;
	struct queue q = { 0 };

	put(&q, users, 0, 0, 5);
	put(&q, users, 0, 1, 5);
	queue_put_first(&q, &urgent.entry);
	CHECK(serve(&q, users) == &urgent);
	CHECK_INT(q.now, 0);
	again = serve(&q, users);
	queue_put_again(&q, &again->entry); /* its tag is before the other's */
	CHECK(serve(&q, users) == again);
	queue_remove(&q, &users[0].all[1].entry);
	queue_remove(&q, &users[0].all[1].entry); /* twice is fine */
	CHECK(q.first == NULL);
	free(users);
}
