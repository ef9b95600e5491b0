/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/outbound/queue.h"

void
queue_put_again(struct queue *q, struct queue_entry *e)
{
	struct queue_entry **at = &q->first;

	while (*at != NULL && (*at)->tag <= e->tag)
		at = &(*at)->next;
	e->next = *at;
	*at = e;
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
	e->next = q->first;
	q->first = e;
}

void
queue_remove(struct queue *q, const struct queue_entry *e)
{
	struct queue_entry **at = &q->first;

	while (*at != NULL && *at != e)
		at = &(*at)->next;
	if (*at != NULL)
		*at = e->next;
}

void
queue_serve(struct queue *q, struct queue_entry *e)
{
	queue_remove(q, e);
	if (e->tag > q->now)
		q->now = e->tag;
}
