/* SPDX-License-Identifier: Apache-2.0 */
/*
 * queue.h - who is next, when many want more than there is.
 *
 * Start-time fair queueing: each entry has a tag, its owner's earlier work counted in weight, and
 * the least tag is next.  Who asks for much waits behind who asks for little, however many entries
 * either has; who was away has saved nothing up and lost nothing.
 *
 * Room:      enclave/outbound.
 * Promises:  a pairing heap: to put an entry in costs the same however many wait, to take one off,
 *            whichever, as many steps as their number has digits, one thing with another; nothing
 *            is allocated.
 */
#ifndef INGEST_QUEUE_H
#define INGEST_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Embedded in whatever waits. */
struct queue_entry {
	/* What comes later: the first of them; the next one of the same parent, and its parent or
	 * the one before it there. */
	struct queue_entry *child, *next, *before;
	uint64_t tag;
	int64_t order; /* among equal tags */
};

struct queue {
	struct queue_entry *first; /* by tag; NULL: none */
	uint64_t now;              /* the tag of what was served last */
	int64_t order;             /* of what was put in last */
};

/* `*finish` is the owner's: where its last entry ends; 0 at first.  `cost` is its weight. */
void queue_put(struct queue *q, struct queue_entry *e, uint64_t *finish, uint64_t cost);

/* Before everybody. */
void queue_put_first(struct queue *q, struct queue_entry *e);

/* With the tag it has already: it was served, and has to come back. */
void queue_put_again(struct queue *q, struct queue_entry *e);

/* It is served: off the queue, and time goes on. */
void queue_serve(struct queue *q, struct queue_entry *e);

/* It does not want to any more. */
void queue_remove(struct queue *q, struct queue_entry *e);

#endif
