/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/outbound/queue.h"

static bool
comes_before(const struct queue_entry *a, const struct queue_entry *b)
{
	return a->tag != b->tag ? a->tag < b->tag : a->order < b->order;
}

/* Of two heaps, or NULL, one: the later root becomes the first child of the other. */
static struct queue_entry *
meld(struct queue_entry *a, struct queue_entry *b)
{
	struct queue_entry *root, *child;

	if (a == NULL || b == NULL)
		return a == NULL ? b : a;
	root = comes_before(b, a) ? b : a;
	child = root == a ? b : a;
	child->before = root;
	child->next = root->child;
	if (child->next != NULL)
		child->next->before = child;
	root->child = child;
	return root;
}

/* Of children one heap: two and two, and then those from the last to the first. */
static struct queue_entry *
meld_children(struct queue_entry *child)
{
	struct queue_entry *pairs = NULL, *root = NULL;

	while (child != NULL) {
		struct queue_entry *a = child, *b = a->next;

		child = b == NULL ? NULL : b->next;
		a->next = a->before = NULL;
		if (b != NULL)
			b->next = b->before = NULL;
		a = meld(a, b);
		a->next = pairs;
		pairs = a;
	}
	while (pairs != NULL) {
		struct queue_entry *rest = pairs->next;

		pairs->next = NULL;
		root = meld(root, pairs);
		pairs = rest;
	}
	return root;
}

static void
insert(struct queue *q, struct queue_entry *e)
{
	e->child = e->next = e->before = NULL;
	q->first = meld(q->first, e);
}

void
queue_put_again(struct queue *q, struct queue_entry *e)
{
	e->order = ++q->order;
	insert(q, e);
}

void
queue_put(struct queue *q, struct queue_entry *e, uint64_t *finish, uint64_t cost)
{
	e->tag = *finish > q->now ? *finish : q->now;
	*finish = e->tag + cost;
	queue_put_again(q, e);
}

void
queue_put_first(struct queue *q, struct queue_entry *e)
{
	e->tag = 0;
	e->order = -++q->order;
	insert(q, e);
}

void
queue_remove(struct queue *q, struct queue_entry *e)
{
	if (q->first != e && e->before == NULL)
		return; /* it is in none */
	if (q->first == e) {
		q->first = meld_children(e->child);
	} else {
		*(e->before->child == e ? &e->before->child : &e->before->next) = e->next;
		if (e->next != NULL)
			e->next->before = e->before;
		q->first = meld(q->first, meld_children(e->child));
	}
	e->child = e->next = e->before = NULL;
}

void
queue_serve(struct queue *q, struct queue_entry *e)
{
	queue_remove(q, e);
	if (e->tag > q->now)
		q->now = e->tag;
}
