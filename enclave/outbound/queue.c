/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/outbound/queue.h"

/* Behind `before`; NULL: before everybody. */
static void
insert(struct queue *q, struct queue_entry *e, struct queue_entry *before)
{
	e->before = before;
	e->next = before == NULL ? q->first : before->next;
	*(before == NULL ? &q->first : &before->next) = e;
	*(e->next == NULL ? &q->last : &e->next->before) = e;
}

/* From the end: most come after most others. */
void
queue_put_again(struct queue *q, struct queue_entry *e)
{
	struct queue_entry *before = q->last;

	while (before != NULL && before->tag > e->tag)
		before = before->before;
	insert(q, e, before);
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
	insert(q, e, NULL);
}

void
queue_remove(struct queue *q, struct queue_entry *e)
{
	if (q->first != e && e->before == NULL)
		return; /* it is in none */
	*(e->before == NULL ? &q->first : &e->before->next) = e->next;
	*(e->next == NULL ? &q->last : &e->next->before) = e->before;
	e->next = e->before = NULL;
}

void
queue_serve(struct queue *q, struct queue_entry *e)
{
	queue_remove(q, e);
	if (e->tag > q->now)
		q->now = e->tag;
}
